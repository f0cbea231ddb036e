"""Cases of our own: records in, published figures out. `python -m tests.cases.street FOLDER` writes one to be looked at."""
