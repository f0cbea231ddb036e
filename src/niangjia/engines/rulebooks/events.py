"""What others may react to."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class EditionPublished:
    """An edition was published; it holds from a day on, which may be past or to come."""

    edition_id: int
    kind: str
    path: str
    valid_from: date


@dataclass(frozen=True)
class EditionWithdrawn:
    """A published edition was taken out: before its day, or from today on."""

    edition_id: int
    kind: str
    path: str
