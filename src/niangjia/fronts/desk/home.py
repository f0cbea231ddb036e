"""Home: what waits for me by urgency, and figures as doors. Search and help stand beside it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from niangjia.fronts.desk import queue
from niangjia.fronts.desk.places import post
from niangjia.fronts.shell.doors import own
from niangjia.fronts.shell.pages import page
from niangjia.ground.org import queries as org
from niangjia.ground.people import queries as people
from niangjia.kit.powers import ActorKind, holds


@own(ActorKind.STAFF)
def home(request: HttpRequest) -> HttpResponse:
    now = timezone.localtime()
    lines = queue.lines(request)
    context = {
        "now": now,
        "greeting": queue.greeting(now),
        "weekday": queue.WEEKDAYS[now.weekday()],
        "groups": queue.grouped(lines),
        "number": len(lines),
        "first": lines[0] if lines else None,
        "doors": queue.doors(request),
        "unit": post(request),
        "working": queue.working(request),
    }
    return page(request, "desk/home.html", context)


@own(ActorKind.STAFF)
def home_later(request: HttpRequest) -> HttpResponse:
    """The lines that take longer to count; asked for after the page is on the screen."""
    return page(request, "desk/home_later.html", {"lines": queue.later(request)})


@own(ActorKind.STAFF)
def search(request: HttpRequest) -> HttpResponse:
    """People, unions and employers by whatever was typed."""
    text = request.GET.get("q", "").strip()[:60]
    found: dict[str, Any] = {"text": text, "people": [], "units": [], "employers": []}
    if text:
        if holds(request.actor, "people.view"):
            found["people"] = people.search(request.actor, text, limit=20)
        if holds(request.actor, "org.view"):
            found["units"] = org.pick_units(request.actor, text, limit=10)
            found["employers"] = org.employers(request.actor, org.EmployerFilter(text=text), size=10).rows
    found["nothing"] = bool(text) and not (found["people"] or found["units"] or found["employers"])
    return page(request, "desk/search.html", found)
