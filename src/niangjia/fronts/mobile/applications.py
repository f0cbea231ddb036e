"""One's own applications: where it lies, mend what came back, withdraw; and the member's card."""

from __future__ import annotations

from dataclasses import asdict

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from niangjia.fronts.mobile import drafts
from niangjia.fronts.mobile.drafts import Draft
from niangjia.fronts.mobile.frame import framed, personal, tie
from niangjia.fronts.shell.downloads import download
from niangjia.fronts.shell.pages import done
from niangjia.fronts.shell.qr import qr_picture
from niangjia.ground.people import queries as people
from niangjia.kit.papers import can_pdf, pdf, word
from niangjia.programmes.organising import actions, queries


@personal
def application(request: HttpRequest, code: str) -> HttpResponse:
    """Number, what next, by when, whom to call; where it lies, and what became of it."""
    tie(request)
    found = queries.follow(request.actor, code, now=timezone.now())
    return framed(request, "joining/application.html", {"it": found, "page": found.page}, tab="home")


@personal
@require_POST
def mend(request: HttpRequest, code: str) -> HttpResponse:
    """Open the question that came back; the other answers stay as they were."""
    found = queries.follow(request.actor, code, now=timezone.now())
    told = asdict(queries.answers_of(request.actor, code))
    answers = {**told, "proved": told["phone"], "consented": True, "consents": list(told["consents"])}
    drafts.keep(request, Draft("", found.unit, answers=answers, mending=code))
    return redirect("mobile:join_step", found.step) if found.step else redirect("mobile:join_check")


@personal
def withdraw(request: HttpRequest, code: str) -> HttpResponse:
    """One more page before it is done."""
    found = queries.follow(request.actor, code, now=timezone.now())
    if request.method == "POST":
        actions.withdraw(actor=request.actor, code=code, now=timezone.now())
        return done(request, _("申请撤回了，填过的内容已经抹掉。"), "mobile:application", code)
    return framed(request, "joining/withdraw.html", {"it": found}, tab="home")


@personal
def paper(request: HttpRequest, code: str) -> HttpResponseBase:
    """One's own application as a file to keep or to print and sign."""
    made = actions.print_own_application(actor=request.actor, code=code, now=timezone.now())
    draw, ending = (pdf, "pdf") if can_pdf() else (word, "docx")
    return download(f"{_now('入会申请书')}-{code.upper()}.{ending}", [draw([made])])


@personal
def card(request: HttpRequest) -> HttpResponse:
    """The electronic card: a QR that is good for some minutes."""
    tie(request)
    if request.actor.person_id is None:
        return redirect("mobile:home")
    mine = people.mine(request.actor).page
    shown = queries.payload_of(request.actor, now=timezone.now())
    home = next((one for one in mine.memberships if one.left_on is None), None)
    context = {"mine": mine, "membership": home}
    if shown:
        address = request.build_absolute_uri(reverse("desk:card", args=[shown[0]]))
        context |= {"picture": qr_picture(address), "until": shown[1], "address": address}
    return framed(request, "joining/card.html", context, tab="me")
