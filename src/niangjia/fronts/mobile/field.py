"""What a grid officer looks after, on the phone in the field: today's rounds, recording one, my tasks; the QR of a training; who
of the chairs has not read."""

from __future__ import annotations

import secrets
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from niangjia.engines.worklists import actions as working
from niangjia.engines.worklists import queries as worklists
from niangjia.fronts.mobile.forms import CleanForm
from niangjia.fronts.mobile.frame import framed, personal
from niangjia.fronts.shell.doors import power
from niangjia.fronts.shell.field_forms import RoundForm
from niangjia.fronts.shell.pages import attempt, wrong
from niangjia.ground.org import queries as org
from niangjia.kit.calendar import today
from niangjia.kit.counted import counted
from niangjia.kit.powers import NotFound, Refused, holds
from niangjia.programmes.organising import actions
from niangjia.programmes.organising.queries import grids, groupmail, officers, rounds

VISIT, CONTACT, VIEW = "organising.grid_visit", "organising.contact", "worklists.view"
DUE = "organising.grid_round"
MINE = ("organising.finding", "organising.promise", "organising.decision")


class FinishForm(CleanForm):
    """How it ended."""

    outcome = forms.ChoiceField(
        label=_("结果"), widget=forms.RadioSelect, error_messages={"required": _("请选一个结果。")}
    )
    words = forms.CharField(label=_("说明"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, outcomes: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["outcome"].choices = list(outcomes.items())  # type: ignore[attr-defined]


# ------------------------------------------------------------------ what I look after


@power(VISIT)
def field(request: HttpRequest) -> HttpResponse:
    """My grids, the rounds that are due in them, my tasks."""
    found, own = grids.my_grids(request.actor)
    on = today()
    due = _due(request, on)
    names = {one.name for one in found}
    mine = [one for one in due if not own or one.facts.get("grid") in names]
    tasks = worklists.TaskFilter(kinds=MINE, owner="mine")
    context = {
        "grids": found,
        "own": own,
        "due": mine[:30],
        "more": len(mine) > 30,
        "tasks": worklists.count_tasks(request.actor, tasks, today=on) if holds(request.actor, VIEW) else None,
        "today": on,
    }
    return framed(request, "field/home.html", context, tab="home")


def _due(request: HttpRequest, on: Any) -> list[Any]:
    if not holds(request.actor, VIEW):
        return []
    return list(worklists.tasks(request.actor, worklists.TaskFilter(kinds=(DUE,)), today=on, size=300).rows)


@power(VISIT)
def grid(request: HttpRequest, code: str) -> HttpResponse:
    """The employers of a grid, to be found by name."""
    it = grids.grid_of(request.actor, code, power=VISIT)
    text = request.GET.get("q", "").strip()[:40]
    found = grids.places_of(it, text=text, after=request.GET.get("after", ""), size=30)
    return framed(request, "field/grid.html", {"grid": it, "found": found, "q": text}, tab="home")


@power(VISIT)
def visit(request: HttpRequest, code: str) -> HttpResponse:
    """Record a round: one page; sent twice it is one."""
    employer = org.employer(request.actor, code)
    it = grids.grid_now(request.actor, employer.pk)
    if it is None or not holds(request.actor, VISIT, it.path):
        raise NotFound
    form = RoundForm(request.POST or None, request.FILES or None, initial={"key": secrets.token_hex(16)})
    if request.method == "POST" and form.is_valid():
        given = {"employer_code": code, **form.given(), "now": timezone.now()}
        if attempt(form, actions.record_round, actor=request.actor, **given):
            return redirect("mobile:field_round", form.result.code)
    context = {
        "employer": employer,
        "grid": it,
        "form": form,
        "blocks": form.blocks(),
        "drives": rounds.open_drives([employer.pk], today()).get(employer.pk, []),
        "earlier": rounds.rounds_at(request.actor, employer.pk, most=1),
    }
    return framed(request, "field/visit.html", context, tab="home", status=wrong(form))


@power(VISIT)
def round_done(request: HttpRequest, code: str) -> HttpResponse:
    """It was written down: what follows from it."""
    it = rounds.round_row(request.actor, code, power=VISIT)
    return framed(request, "field/done.html", {"it": it, "found": rounds.left_to_do(it)}, tab="home")


# ------------------------------------------------------------------ my tasks


@power(VIEW)
def tasks(request: HttpRequest) -> HttpResponse:
    """What was given to me, and what nobody has taken yet where I work."""
    on, own = today(), request.GET.get("show") != "all"
    wanted = worklists.TaskFilter(kinds=MINE, owner="mine" if own else "nobody")
    found = worklists.tasks(request.actor, wanted, today=on, after=request.GET.get("after", ""), size=30)
    return framed(request, "field/tasks.html", {"found": found, "own": own, "today": on}, tab="home")


@power(VIEW)
def task(request: HttpRequest, code: str) -> HttpResponse:
    """One task: take it, or end it with its result."""
    it = worklists.task(request.actor, code)
    kind = worklists.declared(it.kind)
    may = worklists.may_work(request.actor, it) and it.state == "open"
    if request.method == "POST" and "take" in request.POST:
        return _take(request, code)
    form = FinishForm(request.POST or None, outcomes=kind.outcomes) if may else None
    if form is not None and form.is_valid():
        given = {**form.cleaned_data, "code": code, "now": timezone.now()}
        if attempt(form, working.finish, actor=request.actor, **given):
            messages.success(request, _("办结了。"))
            return redirect("mobile:field_tasks")
    context = {
        "it": it,
        "kind": kind,
        "form": form,
        "facts": [(label, it.facts[name]) for name, label in kind.facts.items() if it.facts.get(name)],
        "outcome": kind.outcomes.get(it.outcome, ""),
        "mine": it.owner_id == request.actor.account_id,
        "today": today(),
    }
    return framed(request, "field/task.html", context, tab="home", status=wrong(form) if form is not None else 200)


def _take(request: HttpRequest, code: str) -> HttpResponse:
    try:
        working.take(actor=request.actor, code=code, now=timezone.now())
    except NotFound:
        raise
    except Refused as refusal:
        messages.error(request, refusal.sentence)
    return redirect("mobile:field_task", code)


# ------------------------------------------------------------------ messages to chairs


@power(CONTACT)
def sent(request: HttpRequest) -> HttpResponse:
    """Messages to chairs, each with how many have not read it."""
    lines, found = groupmail.group_messages(request.actor, after=request.GET.get("after", ""))
    return framed(request, "field/sent.html", {"lines": lines, "found": found}, tab="home")


@power(CONTACT)
def sent_one(request: HttpRequest, code: str) -> HttpResponse:
    """Who has not read one, and reminding only those."""
    if request.method == "POST":
        try:
            number = actions.remind_unread(actor=request.actor, code=code, now=timezone.now())
            messages.success(request, counted("又提醒了 %(n)s 位没有看的主席。", number) % {"n": number})
        except NotFound:
            raise
        except Refused as refusal:
            messages.error(request, refusal.sentence)
        return redirect("mobile:sent_one", code)
    it = groupmail.group_page(request.actor, code, after=request.GET.get("after", ""))
    return framed(request, "field/sent_one.html", {"it": it}, tab="home")


# ------------------------------------------------------------------ a training


@personal
def training(request: HttpRequest, code: str) -> HttpResponse:
    """The QR at the door: one press, and she is on the list."""
    it = officers.training_by_sign(code)
    if it is None:
        raise NotFound
    refusal = ""
    if request.method == "POST":
        try:
            actions.sign_in(actor=request.actor, sign_code=code, now=timezone.now())
        except NotFound:
            raise
        except Refused as stop:
            refusal = stop.sentence
    there = officers.is_there(it, request.actor)
    context = {"it": it, "there": there, "refusal": refusal}
    return framed(request, "field/training.html", context, tab="home", status=409 if refusal else 200)
