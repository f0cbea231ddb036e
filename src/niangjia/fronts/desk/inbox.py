"""The inbox of the desk: messages to me, read in the house; what a worker says is wrong can be answered from here."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from niangjia.engines.messaging import actions, queries
from niangjia.fronts.shell.doors import own
from niangjia.fronts.shell.forms import Form
from niangjia.fronts.shell.pages import attempt, done, page
from niangjia.ground.people.queries import PersonNotFound
from niangjia.ground.people.queries.persons import one as person
from niangjia.kit.counted import counted
from niangjia.kit.powers import ActorKind, holds

ABOUT = {
    "people.person": ("desk:person", "people.view", _("打开这位会员的档案")),
    "org.unit": ("desk:unit", "org.view", _("打开这家工会")),
    "org.employer": ("desk:employer", "org.view", _("打开这家单位")),
    "imports.batch": ("desk:import", "imports.use", _("打开这批导入")),
    "imports.export": ("desk:export_file", "imports.export", _("下载这份名单")),
    "approvals.matter": ("desk:approval", "approvals.use", _("打开这份审批单")),
    "access.account": ("desk:account", "access.view", _("打开这个账号")),
}
"""Kind of record -> address, power, words of the link."""

WAITING = ("organising.waits", "organising.due", "organising.overdue")
"""Topics that tell of several matters at once: they lead to the list of approvals."""

ANSWERED = "people.wrong"
"""Messages of this topic come from a worker and can be answered."""


class AnswerForm(Form):
    """A few words back to the worker, read on the phone."""

    words = forms.CharField(
        label=_("答复这位会员"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("本人在职工端的消息里看到。标题只说工会答复了，内容登录后才显示。"),
    )


@own(ActorKind.STAFF)
def inbox(request: HttpRequest) -> HttpResponse:
    """The latest first; unread ones alone if asked."""
    unread = request.GET.get("unread") == "1"
    after = request.GET.get("after", "")
    after = after if after.isdecimal() and len(after) < 19 else ""
    found = queries.inbox(request.actor, unread_only=unread, after=after)
    context = {"found": found, "unread": queries.unread(request.actor), "only": unread, "later": bool(after)}
    return page(request, "desk/inbox/list.html", context)


@own(ActorKind.STAFF)
def message(request: HttpRequest, code: str) -> HttpResponse:
    """One message; opening it marks it as read. A worker's word about her record can be answered."""
    found = actions.read(actor=request.actor, code=code, now=timezone.now())
    her = _writer(request, found)
    form = AnswerForm(request.POST or None, actor=request.actor) if her is not None else None
    if form is not None and form.is_valid() and _answer(request, form, her, found):
        return done(request, _now("答复发出去了，本人在职工端看得到。"), "desk:inbox")
    context = {"message": found, "link": _link(request, found), "form": form}
    return page(request, "desk/inbox/one.html", context, status=422 if form is not None and form.errors else 200)


@own(ActorKind.STAFF)
@require_POST
def all_read(request: HttpRequest) -> HttpResponse:
    """Everything is read."""
    number = actions.mark_read(actor=request.actor, now=timezone.now())
    return done(request, counted("%(n)s 条标为看过了。", number) % {"n": number}, "desk:inbox")


def _answer(request: HttpRequest, form: AnswerForm, her: Any, about: queries.Line) -> bool:
    return attempt(
        form,
        actions.send,
        actor=request.actor,
        topic="people.wrong_answered",
        title=_now("您反映的资料问题，工会答复了"),
        body=form.cleaned_data["words"],
        about=(about.subject_kind, about.subject_code),
        persons=[her.pk],
        now=timezone.now(),
    )


def _writer(request: HttpRequest, found: queries.Line) -> Any:
    """The worker who wrote, if the reader may write to her."""
    if found.topic != ANSWERED or not holds(request.actor, "messaging.send"):
        return None
    try:
        return person(request.actor, found.subject_code, power="messaging.send")
    except PersonNotFound:
        return None


def _link(request: HttpRequest, found: queries.Line) -> tuple[str, Any] | None:
    """Address and words of the record that a message is about, if the reader's powers open such records."""
    if found.topic in WAITING and holds(request.actor, "approvals.use"):
        return reverse("desk:approvals"), _("去审批")
    if found.subject_kind not in ABOUT or not found.subject_code:
        return None
    address, power, words = ABOUT[found.subject_kind]
    return (reverse(address, args=[found.subject_code]), words) if holds(request.actor, power) else None
