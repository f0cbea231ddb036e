"""Messages of the union to the worker: read in the house first, whatever else was sent."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from niangjia.engines.messaging import actions, queries
from niangjia.fronts.mobile.frame import framed, personal


@personal
def inbox(request: HttpRequest) -> HttpResponse:
    """The latest first, unread ones said in words."""
    rows, older = queries.inbox(request.actor, after=request.GET.get("after", ""))
    return framed(request, "messages/list.html", {"rows": rows, "older": older}, tab="messages")


@personal
def message(request: HttpRequest, code: str) -> HttpResponse:
    """One message; opening it marks it as read."""
    found = actions.read(actor=request.actor, code=code)
    return framed(request, "messages/one.html", {"message": found}, tab="messages")
