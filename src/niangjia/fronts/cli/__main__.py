"""`niangjia`: the same actions from a terminal."""

import os
import sys

from django.core.management import execute_from_command_line

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "niangjia.config.settings")
    if sys.argv[1:2] == ["manage"]:
        execute_from_command_line(["niangjia manage", *sys.argv[2:]])
