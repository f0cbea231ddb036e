"""A rulebook of the tests' own, with a rule that can be tried, and a small county."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from niangjia.engines.rulebooks import actions
from niangjia.engines.rulebooks.models import Edition
from niangjia.ground.org.choices import Role
from niangjia.kit import declare
from niangjia.kit.declare import Book, Case, Input, Param, Rulebook, Step, Trace, sum_up
from tests import factories as make

NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
TODAY = date(2026, 11, 20)


def run(book: Book, inputs):
    """A share of the cost up to a ceiling, for members only."""
    if not inputs["member"]:
        return Trace(
            "不补助", (Step("不是会员", sort="no", clause=book.clause("share")),), {"amount": 0}, book.frozen()
        )
    cost = Input("费用", inputs["cost"], "fen")
    step = sum_up(
        "按比例，不超过封顶", "min(费用 * 补助比例, 封顶)", cost, book.input("share"), book.input("top"), unit="fen"
    )
    return Trace("补助", (step,), {"amount": step.result}, book.frozen())


COST = Param("cost", "费用", "money")
MEMBER = Param("member", "是会员", "yes")
AMOUNT = Param("amount", "补助", "money")

GRANTS = Rulebook(
    "test.grants", "补助办法",
    (
        Param("reply", "答复期限", "days", 15, "个工作日", source="《某法》第二十条", low=1, high=90),
        Param("share", "补助比例", "share", Decimal("0.8"), source="《办法》第五条", low=Decimal(0), high=Decimal(1)),
        Param("top", "封顶", "money", 300_000),
        Param("open", "开放申请", "yes", True),
        Param("tier", "档次", "choice", "county", choices={"county": "县级", "city": "市级"}),
        Param("since", "起算日", "day", date(2026, 1, 1)),
    ),
    source="软件自带的例子", inputs=(COST, MEMBER), outputs=(AMOUNT,), run=run,
    examples=(Case({"cost": 100_000, "member": True}, {"amount": 80_000}), Case({"cost": 100_000, "member": False}, {"amount": 0})),
    check=lambda book: ["封顶不能是零。"] if book.money("top") == 0 else [],
)  # fmt: skip
PLAIN = Rulebook("test.plain", "只有期限", (Param("days", "期限", "days", 7),), source="《某法》第一条")

WRITTEN = {"reply": "10", "share": "60%", "top": "2000", "open": "0", "tier": "city", "since": "2027-01-01"}


@pytest.fixture(autouse=True)
def _declared(monkeypatch):
    monkeypatch.setattr(declare, "_rulebooks", {})
    declare.register(GRANTS, PLAIN)


@pytest.fixture
def place(db):
    class Place:
        county = make.county()
        east = make.town(county, "芝英镇总工会")
        west = make.town(county, "古山镇总工会")
        writer = make.officer(county, Role.ORGANISER, name="胡金华")
        leader = make.officer(county, Role.LEADER, name="应副主席")
        second = make.officer(county, Role.LEADER)
        eastern = make.officer(east, Role.LEADER)
        reader = make.officer(east, Role.READER)
        worker = make.officer(county, Role.SYSTEM_ADMIN)

    return Place


def edition(
    place,
    *,
    since,
    kind="test.grants",
    unit=None,
    written=None,
    cases=None,
    until=None,
    by=None,
    document="永总工〔2026〕7 号",
):
    """A draft with its numbers, by the writer."""
    by = by or place.writer
    here = actions.draft(actor=by, kind=kind, unit_code=unit.code if unit else "", now=NOW)
    numbers = {**WRITTEN, **(written or {})} if kind == "test.grants" else {"days": "5", **(written or {})}
    here = actions.edit(
        actor=by, code=here.code, revision=here.revision, written=numbers, document=document, valid_from=since,
        valid_to=until, now=NOW,
    )  # fmt: skip
    fitting = [Case({"cost": 100_000, "member": True}, {"amount": 60_000})]
    return actions.set_examples(
        actor=by, code=here.code, revision=here.revision, cases=fitting if cases is None else cases, now=NOW
    )


def published(place, *, by=None, **more):
    """The same, put in force by somebody else."""
    here = edition(place, **more)
    return actions.publish(actor=by or place.leader, code=here.code, revision=here.revision, now=NOW)


def fresh(one):
    return Edition.objects.get(pk=one.pk)
