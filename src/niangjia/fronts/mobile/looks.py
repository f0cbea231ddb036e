"""Who looked at my data: day by day, from which union, in which role, what for."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from niangjia.fronts.mobile.frame import framed, personal
from niangjia.ground.access import queries as access

SIZE = 30


@personal
def looks(request: HttpRequest) -> HttpResponse:
    """The latest looks; older ones on the next page. The mark of the page is a number of the trail, never an address."""
    before = request.GET.get("before", "")
    rows, older = access.my_looks(
        request.actor, before=int(before) if before.isascii() and before.isdigit() else None, limit=SIZE
    )
    days = [
        {"on": day, "looks": list(some)}
        for day, some in groupby(rows, key=lambda one: timezone.localtime(one.at).date())
    ]
    return framed(request, "looks.html", {"days": days, "older": older})


def lately(request: HttpRequest, limit: int = 2) -> list[Any]:
    """The last looks, for home."""
    return access.my_looks(request.actor, limit=limit)[0]
