"""The sealed file of a comparison, from its upload until it was read."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings

from niangjia.kit import vault


def root() -> Path:
    """Where they lie; made on first use."""
    folder = Path(settings.DATA) / "comparisons"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder


def place(code: str) -> Path:
    """Where the file of a comparison lies."""
    return root() / f"{code}.sealed"


def reseal_exports(*, write: bool) -> int:
    """Seal every file anew that hangs on an old key; with `write` off, how many do. For the contribution `vault.files`."""
    count = 0
    for path in sorted(root().glob("[!.]*.sealed")):
        try:
            if not vault.file_is_current(path):
                count += 1
                if write:
                    _reseal(path)
        except FileNotFoundError:
            continue  # read and removed meanwhile
    return count


def _reseal(path: Path) -> None:
    before = path.stat()
    with vault.open_sealed(path) as source, vault.write_sealed(path, still=before) as target:
        while piece := source.read(1 << 20):
            target.write(piece)
