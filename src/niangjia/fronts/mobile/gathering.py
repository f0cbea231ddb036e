"""One's own place on the list of a union in preparation: where it stands, and leaving the list."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from niangjia.fronts.mobile.frame import framed, personal, tie
from niangjia.fronts.shell.pages import done
from niangjia.programmes.organising import actions, queries


@personal
def gathered(request: HttpRequest, code: str) -> HttpResponse:
    """Whether the union came into being, and what happens until then."""
    tie(request)
    return framed(request, "joining/gathered.html", {"it": queries.gathered(request.actor, code)}, tab="home")


@personal
def leave(request: HttpRequest, code: str) -> HttpResponse:
    """One more page before the line goes."""
    found = queries.gathered(request.actor, code)
    if request.method == "POST":
        actions.leave_list(actor=request.actor, code=code, now=timezone.now())
        return done(request, _("您已经不在名单上，填过的内容已经抹掉。"), "mobile:home")
    return framed(request, "joining/gathered_leave.html", {"it": found}, tab="home")
