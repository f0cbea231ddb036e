"""Joining at the desk: the code of a union and its poster, applications entered for somebody, checking a member's card."""

from __future__ import annotations

import secrets
from dataclasses import asdict

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from niangjia.fronts.desk.joining_forms import ApplyForm, TransferInForm
from niangjia.fronts.shell import limits
from niangjia.fronts.shell.doors import power
from niangjia.fronts.shell.pages import attempt, carried_out, done, page, stop, wrong
from niangjia.fronts.shell.qr import qr_picture
from niangjia.programmes.organising import actions, queries

APPLY = "organising.apply"


@power(APPLY)
def join_code(request: HttpRequest, code: str) -> HttpResponse:
    """The code that leads to the application, or the button that makes the first one."""
    unit, row = queries.code_of_unit(request.actor, code)
    if request.method == "POST":
        actions.make_code(actor=request.actor, unit_code=code, now=timezone.now())
        return done(
            request, _("换好了新的入会码，旧海报上的已经作废。") if row else _("入会码开通了。"), "desk:join_code", code
        )
    return page(request, "desk/joining/code.html", {"unit": unit, "row": row, **_picture(request, row)})


@power(APPLY)
def join_poster(request: HttpRequest, code: str) -> HttpResponse:
    """One sheet of A4 to hang up, printed by the browser."""
    unit, row = queries.code_of_unit(request.actor, code)
    if row is None:
        return redirect("desk:join_code", code)
    context = {"unit": unit, "row": row, **_picture(request, row, scale=12)}
    return page(request, "desk/joining/poster.html", context)


def _picture(request: HttpRequest, row: object, *, scale: int = 6) -> dict[str, str]:
    if row is None:
        return {}
    address = request.build_absolute_uri(reverse("mobile:join", args=[row.code]))  # type: ignore[attr-defined]
    return {"address": address, "picture": qr_picture(address, scale=scale)}


@power(APPLY)
def apply_for(request: HttpRequest, code: str) -> HttpResponse:
    """Enter an application for somebody who cannot do it herself; somebody else decides."""
    unit, _row = queries.code_of_unit(request.actor, code)
    form = ApplyForm(request.POST or None, actor=request.actor, initial={"key": secrets.token_hex(16)})
    if carried_out(request, form, actions.apply_for, unit_code=code):
        return done(request, _("申请已提交，由另一位同事审批。"), "desk:approval", form.result.matter_code)
    return page(request, "desk/joining/apply.html", {"unit": unit, "form": form}, status=wrong(form))


@power(APPLY)
def application_mend(request: HttpRequest, code: str) -> HttpResponse:
    """Mend an application that came back, for the person or as the one who entered it."""
    it = queries.follow(request.actor, code, now=timezone.now())
    told = asdict(queries.answers_of(request.actor, code))
    form = ApplyForm(request.POST or None, actor=request.actor, initial=told, mending=True)
    if form.is_valid():
        given = {"answers": form.answers(), "code": code, "proved": False, "now": timezone.now()}
        if attempt(form, actions.mend, actor=request.actor, **given):
            return done(request, _("改好了，已再次提交。"), "desk:approval", it.page.code)
    return page(request, "desk/joining/mend.html", {"it": it, "form": form}, status=wrong(form))


@power(APPLY)
def transfer_in(request: HttpRequest, code: str) -> HttpResponse:
    """Ask for somebody who is a member elsewhere, by her whole number."""
    unit, _row = queries.code_of_unit(request.actor, code)
    form = TransferInForm(request.POST or None, actor=request.actor)
    if form.is_valid() and not limits.spend("number.asked", str(request.actor.account_id)):
        return stop(request, 429, text=_("这一小时查的号码太多了，什么都没有提交。请过一会儿再办。"))
    if carried_out(request, form, actions.ask_transfer_for, unit_code=code):
        return done(request, _("转会申请已提交，先等原工会答复。"), "desk:approval", form.result.matter_code)
    return page(request, "desk/joining/transfer_in.html", {"unit": unit, "form": form}, status=wrong(form))


@power("org.view")
def card(request: HttpRequest, payload: str) -> HttpResponse:
    """What a member's card says: good or not, and a masked name."""
    return page(request, "desk/joining/card.html", {"card": queries.card_of(payload, now=timezone.now())})
