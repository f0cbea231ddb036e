"""Comparing with the province's base: three lists, what is new since, worked off, scoped, sealed, wiped; in a constant number of statements."""

from __future__ import annotations

import io
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from niangjia.engines.imports.queries import listing_count
from niangjia.engines.worklists.models import Task
from niangjia.ground.org.choices import Role
from niangjia.ground.people.models import Person
from niangjia.kit.declare import listings
from niangjia.kit.powers import SYSTEM, NotFound
from niangjia.programmes.organising import actions, queries, store
from niangjia.programmes.organising.actions import compare_refusals, provincial
from niangjia.programmes.organising.models import Comparison, Difference
from niangjia.programmes.organising.queries import DifferenceFilter
from tests import factories as make

pytestmark = pytest.mark.django_db

HEAD = "会员姓名,身份证号码,手机号码,工会名称,入会日期"


class Place:
    """A county with two unions: six members here, some of whom the province has otherwise or not at all."""

    def __init__(self) -> None:
        self.county = make.county()
        town = make.town(self.county)
        self.one, self.two = make.union(town, "第一工会"), make.union(town, "第二工会")
        self.number = [make.identity(date(1990, 1, day)) for day in range(1, 9)]
        self.same = make.member(self.one, "应同", number=self.number[0], phone="13800000001", on=date(2020, 1, 1))
        self.name = make.member(self.one, "应小妹", number=self.number[1], phone="13800000002", on=date(2020, 1, 1))
        self.phone = make.member(self.two, "王桂兰", number=self.number[2], phone="13800000003", on=date(2020, 1, 1))
        self.union = make.member(self.two, "楼月仙", number=self.number[3], phone="", on=date(2020, 1, 1))
        self.here = make.member(self.two, "只在本地", number=self.number[4])
        self.unnumbered = make.member(self.one, "没有号码", number="")
        self.officer = make.officer(self.county, Role.OFFICER)

    def rows(self) -> list[str]:
        n = self.number
        return [
            f"应同,{n[0]},13800000001,第一工会,2020-01-01",
            f"应晓妹,{n[1]},13800000002,第一工会,2020-01-01",
            f"王桂兰,{n[2]},13800009999,第二工会,2021-05-05",
            f"楼月仙,{n[3]},,第一工会,",
            f"只在省库,{n[5]},13800000006,第二工会,2022-01-01",
            f"不知哪家,{n[6]},,没有这家工会,",
            "写错的,330784199003021234,,第一工会,",
        ]

    def compare(self, rows: list[str] | None = None, **given: Any) -> Comparison:
        text = "\n".join([HEAD, *(self.rows() if rows is None else rows)])
        given.setdefault("unit_code", self.county.code)
        given.setdefault("now", timezone.now())
        source = io.BytesIO(text.encode())
        return actions.receive_export(
            actor=self.officer, source=source, name="省库.csv", taken_on=timezone.localdate(), inline=True, **given
        )


@pytest.fixture
def place(db: Any) -> Place:
    return Place()


def told(place: Place, row: Comparison, **wanted: Any) -> dict[str, list[str]]:
    lines = queries.differences(place.officer, row.code, DifferenceFilter(**wanted)).rows
    return {one.name: [str(label) for label, _here, _there in one.cells] for one in lines}


def test_three_lists(place: Place) -> None:
    row = place.compare()
    assert (row.state, row.message, row.rows_there, row.rows_here, row.wrong) == ("done", "", 6, 6, 1)
    assert {side: row.counts[side] for side in ("here", "there", "differs")} == {"here": 2, "there": 2, "differs": 3}
    assert set(told(place, row, side="here")) == {"只在本地", "没有号码"}
    assert told(place, row, side="there") == {"只在省库": ["所在工会"], "不知哪家": ["所在工会"]}
    assert told(place, row, side="differs") == {
        "应小妹": ["姓名"], "王桂兰": ["手机号", "入会日期"], "楼月仙": ["所在工会"],
    }  # fmt: skip
    assert told(place, row, cell="phone") == {"王桂兰": ["手机号", "入会日期"]}
    assert told(place, row, unit=place.two.code, side="there") == {"只在省库": ["所在工会"]}
    assert list(told(place, row, number=place.number[1])) == ["应小妹"]
    page = queries.comparison(place.officer, row.code)
    assert [(one.name, one.here, one.there, one.differs) for one in page.units if one.name == "第二工会"] == [
        ("第二工会", 1, 1, 2)
    ]


