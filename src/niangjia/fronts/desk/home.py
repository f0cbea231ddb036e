"""Home: what waits for me by urgency, and figures as doors. Search and help stand beside it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import pgettext

from niangjia.engines.messaging import queries as messages
from niangjia.fronts.desk import home_lots, queue
from niangjia.fronts.desk.places import post
from niangjia.fronts.shell.doors import own, power
from niangjia.fronts.shell.pages import page
from niangjia.ground.access import queries as access
from niangjia.ground.org import queries as org
from niangjia.ground.people import queries as people
from niangjia.kit.powers import ActorKind, holds

SHOWN = 12
"""Lines of the queue that fit beside the rest; the others open with one press."""


@own(ActorKind.STAFF)
def home(request: HttpRequest) -> HttpResponse:
    """The same frame for everybody; what stands in it follows from the powers: work, figures, or the three administrators'."""
    now = timezone.localtime()
    everything = queue.lines(request)
    sort = request.GET.get("sort", "")
    wanted = [line for line in everything if line.sort == sort] if sort in queue.SORTS else everything
    shown = wanted if request.GET.get("all") == "1" else wanted[:SHOWN]
    context = {
        "greeting": queue.greeting(now),
        "day": date_format(now, pgettext("date format", "Y 年 n 月 j 日，l")),
        "groups": [(key, part, queue.total(wanted, key)) for key, part in queue.grouped(shown)],
        "number": queue.total(everything),
        "wanted": queue.total(wanted),
        "shown": queue.total(shown),
        "sort": sort if sort in queue.SORTS else "",
        "tabs": queue.tabs(everything),
        "late": queue.total(everything, 0),
        "due": queue.total(everything, 1),
        "first": everything[0] if everything else None,
        "doors": home_lots.doors(request),
        "unit": post(request),
        "working": queue.working(request),
        "notices": messages.inbox(request.actor, size=5).items,
        "leads": holds(request.actor, "figures.sign"),
        "trail": access.trail(request.actor, limit=8)[0] if holds(request.actor, "access.trail") else None,
    }
    return page(request, "desk/home.html", context)


def _of_home(request: HttpRequest) -> bool:
    """Whether home itself asks for a piece of its page; whoever opens the address of a piece is led to home."""
    return bool(request.headers.get("HX-Request"))


@own(ActorKind.STAFF)
def home_later(request: HttpRequest) -> HttpResponse:
    """The lines that take longer to count; asked for after the page is on the screen."""
    if not _of_home(request):
        return redirect("desk:home")
    lines, rest = home_lots.later(request)
    return page(request, "desk/home_later.html", {"lines": lines, "rest": rest})


@power("figures.read")
def home_units(request: HttpRequest) -> HttpResponse:
    """The unions directly below, side by side; asked for after the page is on the screen."""
    if not _of_home(request):
        return redirect("desk:home")
    return page(request, "desk/home_units.html", home_lots.units_below(request))


@own(ActorKind.STAFF)
def search(request: HttpRequest) -> HttpResponse:
    """People, unions and employers by whatever was typed."""
    text = request.GET.get("q", "").strip()[:60]
    found: dict[str, Any] = {"text": text, "people": [], "units": [], "merged": [], "former": [], "employers": []}
    if text:
        if holds(request.actor, "people.view"):
            found["people"] = people.search(request.actor, text, limit=20)
        if holds(request.actor, "org.view"):
            found["merged"] = org.find_merged(request.actor, text)
            found["former"] = org.find_former(request.actor, text)
            once = {one.code for one, _name, _until in found["former"]}
            found["units"] = [one for one in org.pick_units(request.actor, text, limit=10) if one.code not in once]
            found["employers"] = org.employers(request.actor, org.EmployerFilter(text=text), size=10).rows
    found["nothing"] = bool(text) and not (
        found["people"] or found["units"] or found["merged"] or found["former"] or found["employers"]
    )
    return page(request, "desk/search.html", found)
