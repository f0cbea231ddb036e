"""Messages of the union to the worker: read in the house first, whatever else was sent."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from niangjia.engines.messaging import actions, queries
from niangjia.fronts.mobile.frame import framed, personal
from niangjia.fronts.mobile.looks import mark_of


@personal
def inbox(request: HttpRequest) -> HttpResponse:
    """The latest first, unread ones said in words."""
    page = queries.inbox(request.actor, after=mark_of(request, "after"))
    return framed(request, "messages/list.html", {"page": page}, tab="messages")


@personal
def message(request: HttpRequest, code: str) -> HttpResponse:
    """One message; opening it marks it as read."""
    found = actions.read(actor=request.actor, code=code, now=timezone.now())
    return framed(request, "messages/one.html", {"message": found}, tab="messages")
