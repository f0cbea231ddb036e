"""Kinds of approval, as modules declare them: the usual route, what a decision does, the reasons that may be given."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Literal, Protocol

if TYPE_CHECKING:
    from niangjia.kit.powers import Actor, Refused

Where = Literal["unit", "next_up", "town", "county", "other"]
Silence = Literal["waits", "passes"]
Outcome = Literal["approved", "refused"]


@dataclass(frozen=True)
class Stop:
    """One stop of a route: where it lies, who decides there, within how many working days.

    `where`: `unit` the unit of the matter; `next_up` the nearest federation, association, industry union or work
    committee above it; `town`, `county` the federation of that level at or above it; `other` the second unit that the
    matter names. `power` is what the decider holds over that place. `days` are working days, as a number or as a function of
    the day on which it is asked and the path of the matter's unit (so that a rulebook can say it). `silence`: `passes`: once the due day is over, the
    asking side may go on as if it had been agreed to; `waits`: it stays.

    A stop is left out where nothing lies there, where the amount (fen) is below `amount_from` or from `amount_to` on,
    where the place has none of the `levels`, or the matter's unit none of the `unit_kinds`; and where it would repeat an
    earlier one (same place, same power).
    """

    name: str
    title: Any
    where: Where
    power: str
    days: int | Callable[[date, str], int] = 5
    silence: Silence = "waits"
    amount_from: int | None = None
    amount_to: int | None = None
    levels: tuple[str, ...] = ()
    unit_kinds: tuple[str, ...] = ()

    def days_on(self, day: date, path: str) -> int:
        """Working days that the stop has if a matter of a unit is asked on a day."""
        return self.days(day, path) if callable(self.days) else self.days


@dataclass(frozen=True)
class Asked:
    """A matter as the module that asked sees it: in `settle`, `facts`, `checks`, and for its handlers.

    `facts` are ids, codes and counts, frozen when it was asked; `private` are values about people, kept sealed.
    `person_id` is whose matter it is, `account_id` who asked, `amount` in fen. `title` as in queues.
    """

    id: int
    code: str
    kind: str
    title: str
    state: str
    subject_kind: str
    subject_id: int | None
    subject_code: str
    unit_id: int
    path: str
    other_unit_id: int | None
    other_path: str
    amount: int
    person_id: int | None
    account_id: int | None
    asked_on: date | None
    facts: Mapping[str, Any] = field(default_factory=dict)
    private: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Checked:
    """One line of a rule check on the page of a matter.

    `verdict`: `met`, `judge` (for a person to judge), `clash` (a contradiction that does not decide), `failed`.
    """

    verdict: Literal["met", "judge", "clash", "failed"]
    label: Any
    note: Any = ""
    clause: Any = ""


class Settler(Protocol):
    """`settle(actor, matters, outcome, now)`: do what the decision means, for many matters of the kind at once.

    Runs in the transaction of the decision, set-based: ten thousand in one minute. Returns, by the matter's id, a refusal
    for each that cannot be done now: it must have written nothing for these; they stay undecided and are told row by row.
    """

    def __call__(
        self, *, actor: Actor, matters: Sequence[Asked], outcome: Outcome, now: datetime
    ) -> Mapping[int, Refused]: ...


class FactTeller(Protocol):
    """`facts(actor, matters)`: by the matter's id, the lines (label, value) to show to a decider; masked where a list would
    mask. A constant number of statements."""

    def __call__(self, *, actor: Actor, matters: Sequence[Asked]) -> Mapping[int, Sequence[tuple[Any, Any]]]: ...


class Checker(Protocol):
    """`checks(actor, matters)`: by the matter's id, the rule check. A constant number of statements."""

    def __call__(self, *, actor: Actor, matters: Sequence[Asked]) -> Mapping[int, Sequence[Checked]]: ...


@dataclass(frozen=True)
class Approval:
    """A kind of matter that is asked for and decided. Declared by the programme that owns it, in its `apps.py`.

    `view`: power over the matter's unit to see it. `steps`: the route where officials have set none. `reasons_back`,
    `reasons_refused`: code → sentence, of which one is chosen. `settle`, `unsettle`: the effect of a final decision, and
    taking it back within ten seconds (None: it cannot be taken back). `ask`: power over the matter's unit with which staff
    stand in for the asker (mend, withdraw, claim); "": only who asked. `powers`: further powers that officials may put
    into a route. `resume`: whether a matter that was returned starts again from the `first` stop or at the `same` one.
    `page`: name of the subject's address in the fronts, called with its code.
    """

    kind: str
    title: Any
    view: str
    steps: tuple[Stop, ...]
    reasons_back: Mapping[str, Any]
    reasons_refused: Mapping[str, Any]
    settle: Settler
    unsettle: Settler | None = None
    facts: FactTeller | None = None
    checks: Checker | None = None
    ask: str = ""
    powers: tuple[str, ...] = ()
    resume: Literal["first", "same"] = "first"
    page: str = ""
    order: int = 100

    def deciding(self) -> tuple[str, ...]:
        """Powers by which a stop of this kind may be decided."""
        return tuple(dict.fromkeys([*(stop.power for stop in self.steps), *self.powers]))
