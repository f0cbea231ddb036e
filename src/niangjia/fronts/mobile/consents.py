"""Consents: one purpose a page, starting empty, taken back as easily as given."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from niangjia.fronts.mobile.consent_words import WORDS
from niangjia.fronts.mobile.forms import CleanForm
from niangjia.fronts.mobile.frame import framed, personal
from niangjia.fronts.shell.pages import attempt, done
from niangjia.ground.people import actions, queries
from niangjia.ground.people.choices import Purpose


class GiveForm(CleanForm):
    """One empty box for one purpose."""

    agreed = forms.BooleanField(error_messages={"required": _("同意的话，请先在方框里打勾。")})
    version = forms.CharField(max_length=10)


@personal
def consents(request: HttpRequest) -> HttpResponse:
    """Every purpose that is asked or was agreed to, and what was given and taken back before."""
    if request.actor.person_id is None:
        return redirect("mobile:data")
    mine = queries.mine(request.actor)
    given = {one.purpose: one for one in mine.consents if one.withdrawn_on is None}
    shown = [code for code in Purpose.values if code in WORDS or code in given]
    purposes = [
        {"code": code, "word": Purpose(code).label, "given_on": given[code].given_on if code in given else None}
        for code in shown
    ]
    history = [{"word": Purpose(one.purpose).label, "line": one} for one in mine.consents]
    return framed(request, "consents/list.html", {"purposes": purposes, "history": history})


@personal
def consent(request: HttpRequest, purpose: str) -> HttpResponse:
    """One purpose with its reasons: agree, or take back."""
    if purpose not in Purpose.values or request.actor.person_id is None:
        raise Http404
    mine = queries.mine(request.actor)
    given = next((one for one in mine.consents if one.purpose == purpose and one.withdrawn_on is None), None)
    if purpose not in WORDS and given is None:
        raise Http404
    form = GiveForm(request.POST if request.POST.get("answer") == "give" else None)
    if request.POST.get("answer") == "withdraw":
        actions.withdraw_consent(actor=request.actor, purpose=purpose, now=timezone.now())
        return done(request, _("已经收回同意。"), "mobile:consents")
    if form.is_valid() and _give(request, form, purpose):
        return done(request, _("记下了您的同意，随时可以收回。"), "mobile:consents")
    context: dict[str, Any] = {
        "form": form,
        "code": purpose,
        "word": Purpose(purpose).label,
        "words": WORDS.get(purpose),
        "given_on": given.given_on if given else None,
    }
    return framed(request, "consents/one.html", context)


def _give(request: HttpRequest, form: forms.Form, purpose: str) -> bool:
    """Only the words that were on the screen are agreed to."""
    if form.cleaned_data["version"] != WORDS[purpose].version:
        form.add_error(None, _("这段说明刚改过，请看一遍新的再决定。"))
        return False
    return attempt(
        form,
        actions.give_consent,
        actor=request.actor,
        purpose=purpose,
        version=WORDS[purpose].version,
        now=timezone.now(),
    )
