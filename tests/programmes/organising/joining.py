"""Builders for tests of joining: a union that takes applications, somebody who applies, the chair who decides."""

from __future__ import annotations

from datetime import date, datetime
from itertools import count
from typing import Any

from django.utils import timezone

from niangjia.engines.approvals import actions as approvals
from niangjia.engines.approvals import queries as matters
from niangjia.ground.org.models import Unit
from niangjia.kit.powers import SYSTEM, Actor, ActorKind
from niangjia.programmes.organising import actions
from niangjia.programmes.organising.models import Application, JoinCode
from niangjia.programmes.organising.rules import Answers
from tests import factories as make

STRANGER = Actor(ActorKind.WORKER)
_numbers = count(1)


def taking(at: Unit) -> JoinCode:
    """The union takes applications from now on."""
    return JoinCode.rows.create(unit=at, path=at.path, made_at=timezone.now())


def answers(name: str = "应小妹", *, born: date = date(1990, 3, 2), **given: Any) -> Answers:
    """What somebody tells; another number and phone each time."""
    number = next(_numbers)
    given.setdefault("identity", make.identity(born))
    given.setdefault("phone", f"139{number:08d}")
    given.setdefault("workplace", "恒达五金有限公司")
    given.setdefault("charter", True)
    given.setdefault("document_kind", "resident")
    return Answers(name=name, **given)


def apply(at: Unit, told: Answers | None = None, **given: Any) -> Application:
    """A worker applies by phone."""
    given.setdefault("actor", STRANGER)
    given.setdefault("proved", True)
    given.setdefault("key", f"key {next(_numbers)}")
    given.setdefault("now", timezone.now())
    return actions.apply(unit_code=at.code, answers=told or answers(), **given)


def worker(row: Application) -> Actor:
    """Whoever follows the application with her account."""
    return Actor(ActorKind.WORKER, account_id=row.account_id)


def page(row: Application) -> matters.Page:
    """The matter behind the application, as the machine sees it."""
    row.refresh_from_db()
    return matters.matter(SYSTEM, row.matter_code, now=timezone.now())


def approve(chair: Actor, row: Application, *, now: datetime | None = None) -> None:
    """The chair agrees."""
    seen = page(row)
    approvals.approve(actor=chair, code=row.matter_code, revision=seen.revision, now=now or timezone.now())
    row.refresh_from_db()


def send_back(chair: Actor, row: Application, reason: str = "work", words: str = "请写单位全称") -> None:
    """The chair sends it back with a reason."""
    seen = page(row)
    approvals.send_back(
        actor=chair, code=row.matter_code, revision=seen.revision, reason=reason, words=words, now=timezone.now()
    )
    row.refresh_from_db()
