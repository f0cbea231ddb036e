"""Two cards of the tests' own: one that people fill in, one that is computed."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from niangjia.ground.org.choices import Role
from niangjia.kit import declare
from niangjia.kit.declare import Grade, Item, Scorecard
from tests import factories as make

NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
TODAY = date(2026, 11, 20)
BANDS = ((Decimal(0), Decimal("0.2")), (Decimal(30), Decimal("0.5")), (Decimal(100), Decimal(1)))

ITEMS = (
    Item("sign", "挂牌", "yes", 20, source="《细则》第一条"),
    Item("debts", "有欠薪", "yes", 30, good="no"),
    Item("members", "会员人数", "number", 30, bands=BANDS, unit="人"),
    Item("rooms", "阵地", "scale", 15, top=3, required=False),
    Item("photo", "门头照片", "photo", 5, required=False),
)
GRADES = (
    Grade("good", "好", Decimal(80)),
    Grade("fair", "一般", Decimal(60), "soon"),
    Grade("poor", "差", Decimal(0), "late"),
)

HOME = Scorecard("test.home", "职工之家", "org.unit", ITEMS, GRADES, "软件自带的例子", page="desk:unit")
SHELL = Scorecard(
    "test.shell", "空壳工会", "org.unit",
    (
        Item("idle", "一年没有活动", "yes", 40, required=False),
        Item("since", "多少天没有人登录", "number", 60, bands=((Decimal(90), Decimal("0.5")), (Decimal(365), Decimal(1))), unit="天", required=False),
    ),
    (Grade("shell", "像空壳", Decimal(60), "late"), Grade("alive", "在运转", Decimal(0))),
    "软件自带的例子", basis="sum", computed=True,
)  # fmt: skip

ANSWERS = {"sign": "1", "debts": "0", "members": "45", "rooms": "2", "photo": ["abc"]}


@pytest.fixture(autouse=True)
def _declared(monkeypatch):
    monkeypatch.setattr(declare, "_scorecards", {})
    declare.register(HOME, SHELL)


@pytest.fixture
def place(db):
    class Place:
        county = make.county()
        east = make.town(county, "芝英镇总工会")
        west = make.town(county, "古山镇总工会")
        plant = make.union(east, "恒达五金工会")
        organiser = make.officer(county, Role.ORGANISER, name="胡金华")
        leader = make.officer(county, Role.LEADER)
        eastern = make.officer(east, Role.OFFICER)
        western = make.officer(west, Role.OFFICER)
        reader = make.officer(east, Role.READER)

    return Place