def test_nothing_is_written_and_nothing_lies_in_the_clear(place: Place) -> None:
    before = list(Person.objects.order_by("pk").values())
    row = place.compare()
    assert list(Person.objects.order_by("pk").values()) == before
    assert not store.place(row.code).exists()
    stored = str(list(Difference.rows.values()))
    assert not any(secret in stored for secret in (*place.number, "13800009999", "应晓妹"))
    shown = str(queries.differences(place.officer, row.code, DifferenceFilter()).rows)
    assert not any(secret in shown for secret in (*place.number, "13800009999", "13800000003"))


def test_next_month_what_is_new_and_what_came_right(place: Place) -> None:
    first = place.compare()
    actions.leave_as_is(
        actor=place.officer, code=first.code, wanted=DifferenceFilter(cell="union"), now=timezone.now(),
        digest=queries.pick_differences(place.officer, first.code, DifferenceFilter(cell="union"), act="leave", most=9).digest,
    )  # fmt: skip
    Difference.rows.update(since=date(2026, 1, 1))
    rows = [*place.rows()[:1], f"应小妹,{place.number[1]},13800000002,第一工会,2020-01-01", *place.rows()[2:]]
    rows.append(f"新来的,{place.number[7]},,第一工会,")
    second = place.compare(rows)
    assert (second.previous_id, second.counts["fresh"], second.counts["gone"]) == (first.pk, 1, 1)
    assert list(told(place, second, fresh=True)) == ["新来的"]
    assert list(told(place, second, state="left")) == ["楼月仙"]
    third = place.compare()
    assert Difference.rows.filter(comparison=first).count() == 0
    assert Difference.rows.filter(comparison__in=[second, third]).count() > 0


def take(place: Place, row: Comparison, who: Any = None, **wanted: Any) -> provincial.Worked:
    narrowed = DifferenceFilter(**wanted)
    digest = queries.pick_differences(who or place.officer, row.code, narrowed, act="take", most=9).digest
    return actions.take_over(
        actor=who or place.officer, code=row.code, wanted=narrowed, digest=digest, now=timezone.now()
    )


def test_the_province_s_value_taken_over_and_back(place: Place) -> None:
    row = place.compare()
    done = take(place, row)
    assert (done.number, done.left) == (2, {})
    assert set(Person.objects.filter(pk__in=[place.name.pk, place.phone.pk]).values_list("name", flat=True)) == {
        "应晓妹",
        "王桂兰",
    }
    assert list(told(place, row, state="taken")) == ["应晓妹", "王桂兰"]
    assert actions.undo_differences(actor=place.officer, act=done.act, now=timezone.now()) == 2
    place.name.refresh_from_db()
    assert place.name.name == "应小妹"
    done = take(place, row)
    with pytest.raises(compare_refusals.TooLate):
        actions.undo_differences(actor=place.officer, act=done.act, now=timezone.now() + timedelta(seconds=11))


def test_only_the_rows_of_the_preview(place: Place) -> None:
    row = place.compare()
    with pytest.raises(compare_refusals.ChangedSince):
        actions.take_over(
            actor=place.officer, code=row.code, wanted=DifferenceFilter(), digest="other", now=timezone.now()
        )
    with pytest.raises(compare_refusals.NothingChosen):
        take(place, row, side="here")
    place.name.refresh_from_db()
    assert place.name.name == "应小妹"


