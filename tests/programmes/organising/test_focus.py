"""Groups of the new forms of employment, their figures, and plans whose state is computed."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from niangjia.engines.figures import queries as figures
from niangjia.ground.org import queries as org
from niangjia.programmes.organising import actions, queries
from niangjia.programmes.organising.models import FocusGroup, FocusPlace
from niangjia.programmes.organising.rules.focus import group_of
from tests import factories as make

TODAY = timezone.localdate()
DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        (("某镇货运行业联合工会", "", ""), 1),
        (("某镇快递行业联合工会", "货运物流、快递", "新就业形态"), 2),
        (("某镇行业联合工会", "货运物流、快递", ""), 1),
        (("某镇快递货运联合工会", "", ""), 2),
        (("某镇联合工会", "五金", "外卖骑手"), 3),
        (("某镇联合工会", "五金", ""), None),
    ],
)
def test_the_group_of_a_union(told: tuple[str, ...], expected: int | None) -> None:
    assert group_of(told, {1: ["货运", "货车"], 2: ["快递"], 3: ["外卖", "骑手", ""]}) == expected


class Land:
    def __init__(self) -> None:
        self.root = make.county()
        self.east, self.west = make.town(self.root, "东镇总工会"), make.town(self.root, "西镇总工会")
        self.freight = make.union(self.east, "东镇货运行业联合工会")
        self.courier = make.union(self.west, "西镇快递行业联合工会")
        self.plain = make.union(self.west, "西镇五金联合工会")
        for at, number in ((self.freight, 3), (self.courier, 2), (self.plain, 4)):
            for _ in range(number):
                make.member(at)
        self.officer = make.officer(self.root)

    def adopt(self) -> None:
        actions.adopt_groups(actor=self.officer, unit_code=self.root.code, now=timezone.now())
        actions.place_fitting(actor=self.officer, unit_code=self.root.code, now=timezone.now())

    def number(self, code: str, unit: Any = None, **where: str) -> int:
        at = (unit or self.root).code
        return int(figures.value(self.officer, f"organising.focus_{code}", at, today=TODAY, where=where).value or 0)

    def plan(self, **more: Any) -> Any:
        spans = {
            "pilot": (TODAY - 60 * DAY, TODAY - 31 * DAY), "widen": (TODAY - 30 * DAY, TODAY + 30 * DAY),
            "deepen": (TODAY + 31 * DAY, TODAY + 90 * DAY),
        }  # fmt: skip
        return actions.add_plan(
            actor=self.officer,
            unit_code=self.root.code,
            name="三年行动",
            phases=more.get("phases", spans),
            key=more.get("key", ""),
            now=timezone.now(),
        )


@pytest.fixture
def land(db: Any) -> Land:
    return Land()


def test_eight_groups_are_adopted_once_and_unions_placed(land: Land) -> None:
    land.adopt()
    land.adopt()
    assert FocusGroup.rows.count() == 8
    assert dict(FocusPlace.objects.values_list("unit__name", "group__name")) == {
        "东镇货运行业联合工会": "货车司机", "西镇快递行业联合工会": "快递员",
    }  # fmt: skip
    assert queries.groups_of_unit(land.freight.pk, TODAY) == [("货车司机", True)]


def test_figures_by_group_and_town(land: Land) -> None:
    land.adopt()
    assert (land.number("unions"), land.number("members")) == (2, 5)
    assert (land.number("unions", group="快递员"), land.number("members", group="快递员")) == (1, 2)
    assert (land.number("members", town="东镇"), land.number("members", land.west)) == (3, 2)
    page = queries.focus_page(land.officer, land.root.code, today=TODAY)
    told = {one.group.name: (one.unions, one.members) for one in page.lines}
    assert (told["货车司机"], told["保安员"], page.unions, page.members) == ((1, 3), (0, 0), 2, 5)


def test_a_union_in_two_groups_counts_in_one(land: Land) -> None:
    land.adopt()
    own = actions.add_group(
        actor=land.officer, unit_code=land.root.code, name="平台司机", words=["司机"], now=timezone.now()
    )
    actions.place_units(
        actor=land.officer, code=own.code, unit_codes=[land.freight.code], since=None, now=timezone.now()
    )
    assert (land.number("unions"), land.number("members")) == (2, 5)
    assert (land.number("members", group="平台司机"), land.number("members", group="货车司机")) == (3, 0)
    assert queries.groups_of_unit(land.freight.pk, TODAY) == [("平台司机", True), ("货车司机", False)]


def test_belonging_has_days(land: Land) -> None:
    land.adopt()
    own = actions.add_group(actor=land.officer, unit_code=land.root.code, name="平台司机", words=[], now=timezone.now())
    actions.place_units(
        actor=land.officer, code=own.code, unit_codes=[land.freight.code], since=TODAY - 5 * DAY, now=timezone.now()
    )

    def on(day: date, group: str) -> int:
        return int(
            figures.value(
                land.officer, "organising.focus_members", land.root.code, today=TODAY, on=day, where={"group": group}
            ).value
            or 0
        )

    assert [on(day, "货车司机") for day in (TODAY - 6 * DAY, TODAY - 5 * DAY)] == [3, 0]
    assert [on(day, "平台司机") for day in (TODAY - 6 * DAY, TODAY - 5 * DAY)] == [0, 3]
    actions.end_group(actor=land.officer, code=own.code, on=TODAY, now=timezone.now())
    assert (on(TODAY, "平台司机"), on(TODAY - DAY, "平台司机")) == (0, 3)


def test_who_keeps_groups(land: Land) -> None:
    land.adopt()
    group = FocusGroup.rows.first()
    town = make.officer(land.east)
    with pytest.raises(queries.FocusNotFound):
        actions.end_group(actor=town, code=group.code, on=TODAY, now=timezone.now())
    with pytest.raises(org.UnitNotFound):
        actions.adopt_groups(actor=town, unit_code=land.root.code, now=timezone.now())
    with pytest.raises(actions.GroupThere):
        actions.add_group(actor=land.officer, unit_code=land.root.code, name="快递员", words=[], now=timezone.now())
    assert len(queries.focus_page(town, land.east.code, today=TODAY).lines) == 8


def test_a_plan_says_its_state_by_itself(land: Land) -> None:
    land.adopt()
    plan = land.plan()
    given: dict[str, Any] = {"actor": land.officer, "code": plan.code, "now": timezone.now()}
    courier = FocusGroup.rows.get(name="快递员")
    actions.set_target(**given, phase="pilot", measure="members", number=4)
    actions.set_target(**given, phase="widen", measure="unions", number=4)
    actions.set_target(**given, phase="widen", measure="members", number=2, group_code=courier.code, town="西镇")
    make.join(make.person(), land.courier, on=TODAY - DAY)
    page = queries.plan_page(land.officer, plan.code, today=TODAY)
    assert [(one.stage, one.met, [(line.reached, line.met) for line in one.targets]) for one in page.phases] == [
        ("past", 1, [(5, True)]), ("now", 1, [(2, False), (3, True)]), ("ahead", 0, []),
    ]  # fmt: skip
    with pytest.raises(actions.TargetThere):
        actions.set_target(**given, phase="widen", measure="unions", number=9)
    actions.drop_target(**given, target_id=page.phases[1].targets[0].target.pk)
    assert len(queries.plan_page(land.officer, plan.code, today=TODAY).phases[1].targets) == 1
    with pytest.raises(queries.FocusNotFound):
        queries.plan_page(make.officer(land.east), plan.code, today=TODAY)


def test_phases_follow_each_other_and_a_key_makes_one_plan(land: Land) -> None:
    with pytest.raises(actions.PhasesOutOfOrder):
        land.plan(phases={"pilot": (TODAY, TODAY + DAY), "widen": (TODAY - DAY, TODAY)})
    assert land.plan(key="k").pk == land.plan(key="k").pk


def test_targets_cost_a_few_statements(land: Land) -> None:
    land.adopt()
    plan, costs = land.plan(), []
    groups = list(FocusGroup.rows.order_by("pk"))
    for some in (groups[:1], groups[1:4], groups[4:]):
        for group in some:
            actions.set_target(
                actor=land.officer,
                code=plan.code,
                phase="widen",
                measure="members",
                number=3,
                group_code=group.code,
                now=timezone.now(),
            )
        with CaptureQueriesContext(connection) as asked:
            queries.plan_page(land.officer, plan.code, today=TODAY)
        costs.append(len(asked))
    assert costs == costs[:1] * 3
