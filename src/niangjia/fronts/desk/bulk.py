"""Acts on many members: chosen, shown exactly, confirmed, then told one by one (G32).

The selection is the codes that were ticked on one page or, as a separate act, everything that the list holds under its
filters. Each step finds it anew by the list's own query; the digest of what was previewed travels along, and when it
no longer fits nothing is done and the list is shown again.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from niangjia.engines.messaging.actions import send
from niangjia.fronts.desk import bulk_forms as forms
from niangjia.fronts.desk import kept
from niangjia.fronts.desk import people_lists as lists
from niangjia.fronts.desk.members import under_of
from niangjia.fronts.shell.doors import power
from niangjia.fronts.shell.pages import attempt, page
from niangjia.ground.org import queries as org
from niangjia.ground.people import actions
from niangjia.ground.people.queries import Met, Picked, pick
from niangjia.kit.counted import counted_lazy
from niangjia.kit.ids import new_code
from niangjia.kit.powers import Refused

TYPED_FROM = 51
"""From so many on the number has to be typed."""
SHOWN = 500
"""So many names are on the preview; the list itself shows the rest."""


@dataclass(frozen=True)
class Outcome:
    """What became of one person: nothing in `why` means that it was done."""

    code: str
    name: str
    unit_name: str
    why: str = ""


Do = Callable[[HttpRequest, Any, Picked], list[Outcome] | None]


@dataclass(frozen=True)
class Act:
    """An act on many: its form, whom it may meet, how many at once, how it is done, and its words."""

    form: type[forms.BulkForm]
    power: str
    most: int
    do: Do
    title: Any
    button: Any
    met: Any
    said: Any
    union: Any


def _tell(request: HttpRequest, form: Any, picked: Picked) -> list[Outcome] | None:
    """One message to all. None: refused, and the form says why."""
    values = form.cleaned_data
    told = attempt(
        form,
        send,
        actor=request.actor,
        topic="desk.notice",
        title=values["title"],
        body=values["body"],
        out=values["out"],
        persons=[one.id for one in picked.people],
        now=timezone.now(),
    )
    return [Outcome(*one[1:]) for one in picked.people] if told else None


def _transfer(request: HttpRequest, form: Any, picked: Picked) -> list[Outcome]:
    """Everybody by herself: a refusal stops one and not the others."""
    values = {"to_code": form.cleaned_data["to_code"], "on": form.cleaned_data["on"], "now": timezone.now()}

    def one(met: Met) -> Outcome:
        try:
            actions.transfer(actor=request.actor, code=met.code, **values)
        except Refused as refusal:
            return Outcome(*met[1:], refusal.sentence or _("已经不在您的名单里"))
        return Outcome(*met[1:])

    return [one(met) for met in picked.people]


MESSAGE = Act(
    forms.MessageForm,
    "messaging.send",
    10_000,
    _tell,
    counted_lazy("给 %(n)s 人发通知"),
    counted_lazy("发给这 %(n)s 人"),
    counted_lazy("会收到的 %(n)s 人"),
    counted_lazy("通知已发给 %(n)s 人"),
    gettext_lazy("所在工会"),
)
TRANSFER = Act(
    forms.TransferManyForm,
    "people.edit",
    500,
    _transfer,
    counted_lazy("给 %(n)s 人办转会"),
    counted_lazy("给这 %(n)s 人办转会"),
    counted_lazy("会转走的 %(n)s 人"),
    counted_lazy("已转会 %(n)s 人"),
    gettext_lazy("原来的工会"),
)


@power("messaging.send")
def member_message(request: HttpRequest) -> HttpResponse:
    return _act(request, MESSAGE)


@power("people.edit")
def member_transfer(request: HttpRequest) -> HttpResponse:
    return _act(request, TRANSFER)


def picked_of(request: HttpRequest, act: Act) -> Picked:
    """Whom the act would meet now."""
    codes = None if _whole(request) else request.POST.getlist("pick")
    filters, unit = lists.filters_of(request.GET), under_of(request)
    return pick(request.actor, unit=unit, filters=filters, codes=codes, power=act.power, limit=act.most)


def _whole(request: HttpRequest) -> bool:
    return "1" in {request.GET.get("all"), request.POST.get("all")}


def _act(request: HttpRequest, act: Act) -> HttpResponse:
    """Preview, again with what was wrong, or the outcome."""
    picked, sure = picked_of(request, act), "sure" in request.POST
    if not picked.number and not sure:
        messages.warning(request, _("还没有选人，或者选的人您不能这样办。请在名单里勾选。"))
        return redirect(_back(request))
    form = act.form(request.POST if sure else None, actor=request.actor, number=picked.number, typed_from=TYPED_FROM)
    changed = sure and request.POST.get("digest") != picked.digest
    if sure and picked.number and not changed and not picked.more and form.is_valid():
        if _spent(request):
            messages.warning(request, _("这一批刚才已经办过了，没有再办一次。"))
            return redirect(_back(request))
        outcomes = act.do(request, form, picked)
        if outcomes is not None:
            _spend(request)
            return _outcome(request, act, outcomes)
    status = 409 if changed else 422 if form.errors else 200
    return page(request, "desk/people/bulk_act.html", _context(request, act, picked, form, changed), status=status)


def _context(request: HttpRequest, act: Act, picked: Picked, form: Any, changed: bool) -> dict[str, Any]:
    number = {"n": f"{picked.number:,}", "many": picked.number}
    return {
        "form": form,
        "picked": picked,
        "people": picked.people[:SHOWN],
        "hidden_people": picked.number - SHOWN if picked.number > SHOWN else 0,
        "unions": picked.unions()[:8],
        "more_unions": max(0, len(picked.unions()) - 8),
        "title": act.title % number,
        "button": act.button % number,
        "met": act.met % number,
        "most": act.most,
        "changed": changed,
        "was": request.POST.get("number", "")[:9],
        "whole": _whole(request),
        "once": request.POST.get("once", "")[:20] or new_code(),
        "back": _back(request),
        "under": org.unit(request.actor, request.GET["under"]) if request.GET.get("under") else None,
    }


def _outcome(request: HttpRequest, act: Act, outcomes: list[Outcome]) -> HttpResponse:
    wrong = [one for one in outcomes if one.why]
    number = len(outcomes) - len(wrong)
    said = act.said % {"n": f"{number:,}", "many": number}
    context = {"said": said, "wrong": wrong, "right": [one for one in outcomes if not one.why], "back": _back(request)}
    context |= {"shown": SHOWN, "union": act.union}
    return page(request, "desk/people/bulk_done.html", context)


def _back(request: HttpRequest) -> str:
    here = kept.plain(request.GET)
    return f"{reverse('desk:members')}?{here}" if here else reverse("desk:members")


def _spent(request: HttpRequest) -> bool:
    """Whether this very preview was confirmed before: a page that is sent twice acts once."""
    return request.POST.get("once", "") in request.session.get("acted", [])


def _spend(request: HttpRequest) -> None:
    request.session["acted"] = [*request.session.get("acted", []), request.POST.get("once", "")[:20]][-20:]
