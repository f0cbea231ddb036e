"""运行情况: how the house is, in words, for the administrators."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from niangjia.engines.custody import queries
from niangjia.fronts.shell.doors import power
from niangjia.fronts.shell.pages import page


@power("custody.health")
def house(request: HttpRequest) -> HttpResponse:
    """Every sign, what wants somebody first."""
    found = queries.health(request.actor, now=timezone.now())
    rows = [(one, f"house_{one.tone}") for one in found]
    return page(request, "desk/house.html", {"rows": rows, "wanting": sum(one.tone != "done" for one in found)})
