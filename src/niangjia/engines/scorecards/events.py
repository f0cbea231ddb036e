"""What others may react to."""

from dataclasses import dataclass


@dataclass(frozen=True)
class SheetFilled:
    """A card about a record was handed in or corrected."""

    sheet_id: int
    kind: str
    subject_id: int
    grade: str


@dataclass(frozen=True)
class ManyScored:
    """A computed card was written anew for a branch ("": the whole house)."""

    kind: str
    path: str
    written: int


@dataclass(frozen=True)
class VersionPublished:
    """A version holds from a day on."""

    version_id: int
    kind: str
