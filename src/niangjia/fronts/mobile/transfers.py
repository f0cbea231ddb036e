"""Passing to another union on the phone: find it, ask, follow where it lies, go on where the old union keeps silent."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from niangjia.fronts.mobile.frame import framed, personal
from niangjia.fronts.mobile.joining import busy, may_search
from niangjia.fronts.shell import limits
from niangjia.fronts.shell.pages import done
from niangjia.kit.powers import NotFound, Refused
from niangjia.programmes.organising import actions, queries


@personal
def search(request: HttpRequest) -> HttpResponse:
    """Unions that take applications, by name or town; an open transfer is shown instead."""
    if request.actor.person_id is None:
        return redirect("mobile:home")
    known = queries.open_transfer(request.actor)
    if known:
        return redirect("mobile:transfer", known)
    text = request.GET.get("q", "")[:40]
    if text and not may_search(request):
        return busy(request)
    return framed(request, "transfers/search.html", {"q": text, "found": queries.takers(text)})


@personal
@require_POST
def ask(request: HttpRequest) -> HttpResponse:
    """Ask for it; asked twice it is one."""
    if not limits.spend("own.transfer", str(request.actor.account_id)):
        messages.error(request, _("今天已经申请过几次了，请明天再来，或者打 12351。"))
        return redirect("mobile:transfers")
    try:
        made = actions.ask_transfer(actor=request.actor, unit_code=request.POST.get("unit", ""), now=timezone.now())
    except Refused as refusal:
        messages.error(request, refusal.sentence)
        return redirect("mobile:transfers")
    return redirect("mobile:transfer", made.code)


@personal
def transfer(request: HttpRequest, code: str) -> HttpResponse:
    """Where it lies; withdraw it, or go on where nobody answered in time."""
    it = queries.follow_transfer(request.actor, code, now=timezone.now())
    act = {"withdraw": actions.withdraw_transfer, "claim": actions.claim_transfer}.get(request.POST.get("act", ""))
    if act is not None:
        try:
            act(actor=request.actor, code=code, now=timezone.now())
        except NotFound:
            raise
        except Refused as refusal:
            messages.error(request, refusal.sentence)
            return redirect("mobile:transfer", code)
        return done(request, _("办好了。"), "mobile:transfer", code)
    return framed(request, "transfers/one.html", {"it": it, "page": it.page})
