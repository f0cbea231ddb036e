"""Pure decisions of approvals: the way of a matter, what may be done in which state, whose hands it went through."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from niangjia.engines.approvals.choices import UNDO_SECONDS, Act, MatterState, Urgency
from niangjia.ground.org.choices import Level, UnitKind
from niangjia.kit.calendar import add_working_days
from niangjia.kit.declare import Stop

UPPER = frozenset({UnitKind.FEDERATION, UnitKind.INDUSTRY, UnitKind.WORK_COMMITTEE, UnitKind.ASSOCIATION})
"""Kinds that can be the next higher union of another one (上一级工会)."""

TOWN_LEVELS = frozenset({Level.TOWN, Level.ZONE})

MAY: Mapping[str, frozenset[str]] = {
    MatterState.DRAFT: frozenset({Act.ASKED, Act.DRAFTED, Act.WITHDRAWN}),
    MatterState.WAITING: frozenset(
        {
            Act.APPROVED,
            Act.RETURNED,
            Act.REFUSED,
            Act.CLAIMED,
            Act.RECALLED,
            Act.PULLED_BACK,
            Act.HANDED_OVER,
            Act.WITHDRAWN,
            Act.UNDONE,
        }
    ),
    MatterState.RETURNED: frozenset({Act.RESUBMITTED, Act.RECALLED, Act.UNDONE, Act.WITHDRAWN}),
    MatterState.APPROVED: frozenset({Act.UNDONE}),
    MatterState.REFUSED: frozenset({Act.UNDONE}),
    MatterState.WITHDRAWN: frozenset(),
}


def may(state: str, act: str) -> bool:
    """Whether an act is possible in a state at all."""
    return act in MAY[state]


# ------------------------------------------------------------------ the way


@dataclass(frozen=True)
class Place:
    """A unit on which a stop can lie."""

    unit_id: int
    path: str
    kind: str = ""
    level: str = ""


@dataclass(frozen=True)
class Leg:
    """One stop of a planned way."""

    stop: Stop
    place: Place


def place_of(stop: Stop, chain: Sequence[Place], other: Place | None) -> Place | None:
    """Where a stop lies; empty where there is no such place. `chain`: the matter's unit and those above it, root first."""
    if stop.where == "other":
        return other
    if stop.where == "unit":
        return chain[-1]
    if stop.where == "next_up":
        return next((one for one in reversed(chain[:-1]) if one.kind in UPPER), None)
    levels = TOWN_LEVELS if stop.where == "town" else frozenset({Level.COUNTY})
    return next((one for one in reversed(chain) if one.level in levels), None)


def plan(steps: Iterable[Stop], chain: Sequence[Place], *, other: Place | None = None, amount: int = 0) -> list[Leg]:
    """The way of a matter: the steps that apply to it, each at its place, none twice at one place with one power."""
    legs: list[Leg] = []
    for stop in steps:
        here = place_of(stop, chain, other)
        if here is None or not _applies(stop, here, chain[-1], amount):
            continue
        if all((leg.place.unit_id, leg.stop.power) != (here.unit_id, stop.power) for leg in legs):
            legs.append(Leg(stop, here))
    return legs


def _applies(stop: Stop, here: Place, unit: Place, amount: int) -> bool:
    if stop.amount_from is not None and amount < stop.amount_from:
        return False
    if stop.amount_to is not None and amount >= stop.amount_to:
        return False
    if stop.levels and here.level not in stop.levels:
        return False
    return not stop.unit_kinds or unit.kind in stop.unit_kinds


# ------------------------------------------------------------------ hands


def marks(
    *, accounts: Iterable[int | None] = (), persons: Iterable[int | None] = (), kinds: Iterable[str] = ()
) -> frozenset[str]:
    """Whose hands, as marks that can be compared: accounts, persons, and the machine or the terminal where neither is."""
    found = {f"account {one}" for one in accounts if one}
    found |= {f"person {one}" for one in persons if one}
    return frozenset(found | {f"kind {one}" for one in kinds if one in {"system", "operator"}})


def own_hand(asking: frozenset[str], deciding: frozenset[str]) -> bool:
    """Whether one of those who decide is one of those who asked: then somebody else has to decide."""
    return bool(asking & deciding)


# ------------------------------------------------------------------ time


def due_day(day: date, days: int) -> date:
    """The last of so many working days; the day it starts from is not counted."""
    return add_working_days(day, days)


def urgency(due_on: date, today: date) -> Urgency:
    """By the due day."""
    return Urgency.OVERDUE if due_on < today else Urgency.TODAY if due_on == today else Urgency.LATER


def undoable(done_at: datetime, now: datetime) -> bool:
    """Whether the ten seconds are not over."""
    return timedelta(0) <= now - done_at <= timedelta(seconds=UNDO_SECONDS)


def silent(silence: str, due_on: date | None, today: date) -> bool:
    """Whether a stop has kept silent so long that the asking side may go on."""
    return silence == "passes" and due_on is not None and due_on < today


# ------------------------------------------------------------------ digests


def selection_digest(rows: Iterable[tuple[str, int]]) -> str:
    """The same for the same matters in the same revisions only, whatever their order."""
    told = "\n".join(sorted(f"{code}:{revision}" for code, revision in rows))
    return hashlib.blake2b(told.encode(), digest_size=16).hexdigest()


def request_digest(parts: Mapping[str, Any]) -> str:
    """The same for the same request only: what an idempotency key stands for."""
    told = json.dumps(parts, sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.blake2b(told.encode(), digest_size=16).hexdigest()


def common_path(paths: Iterable[str], step: int = 4) -> str:
    """The nearest place under which all the paths lie, for the one entry of a set in the trail."""
    found: str | None = None
    for path in paths:
        if found is None:
            found = path
        while not path.startswith(found):
            found = found[:-step]
    return found or ""
