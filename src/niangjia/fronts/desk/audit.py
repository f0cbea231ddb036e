"""The trail: what was done and looked at; who can see a record, and who did."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.dateparse import parse_date

from niangjia.fronts.shell.doors import power
from niangjia.fronts.shell.pages import page
from niangjia.ground.access import queries
from niangjia.ground.access.queries.trails import TrailFilter, trail, verb_labels, who_did
from niangjia.ground.org import queries as org
from niangjia.ground.people.queries.persons import one as person


def _moment(text: str, *, end: bool = False) -> datetime | None:
    try:
        day = parse_date(text)
    except ValueError:
        return None
    return timezone.make_aware(datetime.combine(day, time.max if end else time.min)) if day else None


@power("access.trail")
def trail_page(request: HttpRequest) -> HttpResponse:
    """The trail in the reader's branches, the latest first."""
    before, looks = request.GET.get("before", ""), request.GET.get("looks", "")
    wanted = TrailFilter(
        account=request.GET.get("account", "")[:20],
        verb=request.GET.get("verb", "")[:60],
        looks={"1": True, "0": False}.get(looks),
        since=_moment(request.GET.get("from", "")),
        until=_moment(request.GET.get("to", ""), end=True),
    )
    lines, after = trail(request.actor, wanted, before=int(before) if before.isdigit() else None)
    context = {
        "lines": lines,
        "next": after,
        "wanted": wanted,
        "looks": looks,
        "older": bool(before),
        "verbs": sorted(verb_labels().items(), key=lambda pair: str(pair[1])),
        "first": request.GET.get("from", ""),
        "last": request.GET.get("to", ""),
    }
    return page(request, "desk/audit/trail.html", context, part="page")


@power("access.explain")
def seen_by(request: HttpRequest, kind: str, code: str) -> HttpResponse:
    """Who can see this record today and by what, and who looked at it or changed it."""
    name, back, subject = _record(request, kind, code)
    before = request.GET.get("before", "")
    lines, after = who_did(request.actor, *subject, before=int(before) if before.isdigit() else None)
    context = {
        "name": name,
        "back": back,
        "seers": queries.who_can_see(request.actor, *subject),
        "lines": lines,
        "next": after,
        "older": bool(before),
    }
    return page(request, "desk/audit/seen_by.html", context)


def _record(request: HttpRequest, kind: str, code: str) -> tuple[str, tuple[str, str], tuple[str, int]]:
    """Name, address and key of a record that the reader can open."""
    found: Any
    if kind == "people":
        found = person(request.actor, code)
        return found.name, ("desk:person", code), ("people.person", found.pk)
    if kind == "unions":
        found = org.unit(request.actor, code)
        return found.name, ("desk:unit", code), ("org.unit", found.pk)
    found = org.employer(request.actor, code)
    return found.name, ("desk:employer", code), ("org.employer", found.pk)
