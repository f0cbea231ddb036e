"""Units as they stood and were called on a day: what lists and pages of then are made of."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from niangjia.ground.org.models import FormerName, Unit
from niangjia.ground.org.queries.names import then
from niangjia.ground.org.queries.tree import placed_on


def with_place(rows: QuerySet[Unit], day: date) -> QuerySet[Unit]:
    """Units with `path_then` and `name_then`, those only that there were on the day."""
    placed = placed_on(day).filter(unit=OuterRef("pk")).order_by().values("path")[:1]
    called = FormerName.objects.filter(then(day), unit=OuterRef("pk")).values("name")[:1]
    found: QuerySet[Unit] = rows.filter(being_on(day)).annotate(
        path_then=Coalesce(Subquery(placed), F("path")), name_then=Coalesce(Subquery(called), F("name"))
    )
    return found


def being_on(day: date, prefix: str = "") -> Q:
    """Condition for units that were founded and not dissolved on a day."""
    founded = Q(**{f"{prefix}founded_on__isnull": True}) | Q(**{f"{prefix}founded_on__lte": day})
    return founded & (Q(**{f"{prefix}dissolved_on__isnull": True}) | Q(**{f"{prefix}dissolved_on__gt": day}))


def as_called(rows: list[Any], *, day: str = "") -> list[Any]:
    """Rows of `with_place` under the names of then. They are for showing, never for saving: living ones of that day."""
    for one in rows:
        one.name, one.dissolved_on, one.on_then = one.name_then, None, day
    return rows
