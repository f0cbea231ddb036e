"""Compile the catalogues (`compile`) or say what is missing from them (`check`); no gettext is needed to compile."""

import sys
from pathlib import Path

import polib

ROOT = Path(__file__).resolve().parent.parent / "src"


def compile_all() -> None:
    """Write the .mo file beside every .po file."""
    for path in ROOT.rglob("*.po"):
        polib.pofile(str(path)).save_as_mofile(str(path.with_suffix(".mo")))


def check() -> int:
    """Name every message without an English sentence; exit code 1 if there is one."""
    missing = 0
    for path in ROOT.rglob("*.po"):
        for entry in polib.pofile(str(path)):
            if not entry.obsolete and (not entry.translated() or entry.fuzzy):
                missing += 1
                print(f"{path.relative_to(ROOT)}:{entry.linenum}: not translated: {entry.msgid[:60]}")
    return int(missing > 0)


if __name__ == "__main__":
    sys.exit(check() if sys.argv[1:] == ["check"] else compile_all())
