"""The sealed files in the data folder. Nothing lies in the clear; a file's name is its random code and says nothing."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from django.conf import settings

from niangjia.kit import vault

MAIN, SMALL, STACK = "file", "small", "stack"


def root() -> Path:
    """Where all of it lies."""
    place = Path(settings.DATA) / "evidence"
    place.mkdir(parents=True, exist_ok=True, mode=0o700)
    return place


def folder(code: str) -> Path:
    """The folder of one file, page or stack; two storeys, so that no folder grows without end."""
    return root() / code[:2] / code


def write(code: str, name: str, data: bytes) -> None:
    """Keep bytes sealed, at once or not at all."""
    place = folder(code)
    place.mkdir(parents=True, exist_ok=True, mode=0o700)
    with vault.write_sealed(place / name) as out:
        out.write(data)


def open_plain(code: str, name: str) -> BinaryIO:
    """The plain content, to be read from any place. Raises FileNotFoundError, vault.Broken."""
    return vault.open_sealed(folder(code) / name)


def has(code: str, name: str) -> bool:
    """Whether there is such content."""
    return (folder(code) / name).exists()


def remove(code: str) -> None:
    """Take away everything kept under a code."""
    shutil.rmtree(folder(code), ignore_errors=True)


def codes() -> Iterator[tuple[str, float]]:
    """All codes under which something is kept, with the moment of the last change."""
    for place in root().glob("??/*"):
        if place.is_dir():
            yield place.name, place.stat().st_mtime


def plain_files() -> Iterator[tuple[str, BinaryIO]]:
    """Every paper with its name below the folder, opened: for the contribution `export.files`."""
    for code, _changed in codes():
        if has(code, MAIN):
            yield f"{code}/{MAIN}", open_plain(code, MAIN)


def reseal_files(*, write: bool) -> int:
    """Seal every file anew that hangs on an old key; with `write` off, how many do. For the contribution `vault.files`."""
    count = 0
    for path in sorted(root().rglob("*")):
        if not path.is_file() or path.name.startswith("."):
            continue
        try:
            if not vault.file_is_current(path):
                count += 1
                if write:
                    _reseal(path)
        except FileNotFoundError:
            continue  # removed meanwhile
    return count


def _reseal(path: Path) -> None:
    """A file that is replaced meanwhile stays as it was written."""
    before = path.stat()
    with vault.open_sealed(path) as source, vault.write_sealed(path, still=before) as target:
        while piece := source.read(1 << 20):
            target.write(piece)
