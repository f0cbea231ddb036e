"""Applications to join, and transfers: asked for by whoever may enter them; decided by people, see approvals."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Field, Query, Schema
from ninja.responses import Status

from niangjia.engines.approvals import queries as matters
from niangjia.fronts.api.endpoint import endpoint
from niangjia.fronts.api.paging import Page, Paged, mark_of, paged
from niangjia.fronts.api.shapes import KEY, Code, Given, Text, Word, own_key
from niangjia.programmes.organising import actions, queries

APPLY = "organising.apply"
TAG = "入会和转会"


class Asked(Schema):
    """一件申请走到哪里了。"""

    code: str
    matter: str
    state: Word
    unit: str
    asked_at: datetime | None
    decided_at: datetime | None
    where: str
    due_on: date | None


class Followed(Schema):
    """一件申请。`matter` 是审批单的编码，审批接口用它。"""

    code: str
    matter: str
    state: Word
    unit: str
    asked_on: date | None
    returned_for: str
    words: str


class NewApplication(Given):
    """替谁申请入会。本人在场、自愿、同意章程，才可以代办。"""

    unit: Code
    name: Text
    document_kind: Text = "resident"
    identity: Text
    phone: Text = ""
    workplace: Text
    occupation: Text = ""
    form: Text = ""
    why: Text = Field(description="为什么代办：no_phone、elderly 等，见错误说明。")
    charter: bool = Field(description="本人自愿加入工会，同意工会章程。")


class NewTransfer(Given):
    """转到哪个工会，转谁。除了原工会会被问到，不告诉别的。"""

    unit: Code
    identity: Text
    document_kind: Text = "resident"


def mine(request: HttpRequest, asked: Paged, call: str, kind: str) -> Any:
    """A page of what the caller asked for of one kind."""
    found = matters.mine(request.actor, kinds=[kind], after=mark_of(asked, call), size=asked.size)
    return paged(call, [_asked(one) for one in found.items], found.older)


def _asked(one: Any) -> dict[str, Any]:
    return {
        "code": one.subject_code, "matter": one.code, "state": {"code": one.state, "label": str(one.state_label)},
        "unit": one.unit, "asked_at": one.asked_at, "decided_at": one.decided_at, "where": one.where, "due_on": one.due_on,
    }  # fmt: skip


@endpoint("GET", "applications/", power=APPLY, gives=Page[Asked], tag=TAG)
def applications(request: HttpRequest, asked: Query[Paged]) -> Any:
    """自己代办过的入会申请，新的在前"""
    return mine(request, asked, "applications", "organising.joining")


@endpoint("POST", "applications/", power=APPLY, gives=Followed, tag=TAG, status=201)
def application_new(request: HttpRequest, body: NewApplication, key: str = KEY) -> Any:
    """代办一件入会申请

    谁代办、为什么代办都留着；由另一位工作人员审批。
    """
    given = body.dict(exclude={"unit", "why"})
    row = actions.apply_for(
        actor=request.actor,
        unit_code=body.unit,
        answers=actions.Answers(**given),
        why=body.why,
        key=own_key(request, key),
        now=timezone.now(),
    )
    return Status(201, _followed(queries.follow(request.actor, row.code, now=timezone.now())))


@endpoint("GET", "applications/{slug:code}/", power=APPLY, gives=Followed, tag=TAG)
def application(request: HttpRequest, code: str) -> Any:
    """一件入会申请"""
    return _followed(queries.follow(request.actor, code, now=timezone.now()))


@endpoint("POST", "applications/{slug:code}/withdraw/", power=APPLY, gives=Followed, tag=TAG)
def application_withdraw(request: HttpRequest, code: str) -> Any:
    """撤回一件入会申请"""
    actions.withdraw(actor=request.actor, code=code, now=timezone.now())
    return _followed(queries.follow(request.actor, code, now=timezone.now()))


def _followed(it: Any) -> dict[str, Any]:
    return {
        "code": it.code, "matter": it.page.code, "state": {"code": it.state, "label": str(it.label)}, "unit": it.unit,
        "asked_on": getattr(it, "asked_on", None) or (it.page.asked_at and it.page.asked_at.date()),
        "returned_for": str(getattr(it, "reason", "")), "words": str(getattr(it, "words", "")),
    }  # fmt: skip


@endpoint("GET", "transfers/", power=APPLY, gives=Page[Asked], tag=TAG)
def transfers(request: HttpRequest, asked: Query[Paged]) -> Any:
    """自己提出的转会，新的在前"""
    return mine(request, asked, "transfers", "organising.transfer")


@endpoint("POST", "transfers/", power=APPLY, gives=Followed, tag=TAG, status=201)
def transfer_new(request: HttpRequest, body: NewTransfer, key: str = KEY) -> Any:
    """请一名会员转过来

    先等原工会答复；重复提出的是同一件。
    """
    row = actions.ask_transfer_for(
        actor=request.actor, unit_code=body.unit, identity=body.identity, kind=body.document_kind, now=timezone.now()
    )
    return Status(201, _followed(queries.follow_transfer(request.actor, row.code, now=timezone.now())))


@endpoint("GET", "transfers/{slug:code}/", power=APPLY, gives=Followed, tag=TAG)
def transfer(request: HttpRequest, code: str) -> Any:
    """一件转会"""
    return _followed(queries.follow_transfer(request.actor, code, now=timezone.now()))


@endpoint("POST", "transfers/{slug:code}/withdraw/", power=APPLY, gives=Followed, tag=TAG)
def transfer_withdraw(request: HttpRequest, code: str) -> Any:
    """撤回一件转会"""
    actions.withdraw_transfer(actor=request.actor, code=code, now=timezone.now())
    return _followed(queries.follow_transfer(request.actor, code, now=timezone.now()))
