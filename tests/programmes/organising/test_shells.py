"""Unions on paper only: each sign by itself, fairness, the reasons, the visits."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from niangjia.engines.scorecards import queries as scorecards
from niangjia.engines.scorecards.models import Sheet
from niangjia.engines.worklists import actions as worklists
from niangjia.engines.worklists.models import Task
from niangjia.ground.org.choices import Role
from niangjia.ground.people.models import Person
from niangjia.kit.powers import SYSTEM, NotAllowed
from niangjia.programmes.organising import actions, queries
from tests import factories as make

NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
TODAY = date(2026, 11, 20)
RECENT = date(2026, 3, 1)
OLD = date(2024, 11, 19)


@pytest.fixture
def place(db):
    class Place:
        county = make.county()
        east = make.town(county, "芝英镇总工会")
        west = make.town(county, "古山镇总工会")
        officer = make.officer(county, Role.OFFICER)
        reader = make.officer(county, Role.READER)

    return Place


def union(place, name, *, people=0, chair="", on=RECENT, phone=None, names=(), at=None, **fields):
    one = make.union(at or place.east, name, chair_name=chair, founded_on=date(2015, 1, 1), **fields)
    for number in range(max(people, len(names))):
        her = make.person(names[number] if names else "", phone=phone)
        make.join(her, one, on=on, mode="roster")
    return one


def signs(**more):
    frame = queries.shell_signs(today=TODAY, **more)
    return {row["title"]: {code for code, value in row.items() if value is True} for row in frame.iter_rows(named=True)}


def nothing(**more):
    frame = queries.shell_signs(today=TODAY, **more)
    return {row["title"]: {code for code, value in row.items() if value is None} for row in frame.iter_rows(named=True)}


def test_a_living_union_has_no_sign(place):
    union(place, "活着的工会", chair="王主席", names=("王主席", "李一", "张二"))
    assert signs() == {"活着的工会": set()}
    assert nothing() == {"活着的工会": {"idle", "term", "unverified"}}


def test_an_empty_one_and_a_small_one(place):
    union(place, "空的工会", chair="王主席")
    union(place, "两个人", people=2)
    union(place, "三个人", people=3)
    assert signs() == {"空的工会": {"empty", "few", "chair", "still"}, "两个人": {"few"}, "三个人": set()}


def test_one_phone_for_all_from_a_roster(place):
    union(place, "一个手机号", people=4, phone="13800000000")
    half = union(place, "一半一半", people=2, phone="13900000000")
    for number in range(2):
        make.join(make.person(phone=f"1390000111{number}"), half, on=RECENT, mode="roster")
    by_phone = union(place, "自己报名的", people=3, phone="13700000000")
    make.join(make.person(phone="13700000000"), by_phone, on=RECENT, mode="phone")
    assert {name for name, found in signs().items() if "one_hand" in found} == {"一个手机号"}


def test_the_same_members_as_another_union(place):
    union(place, "甲工会", names=("王一", "李二", "张三"))
    union(place, "乙工会", names=("张三", "王一", "李二"))
    union(place, "丙工会", names=("王一", "李三", "张三"))
    union(place, "丁工会", names=("王一", "李二"))
    union(place, "戊工会", names=("王一", "李二"))
    assert {name for name, found in signs().items() if "twin" in found} == {"甲工会", "乙工会"}


def test_nobody_came_or_went_for_two_years(place):
    union(place, "安静的", people=3, on=OLD)
    moved = union(place, "有人走了", people=3, on=OLD)
    make.join(make.person(), moved, on=OLD, left_on=RECENT, leaving="left")
    undone = union(place, "导入又撤回的", people=3, on=OLD)
    make.join(make.person(), undone, on=RECENT, left_on=RECENT, leaving="undone")
    assert {name for name, found in signs().items() if "still" in found} == {"安静的", "导入又撤回的"}


def test_every_employer_is_struck_off(place):
    one = union(place, "厂没了", people=3)
    make.employer(one, closed_on=TODAY)
    assert signs()["厂没了"] == {"closed"}
    make.employer(one)
    assert signs()["厂没了"] == set()


def test_joint_unions_are_weighed_fairly(place):
    union(place, "某村联合工会", people=3, chair="村书记", on=OLD, kind="joint")
    assert signs() == {"某村联合工会": set()}
    assert nothing()["某村联合工会"] >= {"chair", "still"}


def test_a_sign_that_nearly_everybody_has_says_nothing(place):
    busy = union(place, "有人参加活动", people=5)
    union(place, "没有人参加", people=5)
    assert not any("idle" in found or "unverified" in found for found in signs().values())
    Person.objects.filter(memberships__unit=busy).update(active_on=RECENT, verified_on=RECENT)
    assert signs() == {"有人参加活动": set(), "没有人参加": {"idle", "unverified"}}


def test_young_and_dissolved_unions_are_left_alone(place):
    make.union(place.east, "新成立", founded_on=TODAY - timedelta(days=179))
    make.union(place.east, "半年了", founded_on=TODAY - timedelta(days=181))
    make.union(place.east, "撤销了", dissolved_on=TODAY)
    assert set(signs()) == {"半年了"}


def test_the_score_the_visit_and_the_reasons(place):
    union(place, "空的工会", chair="王主席")
    union(place, "活着的工会", people=3)
    actions.score_shells(actor=SYSTEM, now=NOW)
    sheets = {one.title: one for one in Sheet.rows.filter(current=True)}
    assert {title: (one.score, one.grade) for title, one in sheets.items()} == {
        "空的工会": (8000, "shell"), "活着的工会": (0, "alive"),
    }  # fmt: skip
    task = Task.rows.get()
    assert (task.kind, task.title, task.facts) == (
        "organising.shell_visit", "空的工会",
        {"score": 80, "members": 0, "signs": "一名会员也没有；会员少得不够成立工会；主席不在会员里；很久没有人入会，也没有人离会"},
    )  # fmt: skip
    trace = queries.shell_reasons(sheets["空的工会"])
    assert (trace.verdict, trace.tone) == ("得分 80，疑似空壳", "late")
    found = [(step.text, step.inputs[0].value) for step in trace.steps if step.sort == "no"]
    assert found == [
        ("一名会员也没有", 40), ("会员少得不够成立工会", 20), ("主席不在会员里", 10), ("很久没有人入会，也没有人离会", 10),
    ]  # fmt: skip
    assert sum(points for _text, points in found) * 100 == sheets["空的工会"].score


def test_a_visit_that_found_it_normal_is_not_asked_for_again(place):
    union(place, "空的工会", chair="王主席")
    actions.score_shells(actor=SYSTEM, now=NOW)
    worklists.finish(actor=place.officer, code=Task.rows.get().code, outcome="normal", now=NOW)
    actions.score_shells(actor=SYSTEM, now=NOW + timedelta(days=1))
    assert [(one.state, one.outcome) for one in Task.rows.all()] == [("done", "normal")]


def test_members_who_come_settle_the_visit(place):
    one = union(place, "空的工会", chair="王主席")
    actions.score_shells(actor=SYSTEM, now=NOW)
    for name in ("王主席", "李一", "张二"):
        make.join(make.person(name), one, on=RECENT)
    assert actions.score_shells(actor=SYSTEM, now=NOW + timedelta(days=1)) == actions.Refreshed(0, 1)
    assert [one.state for one in Task.rows.all()] == ["settled"]


def test_one_branch_at_a_time_and_only_by_its_hands(place):
    union(place, "东边空的", chair="王主席")
    union(place, "西边空的", chair="王主席", at=place.west)
    actions.score_shells(actor=place.officer, now=NOW, under=place.east.path)
    assert [one.title for one in Sheet.rows.all()] == ["东边空的"]
    with pytest.raises(NotAllowed):
        actions.score_shells(actor=place.reader, now=NOW, under=place.west.path)
    assert Sheet.rows.count() == 1


@pytest.mark.parametrize("many", [1, 3, 300])
def test_the_number_of_statements_does_not_grow(place, many):
    for number in range(many):
        make.union(place.east, f"工会{number}")
    with CaptureQueriesContext(connection) as asked:
        queries.shell_signs(today=TODAY)
    assert len(asked) == 4


def test_the_reasons_of_another_version_are_its_own(place):
    union(place, "空的工会", chair="王主席")
    actions.score_shells(actor=SYSTEM, now=NOW)
    sheet = Sheet.rows.get()
    assert scorecards.reasons(sheet).outcome == {"score": 8000, "grade": "shell"}
