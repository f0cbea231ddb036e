"""Corrections of a member's record, and leavings. Deciding is for people: the matter of a correction stands in the approvals."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Schema

from niangjia.fronts.api.endpoint import endpoint
from niangjia.fronts.api.paging import Page, Paged
from niangjia.fronts.api.shapes import Word
from niangjia.fronts.api.v1.joining import APPLY, Asked, mine
from niangjia.programmes.organising import queries
from niangjia.programmes.organising.choices.changes import CHANGE

TAG = "资料更正和退会"


class Correction(Schema):
    """一件资料更正。`old`、`new` 里的号码只显示头尾；`matter` 是审批单的编码，审批接口用它。"""

    code: str
    matter: str
    field: Word
    old: str
    new: str
    person: str
    person_code: str
    unit: str
    state: Word
    asked_on: date
    decided_on: date | None
    proved: bool
    why_acting: str
    returned_for: str
    words: str


class Leaving(Schema):
    """一件退会。`open`：还可以撤回。为什么退只在页面上看。"""

    code: str
    person: str
    person_code: str
    unit: str
    state: Word
    last_on: date
    asked_on: date
    decided_on: date | None
    open: bool


@endpoint("GET", "corrections/", power=APPLY, gives=Page[Asked], tag=TAG)
def corrections(request: HttpRequest, asked: Query[Paged]) -> Any:
    """自己代办过的资料更正，新的在前"""
    return mine(request, asked, "corrections", CHANGE)


@endpoint("GET", "corrections/{slug:code}/", power="people.view", gives=Correction, tag=TAG)
def correction(request: HttpRequest, code: str) -> Any:
    """一件资料更正；要能看会员，也要能代办

    批不批在审批接口里办，用 `matter`。
    """
    it = queries.follow_change(request.actor, code, now=timezone.now())
    plain = ("code", "old", "new", "person", "person_code", "unit", "asked_on", "decided_on", "proved", "words")
    return {
        **{name: getattr(it, name) for name in plain}, "matter": it.page.code if it.page else "",
        "field": {"code": it.field, "label": str(it.label)}, "state": {"code": it.state, "label": str(it.state_label)},
        "why_acting": str(it.why), "returned_for": str(it.reason),
    }  # fmt: skip


@endpoint("GET", "leavings/{slug:code}/", power="people.view", gives=Leaving, tag=TAG)
def leaving(request: HttpRequest, code: str) -> Any:
    """一件退会：哪天之前可以撤回"""
    it = queries.leaving(request.actor, code)
    plain = ("code", "person", "person_code", "unit", "last_on", "asked_on", "decided_on", "open")
    told = {name: getattr(it, name) for name in plain}
    return {**told, "state": {"code": it.state, "label": str(it.label)}}
