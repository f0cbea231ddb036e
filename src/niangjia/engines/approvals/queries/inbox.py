"""The inbox: everything that waits for a decision of the actor, of all kinds, by due day.

Which stops those are is one condition (`waiting`): the list, its counts, the numbers on home and the preview of a decision on
many all use it. *own*: stops at the very units where the actor is appointed with the power, unless handed to somebody else,
and what was handed to her; *below*: the rest of her reach; *all*: both.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db.models import Case, Count, Min, Q, QuerySet, Value, When
from django.db.models.functions import Concat

from niangjia.engines.approvals import rules
from niangjia.engines.approvals.choices import Scope, StandState, Urgency
from niangjia.engines.approvals.models import Stand
from niangjia.engines.approvals.queries.hands import Deciding, Handed, marks_of
from niangjia.engines.approvals.queries.tellings import kind_title, stop_title
from niangjia.ground.access import queries as access
from niangjia.kit.calendar import today
from niangjia.kit.declare import approvals
from niangjia.kit.powers import Actor, PathRange, reach

PAGE = 50
MOST_CODES = 500
FEW, SOME = 1_000, 20_000
"""Up to so many open stops in reach are gathered and sorted (counted); beyond that one goes along the due days."""


@dataclass(frozen=True)
class Wanted:
    """What the inbox is narrowed to. `when`: "" or an `Urgency`; `text` is looked for in title and unit; `codes`: ticked rows."""

    scope: str = Scope.OWN
    kinds: Sequence[str] = ()
    when: str = ""
    text: str = ""
    stop: str = ""
    codes: Sequence[str] | None = None

    def as_json(self) -> dict[str, Any]:
        """Plain data, without the ticked rows."""
        return {"scope": self.scope, "kinds": list(self.kinds), "when": self.when, "text": self.text, "stop": self.stop}


class Waiting(NamedTuple):
    """A line of the inbox. `own`: the actor asked for it or it is hers, so somebody else has to decide."""

    id: int
    matter_id: int
    code: str
    revision: int
    kind: str
    kind_title: Any
    title: str
    unit: str
    amount: int
    asked_at: datetime
    since: datetime
    due_on: date
    urgency: Urgency
    step: Any
    where: str
    handed: bool
    own: bool
    silence: str


@dataclass(frozen=True)
class Inbox:
    """Lines in order, and the cursors of the pages before and after; "" where there is none."""

    items: Sequence[Waiting]
    before: str
    after: str


class Tally(NamedTuple):
    """How many of a kind wait, by urgency."""

    overdue: int = 0
    today: int = 0
    later: int = 0

    @property
    def all(self) -> int:
        """Together."""
        return sum(self)


def inbox(actor: Actor, wanted: Wanted | None = None, *, after: str = "", before: str = "", size: int = PAGE) -> Inbox:
    """A page of what waits, the most urgent first; a keyset page: any depth costs the same."""
    wanted = wanted or Wanted()
    back, cursor = bool(before), _key(before or after)
    parts = _parts(actor, wanted)
    if cursor:
        due, key = cursor
        past = Q(due_on__lt=due) | Q(due_on=due, pk__lt=key) if back else Q(due_on__gt=due) | Q(due_on=due, pk__gt=key)
        edge = Q(due_on__lte=due) if back else Q(due_on__gte=due)
        parts = [part.filter(edge, past) for part in parts]
    order = ("-due_on", "-pk") if back else ("due_on", "pk")
    found: list[Any] = []
    for part in parts:
        found += part.order_by(*order).values_list("due_on", "pk")[: size + 1]
    found = sorted(found, reverse=back)
    more, shown = len(found) > size, [key for _due, key in found[:size]]
    if back:
        shown.reverse()
    lines = lines_of(actor, shown)
    ahead = bool(lines) and (more or back)
    behind = bool(lines) and (more if back else bool(cursor))
    return Inbox(lines, _cursor(lines[0]) if behind else "", _cursor(lines[-1]) if ahead else "")


def _parts(actor: Actor, wanted: Wanted, *, few: int = FEW) -> list[QuerySet[Stand]]:
    """What `waiting` holds, in parts that do not meet and that an index answers each: one's own by unit and by holder, a town
    or a county along the due days once it is large."""
    if wanted.scope != Scope.OWN or actor.account_id is None:
        return [waiting(actor, wanted, walk=_many(actor, few))]
    units = {unit for _powers, _ranges, units in _groups(actor) for unit in units}
    mine = waiting(actor, wanted, walk=True)
    return [
        mine.filter(holder_id__isnull=True, unit_id__in=units),
        mine.filter(holder_id__isnull=False, holder_id=actor.account_id),
    ]


def _many(actor: Actor, few: int) -> bool:
    """Whether the reach holds more open stops than are quickly gathered; reads no more than that of the index by path."""
    return Stand.rows.filter(decidable(actor), state=StandState.OPEN).order_by()[: few + 1].count() > few


def waiting(actor: Actor, wanted: Wanted, *, walk: bool = False) -> QuerySet[Stand]:
    """The open stops that the inbox holds, unordered. `walk`: written so that a planner goes along the due days and tests the
    place of each, instead of gathering a town or a county by its path and sorting."""
    rows = Stand.rows.filter(state=StandState.OPEN).order_by()
    if walk:
        rows = rows.alias(walked=Concat("path", Value("")))
    rows = rows.filter(decidable(actor, wanted.scope, field="walked" if walk else "path"))
    if wanted.kinds:
        rows = rows.filter(kind__in=list(wanted.kinds))
    if wanted.stop:
        rows = rows.filter(name=wanted.stop)
    if wanted.codes is not None:
        rows = rows.filter(matter__code__in=list(dict.fromkeys(wanted.codes))[:MOST_CODES])
    if wanted.text.strip():
        text = wanted.text.strip()[:60]
        rows = rows.filter(Q(matter__title__icontains=text) | Q(matter__unit__name__icontains=text))
    return rows.filter(_when(wanted.when)) if wanted.when else rows


def decidable(actor: Actor, scope: str = Scope.ALL, *, field: str = "path") -> Q:
    """Condition on stops: the actor holds the power of the stop over its place, for a kind that is still declared."""
    whole = Q(pk__in=[])
    own = Q(pk__in=[])
    for powers, ranges, units in _groups(actor):
        place = Q(pk__in=[])
        for low, high in ranges:
            place |= Q(**{f"{field}__gte": low, f"{field}__lt": high})
        allowed = Q(power__in=powers)
        whole |= allowed & place
        if units:
            own |= allowed & Q(unit_id__in=units, holder_id__isnull=True)
    whole &= Q(kind__in=list(approvals()))
    if scope == Scope.ALL or actor.account_id is None:
        return whole
    own = whole & (own | Q(holder_id=actor.account_id))
    return own if scope == Scope.OWN else whole & ~_own_of(actor)


def _own_of(actor: Actor) -> Q:
    """What lies with the actor herself, told apart without NULL: for leaving it out."""
    own = Q(holder_id__isnull=False, holder_id=actor.account_id)
    for powers, _ranges, units in _groups(actor):
        if units:
            own |= Q(power__in=powers, unit_id__in=units, holder_id__isnull=True)
    return own


def _groups(actor: Actor) -> list[tuple[list[str], tuple[PathRange, ...], frozenset[int]]]:
    """Powers that decide some kind, those with the same reach together: (powers, ranges, units of appointments)."""
    found: dict[tuple[tuple[PathRange, ...], frozenset[int]], list[str]] = defaultdict(list)
    for power in sorted({one for declared in approvals().values() for one in declared.deciding()}):
        ranges = reach(actor, power)
        if ranges:
            found[ranges, access.held_units(actor, power)].append(power)
    return [(powers, ranges, units) for (ranges, units), powers in found.items()]


def _when(when: str) -> Q:
    day = today()
    if when == Urgency.OVERDUE:
        return Q(due_on__lt=day)
    return Q(due_on=day) if when == Urgency.TODAY else Q(due_on__gt=day)


_COLUMNS = (
    "pk", "matter_id", "matter__code", "matter__revision", "kind", "matter__title", "matter__unit__name", "matter__amount",
    "matter__asked_at", "since", "due_on", "name", "title", "unit__name", "holder_id", "silence", "power", "path",
    "matter__by_account_id", "matter__for_account_id", "matter__person_id", "matter__by_person_id",
)  # fmt: skip


def lines_of(actor: Actor, ids: Sequence[int]) -> tuple[Waiting, ...]:
    """Stops by key as lines, in the order of the keys; whose hands they went through is asked for all at once."""
    if not ids:
        return ()
    known = {row[0]: row for row in Stand.rows.filter(pk__in=ids).order_by().values_list(*_COLUMNS)}
    rows = [known[one] for one in ids if one in known]
    marks = marks_of([Handed(row[1], *row[18:]) for row in rows])
    deciding, day = Deciding(actor), today()

    def line(row: Any) -> Waiting:
        key, matter, code, revision, kind, title, unit, amount, asked_at, since, due_on = row[:11]
        name, stop, where, holder, silence, power, path = row[11:18]
        mine = rules.own_hand(marks[matter], deciding.marks(deciding.giver(power, path)))
        return Waiting(
            key, matter, code, revision, kind, kind_title(kind), title, unit, amount, asked_at, since, due_on,
            rules.urgency(due_on, day), stop_title(kind, name, stop), where, holder is not None, mine, silence,
        )  # fmt: skip

    return tuple(line(row) for row in rows)


def codes_waiting(actor: Actor, wanted: Wanted, *, kind: str, limit: int) -> list[str]:
    """Codes of the matters of a kind that the inbox holds under `wanted`, the most urgent first: at most one more than the limit."""
    found = waiting(actor, wanted).filter(kind=kind).order_by("due_on", "pk")
    return list(found.values_list("matter__code", flat=True)[: limit + 1])


class Pile(NamedTuple):
    """What waits of one kind with one urgency: how many, the first due day, and since when the oldest lies there."""

    kind: str
    kind_title: Any
    urgency: Urgency
    number: int
    due_on: date
    since: datetime


def counts(actor: Actor, wanted: Wanted | None = None) -> dict[str, Tally]:
    """How many wait, by kind; the same rows as the list under the same narrowing (but for `kinds`, `when`)."""
    found: dict[str, dict[str, int]] = defaultdict(dict)
    for pile in piles(actor, wanted):
        found[pile.kind][pile.urgency.value] = pile.number
    return {kind: Tally(**numbers) for kind, numbers in found.items()}


def piles(actor: Actor, wanted: Wanted | None = None) -> list[Pile]:
    """What waits, by kind and urgency; `kinds` and `when` of the narrowing are left aside."""
    wanted = wanted or Wanted()
    day = today()
    bare = Wanted(scope=wanted.scope, text=wanted.text, stop=wanted.stop)
    by_due = Case(
        When(due_on__lt=day, then=Value(Urgency.OVERDUE.value)),
        When(due_on=day, then=Value(Urgency.TODAY.value)),
        default=Value(Urgency.LATER.value),
    )
    found: dict[tuple[str, str], list[tuple[int, date, datetime]]] = defaultdict(list)
    for part in _parts(actor, bare, few=SOME):
        rows = part.annotate(by_due=by_due).values_list("kind", "by_due")
        for kind, when, *told in rows.annotate(number=Count("pk"), first=Min("due_on"), oldest=Min("since")):
            found[kind, when].append(tuple(told))
    order = {kind: place for place, kind in enumerate(approvals())}
    piles = [
        Pile(
            kind,
            kind_title(kind),
            Urgency(when),
            sum(one[0] for one in told),
            min(one[1] for one in told),
            min(one[2] for one in told),
        )
        for (kind, when), told in found.items()
    ]
    return sorted(piles, key=lambda pile: (order[pile.kind], pile.due_on))


class Place(NamedTuple):
    """Where a matter stands in the inbox: its number among how many, and the codes of its neighbours."""

    number: int
    all: int
    before: str
    after: str


def place(actor: Actor, code: str, wanted: Wanted | None = None) -> Place | None:
    """The place of a matter in the inbox under a narrowing; None where it is not in it."""
    rows = waiting(actor, wanted or Wanted())
    here = rows.filter(matter__code=code).values_list("due_on", "pk").first()
    if here is None:
        return None
    due, key = here
    ahead = rows.filter(Q(due_on__lt=due) | Q(due_on=due, pk__lt=key))
    behind = rows.filter(Q(due_on__gt=due) | Q(due_on=due, pk__gt=key))
    codes = [
        some.values_list("matter__code", flat=True).first() or ""
        for some in (ahead.order_by("-due_on", "-pk"), behind.order_by("due_on", "pk"))
    ]
    number = ahead.count() + 1
    return Place(number, number + behind.count(), *codes)


def _cursor(row: Waiting) -> str:
    return f"{row.due_on:%Y-%m-%d}~{row.id}"


def _key(cursor: str) -> tuple[date, int] | None:
    due, _sign, key = cursor.partition("~")
    try:
        return date.fromisoformat(due), int(key)
    except ValueError:
        return None
