"""What others may react to."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class MembershipStarted:
    """A membership is in force from `on` (None: since before our records)."""

    membership_id: int
    person_id: int
    unit_id: int
    on: date | None


@dataclass(frozen=True)
class MembershipEnded:
    """A membership is no longer in force from `on`; `reason` is a `LeavingReason`."""

    membership_id: int
    person_id: int
    unit_id: int
    on: date
    reason: str


@dataclass(frozen=True)
class MembersHeld:
    """A union closed: the union above holds its members from `on`. One event for all of them."""

    unit_id: int
    holder_id: int
    on: date
    count: int


@dataclass(frozen=True)
class MembersCarried:
    """A union was merged: its members belong to the receiver from `on`. One event for all of them."""

    unit_id: int
    into_id: int
    on: date
    count: int


@dataclass(frozen=True)
class PersonsMerged:
    """`other_id` was found to be the same human being as `keeper_id`."""

    merge_id: int
    keeper_id: int
    other_id: int


@dataclass(frozen=True)
class PersonsUnmerged:
    """The two are two people again."""

    merge_id: int
    keeper_id: int
    other_id: int


@dataclass(frozen=True)
class PersonErased:
    """The personal values of a record were overwritten."""

    person_id: int


@dataclass(frozen=True)
class ConsentWithdrawn:
    """A person took a consent back: whoever relied on it stops."""

    person_id: int
    purpose: str
