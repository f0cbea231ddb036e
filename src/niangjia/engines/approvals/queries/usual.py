"""How long stops usually take: the median of what was answered lately."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from statistics import median_high

from django.utils import timezone

from niangjia.engines.approvals.choices import StandState
from niangjia.engines.approvals.models import Stand
from niangjia.kit.calendar import working_days_between

LATELY = 100
"""So many answers are looked at."""
ENOUGH = 5
"""With fewer nothing is said: the days of the route stand."""


def usual_days(kind: str, names: Iterable[str]) -> dict[str, int]:
    """Usual working days of each stop of a kind, by its name; left out where too few were answered. One statement a name."""
    found = {}
    for name in dict.fromkeys(names):
        rows = Stand.rows.filter(kind=kind, name=name, decided_at__isnull=False).exclude(state=StandState.PASSED)
        times = list(rows.order_by("-decided_at").values_list("since", "decided_at")[:LATELY])
        if len(times) >= ENOUGH:
            days = [working_days_between(_day(since), _day(done)) for since, done in times]
            found[name] = max(1, median_high(days))
    return found


def _day(moment: datetime) -> date:
    return timezone.localtime(moment).date()
