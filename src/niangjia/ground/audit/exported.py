"""The offline verifier: an exported chain and the anchors that were given out, checked without Django or a database.

`python -m niangjia.ground.audit.exported EXPORT [ANCHORS]` ends with 0 if the chain holds, 1 if it does not.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from niangjia.ground.audit.rules import COLUMNS, SEP, Outcome, follow


class NotAnExport(ValueError):
    """The file is not an export of the trail, or a line of it cannot be read."""


def read_anchors(path: Path) -> dict[int, str]:
    """Anchors as they were given out, a line each: number, digest, time. Lines that begin with # are words."""
    found = {}
    for text in path.read_text(encoding="utf-8").splitlines():
        parts = text.split()
        if parts and not parts[0].startswith("#"):
            if len(parts) < 2 or not parts[0].isdigit() or len(parts[1]) != 64:
                raise NotAnExport(f"not an anchor: {text[:40]}")
            found[int(parts[0])] = parts[1].lower()
    return found


def links(path: Path) -> Iterator[tuple[int, int, str, str | None]]:
    """The links of an exported file. Raises NotAnExport."""
    with path.open(encoding="utf-8") as file:
        try:
            heading = json.loads(file.readline())
            if heading["niangjia"] != "audit" or heading["columns"][2:] != list(COLUMNS):
                raise NotAnExport("another file, or another version")
            for text in file:
                seq, digest, *cells = json.loads(text)
                whole = len(cells) == len(COLUMNS) and all(isinstance(cell, str) for cell in cells)
                yield int(seq), int(cells[0]), str(digest), SEP.join(cells) if whole else None
        except (KeyError, TypeError, IndexError, ValueError) as error:
            raise NotAnExport("the file cannot be read as an export of the trail") from error


def verify_file(path: Path, anchors: Mapping[int, str]) -> Outcome:
    """Follow an exported chain from its beginning and meet every anchor. Raises NotAnExport."""
    return follow(links(path), anchors)


def _main(arguments: list[str]) -> int:
    anchors = read_anchors(Path(arguments[1])) if len(arguments) > 1 else {}
    outcome = verify_file(Path(arguments[0]), anchors)
    sys.stdout.write(f"{outcome.count} links, {len(anchors)} anchors, head {outcome.head}\n")
    if outcome.broken:
        sys.stdout.write(f"BROKEN: {outcome.broken.kind} at {outcome.broken.seq}, entry {outcome.broken.entry_id}\n")
    return int(outcome.broken is not None)


if __name__ == "__main__":
    sys.exit(_main(sys.argv[1:]))
