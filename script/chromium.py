"""Print where the system's Chromium is; exit 1 if there is none."""

import shutil
import sys

found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
if found is None:
    sys.exit(1)
print(found)
