"""A made-up programme for tests of approvals: three kinds whose effect is a word on the person whom they are about.

`settle` writes `native_place` of the subject; somebody whose name begins with 拒 is refused by it, and was not written.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any
from unittest import mock

from django.utils import timezone

from niangjia.engines.approvals import actions
from niangjia.engines.approvals.models import Matter
from niangjia.ground.people.models import Person
from niangjia.kit import declare
from niangjia.kit.declare import Approval, Asked, Checked, Outcome, Stop
from niangjia.kit.powers import Actor, ActorKind, Refused
from tests import factories as make

BACK = {"photo": "照片看不清", "other": "其他"}
REFUSED = {"twice": "已经是会员", "other": "其他"}
JOINING, FORMING, TRANSFER = "test.joining", "test.forming", "test.transfer"
EFFECT = {"approved": "已生效", "refused": "未通过"}


class Unwilling(Refused):
    """What the made-up programme refuses to do."""

    text = "{name}办不成。"


def settle(*, actor: Actor, matters: Sequence[Asked], outcome: Outcome, now: datetime) -> Mapping[int, Refused]:
    names = dict(Person.objects.filter(pk__in=[one.subject_id for one in matters]).values_list("pk", "name"))
    held = {one.id: Unwilling(name=names[one.subject_id]) for one in matters if names[one.subject_id][0] == "拒"}
    willing = [one.subject_id for one in matters if one.id not in held]
    Person.objects.filter(pk__in=willing).update(native_place=EFFECT[outcome])
    return held


def unsettle(*, actor: Actor, matters: Sequence[Asked], outcome: Outcome, now: datetime) -> Mapping[int, Refused]:
    Person.objects.filter(pk__in=[one.subject_id for one in matters]).update(native_place="")
    return {}


def facts(*, actor: Actor, matters: Sequence[Asked]) -> dict[int, list[tuple[Any, Any]]]:
    return {
        one.id: [("工作单位", one.private.get("workplace", "")), ("编号", one.facts.get("number", ""))]
        for one in matters
    }


def checks(*, actor: Actor, matters: Sequence[Asked]) -> dict[int, list[Checked]]:
    return {one.id: [Checked("met", "年满十六周岁"), Checked("judge", "是否在本单位工作", "请核对")] for one in matters}


KINDS = (
    Approval(
        JOINING,
        "入会申请",
        "people.view",
        (Stop("union", "工会审批", "unit", "people.edit", 3),),
        BACK,
        REFUSED,
        settle,
        unsettle,
        facts,
        checks,
        order=901,
    ),
    Approval(
        FORMING,
        "建会请示",
        "people.view",
        (
            Stop("check", "镇街初审", "next_up", "org.edit", 2),
            Stop("reply", "县级批复", "county", "org.edit", 5),
            Stop("money", "经费审核", "county", "people.merge", 5, amount_from=100_000_00),
        ),
        BACK,
        REFUSED,
        settle,
        order=902,
    ),
    Approval(
        TRANSFER,
        "转会申请",
        "people.view",
        (
            Stop("sender", "转出工会", "other", "people.edit", 5, "passes"),
            Stop("receiver", "转入工会", "unit", "people.edit", 3),
        ),
        BACK,
        REFUSED,
        settle,
        unsettle,
        ask="people.edit",
        resume="same",
        order=903,
    ),
)


@contextmanager
def made_up() -> Iterator[None]:
    """The three kinds are declared for as long as this lasts."""
    with mock.patch.dict(declare._approvals, {one.kind: one for one in KINDS}):
        yield


def ask(kind: str, at: Any, her: Person | None = None, *, actor: Actor | None = None, **given: Any) -> Matter:
    """A matter about somebody, asked for by herself unless an actor is given."""
    her = her or make.person()
    given.setdefault("now", timezone.now())
    given.setdefault("title", f"{her.name}的申请")
    given.setdefault("person_id", her.pk)
    return actions.ask(
        actor=actor or hers(her),
        kind=kind,
        unit_id=at.pk,
        subject=("people.person", her.pk, her.code),
        **given,
    )


def now() -> datetime:
    """This moment."""
    return timezone.now()


def hers(her: Person) -> Actor:
    """The person herself, as a worker."""
    return Actor(ActorKind.WORKER, person_id=her.pk)


def effect(one: Matter) -> str:
    """What the made-up programme wrote."""
    return Person.objects.get(pk=one.subject_id).native_place
