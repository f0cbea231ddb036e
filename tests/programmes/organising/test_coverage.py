"""Employers without a union: who stands on which list, once each, and how the lists follow what happens."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from niangjia.engines.figures import queries as figures
from niangjia.engines.rulebooks import queries as rulebooks
from niangjia.engines.rulebooks.models import Edition
from niangjia.engines.worklists import actions as worklists
from niangjia.engines.worklists.actions import MayNotSync
from niangjia.engines.worklists.models import Task
from niangjia.ground.org import actions as org
from niangjia.ground.org.choices import Role
from niangjia.ground.org.models import Attachment, Headcount
from niangjia.kit.powers import OPERATOR, SYSTEM
from niangjia.programmes.organising import actions, queries
from niangjia.programmes.organising.choices import CoverageList as L
from niangjia.programmes.organising.rulebooks import COVERAGE
from niangjia.programmes.organising.rules import run
from tests import factories as make

NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
TODAY = date(2026, 11, 20)
LONG = date(2015, 6, 1)


@pytest.fixture
def place(db):
    class Place:
        county = make.county()
        east = make.town(county, "芝英镇总工会")
        west = make.town(county, "古山镇总工会")
        plant = make.union(east, "恒达五金有限公司工会")
        joint = make.unit(east, "芝英镇五金联合工会", kind="joint", town=east.town)
        officer = make.officer(county, Role.OFFICER)
        eastern = make.officer(east, Role.OFFICER)
        reader = make.officer(county, Role.READER)

    return Place


def firm(name, *, at=None, workers=None, on=LONG, town="芝英镇", **fields):
    return make.employer(at, name=name, workers=workers, founded_on=on, town=town, **fields)


def listed(**given):
    found = queries.uncovered(today=TODAY, **given)
    return {one: sorted(frame["title"]) for one, frame in found.items() if frame.height}


def refresh(actor=SYSTEM, *, now=NOW, under=""):
    return actions.refresh_coverage(actor=actor, now=now, under=under)


def states():
    return {(one.title, L(one.kind).name): (one.state, one.outcome) for one in Task.rows.all()}


def test_each_employer_stands_on_one_list(place):
    firm("百人厂", workers=100)
    firm("联合百人厂", at=place.joint, workers=180)
    firm("中等厂", workers=99)
    firm("正好二十五", at=place.joint, workers=25)
    firm("少一个", at=place.joint, workers=24)
    firm("自己有会", at=place.plant, workers=500)
    firm("老店", workers=3)
    firm("新店", workers=3, on=TODAY - timedelta(days=365))
    firm("差一天不新", workers=3, on=TODAY - timedelta(days=366))
    firm("不知何时", on=None)
    firm("已注销", workers=300, closed_on=TODAY)
    assert listed() == {
        L.LARGE: ["百人厂", "联合百人厂"],
        L.DUE: ["中等厂", "正好二十五"],
        L.OLD: ["差一天不新", "老店"],
        L.NEW: ["不知何时", "新店"],
    }


def test_small_ones_of_one_trade_or_one_building_can_form_a_joint_union(place):
    for name in "甲乙丙":
        firm(f"五金{name}", trade="五金", workers=5)
    for name in "丁戊":
        firm(f"木业{name}", trade="木业", workers=5)
    for name in "己庚辛":
        firm(f"楼里{name}", address=f"丽州大厦{name}座", workers=5)
    firm("别处五金", trade="五金", workers=5, town="古山镇")
    firm("大五金", trade="五金", workers=60)
    assert listed()[L.SMALL] == ["五金丙", "五金乙", "五金甲", "楼里己", "楼里庚", "楼里辛"]
    assert listed()[L.OLD] == ["别处五金", "木业丁", "木业戊"]


def test_the_rule_for_one_and_the_statement_for_all_agree(place):
    """Every combination of size, union, age and neighbours around the bounds."""
    grid, number = [], 0
    for workers in (None, 0, 24, 25, 99, 100):
        for attached, at in (("none", None), ("joint", place.joint), ("own", place.plant)):
            for age in (None, 365, 366):
                number += 1
                name = f"第{number:03d}家"
                firm(
                    name, at=at, workers=workers, on=TODAY - timedelta(days=age) if age is not None else None, trade=""
                )
                grid.append((name, {"workers": workers, "attached": attached, "age": age, "neighbours": 0}))
    found = {title: one.value for one, titles in listed().items() for title in titles}
    book = COVERAGE.first(TODAY)
    told = {name: run(book, inputs).outcome["list"] for name, inputs in grid}
    assert {name: one for name, one in told.items() if one} == found
    assert len(found) == 6 * 3 * 3 - 18 - 3 * 3  # own unions; small ones in the joint union


def test_the_examples_of_the_rulebook_come_out(db):
    assert [one.passed for one in rulebooks.tried_first("organising.coverage", on=TODAY)] == [True] * 6


def test_another_edition_moves_the_bound_where_it_holds(place):
    firm("东厂", workers=60)
    firm("西厂", workers=60, town="古山镇")
    Edition.objects.create(
        kind="organising.coverage", path=place.west.path, unit=place.west, state="published", valid_from=date(2026, 1, 1),
        title="古山镇的目标", document="古工〔2026〕1号", params={"large": 50}, made_at=NOW, published_at=NOW,
        published_by=make.account(),
    )  # fmt: skip
    assert listed() == {L.LARGE: ["西厂"], L.DUE: ["东厂"]}


def test_a_task_lies_where_the_employer_is_looked_after(place):
    firm("挂着的", at=place.joint, workers=100)
    firm("镇里的", workers=100)
    firm("不知哪里的", workers=100, town="")
    refresh()
    assert dict(Task.rows.values_list("title", "path")) == {
        "挂着的": place.joint.path, "镇里的": place.east.path, "不知哪里的": place.county.path,
    }  # fmt: skip


def test_the_day_due_comes_from_the_rulebook(place):
    firm("百人厂", workers=100)
    refresh()
    assert Task.rows.get().due_on == date(2026, 12, 18)  # twenty working days
    assert Task.rows.get().facts == {"workers": 100, "town": "芝英镇", "founded": "2015-06-01"}


def test_forming_a_union_settles_the_task(place):
    one = firm("百人厂", workers=100)
    assert refresh() == actions.Refreshed(1, 0)
    Attachment.objects.create(employer=one, unit=place.plant)
    assert refresh() == actions.Refreshed(0, 1)
    assert states() == {("百人厂", "LARGE"): ("settled", "")}


def test_growing_moves_an_employer_to_the_other_list(place):
    one = firm("会长大的厂", workers=60)
    refresh()
    Headcount.objects.filter(employer=one).update(workers=130)
    assert refresh() == actions.Refreshed(1, 1)
    assert states() == {("会长大的厂", "DUE"): ("settled", ""), ("会长大的厂", "LARGE"): ("open", "")}


def test_a_refusal_comes_back_after_its_days(place):
    firm("百人厂", workers=100)
    refresh()
    worklists.finish(actor=place.eastern, code=Task.rows.get().code, outcome="refused", words="老板不同意", now=NOW)
    refresh(now=NOW + timedelta(days=89))
    assert states() == {("百人厂", "LARGE"): ("done", "refused")}
    refresh(now=NOW + timedelta(days=90))
    assert states()[("百人厂", "AGAIN")] == ("open", "")
    again = Task.rows.get(kind=L.AGAIN)
    assert again.facts["refused"] == "2026-11-20"
    worklists.finish(actor=place.eastern, code=again.code, outcome="refused", now=NOW + timedelta(days=91))
    refresh(now=NOW + timedelta(days=92))
    assert states()[("百人厂", "AGAIN")] == ("done", "refused")
    refresh(now=NOW + timedelta(days=181))
    assert states()[("百人厂", "AGAIN")] == ("open", "")


def test_another_outcome_does_not_come_back(place):
    firm("百人厂", workers=100)
    refresh()
    worklists.finish(actor=place.eastern, code=Task.rows.get().code, outcome="closed", now=NOW)
    refresh(now=NOW + timedelta(days=400))
    assert states() == {("百人厂", "LARGE"): ("done", "closed")}


def test_a_union_whose_employers_are_gone_is_looked_at(place):
    gone = firm("注销的厂", at=place.plant, workers=5)
    firm("在的厂", at=place.joint, workers=5)
    org.close_employer(actor=OPERATOR, code=gone.code, revision=1, on=date(2026, 11, 1), now=NOW)
    assert queries.stranded_unions(today=TODAY)["title"].to_list() == ["恒达五金有限公司工会"]
    firm("还有一家", at=place.plant, workers=5)
    assert queries.stranded_unions(today=TODAY)["title"].to_list() == []


def test_a_union_whose_employer_moved_away_is_looked_at(place):
    firm("迁走的厂", at=place.plant, town="古山镇")
    refresh()
    task = Task.rows.get(kind=L.STRANDED)
    assert (task.title, task.subject_id, task.facts) == (
        "恒达五金有限公司工会", place.plant.pk, {"away": 1, "employers": 1, "town": "芝英镇"},
    )  # fmt: skip


def test_one_town_brings_its_own_up_to_date_and_no_other(place):
    firm("东厂", workers=60)
    firm("西厂", workers=60, town="古山镇")
    refresh(place.eastern, under=place.east.path)
    assert [one.title for one in Task.rows.all()] == ["东厂"]


@pytest.mark.parametrize("who", ["reader", "eastern"])
def test_only_a_hand_of_the_place_may_ask_for_it(place, who):
    firm("西厂", workers=60, town="古山镇")
    with pytest.raises(MayNotSync):
        refresh(getattr(place, who), under=place.west.path)
    assert not Task.rows.exists()


@pytest.mark.parametrize("many", [1, 3, 300])
def test_the_number_of_statements_does_not_grow(place, many):
    for number in range(many):
        firm(f"厂{number}", workers=30 + number, at=place.joint if number % 2 else None)
    with CaptureQueriesContext(connection) as asked:
        queries.uncovered(today=TODAY)
    assert len(asked) == 2
    with CaptureQueriesContext(connection) as asked:
        queries.stranded_unions(today=TODAY)
    assert len(asked) == 1


def test_the_figures_count_who_should_and_who_has(place):
    firm("甲", workers=100)
    firm("乙", at=place.joint, workers=25)
    firm("丙", at=place.plant, workers=40)
    firm("丁", workers=24)
    firm("戊", workers=40, town="古山镇")
    firm("己", workers=40, town="古山镇", closed_on=TODAY)
    firm("庚", workers=40, town="", on=None)
    codes = [
        "organising.employers_due", "organising.employers_covered_of_due", "organising.employers_formed_of_due",
        "organising.due_coverage_rate", "organising.due_forming_rate",
    ]  # fmt: skip

    def of(unit, **more):
        answers = [figures.value(OPERATOR, code, unit.code, today=TODAY, on=TODAY, **more).value for code in codes]
        return [round(float(one), 4) if one is not None else None for one in answers]

    assert of(place.county) == [5, 2, 1, 0.4, 0.2]
    assert of(place.east) == [3, 2, 1, 0.6667, 0.3333]
    assert of(place.west) == [1, 0, 0, 0, 0]
    assert of(place.county, where={"town": "芝英镇"}) == [3, 2, 1, 0.6667, 0.3333]
    opened = figures.rows(OPERATOR, "organising.employers_due", place.east.code, today=TODAY, on=TODAY)
    assert sorted(one.title for one in opened.items) == ["丙", "乙", "甲"]
