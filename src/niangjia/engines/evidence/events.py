"""What others may react to."""

from dataclasses import dataclass


@dataclass(frozen=True)
class EvidenceAdded:
    """A file came to a record. `sheet` is the printed sheet that came back, "" for anything else."""

    file_id: int
    kind: str
    subject_id: int
    sheet: str


@dataclass(frozen=True)
class EvidenceRemoved:
    """A file was taken away, or its person took the consent back."""

    file_id: int
    kind: str
    subject_id: int


@dataclass(frozen=True)
class EvidenceExpired:
    """Files of one kind prove nothing any more from today on; at most 500 an event."""

    kind: str
    file_ids: tuple[int, ...]
    subject_ids: tuple[int, ...]


@dataclass(frozen=True)
class StackRead:
    """A stack of scans was read to its end: so many pages filed themselves, so many wait in the tray."""

    stack_id: int
    account_id: int | None
    filed: int
    waiting: int
