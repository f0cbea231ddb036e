"""Closing the account, and asking for one's data to be erased: what happens, what must be kept, until when."""

from __future__ import annotations

from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from niangjia.engines.messaging import actions as messaging
from niangjia.fronts.mobile.frame import framed, personal
from niangjia.fronts.shell.pages import done
from niangjia.ground.people import queries
from niangjia.ground.people.actions.logins import close_own_login
from niangjia.kit.powers import ActorKind


@personal
def leaving(request: HttpRequest) -> HttpResponse:
    """Two different things on one page, each with what follows; POST asks the union to erase."""
    if request.actor.person_id is None:
        return redirect("mobile:data")
    mine = queries.mine(request.actor).page
    home = next((one for one in mine.memberships if one.left_on is None), None)
    if request.method == "POST":
        messaging.ask_erasure(actor=request.actor)
        return done(request, _("发给工会了，15 个工作日内答复，结果在“消息”里。"), "mobile:leaving")
    return framed(request, "leaving.html", {"unit": home.unit_name if home else ""})


@personal
def close_account(request: HttpRequest) -> HttpResponse:
    """One more page before it is done; afterwards logged out everywhere."""
    if request.actor.person_id is None:
        return redirect("mobile:data")
    blocked = request.actor.kind is ActorKind.STAFF or bool(request.actor.appointments)
    if request.method == "POST" and not blocked:
        close_own_login(actor=request.actor, now=timezone.now())
        logout(request)
        return done(request, _("账号注销了。想回来，用登记的手机号再登录就行。"), "mobile:login")
    return framed(request, "close_account.html", {"blocked": blocked})
