"""A list of the tests' own, a small county, and what is wanted there."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from niangjia.engines.worklists import actions
from niangjia.engines.worklists.actions import Wanted
from niangjia.ground.org.choices import Role
from niangjia.kit import declare
from niangjia.kit.declare import Worklist
from niangjia.kit.powers import SYSTEM
from tests import factories as make

NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
TODAY = date(2026, 11, 20)

UNFORMED = Worklist(
    "test.unformed", "还没有建会的单位", "org.employer", {"formed": "已建会", "later": "暂缓"},
    days=10, reminders=(3,), page="desk:employer", facts={"workers": "职工（人）"},
)  # fmt: skip
OTHER = Worklist(
    "test.other", "另一份清单", "org.unit", {"seen": "看过"}, power_view="people.merge", power_work="people.merge"
)


@pytest.fixture(autouse=True)
def _declared(monkeypatch):
    monkeypatch.setattr(declare, "_worklists", {})
    declare.register(UNFORMED, OTHER)


@pytest.fixture
def place(db):
    class Place:
        county = make.county()
        east = make.town(county, "芝英镇总工会")
        west = make.town(county, "古山镇总工会")
        plant = make.union(east)
        officer = make.officer(county, Role.OFFICER, name="胡金华")
        eastern = make.officer(east, Role.OFFICER, name="应晓东")
        western = make.officer(west, Role.OFFICER)
        reader = make.officer(county, Role.READER)

    return Place


def wanted(*numbers, unit, **more):
    return [
        Wanted(number, f"{number:016d}", unit.pk, f"第{number}家单位", {"workers": number}, **more)
        for number in numbers
    ]


def sync(rows, *, actor=SYSTEM, now=NOW, kind="test.unformed", under=""):
    return actions.sync(actor=actor, kind=kind, wanted=rows, now=now, under=under)
