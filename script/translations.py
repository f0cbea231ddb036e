"""The English catalogue: `extract` gathers the sentences, `check` says what is missing, `compile` writes the .mo files.

Compiling needs no gettext; extracting and the full check do (Debian: apt-get install gettext).
"""

import shutil
import subprocess
import sys
from pathlib import Path

import polib

ROOT = Path(__file__).resolve().parent.parent
CATALOGUE = ROOT / "src/niangjia/config/locale/en/LC_MESSAGES/django.po"

# makemessages, which also follows the names that modules give to the gettext they use beside `_`, and `kit/counted`
GATHER = """
import sys
KEPT = ["--keyword=counted:1,1", "--keyword=counted_lazy:1,1"]
from django.core.management import execute_from_command_line
from django.core.management.commands.makemessages import Command
Command.xgettext_options = [*Command.xgettext_options, "--keyword=_now", "--keyword=_lazy", *KEPT]
execute_from_command_line(["django", *sys.argv[1:]])
"""


def compile_all() -> int:
    """Write the .mo file beside every .po file."""
    for path in ROOT.glob("src/**/*.po"):
        polib.pofile(str(path)).save_as_mofile(str(path.with_suffix(".mo")))
    return 0


def extract() -> int:
    """Bring the catalogue up to date with the sources; new sentences come in untranslated."""
    if shutil.which("xgettext") is None:
        print("xgettext was not found: apt-get install gettext", file=sys.stderr)
        return 2
    CATALOGUE.parent.mkdir(parents=True, exist_ok=True)
    return subprocess.run(
        [
            sys.executable,
            "-c",
            GATHER,
            "makemessages",
            "-l",
            "en",
            "--no-location",
            "--no-obsolete",
            "--no-wrap",
            "-i",
            "vendored",
            "-v",
            "0",
            "--settings",
            "niangjia.config.settings",
            "--pythonpath",
            str(ROOT / "src"),
        ],
        cwd=ROOT / "src/niangjia",
        check=False,
    ).returncode


def check() -> int:
    """Name every sentence without an English one, and any that the sources have and the catalogue lacks."""
    kept = CATALOGUE.read_bytes()
    try:
        if shutil.which("xgettext") and extract():
            return 1
        missing = [
            entry
            for entry in polib.pofile(str(CATALOGUE))
            if not entry.obsolete and (not entry.translated() or entry.fuzzy)
        ]
    finally:
        CATALOGUE.write_bytes(kept)
    for entry in missing:
        print(f"not translated: {entry.msgid[:70]!r}")
    print(f"translations: {len(missing)} missing")
    return int(bool(missing))


if __name__ == "__main__":
    sys.exit({"compile": compile_all, "extract": extract, "check": check}[sys.argv[1]]())
