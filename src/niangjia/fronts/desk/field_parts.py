"""What grids, rounds and trainings add to the pages of employers and unions, each by its own power."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from niangjia.kit.calendar import today
from niangjia.kit.powers import holds
from niangjia.programmes.organising.queries import grids, officers, rounds


def field_of_employer(request: HttpRequest, employer: Any) -> dict[str, Any]:
    """The grid in which an employer is, and its latest rounds; nothing for those who may not see grids."""
    if not holds(request.actor, "organising.grid_view"):
        return {"may_rounds": False}
    return {
        "may_rounds": True,
        "grid": grids.grid_now(request.actor, employer.pk),
        "rounds": rounds.rounds_at(request.actor, employer.pk),
    }


def field_of_unit(request: HttpRequest, unit: Any) -> dict[str, Any]:
    """Whether the chair of a union was at a training lately; None for those who may not see trainings."""
    if not holds(request.actor, "organising.cadre_view", unit.path) or not unit.chair_name:
        return {"trained": None}
    days, last = officers.chair_trained(unit.pk, on=today(), path=unit.path)
    return {"trained": (days, last)}
