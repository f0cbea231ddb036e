"""`niangjia …`: prepares the data folder if it is fresh, then runs one command."""

import importlib
import os
import pkgutil
import sys
from collections.abc import Mapping

import django
from django.conf import settings
from django.core.management import execute_from_command_line
from django.utils import translation

from niangjia.fronts import cli

HOUSE = (["worker"], ["demo"])
"""Commands whose words are kept for people at the desk."""


def spoken(environ: Mapping[str, str]) -> str:
    """English where the terminal's locale begins with en, Chinese otherwise; what runs for others stays Chinese."""
    wanted = environ.get("LC_ALL") or environ.get("LC_MESSAGES") or environ.get("LANG") or ""
    return "en" if wanted.startswith("en") and sys.argv[1:2] not in HOUSE else settings.LANGUAGE_CODE


def run() -> None:
    """Load every command module and hand over to the root group."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "niangjia.config.settings")
    if sys.argv[1:2] == ["manage"]:
        execute_from_command_line(["niangjia manage", *sys.argv[2:]])
        return
    django.setup()
    translation.activate(spoken(os.environ))
    for module in pkgutil.iter_modules(cli.__path__):
        if module.name != "__main__":
            importlib.import_module(f"{cli.__name__}.{module.name}")
    root = importlib.import_module(f"{cli.__name__}.root")
    if len(sys.argv) > 1 and not sys.argv[1].startswith("-") and sys.argv[1] != "restore":  # it brings its own base
        importlib.import_module(f"{cli.__name__}.prepare").ready()
    root.main(prog_name="niangjia")


if __name__ == "__main__":
    run()
