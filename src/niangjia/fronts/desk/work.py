"""工作清单: what officers work off, of all programmes; one task; acts on many, shown exactly before they are done (G32)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from niangjia.engines.worklists import actions, queries
from niangjia.engines.worklists.actions import Change
from niangjia.engines.worklists.choices import UNDO_FOR
from niangjia.fronts.desk import work_forms as forms
from niangjia.fronts.desk import work_lists as lists
from niangjia.fronts.shell.doors import power
from niangjia.fronts.shell.lists import chips, pages, size_of
from niangjia.fronts.shell.pages import attempt, page
from niangjia.ground.org import queries as org
from niangjia.kit.calendar import today
from niangjia.kit.counted import counted, counted_lazy
from niangjia.kit.declare import worklists
from niangjia.kit.powers import NotFound, Refused, holds

TYPED_FROM = 51
"""From so many on the number has to be typed."""
SHOWN = 500


@dataclass(frozen=True)
class Act:
    """An act: its form, what it does to one task, and its words. `many`: it can be done to many at once."""

    form: type[forms.ActForm]
    do: Callable[..., Any]
    title: Any
    button: Any
    icon: str
    said: Any
    many: Any = None
    refusing: bool = False


ACTS = {
    "take": Act(
        forms.TakeForm, actions.take, gettext_lazy("领办"), gettext_lazy("我来办"), "hand-stop", gettext_lazy("归您办了。"),
        counted_lazy("领办 %(n)s 件"),
    ),
    "assign": Act(
        forms.AssignForm, actions.assign, gettext_lazy("交办"), gettext_lazy("交给这位同事"), "user-share",
        gettext_lazy("交办了，他会在自己的清单里看到。"), counted_lazy("交办 %(n)s 件"),
    ),
    "note": Act(
        forms.NoteForm, actions.note, gettext_lazy("记一笔"), gettext_lazy("记下来"), "pencil", gettext_lazy("记下来了。"),
    ),
    "postpone": Act(
        forms.PostponeForm, actions.postpone, gettext_lazy("延期"), gettext_lazy("延期"), "calendar",
        gettext_lazy("延期了，到期前还会提醒。"), counted_lazy("延期 %(n)s 件"),
    ),
    "finish": Act(
        forms.FinishForm, actions.finish, gettext_lazy("办结"), gettext_lazy("办结这件事"), "check", gettext_lazy("办结了。"),
        counted_lazy("办结 %(n)s 件"),
    ),
    "drop": Act(
        forms.DropForm, actions.drop, gettext_lazy("不办了"), gettext_lazy("这件事不办了"), "minus",
        gettext_lazy("记为不办了，原因留着。"), counted_lazy("%(n)s 件不办了"), refusing=True,
    ),
    "reopen": Act(
        forms.ReopenForm, actions.reopen, gettext_lazy("重新打开"), gettext_lazy("重新打开这件事"), "refresh",
        gettext_lazy("重新打开了，到期日从今天算起。"),
    ),
}  # fmt: skip
MANY = [name for name, one in ACTS.items() if one.many]


@power("worklists.view")
def task_list(request: HttpRequest) -> HttpResponse:
    """Tasks by due day, narrowed by list, owner, day and outcome; acts on the chosen ones."""
    wanted, size = lists.filter_of(request.GET), size_of(request)
    found = queries.tasks(
        request.actor,
        wanted,
        today=today(),
        after=request.GET.get("after", ""),
        before=request.GET.get("before", ""),
        size=size,
    )
    owners = queries.owner_counts(request.actor, wanted, today=today())
    facets = lists.facets_of(request, wanted, queries.facet_counts(request.actor, wanted, today=today()))
    under = org.unit(request.actor, wanted.under) if wanted.under else None
    more = [("q", _("事项含“%s”") % wanted.text), ("under", under.name if under else ""), ("gone", _("事由已经消失"))]
    one = worklists()[wanted.kinds[0]] if len(wanted.kinds) == 1 else None
    context = {
        "rows": [lists.shown(row, today()) for row in found.rows],
        "wanted": wanted,
        "owners": [(code, label, owners[code]) for code, label in lists.OWNERS],
        "total": owners[wanted.owner],
        "facets": facets,
        "chips": chips(request, facets, more),
        "hidden": [(name, request.GET[name]) for name in ("owner", "q", "under") if request.GET.get(name)],
        "pages": pages(request, len(found.rows), before=found.before, after=found.after, size=size),
        "query": lists.plain(request.GET),
        "whole": request.GET.get("all") == "1",
        "one": one,
        "acts": [(name, ACTS[name]) for name in MANY] if holds(request.actor, "worklists.work") else [],
        "undo": _undoable(request),
    }
    return page(request, "desk/work/list.html", context, part="page")


@power("worklists.view")
def task(request: HttpRequest, code: str) -> HttpResponse:
    """One task: facts, history, acts."""
    return _show(request, code)


def _show(request: HttpRequest, code: str, *, refusal: str = "", status: int = 200) -> HttpResponse:
    it = queries.task(request.actor, code)
    one = worklists()[it.kind]
    names = queries.acts_on(request.actor, it)
    context = {
        "it": it,
        "one": one,
        "row": lists.shown(it, today()),
        "facts": lists.facts_of(one, it.facts),
        "subject": lists.subject_of(it),
        "lines": queries.history(request.actor, code, now=timezone.now()),
        "acts": [(name.value, ACTS[name]) for name in names],
        "others": [
            other for other in queries.tasks_about(request.actor, it.subject_kind, it.subject_id) if other.pk != it.pk
        ],
        "query": lists.plain(request.GET),
        "refusal": refusal,
        "undo": _undoable(request),
    }
    return page(request, "desk/work/task.html", context, status=status)


@power("worklists.work")
def task_act(request: HttpRequest, code: str, act: str) -> HttpResponse:
    """One act on one task: its form, or at once where there is nothing to fill in."""
    it = queries.task(request.actor, code, to_work=True)
    one = ACTS[act]
    if act == "take" and request.method == "POST":
        return _at_once(request, code, one)
    form = one.form(request.POST or None, actor=request.actor, **_choices(request, it, act))
    if form.is_valid() and attempt(
        form, one.do, actor=request.actor, code=code, now=timezone.now(), **form.cleaned_data
    ):
        return _after(request, one, form.result, code)
    context = {"it": it, "form": form, "act": one, "query": lists.plain(request.GET), "one": worklists()[it.kind]}
    return page(request, "desk/work/act.html", context, status=422 if form.errors else 200)


def _choices(request: HttpRequest, it: Any, act: str) -> dict[str, Any]:
    """What the form of an act offers."""
    owners: list[tuple[str, Any]] = []
    if act == "assign":
        owners = [("", _("先不定人，谁都可以领"))] + [(one.code, one.name) for one in queries.hands(request.actor, it)]
    return {"owners": owners, "outcomes": worklists()[it.kind].outcomes.items()}


def _at_once(request: HttpRequest, code: str, one: Act) -> HttpResponse:
    try:
        done = one.do(actor=request.actor, code=code, now=timezone.now())
    except NotFound:
        raise
    except Refused as refusal:
        return _show(request, code, refusal=refusal.sentence, status=409)
    return _after(request, one, done, code)


def _after(request: HttpRequest, one: Act, done: Any, code: str) -> HttpResponse:
    """Back to the task, with ten seconds to take it back."""
    if one.do is actions.note:
        messages.success(request, one.said)
    else:
        _remember(request, one.said, done.batch)
    return redirect(_address(request, "desk:work_task", code))


# ------------------------------------------------------------------ many


@power("worklists.work")
def task_many(request: HttpRequest, act: str) -> HttpResponse:
    """The same act on many tasks: exactly these are shown, and exactly these are met."""
    one, sure = ACTS[act], "sure" in request.POST
    picked = _picked(request)
    if not picked.number and not sure:
        messages.warning(request, _("还没有勾选，或者选的事您不能办。请在清单里勾选。"))
        return redirect(_address(request, "desk:work"))
    given: dict[str, Any] = {"number": picked.number, "typed_from": TYPED_FROM, **_choices_many(request, picked)}
    form = one.form(request.POST if sure else None, actor=request.actor, **given)
    changed = sure and request.POST.get("digest") != picked.digest
    if sure and picked.number and not changed and not picked.more and form.is_valid():
        do = partial(actions.many, act=act, codes=picked.codes, digest=picked.digest)
        if attempt(form, do, actor=request.actor, change=Change(**form.cleaned_data), now=timezone.now()):
            return _outcome(request, one, form.result)
    status = 409 if changed else 422 if form.errors else 200
    return page(request, "desk/work/many.html", _preview(request, one, picked, form, changed), status=status)


def _whole(request: HttpRequest) -> bool:
    return "1" in {request.GET.get("all"), request.POST.get("all")}


def _picked(request: HttpRequest) -> queries.Picked:
    """Which tasks the act would meet now."""
    codes = None if _whole(request) else request.POST.getlist("pick")
    return queries.pick(request.actor, wanted=lists.filter_of(request.GET), codes=codes, today=today())


def _preview(request: HttpRequest, one: Act, picked: queries.Picked, form: Any, changed: bool) -> dict[str, Any]:
    return {
        "form": form,
        "picked": picked,
        "rows": picked.tasks[:SHOWN],
        "hidden": max(0, picked.number - SHOWN),
        "act": one,
        "title": _said(one, picked.number),
        "whole": _whole(request),
        "changed": changed,
        "most": queries.MOST,
        "was": request.POST.get("number", "")[:9],
        "back": _address(request, "desk:work"),
        "units": picked.units()[:8],
    }


def _said(one: Act, number: int) -> str:
    return str(one.many % {"n": f"{number:,}", "many": number})


def _choices_many(request: HttpRequest, picked: Any) -> dict[str, Any]:
    """Who could do all of them, and how all of them could end."""
    kinds = [worklists()[kind] for kind in picked.kinds]
    outcomes = (
        [(code, label) for code, label in kinds[0].outcomes.items() if all(code in one.outcomes for one in kinds)]
        if kinds
        else []
    )
    hands: dict[str, str] = {}
    for met in picked.tasks[:1]:
        hands = {one.code: one.name for one in queries.hands(request.actor, queries.task(request.actor, met.code))}
    return {"owners": [("", _("先不定人，谁都可以领")), *hands.items()], "outcomes": outcomes}


def _outcome(request: HttpRequest, one: Act, done: Any) -> HttpResponse:
    said = _said(one, done.number)
    if done.batch:
        _remember(request, said, done.batch)
    context = {
        "said": said, "wrong": done.wrong, "right": [row for row in done.results if not row.why], "shown": SHOWN,
        "back": _address(request, "desk:work"), "undo": _undoable(request), "query": lists.plain(request.GET),
    }  # fmt: skip
    return page(request, "desk/work/done.html", context)


# ------------------------------------------------------------------ taking it back


def _remember(request: HttpRequest, said: Any, batch: str) -> None:
    request.session["work_undo"] = {"batch": batch, "said": str(said), "at": timezone.now().timestamp()}


def _undoable(request: HttpRequest) -> dict[str, Any] | None:
    """What may still be taken back, and for how many seconds."""
    kept = request.session.get("work_undo")
    left = int(kept["at"] + UNDO_FOR.total_seconds() - timezone.now().timestamp()) if kept else 0
    return {**kept, "left": left} if kept and left > 0 else None


@power("worklists.work")
@require_POST
def task_undo(request: HttpRequest) -> HttpResponse:
    """Take the last act back."""
    kept = request.session.pop("work_undo", None) or {"batch": ""}
    try:
        number = actions.undo(actor=request.actor, batch=kept["batch"], now=timezone.now())
    except Refused as refusal:
        messages.error(request, refusal.sentence)
    else:
        messages.success(request, counted("撤销了，{n} 件和原来一样。", number).format(n=f"{number:,}"))
    return redirect(_address(request, "desk:work"))


def _address(request: HttpRequest, name: str, *args: str) -> str:
    query = lists.plain(request.GET)
    return f"{reverse(name, args=args)}?{query}" if query else reverse(name, args=args)
