"""Numbers of tasks: for home, for the tabs and facets of the list. Each equals the list that it opens."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db.models import Case, Count, IntegerField, Q, Value, When

from niangjia.engines.worklists.choices import TaskState
from niangjia.engines.worklists.queries.tasks import TaskFilter, lists, matching, visible
from niangjia.kit.powers import Actor


@dataclass(frozen=True)
class HomeCount:
    """Open tasks of one list as home shows them: all, mine, nobody's, and how many are overdue or due today."""

    kind: str
    title: Any
    all: int
    mine: int
    nobody: int
    overdue: int
    today: int


def home_counts(actor: Actor, *, today: date) -> list[HomeCount]:
    """Open tasks by list, one statement; lists without any are left out."""
    rows = (
        visible(actor)
        .filter(state=TaskState.OPEN)
        .values("kind")
        .annotate(
            all=Count("pk"),
            mine=Count("pk", filter=Q(owner_id=actor.account_id or 0)),
            nobody=Count("pk", filter=Q(owner__isnull=True)),
            overdue=Count("pk", filter=Q(due_on__lt=today)),
            today=Count("pk", filter=Q(due_on=today)),
        )
        .order_by()
    )
    found = {row["kind"]: row for row in rows}
    return [HomeCount(title=one.title, **found[one.kind]) for one in lists(actor) if one.kind in found]


def facet_counts(actor: Actor, wanted: TaskFilter, *, today: date) -> dict[str, dict[str, int]]:
    """What each value of a facet would leave, the facet's own choice left aside: kind, owner, due, outcome."""
    asked = {
        "kind": (replace(wanted, kinds=()), "kind"),
        "outcome": (replace(wanted, outcomes=()), "outcome"),
    }
    found = {
        name: dict(
            matching(actor, narrowed, today=today)
            .values(column)
            .annotate(n=Count("pk"))
            .values_list(column, "n")
            .order_by()
        )
        for name, (narrowed, column) in asked.items()
    }
    found["due"] = _due(actor, replace(wanted, due=""), today)
    return found


def _due(actor: Actor, wanted: TaskFilter, today: date) -> dict[str, int]:
    week = date.fromordinal(today.toordinal() + 7)
    rows = matching(actor, wanted, today=today).filter(state=TaskState.OPEN)
    counted = rows.aggregate(
        overdue=Count("pk", filter=Q(due_on__lt=today)),
        today=Count("pk", filter=Q(due_on=today)),
        week=Count("pk", filter=Q(due_on__gte=today, due_on__lte=week)),
    )
    return dict(counted)


def owner_counts(actor: Actor, wanted: TaskFilter, *, today: date) -> dict[str, int]:
    """How many tasks the list has for `all`, `mine` and `nobody`, under its other filters."""
    me = actor.account_id or 0
    whose = Case(
        When(owner_id=me, then=Value(1)), When(owner__isnull=True, then=Value(2)), default=Value(0),
        output_field=IntegerField(),
    )  # fmt: skip
    rows = matching(actor, replace(wanted, owner="all"), today=today).annotate(whose=whose)
    counted = dict(rows.values("whose").annotate(n=Count("pk")).values_list("whose", "n").order_by())
    return {"all": sum(counted.values()), "mine": counted.get(1, 0), "nobody": counted.get(2, 0)}
