"""Worklists: what there is to do. Looking may be a key's; working them off is for people."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any, Literal

from django.http import HttpRequest
from django.utils import timezone
from ninja import Field, Query, Schema

from niangjia.engines.worklists import actions, queries
from niangjia.fronts.api.endpoint import endpoint
from niangjia.fronts.api.paging import Page, Paged, mark_of, paged
from niangjia.fronts.api.shapes import Code, Day, Given, Text
from niangjia.kit.calendar import today
from niangjia.kit.declare import worklists

TAG = "工作清单"


class TaskLine(Schema):
    """一件事。"""

    code: str
    revision: int
    kind: str
    kind_title: str
    title: str
    unit: str
    unit_code: str
    owner: str
    due_on: date
    state: str
    outcome: str
    opened_at: datetime


class TaskStep(Schema):
    """办理经过的一行。"""

    act: str
    words: str
    by: str
    at: datetime
    undone: bool


class TaskWhole(TaskLine):
    """一件事和它的经过。"""

    facts: dict[str, str]
    history: list[TaskStep]
    may: list[str]
    outcomes: dict[str, str]


class TasksAsked(Paged):
    """要哪些。"""

    kind: list[Text] = []
    under: Code = ""
    owner: Literal["all", "mine", "nobody"] = "all"
    due: Literal["", "overdue", "today", "week"] = ""
    state: Literal["open", "done", "dropped", "settled", "all"] = "open"
    text: Text = ""


class Doing(Given):
    """怎么办：交办写 `owner`，延期写 `to` 和原因，办结写 `outcome`，其余写 `words`。"""

    words: str = Field("", max_length=500)
    owner: Code = ""
    to: Day | None = None
    outcome: Text = ""


@endpoint("GET", "tasks/", power="worklists.view", gives=Page[TaskLine], tag=TAG)
def tasks(request: HttpRequest, asked: Query[TasksAsked]) -> Any:
    """要办的事，最急的在前"""
    wanted = queries.TaskFilter(
        kinds=[one for one in asked.kind if one in worklists()] or ([""] if asked.kind else []), under=asked.under,
        owner=asked.owner, due=asked.due, state=asked.state, text=asked.text[:60],
    )  # fmt: skip
    found = queries.tasks(request.actor, wanted, today=today(), after=mark_of(asked, "tasks"), size=asked.size)
    return paged("tasks", [_line(one) for one in found.rows], found.after)


def _line(one: Any) -> dict[str, Any]:
    plain = ("code", "revision", "kind", "title", "due_on", "state", "outcome", "opened_at")
    more = {"kind_title": str(worklists()[one.kind].title), "unit": one.unit.name, "unit_code": one.unit.code}
    return {**{name: getattr(one, name) for name in plain}, **more, "owner": one.owner.name if one.owner else ""}


@endpoint("GET", "tasks/{slug:code}/", power="worklists.view", gives=TaskWhole, tag=TAG)
def task(request: HttpRequest, code: str) -> Any:
    """一件事和它的经过"""
    return _whole(request, code)


def _whole(request: HttpRequest, code: str) -> dict[str, Any]:
    it = queries.task(request.actor, code)
    declared = worklists()[it.kind]
    lines = queries.history(request.actor, code, now=timezone.now())
    return {
        **_line(it),
        "facts": {str(label): str(it.facts[name]) for name, label in declared.facts.items() if it.facts.get(name) not in (None, "")},
        "history": [{"act": str(one.label), "words": one.words, "by": one.by, "at": one.at, "undone": one.undone} for one in lines],
        "may": [str(one.value) for one in queries.acts_on(request.actor, it)],
        "outcomes": {name: str(label) for name, label in declared.outcomes.items()},
    }  # fmt: skip


ACTS: dict[str, tuple[Callable[..., Any], Callable[[Doing], dict[str, Any]]]] = {
    "take": (actions.take, lambda _said: {}),
    "assign": (actions.assign, lambda said: {"owner_code": said.owner}),
    "note": (actions.note, lambda said: {"words": said.words}),
    "postpone": (actions.postpone, lambda said: {"to": said.to or today(), "words": said.words}),
    "finish": (actions.finish, lambda said: {"outcome": said.outcome, "words": said.words}),
    "drop": (actions.drop, lambda said: {"words": said.words}),
    "reopen": (actions.reopen, lambda said: {"words": said.words}),
}


@endpoint("POST", "tasks/{slug:code}/{act}/", power="worklists.work", gives=TaskWhole, tag=TAG)
def task_act(
    request: HttpRequest,
    code: str,
    act: Literal["take", "assign", "note", "postpone", "finish", "drop", "reopen"],
    body: Doing,
) -> Any:
    """办一件事（只限本人登录后调用）

    领办 take、交办 assign、记一笔 note、延期 postpone、办结 finish、不办了 drop、重新打开 reopen。
    """
    do, said = ACTS[act]
    do(actor=request.actor, code=code, now=timezone.now(), **said(body))
    return _whole(request, code)
