"""`--by` and `--account`: the terminal acts with what the named account holds, no more."""

from __future__ import annotations

import json
from typing import Any

import pytest
from click.testing import CliRunner
from django.utils import timezone
from tests import factories as make

from niangjia.fronts.cli import audit, figures
from niangjia.fronts.cli.root import acting, main
from niangjia.ground.access.models import Account
from niangjia.ground.audit import actions as trail
from niangjia.ground.audit.models import Entry
from niangjia.ground.org.choices import Role
from niangjia.kit.powers import OPERATOR, holds

COMMANDS = (audit, figures)


@pytest.fixture
def chair(db: Any) -> Account:
    county = make.county()
    here = make.union(make.town(county), "恒达五金有限公司工会委员会")
    there = make.union(make.town(county, "古山镇总工会"), "鑫盛工具有限公司工会委员会")
    for at, number in ((here, 2), (there, 3)):
        for _ in range(number):
            make.member(at)
    who = make.account("应建伟", username="gonghui", unit=here)
    make.appoint(who, Role.CHAIR, here)
    return who


def said(*words: str) -> tuple[int, str]:
    found = CliRunner().invoke(main, [*words])
    return found.exit_code, found.output


def counted(*more: str) -> int:
    words = ("figures", "people.members", "--json", "--on", "2026-01-01", *more)
    return int(json.loads(said(*words)[1])["value"])


def test_without_a_name_the_local_operator_acts(chair: Account) -> None:
    assert acting(None) is OPERATOR
    assert counted() == 5


def test_a_named_account_sees_what_it_sees_at_its_desk(chair: Account) -> None:
    actor = acting(" Gonghui ")
    assert (actor.account_id, actor.origin, holds(actor, "people.view")) == (chair.pk, "terminal", True)
    assert counted("--account", "gonghui") == 2


def test_an_unknown_name_is_told_so(chair: Account) -> None:
    code, text = said("figures", "people.members", "--account", "nobody")
    assert code == 2
    assert "没有登录名为“nobody”的账号" in text


@pytest.mark.parametrize(("state", "word"), [("locked", "锁定"), ("closed", "注销")])
def test_nobody_acts_through_a_locked_or_closed_account(state: str, word: str, chair: Account) -> None:
    values = {"locked": {"locked_at": timezone.now()}, "closed": {"is_active": False}}[state]
    Account.objects.filter(pk=chair.pk).update(**values)
    code, text = said("figures", "people.members", "--account", "gonghui")
    assert (code, word in text) == (2, True)


def test_the_trail_names_the_account(chair: Account) -> None:
    trail.record(actor=make.actor(chair), verb="people.joined")
    said("audit", "seal")
    assert said("audit", "anchor", "--by", "gonghui")[0] == 0
    last = Entry.objects.filter(verb="audit.anchored").latest("pk")
    assert (last.account_id, last.origin) == (chair.pk, "terminal")
