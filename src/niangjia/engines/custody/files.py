"""The data folder: what of it belongs into a copy, and putting it back."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from django.conf import settings

from niangjia.kit.vault import copy_place

FOLDER = "files/"
PASSING = {"uploads", "prepared", "restored", "keys.json"}
"""What lies there for a moment only, is made anew by itself, or goes its own way (the keys)."""


def kept() -> Iterator[tuple[str, IO[bytes], int]]:
    """Name, stream and length of every file to copy. One that vanishes meanwhile was given up meanwhile."""
    root = Path(settings.DATA)
    for path in sorted(root.rglob("*")):
        parts = path.relative_to(root).parts
        if not path.is_file() or _is_passing(path, parts):
            continue
        try:
            with path.open("rb") as file:
                yield FOLDER + "/".join(parts), file, os.fstat(file.fileno()).st_size
        except FileNotFoundError:
            continue


def _is_passing(path: Path, parts: tuple[str, ...]) -> bool:
    base = Path(str(settings.DATABASES["default"]["NAME"]))
    ours = (
        {base.name + rest for rest in ("", "-wal", "-shm", "-journal")} if base.parent == Path(settings.DATA) else set()
    )
    first = parts[0]
    return (
        first in PASSING | ours
        or path == copy_place()
        or first.startswith(("keys.json.", "replaced-", "tmp"))
        or any(part.startswith(".") for part in parts)
    )


def take_in(name: str, source: IO[bytes], staging: Path) -> None:
    """Write one file of a copy below `staging`. Names were made by `kept`; one that would lead outside is refused."""
    target = (staging / name.removeprefix(FOLDER)).resolve()
    if not target.is_relative_to(staging.resolve()):
        raise ValueError(f"a name that leads outside: {name}")
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with os.fdopen(os.open(target, os.O_CREAT | os.O_WRONLY | os.O_EXCL, 0o600), "wb") as file:
        shutil.copyfileobj(source, file, 1 << 20)
        file.flush()
        os.fsync(file.fileno())


def move_in(staging: Path, aside: Path) -> None:
    """Put the staged files in their place; what stood there goes to `aside`."""
    for path in sorted(staging.iterdir()):
        there = Path(settings.DATA) / path.name
        if there.exists():
            aside.mkdir(mode=0o700, parents=True, exist_ok=True)
            os.replace(there, aside / path.name)
        os.replace(path, there)
    staging.rmdir()
