"""Benchmarks. Each measures a job against a floor in the same run, on a database of its own that is thrown away.

`python -m bench` runs them all, `python -m bench audit` one, `--on sqlite` or `--on postgresql` on one database only.
A benchmark is a module here with `run(arguments)`; it may import the product freely, for Django is set up before it is loaded.
"""
