"""What others may react to. Each names a kind and its matters: one event for a set, however large.

What a handler needs to know of them comes from `queries.asked(ids)`.
"""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class MatterAsked:
    """A matter was asked for, or asked again (`round` > 1) after it had come back."""

    kind: str
    matters: tuple[int, ...]
    round: int = 1


@dataclass(frozen=True)
class StopOpened:
    """Matters have come to lie at a stop (its `name` in the route)."""

    kind: str
    matters: tuple[int, ...]
    stop: str = ""


@dataclass(frozen=True)
class StopHandedOver:
    """The stop of a matter was handed to an account; it was so far with somebody else."""

    kind: str
    matters: tuple[int, ...]
    account_id: int = 0


@dataclass(frozen=True)
class MatterApproved:
    """The last stop agreed; the kind's `settle` has run."""

    kind: str
    matters: tuple[int, ...]


@dataclass(frozen=True)
class MatterRefused:
    """A stop refused for good; the kind's `settle` has run."""

    kind: str
    matters: tuple[int, ...]


@dataclass(frozen=True)
class MatterReturned:
    """A stop sent matters back to the asker, with a reason."""

    kind: str
    matters: tuple[int, ...]


@dataclass(frozen=True)
class MatterReopened:
    """A decision was recalled or undone: the matters lie at the stop again that had decided."""

    kind: str
    matters: tuple[int, ...]


@dataclass(frozen=True)
class MatterWithdrawn:
    """The asking side does not want it any more."""

    kind: str
    matters: tuple[int, ...]


@dataclass(frozen=True)
class StopDue:
    """Open stops are due on the next working day. Told once."""

    kind: str
    matters: tuple[int, ...]
    on: date


@dataclass(frozen=True)
class StopOverdue:
    """Open stops have passed their due day. Told once."""

    kind: str
    matters: tuple[int, ...]
