"""Who acts, what a power is, and the one hook through which the reach of a power is asked.

`Actor` is passed to every query and action. `Power` is declared in a module's `policies.py` by `powers(...)`.
`reach(actor, power)` answers with path ranges of the tree; ground/access installs the answer at start-up, so that
everything below it can scope without knowing about appointments.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

PathRange = tuple[str, str]
"""Half-open range of materialised paths, `low <= path < high`."""

EVERYWHERE: tuple[PathRange, ...] = (("", "\U0010ffff"),)
NOWHERE: tuple[PathRange, ...] = ()


class ActorKind(StrEnum):
    """What sort of hand is at work; stored in the trail."""

    STAFF = "staff"
    WORKER = "worker"
    PARTNER = "partner"
    SYSTEM = "system"
    OPERATOR = "operator"


@dataclass(frozen=True)
class Actor:
    """Somebody who acts. Built by the fronts from a session, a key or a terminal; never by modules.

    `account_id` is the account; `person_id` the worker behind it, if known; `for_account_id` the person on whose
    behalf a deputy acts. `origin` is a short, non-personal mark of the request (its id), for the trail. `under` is the
    power by which a front opened the address: with it and a place, `giver` finds for whom a deputy acts.
    """

    kind: ActorKind
    account_id: int | None = None
    person_id: int | None = None
    for_account_id: int | None = None
    origin: str = ""
    appointments: tuple[Any, ...] = field(default=(), compare=False)
    under: str = field(default="", compare=False)


SYSTEM = Actor(ActorKind.SYSTEM)
"""The machine itself: jobs and reactions. Has every power but decisions on money."""

OPERATOR = Actor(ActorKind.OPERATOR)
"""A person at the terminal without `--by`: every power but decisions on money; the trail says so."""


@dataclass(frozen=True)
class Power:
    """Something that may be allowed: `code` is `module.verb`, `label` a translated phrase, `roles` who has it.

    `money` powers are never held by SYSTEM or OPERATOR. `everywhere` powers do not depend on the tree. `keys` powers may
    be given to a key of the API; all others are for people alone.
    """

    code: str
    label: Any
    roles: frozenset[str]
    money: bool = False
    everywhere: bool = False
    keys: bool = False


_known: dict[str, Power] = {}


def power(
    code: str, label: Any, *roles: str, money: bool = False, everywhere: bool = False, keys: bool = False
) -> Power:
    """Declare one power. Roles are role codes of `ground.org.choices.Role`."""
    return Power(code, label, frozenset(roles), money, everywhere, keys)


def powers(*declared: Power) -> None:
    """Register a module's table of powers; a code may be declared once."""
    for one in declared:
        if one.code in _known and _known[one.code] != one:
            raise ValueError(f"power {one.code} is declared twice")
        _known[one.code] = one


def known_powers() -> dict[str, Power]:
    """All declared powers by code."""
    return dict(_known)


class UnknownPower(LookupError):
    """A power that no module declares was asked for: a mistake in the program."""


Reach = Callable[[Actor, Power], tuple[PathRange, ...]]
_reach: list[Reach] = []


def install_reach(answer: Reach) -> None:
    """Set the one function that knows appointments. Called by ground/access when it is ready."""
    _reach[:] = [answer]


def reach(actor: Actor, code: str) -> tuple[PathRange, ...]:
    """Path ranges in which the actor holds the power; empty means nowhere. Raises UnknownPower."""
    asked = _known.get(code)
    if asked is None:
        raise UnknownPower(code)
    if actor.kind in {ActorKind.SYSTEM, ActorKind.OPERATOR}:
        return NOWHERE if asked.money else EVERYWHERE
    return _reach[0](actor, asked) if _reach else NOWHERE


Giver = Callable[[Actor, Power, str], int | None]
_giver: list[Giver] = []


def install_giver(answer: Giver) -> None:
    """Set the one function that knows deputies. Called by ground/access when it is ready."""
    _giver[:] = [answer]


def giver(actor: Actor, path: str) -> int | None:
    """The account on whose behalf the actor acts at a place, if the power under which it acts is only borrowed there."""
    if actor.for_account_id is not None or not actor.under or not _giver:
        return actor.for_account_id
    return _giver[0](actor, _known[actor.under], path)


def holds(actor: Actor, code: str, path: str | None = None) -> bool:
    """Whether the actor holds the power at all or, with a path, over that place of the tree."""
    ranges = reach(actor, code)
    if path is None:
        return bool(ranges)
    return within(path, ranges)


def within(path: str, ranges: Iterable[PathRange]) -> bool:
    """Whether a path lies in one of the ranges."""
    return any(low <= path < high for low, high in ranges)


def covered(wanted: PathRange, ranges: Iterable[PathRange]) -> bool:
    """Whether a whole range lies in one of the ranges."""
    return any(low <= wanted[0] and wanted[1] <= high for low, high in ranges)


def subtree_range(path: str) -> PathRange:
    """The range of a node and everything below it. Paths use 0-9A-Z, so `[` is just past the last child."""
    return path, path + "["


class Refused(Exception):
    """An act that the rules do not allow now. `reason` is a code, `values` fill the sentence of `reasons.py`.

    Subclasses live beside the action that raises them and give `sentence`, which says in plain Chinese what is
    wrong and how to mend it.
    """

    code = "refused"

    def __init__(self, **values: Any) -> None:
        super().__init__(self.code)
        self.values = values

    @property
    def sentence(self) -> str:
        """The translated sentence for people."""
        return str(self.__class__.text).format(**self.values)

    text: Any = ""


@dataclass(frozen=True)
class Reason:
    """Why not: a code whose sentence stands in `reasons.py`, the field of the form it concerns, and its values."""

    code: str
    field: str = ""
    values: Mapping[str, Any] = dataclasses.field(default_factory=dict)

    def worded(self, sentences: Mapping[str, Any]) -> str:
        """The translated sentence, out of those of the module."""
        return str(sentences[self.code]).format(**self.values)


class Unfit(Refused):
    """What was entered breaks rules: one reason or several, each with its field. A module names its `sentences`."""

    sentences: Mapping[str, Any] = {}

    def __init__(self, *reasons: Reason) -> None:
        super().__init__()
        self.reasons: Sequence[Reason] = reasons

    @classmethod
    def if_any(cls, reasons: Iterable[Reason | None]) -> None:
        """Raise this refusal if there is any reason."""
        found = [reason for reason in reasons if reason is not None]
        if found:
            raise cls(*found)

    @property
    def sentence(self) -> str:
        return " ".join(reason.worded(self.sentences) for reason in self.reasons)

    @property
    def by_field(self) -> dict[str, list[str]]:
        """Sentences by field of the form; "" for those that concern the whole."""
        found: dict[str, list[str]] = {}
        for reason in self.reasons:
            found.setdefault(reason.field, []).append(reason.worded(self.sentences))
        return found


class NotFound(Refused):
    """Not there, or not yours: nobody is told which."""

    code = "not_found"


class NotAllowed(Refused):
    """Visible, but the actor lacks the power for this act."""

    code = "not_allowed"


class Stale(Refused):
    """Somebody changed the record after it was opened."""

    code = "stale"
