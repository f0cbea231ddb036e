"""Consents: one purpose a page, starting empty, taken back as easily as given."""

from __future__ import annotations

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from niangjia.fronts.mobile.forms import CleanForm
from niangjia.fronts.mobile.frame import framed, personal
from niangjia.fronts.shell.pages import attempt, done
from niangjia.ground.people import actions, queries
from niangjia.ground.people.choices import Purpose

ASKED_NOW = (Purpose.SERVICE_MESSAGES,)
"""Purposes of services that exist; the others are asked at the step that needs them, once there is one."""


class GiveForm(CleanForm):
    """One empty box for one purpose, and the version of the words beside it."""

    agreed = forms.BooleanField(error_messages={"required": _("同意的话，请先在方框里打勾。")})
    version = forms.CharField(max_length=10, widget=forms.HiddenInput)


@personal
def consents(request: HttpRequest) -> HttpResponse:
    """Every purpose that is asked or was agreed to, and what was given and taken back before."""
    if request.actor.person_id is None:
        return redirect("mobile:data")
    mine = queries.mine(request.actor)
    given = {one.purpose: one.given_on for one in mine.page.consents if one.withdrawn_on is None}
    purposes = [
        {"asked": one, "given_on": given.get(one.purpose)}
        for one in mine.asked
        if one.agreed or one.purpose in ASKED_NOW
    ]
    history = [{"word": Purpose(one.purpose).label, "line": one} for one in mine.page.consents]
    return framed(request, "consents/list.html", {"purposes": purposes, "history": history})


@personal
def consent(request: HttpRequest, purpose: str) -> HttpResponse:
    """One purpose with its words: agree, or take back."""
    if request.actor.person_id is None:
        raise Http404
    mine = queries.mine(request.actor)
    asked = next((one for one in mine.asked if one.purpose == purpose and (one.agreed or purpose in ASKED_NOW)), None)
    if asked is None:
        raise Http404
    answer = request.POST.get("answer")
    if answer == "withdraw":
        actions.withdraw_consent(actor=request.actor, code=mine.page.code, purpose=purpose, now=timezone.now())
        return done(request, _("已经收回同意。"), "mobile:consents")
    form = GiveForm(request.POST if answer == "give" else None)
    if form.is_valid() and _give(request, form, asked, mine.page.code):
        return done(request, _("记下了您的同意，随时可以收回。"), "mobile:consents")
    lines = [one for one in mine.page.consents if one.purpose == purpose and one.withdrawn_on is None]
    context = {"form": form, "asked": asked, "given_on": lines[0].given_on if lines else None}
    return framed(request, "consents/one.html", context)


def _give(request: HttpRequest, form: forms.Form, asked: queries.Asked, code: str) -> bool:
    """Only the words that were on the screen are agreed to."""
    if form.cleaned_data["version"] != asked.version:
        form.add_error(None, _("这段说明刚改过，请看一遍新的再决定。"))
        return False
    return attempt(
        form, actions.give_consent, actor=request.actor, code=code, purpose=asked.purpose, now=timezone.now()
    )
