"""Closing the account, and erasing one's data: what happens, what must be kept and until when."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from niangjia.fronts.mobile.frame import framed, personal
from niangjia.fronts.shell.pages import done
from niangjia.ground.people import actions, queries
from niangjia.ground.people.actions.logins import close_own_login
from niangjia.kit.powers import ActorKind
from niangjia.programmes.organising import queries as organising


@personal
def leaving(request: HttpRequest) -> HttpResponse:
    """Two different things on one page, each with what follows."""
    if request.actor.person_id is None:
        return redirect("mobile:data")
    return framed(
        request, "leaving/choose.html", {"home": _home(request), "leaving": organising.my_leaving(request.actor)}
    )


def _home(request: HttpRequest) -> queries.MembershipLine | None:
    mine = queries.mine(request.actor).page
    return next((one for one in mine.memberships if one.left_on is None), None)


def _official(request: HttpRequest) -> bool:
    """Somebody with an appointment: her account belongs to the office, not to her alone."""
    return request.actor.kind is ActorKind.STAFF or bool(request.actor.appointments)


@personal
def close_account(request: HttpRequest) -> HttpResponse:
    """One more page before it is done; afterwards logged out everywhere."""
    if request.actor.person_id is None:
        return redirect("mobile:data")
    official = _official(request)
    if request.method == "POST" and not official:
        close_own_login(actor=request.actor)
        logout(request)
        return done(request, _("账号注销了。想回来，用登记的手机号再登录就行。"), "mobile:login")
    return framed(request, "leaving/account.html", {"official": official})


@personal
def erase(request: HttpRequest) -> HttpResponse:
    """One more page before it is done. While she is a member, or a law asks to keep something, it says so instead."""
    if request.actor.person_id is None:
        return redirect("mobile:data")
    context = {"home": _home(request), "official": _official(request), "objections": ()}
    if request.method == "POST" and not context["official"]:
        try:
            actions.erase(actor=request.actor, code=queries.mine(request.actor).page.code, now=timezone.now())
        except actions.StillMember:
            return framed(request, "leaving/erase.html", context, status=409)
        except actions.MustKeep as kept:
            return framed(request, "leaving/erase.html", {**context, "objections": kept.objections}, status=409)
        logout(request)
        return done(request, _("您的个人资料删除了。有事打 %(n)s。") % {"n": settings.NIANGJIA_HOTLINE}, "mobile:login")
    return framed(request, "leaving/erase.html", context)
