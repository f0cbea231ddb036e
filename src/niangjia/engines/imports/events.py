"""What imports announce: one event a batch, never one a row."""

from dataclasses import dataclass


@dataclass(frozen=True)
class RosterTakenIn:
    """All good rows of a batch are in. `kind` is the kind of spreadsheet, `counts` what was written."""

    batch_id: int
    kind: str
    new: int
    changed: int
    transfers: int


@dataclass(frozen=True)
class RosterTakenBack:
    """A batch was undone or cancelled; `kept` rows had been edited since and stay."""

    batch_id: int
    kind: str
    reverted: int
    kept: int
