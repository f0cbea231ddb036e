"""我的: the way to everything that is one's own, and out."""

from __future__ import annotations

from django.contrib.auth import logout as leave
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from niangjia.fronts.mobile.frame import framed, personal
from niangjia.ground.people import queries as people
from niangjia.kit.powers import ActorKind


@personal
def me(request: HttpRequest) -> HttpResponse:
    mine = people.mine(request.actor).page if request.actor.person_id else None
    staff = request.actor.kind is ActorKind.STAFF or bool(request.actor.appointments)
    return framed(request, "me.html", {"mine": mine, "name": mine.name if mine else request.user.name, "staff": staff})


@personal
@require_POST
def logout(request: HttpRequest) -> HttpResponse:
    """End this log-in; the other devices stay."""
    leave(request)
    return redirect("mobile:login")
