"""The census: what the house knows of a union, filling it in once a year, and the figures of it and of the three tiers."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from niangjia.engines.figures import queries as figures
from niangjia.engines.scorecards import actions as scorecards
from niangjia.ground.org.choices import Role
from niangjia.ground.org.models import Unit
from niangjia.kit.powers import OPERATOR
from niangjia.programmes.organising import actions, queries
from niangjia.programmes.organising.actions import Certificate, Seat
from niangjia.programmes.organising.queries import CensusFilter
from niangjia.programmes.organising.scorecards import CENSUS
from tests import factories as make
from tests.programmes.organising import founding as at_work

pytestmark = pytest.mark.django_db
NOW = timezone.now()
TODAY = timezone.localdate(NOW)
ALL = {one.code: "1" for one in CENSUS.items if one.type == "yes"} | {"activities": "5", "joined": "96"}


@pytest.fixture
def union(db: Any) -> Unit:
    return make.union(make.town(make.county()), "恒达五金有限公司工会委员会", town="芝英镇")


def fill(union: Unit, answers: dict[str, str], on: date = TODAY) -> Any:
    return scorecards.fill(
        actor=OPERATOR, kind="organising.census", subject_id=union.pk, subject_code=union.code, unit_id=union.pk,
        title=union.name, answers=answers, on=on, now=NOW,
    )  # fmt: skip


def figure(code: str, at: Unit, **asked: Any) -> Any:
    return figures.value(OPERATOR, code, at.code, today=TODAY, **asked)


def test_weights_make_a_hundred() -> None:
    assert sum(one.weight for one in CENSUS.items) == 100


@pytest.mark.parametrize(
    ("missing", "grade"),
    [((), "sound"), (("chair", "committee"), "fair"), (("chair", "committee", "legal", "account", "dues"), "poor")],
)
def test_grades(union: Unit, missing: tuple[str, ...], grade: str) -> None:
    assert fill(union, {**ALL, **dict.fromkeys(missing, "0")}).grade == grade


def test_nothing_is_known_of_a_union_without_records(union: Unit) -> None:
    assert queries.census_known(union.pk, TODAY) == {}


def test_what_the_house_knows_is_filled_in_and_says_from_where(union: Unit) -> None:
    for _one in range(4):
        make.member(union)
    make.employer(union, workers=5)
    actions.enter_term(
        actor=OPERATOR,
        unit_code=union.code,
        since=TODAY - timedelta(days=400),
        years=3,
        seats=[Seat("应建伟", "chair")],
        now=NOW,
    )
    paper = Certificate("浙 01", "永康市总工会", TODAY - timedelta(days=900), TODAY - timedelta(days=1))
    actions.enter_certificate(actor=OPERATOR, unit_code=union.code, certificate=paper, now=NOW)

    known = queries.census_known(union.pk, TODAY)

    assert {code: value for code, (value, _said) in known.items()} == {
        "committee": True,
        "chair": None,
        "legal": False,
        "joined": 80,
    }
    assert known["joined"][1] == "会员 4 人，职工 5 人"


def test_a_union_that_was_formed_here_knows_more() -> None:
    row = at_work.founded(at_work.place())
    known = queries.census_known(row.unit_id, at_work.TODAY)
    assert (known["chair"][0], known["committee"][0], known["meeting"][0]) == (True, True, True)


def test_once_a_year_the_last_one_counts(union: Unit) -> None:
    town = Unit.objects.get(path=union.path[: -Unit.steplen])
    fill(union, {**ALL, "chair": "0", "committee": "0"}, TODAY - timedelta(days=1) if TODAY.day > 1 else TODAY)
    fill(union, ALL)

    this = figure("organising.census_counted", town, year=TODAY.year)
    assert this.value == 1
    assert queries.census_counts(OPERATOR, CensusFilter(), on=TODAY) == {"sound": 1}
    assert queries.census_counts(OPERATOR, CensusFilter(), on=date(TODAY.year + 1, 1, 2)) == {"": 1}


def test_lists_by_state_and_town(union: Unit) -> None:
    other = make.union(make.town(make.county("武义县总工会")), "鑫盛工会委员会", town="履坦镇")
    fill(union, ALL)

    def names(**wanted: str) -> list[str]:
        return [one.name for one in queries.census(OPERATOR, CensusFilter(**wanted), on=TODAY).rows]

    assert names() == [other.name]
    assert names(state="counted") == names(state="sound") == [union.name]
    assert names(state="", town="履坦镇") == [other.name]
    assert names(state="poor") == []
    assert [(one.town, one.all, one.counted) for one in queries.census_towns(OPERATOR, on=TODAY)] == [
        ("履坦镇", 1, 0),
        ("芝英镇", 1, 1),
    ]
    chair = make.officer(union, Role.CHAIR)
    assert queries.census_counts(chair, CensusFilter(), on=TODAY) == {"sound": 1}


def test_three_tiers(union: Unit) -> None:
    town = Unit.objects.get(path=union.path[: -Unit.steplen])
    make.union(town, "桥下村联合工会", kind="joint")
    make.union(town, "快递业联合工会", kind="joint")
    county = Unit.objects.get(path=town.path[: -Unit.steplen])
    found = {
        code: figure(f"organising.tier_{code}", county, on=TODAY).value for code in ("towns", "places", "employers")
    }
    assert found == {"towns": 1, "places": 1, "employers": 1}