def test_scoped_to_the_reader_s_branch(place: Place) -> None:
    row = place.compare()
    chair = make.officer(place.one, Role.CHAIR)
    page = queries.comparison(chair, row.code)
    assert [one.name for one in page.units] == ["第一工会"]
    assert {one.unit for one in queries.differences(chair, row.code, DifferenceFilter()).rows} == {"第一工会"}
    assert take(place, row, chair).number == 1
    with pytest.raises(NotFound):
        actions.ask_unions(actor=chair, code=row.code, now=timezone.now())
    with pytest.raises(NotFound):
        queries.comparison(make.officer(make.county("义乌市总工会"), Role.OFFICER), row.code)
    assert queries.latest_for_unit(chair, place.one.code) == row


def test_the_unions_are_asked(place: Place) -> None:
    row = place.compare()
    assert actions.ask_unions(actor=place.officer, code=row.code, now=timezone.now()) == 3
    task = Task.rows.get(kind="organising.province_check", subject_id=place.two.pk)
    assert (task.facts, task.state) == ({"here": 1, "there": 1, "differs": 2}, "open")
    Difference.rows.filter(unit=place.two).update(state="left")
    actions.ask_unions(actor=place.officer, code=row.code, now=timezone.now())
    task.refresh_from_db()
    assert task.state == "settled"


def test_given_out_as_it_is_shown(place: Place) -> None:
    row = place.compare()
    asked = {"comparison": row.code, "filters": DifferenceFilter(number=place.number[1]).as_json()}
    assert place.number[1] not in str(asked)
    assert listing_count(place.officer, "organising.differences", asked) == 1
    one = listings()["organising.differences"]
    (line,) = one.rows(place.officer, asked)
    assert [column.cell(line) for column in one.columns][1] == "应小妹"


@pytest.mark.parametrize("text", ["姓名,手机号\n应小妹,13800000002", ""])
def test_a_file_that_does_not_do(place: Place, text: str) -> None:
    given: dict[str, Any] = {"name": "a.csv", "taken_on": timezone.localdate(), "inline": True, "now": timezone.now()}
    if not text:
        before = set(store.root().glob("*.sealed"))
        with pytest.raises(compare_refusals.FileEmpty):
            actions.receive_export(actor=place.officer, unit_code=place.county.code, source=io.BytesIO(b""), **given)
        assert not Comparison.rows.exists()
        assert set(store.root().glob("*.sealed")) == before
        return
    row = actions.receive_export(
        actor=place.officer, unit_code=place.county.code, source=io.BytesIO(text.encode()), **given
    )
    assert (row.state, "证件号码" in row.message, store.place(row.code).exists()) == ("failed", True, False)


@pytest.mark.parametrize(("days", "wiped"), [(399, 0), (400, 1)])
def test_rows_go_and_numbers_stay(place: Place, days: int, wiped: int) -> None:
    row = place.compare()
    assert actions.wipe_compared(actor=SYSTEM, now=timezone.now() + timedelta(days=days)) == wiped
    row.refresh_from_db()
    assert (Difference.rows.exists(), row.counts["there"]) == (not wiped, 2)


def test_other_modules_acts(place: Place) -> None:
    row = place.compare()
    kept = provincial.follow_unit_of_comparisons(
        actor=SYSTEM, unit_id=place.one.pk, into_id=place.two.pk, path=place.two.path
    )
    assert not Difference.rows.filter(unit=place.one).exists()
    provincial.return_unit_of_comparisons(actor=SYSTEM, unit_id=place.one.pk, path=place.one.path, kept=kept)
    assert Difference.rows.filter(unit=place.one).count() == 2
    provincial.forget_differences(actor=SYSTEM, person_id=place.phone.pk)
    assert not Difference.rows.filter(person_id=place.phone.pk).exists()
    actions.drop_comparison(actor=place.officer, code=row.code, now=timezone.now())
    assert not Difference.rows.exists()


def statements(place: Place, number: int) -> int:
    for _one in range(number):
        make.member(place.one)
    row = place.compare([])
    with CaptureQueriesContext(
        connection,
    ) as caught:
        queries.differences(place.officer, row.code, DifferenceFilter())
        queries.comparison(place.officer, row.code)
    return len(caught)


def test_the_same_number_of_statements_for_few_and_many(place: Place) -> None:
    assert statements(place, 1) == statements(place, 60)
