"""退会: leaving the union of one's own will: why, the last day, what is lost; taken back until that day is over."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from niangjia.fronts.mobile.forms import CleanForm
from niangjia.fronts.mobile.frame import framed, personal
from niangjia.fronts.shell.forms import DayField
from niangjia.fronts.shell.pages import attempt, done, stop
from niangjia.ground.people import queries as people
from niangjia.kit.powers import Refused
from niangjia.programmes.organising import actions, queries
from niangjia.programmes.organising.choices.leaving import WhyLeaving


class LeaveForm(CleanForm):
    reason = forms.ChoiceField(
        label=_("为什么退会？"),
        choices=WhyLeaving.choices,
        error_messages={"required": actions.LeavingReasonMissing.text},
    )
    last_on = DayField(
        label=_("最后一天"),
        help_text=_("这天还是会员，第二天起不是。最远 90 天。"),
        error_messages={"required": _("请选最后一天。")},
    )
    sure = forms.BooleanField(
        label=_("我看过会失去什么，是我自己要退会"),
        error_messages={"required": _("要退会的话，请在方框里打勾。")},
    )

    def given(self) -> dict[str, Any]:
        """What the action takes."""
        return {name: self.cleaned_data[name] for name in ("reason", "last_on")}


@personal
def leave(request: HttpRequest) -> HttpResponse:
    """One page: what is lost, why, the last day; or, once it was said, until when it can be taken back."""
    if request.actor.person_id is None:
        return redirect("mobile:data")
    mine = people.mine(request.actor).page
    home = next((one for one in mine.memberships if one.left_on is None), None)
    open_one = queries.my_leaving(request.actor)
    if home is None or open_one is not None:
        return framed(request, "leaving/union_said.html", {"it": open_one, "home": home})
    today = timezone.localdate()
    form = LeaveForm(request.POST or None, initial={"last_on": today + timedelta(days=7)})
    if form.is_valid() and attempt(form, actions.ask_to_leave, actor=request.actor, now=timezone.now(), **form.given()):
        return done(request, _("退会已经登记。最后一天过完以前，随时可以撤回。"), "mobile:leave_union")
    context = {"form": form, "home": home, "since": mine.member_since}
    return framed(request, "leaving/union.html", context, status=422 if form.errors else 200)


@personal
@require_POST
def stay(request: HttpRequest) -> HttpResponse:
    """She takes it back."""
    try:
        actions.stay(actor=request.actor, now=timezone.now())
    except Refused as refusal:
        return stop(request, 409, text=refusal.sentence)
    return done(request, _("退会撤回了，您还是会员，会龄接着算。"), "mobile:me")
