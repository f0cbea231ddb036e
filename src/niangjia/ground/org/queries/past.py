"""A unit as it was on a day: where it stood then, by the placement of that day. Rights follow today."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from niangjia.ground.org.models import Placement, Unit
from niangjia.ground.org.queries.tree import above, unit
from niangjia.kit.powers import Actor, holds


@dataclass(frozen=True)
class UnitThen:
    """A unit on a day. `above`: (name, code or "" where the actor may not open it), the root first; none if it did not stand yet."""

    unit: Unit
    on: date
    stood: bool
    above: list[tuple[str, str]]


def unit_on(actor: Actor, code: str, day: date) -> UnitThen:
    """Where a unit stood on a day. Raises UnitNotFound."""
    here = unit(actor, code)
    then = _on(day).filter(unit=here).values_list("path", flat=True).first()
    living = here.dissolved_on is None or day < here.dissolved_on
    if then is None or not living or (here.founded_on is not None and day < here.founded_on):
        return UnitThen(here, day, False, [])
    up = _on(day).filter(path__in=above(then)).select_related("unit").order_by("path")
    return UnitThen(
        here,
        day,
        True,
        [(one.unit.name, one.unit.code if holds(actor, "org.view", one.unit.path) else "") for one in up],
    )


def _on(day: date) -> QuerySet[Placement]:
    since = Q(valid_from__isnull=True) | Q(valid_from__lte=day)
    return Placement.objects.filter(since, Q(valid_to__isnull=True) | Q(valid_to__gt=day))
