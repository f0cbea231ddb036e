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

from niangjia.engines.approvals import rules
from niangjia.engines.approvals.choices import Scope, StandState, Urgency
from niangjia.engines.approvals.models import Stand
from niangjia.engines.approvals.queries.hands import Deciding, asking_marks
from niangjia.engines.approvals.queries.tellings import kind_title, stop_title
from niangjia.ground.access import queries as access
from niangjia.kit.calendar import today
from niangjia.kit.declare import approvals
from niangjia.kit.powers import Actor, PathRange, reach

PAGE = 50
MOST_CODES = 500


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
    rows = waiting(actor, wanted or Wanted()).select_related("matter", "matter__unit", "unit")
    back, cursor = bool(before), _key(before or after)
    if cursor:
        due, key = cursor
        past = Q(due_on__lt=due) | Q(due_on=due, pk__lt=key) if back else Q(due_on__gt=due) | Q(due_on=due, pk__gt=key)
        edge = Q(due_on__lte=due) if back else Q(due_on__gte=due)
        rows = rows.filter(edge, past)
    found = list(rows.order_by("-due_on", "-pk")[: size + 1] if back else rows.order_by("due_on", "pk")[: size + 1])
    more = len(found) > size
    shown = found[:size]
    if back:
        shown.reverse()
    ahead = bool(shown) and (more or back)
    behind = bool(shown) and (more if back else bool(cursor))
    return Inbox(
        lines_of(actor, shown),
        _cursor(shown[0]) if behind else "",
        _cursor(shown[-1]) if ahead else "",
    )


def waiting(actor: Actor, wanted: Wanted) -> QuerySet[Stand]:
    """The open stops that the inbox holds, unordered."""
    rows = Stand.rows.filter(decidable(actor, wanted.scope), state=StandState.OPEN).order_by()
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


def decidable(actor: Actor, scope: str = Scope.ALL) -> Q:
    """Condition on stops: the actor holds the power of the stop over its place, for a kind that is still declared."""
    whole = Q(pk__in=[])
    own = Q(pk__in=[])
    for powers, ranges, units in _groups(actor):
        place = Q(pk__in=[])
        for low, high in ranges:
            place |= Q(path__gte=low, path__lt=high)
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


def lines_of(actor: Actor, rows: Sequence[Stand]) -> tuple[Waiting, ...]:
    """Stops (with matter and units) as lines; whose hands they went through is asked for all at once."""
    marks = asking_marks([row.matter for row in rows]) if rows else {}
    deciding, day = Deciding(actor), today()

    def line(row: Any) -> Waiting:
        one: Any = row.matter
        mine = rules.own_hand(marks[one.pk], deciding.marks(deciding.giver(row.power, row.path)))
        return Waiting(
            row.pk, one.code, one.revision, one.kind, kind_title(one.kind), one.title, one.unit.name, one.amount,
            one.asked_at, row.since, row.due_on, rules.urgency(row.due_on, day), stop_title(row.kind, row.name, row.title),
            row.unit.name, row.holder_id is not None, mine, row.silence,
        )  # fmt: skip

    return tuple(line(row) for row in rows)


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
    """What waits, by kind and urgency, in one statement; `kinds` and `when` of the narrowing are left aside."""
    wanted = wanted or Wanted()
    day = today()
    bare = Wanted(scope=wanted.scope, text=wanted.text, stop=wanted.stop)
    by_due = Case(
        When(due_on__lt=day, then=Value(Urgency.OVERDUE.value)),
        When(due_on=day, then=Value(Urgency.TODAY.value)),
        default=Value(Urgency.LATER.value),
    )
    rows = waiting(actor, bare).annotate(by_due=by_due).values_list("kind", "by_due")
    order = {kind: place for place, kind in enumerate(approvals())}
    found = [
        Pile(kind, kind_title(kind), Urgency(when), number, due_on, since)
        for kind, when, number, due_on, since in rows.annotate(
            number=Count("pk"), first=Min("due_on"), oldest=Min("since")
        )
    ]
    return sorted(found, key=lambda pile: (order[pile.kind], pile.due_on))


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


def _cursor(row: Stand) -> str:
    return f"{row.due_on:%Y-%m-%d}~{row.pk}"


def _key(cursor: str) -> tuple[date, int] | None:
    due, _sign, key = cursor.partition("~")
    try:
        return date.fromisoformat(due), int(key)
    except ValueError:
        return None
