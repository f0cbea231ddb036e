"""The inbox of approvals. Deciding is for people: no key carries this power."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Literal

from django.http import HttpRequest
from django.utils import timezone
from ninja import Field, Query, Schema

from niangjia.engines.approvals import actions, queries
from niangjia.fronts.api.endpoint import endpoint
from niangjia.fronts.api.paging import Page, Paged, mark_of, paged
from niangjia.fronts.api.shapes import Given, Revision, Text

USE = "approvals.use"
TAG = "审批（只限本人登录后调用）"


class Waiting(Schema):
    """一件等着办的。"""

    code: str
    revision: int
    kind: str
    kind_title: str
    title: str
    unit: str
    since: datetime
    due_on: date
    urgency: str
    step: str


class Step(Schema):
    """审批的一步。"""

    title: str
    unit: str
    state: str
    due_on: date | None
    decided_at: datetime | None
    words: str


class Matter(Schema):
    """一张审批单。`may` 是您现在能办的。"""

    code: str
    revision: int
    kind: str
    kind_title: str
    title: str
    state: str
    unit: str
    asked_at: datetime | None
    decided_at: datetime | None
    facts: dict[str, str]
    steps: list[Step]
    may: list[str]


class InboxAsked(Paged):
    """要哪些。"""

    scope: Literal["own", "below"] = "own"
    kind: list[Text] = []
    when: Literal["", "overdue", "today", "later"] = ""
    text: Text = ""


class Approving(Given):
    """同意。"""

    revision: Revision
    words: str = Field("", max_length=500)


class Reasoned(Given):
    """退回或不予通过，写明原因。"""

    revision: Revision
    reason: Text
    words: str = Field("", max_length=500)


@endpoint("GET", "approvals/", power=USE, gives=Page[Waiting], tag=TAG)
def inbox(request: HttpRequest, asked: Query[InboxAsked]) -> Any:
    """等我办的，最急的在前"""
    wanted = queries.Wanted(scope=asked.scope, kinds=asked.kind, when=asked.when, text=asked.text[:60])
    found = queries.inbox(request.actor, wanted, after=mark_of(asked, "inbox"), size=asked.size)
    return paged("inbox", [_waiting(one) for one in found.items], found.after)


def _waiting(one: Any) -> dict[str, Any]:
    plain = ("code", "revision", "kind", "title", "unit", "since", "due_on")
    words = {"kind_title": str(one.kind_title), "urgency": str(one.urgency.value), "step": str(one.step)}
    return {**{name: getattr(one, name) for name in plain}, **words}


@endpoint("GET", "approvals/{slug:code}/", power=USE, gives=Matter, tag=TAG)
def matter(request: HttpRequest, code: str) -> Any:
    """一张审批单"""
    return _matter(request, code)


def _matter(request: HttpRequest, code: str) -> dict[str, Any]:
    it = queries.matter(request.actor, code, now=timezone.now())
    plain = ("code", "revision", "kind", "title", "state", "unit", "asked_at", "decided_at")
    return {
        **{name: getattr(it, name) for name in plain},
        "kind_title": str(it.kind_title),
        "facts": {str(label): str(value) for label, value in it.facts if value not in (None, "")},
        "steps": [
            {
                "title": str(one.title), "unit": one.unit, "state": one.state, "due_on": one.due_on,
                "decided_at": one.decided_at, "words": one.words,
            }
            for one in it.steps
        ],
        "may": [name for name in ("decide", "recall", "hand_over", "mend", "pull_back", "withdraw", "claim") if getattr(it.may, name)],
    }  # fmt: skip


@endpoint("POST", "approvals/{slug:code}/approve/", power=USE, gives=Matter, tag=TAG)
def approve(request: HttpRequest, code: str, body: Approving) -> Any:
    """同意"""
    actions.approve(actor=request.actor, code=code, now=timezone.now(), **body.dict())
    return _matter(request, code)


@endpoint("POST", "approvals/{slug:code}/return/", power=USE, gives=Matter, tag=TAG)
def send_back(request: HttpRequest, code: str, body: Reasoned) -> Any:
    """退回，请申请的人补正"""
    actions.send_back(actor=request.actor, code=code, now=timezone.now(), **body.dict())
    return _matter(request, code)


@endpoint("POST", "approvals/{slug:code}/refuse/", power=USE, gives=Matter, tag=TAG)
def refuse(request: HttpRequest, code: str, body: Reasoned) -> Any:
    """不予通过"""
    actions.refuse(actor=request.actor, code=code, now=timezone.now(), **body.dict())
    return _matter(request, code)
