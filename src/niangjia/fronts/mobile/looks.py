"""Who looked at my data: day by day, from which union, in which role, what for."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from niangjia.fronts.mobile.frame import framed, personal
from niangjia.ground.access import queries as access
from niangjia.ground.people.choices import Kept, RevealReason

SIZE = 30


@personal
def looks(request: HttpRequest) -> HttpResponse:
    """The latest looks; older ones on the next page. The mark of the page is a number of the trail, never an address."""
    rows, older = access.my_looks(request.actor, before=int(mark_of(request, "before") or 0) or None, limit=SIZE)
    days = [
        {"on": day, "looks": [shown(one) for one in some]}
        for day, some in groupby(rows, key=lambda one: timezone.localtime(one.at).date())
    ]
    return framed(request, "looks.html", {"days": days, "older": older})


def mark_of(request: HttpRequest, name: str) -> str:
    """Where the next page begins; anything but a plain number is the beginning."""
    mark = request.GET.get(name, "")
    return mark if mark.isascii() and mark.isdigit() and len(mark) < 19 else ""


def lately(request: HttpRequest, limit: int = 2) -> list[dict[str, Any]]:
    """The last looks, for home."""
    return [shown(one) for one in access.my_looks(request.actor, limit=limit)[0]]


def shown(look: access.Look) -> dict[str, Any]:
    """A look in words: from where, in which role, what was opened and what for."""
    field, reason = look.facts.get("field", ""), look.facts.get("reason", "")
    return {
        "at": look.at,
        "unit": look.unit_name,
        "who": f"{look.role} {look.name}".strip(),
        "label": look.label,
        "field": Kept(field).label if field in Kept.values else "",
        "reason": RevealReason(reason).label if reason in RevealReason.values else "",
    }
