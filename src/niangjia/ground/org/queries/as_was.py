"""The tree as it was on a day: which units there were, where they hung, what they were called. Rights follow today."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum

from niangjia.ground.org.models import Attachment, Headcount, Placement, Unit
from niangjia.ground.org.queries.names import names_on
from niangjia.ground.org.queries.then import as_called, with_place
from niangjia.ground.org.queries.tree import above, path_on, placed_on, subtree, unit
from niangjia.ground.org.queries.units import UnitPage, in_force, stays
from niangjia.ground.org.scoped import seen
from niangjia.kit.powers import Actor, holds


def branch_on(here: Unit, day: date) -> QuerySet[Placement, Any]:
    """Keys of the units that stood in a branch on a day (a subquery), dissolved ones too: whose records count there."""
    path = path_on(here.pk, day) or here.path
    return placed_on(day).filter(subtree(path)).order_by().values("unit")


def children_on(actor: Actor, here: Unit, day: date, *, most: int = 201) -> list[Unit]:
    """Units that hung directly under one on a day, under the names of then."""
    path = path_on(here.pk, day) or here.path
    rows = with_place(Unit.objects.filter(seen(actor, "org.view", "path")), day).filter(subtree(path, "path_then"))
    rows = rows.exclude(pk=here.pk).order_by("path_then")
    found = [one for one in rows if len(one.path_then) == len(path) + Unit.steplen][:most]
    return as_called(found)


def unit_page_on(actor: Actor, code: str, day: date) -> UnitPage:
    """One unit's page as it was on a day: way up, what was below, employers and workers in the branch. Nothing can be changed there."""
    here = unit(actor, code)
    path = path_on(here.pk, day) or here.path
    ways = above(path)
    up = {row.path: row.unit for row in placed_on(day).filter(path__in=ways).select_related("unit")}
    called = names_on([*(one.pk for one in up.values()), here.pk], day)
    below = (
        with_place(Unit.objects.all(), day).filter(subtree(path, "path_then")).exclude(pk=here.pk).order_by()
        .values_list("kind").annotate(number=Count("pk"))
    )  # fmt: skip
    employers, workers = covered_on(here, day)
    here.name = called.get(here.pk, here.name)
    chain = [up[one] for one in ways if one in up]
    return UnitPage(
        unit=here,
        above=[(called.get(one.pk, one.name), one.code, holds(actor, "org.view", one.path)) for one in chain],
        below=sorted(below),
        employers=employers,
        workers=workers,
        stays=stays(here),
        is_dissolved=here.dissolved_on is not None and here.dissolved_on <= day,
        may_edit=False,
        may_reshape=False,
    )


def covered_on(here: Unit, day: date) -> tuple[int, int]:
    """(employers in business, their declared workers) that hung in a branch of the tree of then: as the figures count them."""
    at = Attachment.objects.filter(*in_force(day), unit__in=branch_on(here, day)).filter(
        Q(employer__founded_on__isnull=True) | Q(employer__founded_on__lte=day),
        Q(employer__closed_on__isnull=True) | Q(employer__closed_on__gt=day),
    )
    counted = Headcount.objects.filter(*in_force(day), employer__in=at.values("employer")).aggregate(all=Sum("workers"))
    return at.count(), counted["all"] or 0
