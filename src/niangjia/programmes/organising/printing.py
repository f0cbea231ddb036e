"""What organising prints for chosen applications and members."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from niangjia.ground.people.actions import reveal_for_forms
from niangjia.ground.people.queries import RegisterLine, register_lines, register_places
from niangjia.kit.declare import Printing
from niangjia.kit.papers import Paper
from niangjia.kit.powers import Actor, PathRange
from niangjia.programmes.organising import actions, papers
from niangjia.programmes.organising.policies import APPLY
from niangjia.programmes.organising.queries.printing import application_places

MOST_FORMS, MOST_LINES = 500, 2_000
APPLICATION, REGISTER, LIST, NOTICE = (
    "organising.application_form", "organising.register_form", "organising.member_list", "organising.notice",
)  # fmt: skip


def _applications(*, actor: Actor, asked: Mapping[str, Any], now: datetime) -> Iterable[Paper]:
    return actions.print_applications(actor=actor, codes=asked["codes"], whole=bool(asked.get("whole")), now=now)


def _forms(*, actor: Actor, asked: Mapping[str, Any], now: datetime) -> Iterable[Paper]:
    lines = register_lines(actor, asked["codes"])
    if asked.get("reason"):
        codes = [one.code for one in lines]
        whole = reveal_for_forms(actor=actor, codes=codes, reason=asked["reason"], now=now)
        lines = [_whole(one, *whole[one.code]) for one in lines]
    return [papers.register_form(one) for one in lines]


def _whole(one: RegisterLine, identity: str, phone: str) -> RegisterLine:
    return replace(one, identity=identity, phone=phone)


def _list(*, actor: Actor, asked: Mapping[str, Any], now: datetime) -> Iterable[Paper]:
    lines = register_lines(actor, asked["codes"])
    return [papers.member_list(lines, unit=asked["unit"], on=timezone.localdate(now))] if lines else []


def _notices(*, actor: Actor, asked: Mapping[str, Any], now: datetime) -> Iterable[Paper]:
    lines = register_lines(actor, asked["codes"])
    return papers.notices(lines, asked, apart=bool(asked.get("apart")), on=timezone.localdate(now))


def _members_at(actor: Actor, asked: Mapping[str, Any]) -> list[PathRange]:
    return register_places(actor, asked["codes"])


def _applications_at(actor: Actor, asked: Mapping[str, Any]) -> list[PathRange]:
    return application_places(actor, asked["codes"])


def _each(asked: Mapping[str, Any]) -> bool:
    return True


PRINTINGS = (
    Printing(APPLICATION, _("入会申请书"), APPLY, _applications, _applications_at, _each, MOST_FORMS),
    Printing(REGISTER, _("工会会员登记表"), "people.view", _forms, _members_at, _each, MOST_FORMS),
    Printing(LIST, _("会员名单"), "people.view", _list, _members_at, lambda asked: False, MOST_LINES),
    Printing(
        NOTICE, _("通知"), "people.view", _notices, _members_at, lambda asked: bool(asked.get("apart")), MOST_FORMS
    ),
)
