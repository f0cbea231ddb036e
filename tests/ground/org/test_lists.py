"""Lists of units and employers: scoped, filtered, page by page without gaps or repeats, the same cost at any length."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from niangjia.ground.org import queries
from niangjia.ground.org.choices import Level, Role, UnitKind
from niangjia.ground.org.models import Unit
from niangjia.ground.org.queries import EmployerFilter, UnitFilter
from niangjia.kit.powers import OPERATOR
from tests import factories as make

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
DAY = timedelta(days=1)


@pytest.fixture
def root():
    return make.county()


@pytest.fixture
def east(root):
    return make.town(root, "东镇总工会")


@pytest.fixture
def west(root):
    return make.town(root, "西镇总工会")


def names(page):
    return [row.name for row in page.rows]


@pytest.fixture
def some(east, west):
    make.unit(east, "货运联合工会", kind=UnitKind.JOINT, town="东镇", trade="货运", focus="新就业", mode="joint")
    make.union(east, "百货工会", trade="商业", mode="alone", founded_on=date(2001, 1, 1))
    make.union(west, "纱厂工会", trade="纺织", mode="alone", founded_on=date(1999, 1, 1), short_name="纱会")
    make.union(west, "老工会", dissolved_on=TODAY)
    make.union(west, "将撤工会", dissolved_on=TODAY + DAY)


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ({}, ["永康市总工会", "东镇总工会", "货运联合工会", "百货工会", "西镇总工会", "纱厂工会", "将撤工会"]),
        ({"state": "dissolved"}, ["老工会"]),
        ({"state": "all", "text": "老"}, ["老工会"]),
        ({"text": "纱会"}, ["纱厂工会"]),
        ({"kinds": ["joint"]}, ["货运联合工会"]),
        ({"kinds": ["joint", "federation"], "levels": ["", "county"]}, ["永康市总工会", "货运联合工会"]),
        ({"towns": ["东镇"]}, ["东镇总工会", "货运联合工会", "百货工会"]),
        ({"trades": ["商业", "纺织"]}, ["百货工会", "纱厂工会"]),
        ({"focuses": ["新就业"]}, ["货运联合工会"]),
        ({"modes": ["alone"]}, ["百货工会", "纱厂工会"]),
        ({"under": "east", "modes": ["alone"]}, ["百货工会"]),
    ],
)
def test_filters(root, east, some, wanted, found):
    if wanted.get("under") == "east":
        wanted = wanted | {"under": east.code}
    officer = make.officer(root)
    assert names(queries.units(officer, UnitFilter(**wanted))) == found
    assert queries.count_units(officer, UnitFilter(**wanted)) == len(found)


def test_sorts(root, some):
    officer = make.officer(root)
    first = names(queries.units(officer, UnitFilter(modes=["alone", "joint"]), sort="founded"))
    assert first == ["货运联合工会", "纱厂工会", "百货工会"]
    assert sorted(names(queries.units(officer, sort="name"))) == sorted(names(queries.units(officer)))


def test_lists_are_scoped(root, east, west, some):
    assert names(queries.units(make.officer(east))) == ["东镇总工会", "货运联合工会", "百货工会"]
    assert names(queries.units(make.officer(east, Role.SYSTEM_ADMIN))) == []
    with pytest.raises(queries.UnitNotFound):
        queries.units(make.officer(east), UnitFilter(under=west.code))
    assert [unit.name for unit in queries.pick_units(make.officer(west), "工会")] == [
        "西镇总工会",
        "纱厂工会",
    ]
    assert [unit.name for unit in queries.children(make.officer(root), root)] == ["东镇总工会", "西镇总工会"]
    security = make.officer(east, Role.SECURITY_ADMIN)
    assert len(queries.pick_units(security, power="access.appoint")) == 3


def test_facets(root, some):
    facets = queries.unit_facets(make.officer(root), UnitFilter(modes=["alone", "joint"]))
    assert facets == {
        "kind": [("grassroots", 2), ("joint", 1)],
        "town": [("东镇", 2), ("西镇", 1)],
        "trade": facets["trade"],
        "focus": [("新就业", 1)],
        "mode": [("alone", 2), ("joint", 1)],
    }
    assert sorted(facets["trade"]) == [("商业", 1), ("纺织", 1), ("货运", 1)]


@pytest.mark.parametrize("sort", ["tree", "name", "founded"])
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_pages_have_no_gaps_and_no_repeats(root, sort, data):
    """Forwards through all pages and back again, with many equal names and days."""
    Unit.objects.filter(depth__gt=1).delete()
    for _ in range(data.draw(st.integers(0, 23))):
        make.union(
            root,
            data.draw(st.sampled_from(["甲工会", "乙工会", "A工会"])),
            founded_on=data.draw(st.sampled_from([None, date(2000, 1, 1), date(2010, 5, 5)])),
        )
    size = data.draw(st.integers(1, 7))
    whole = [row.pk for row in queries.units(OPERATOR, sort=sort, size=1000).rows]
    forwards, page = [], queries.units(OPERATOR, sort=sort, size=size)
    assert page.before == ""
    while True:
        forwards += [row.pk for row in page.rows]
        last = page
        if not page.after:
            break
        page = queries.units(OPERATOR, sort=sort, size=size, after=page.after)
    assert forwards == whole
    backwards, page = [row.pk for row in last.rows], last
    while page.before:
        page = queries.units(OPERATOR, sort=sort, size=size, before=page.before)
        backwards = [row.pk for row in page.rows] + backwards
    assert backwards == whole


@pytest.mark.parametrize("mark", ["x", "W10", "bm90IGpzb24", "W1siZCIsImJhZCJdXQ", "W1sidiIseyJhIjoxfV1d", "💥"])
def test_a_foreign_mark_is_no_mark(root, east, mark):
    assert names(queries.units(OPERATOR, after=mark)) == ["永康市总工会", "东镇总工会"]


def test_lists_cost_the_same(root, django_assert_num_queries):
    officer = make.officer(root)
    for number in (1, 3, 60):
        for _ in range(number):
            make.employer(make.union(root), workers=5)
        with django_assert_num_queries(1):
            queries.units(officer)
        with django_assert_num_queries(2):  # one to know whether the actor looks after employers without a union
            list(queries.employers(officer).rows)
        with django_assert_num_queries(6):
            queries.unit_page(officer, root.code)


# ------------------------------------------------------------------ one unit's page


def test_unit_page(root, east, some):
    chair = make.officer(east, Role.READER)
    firm = make.employer(Unit.objects.get(name="百货工会"), workers=40)
    make.employer(east, workers=60)
    make.employer(Unit.objects.get(name="纱厂工会"), workers=7)
    page = queries.unit_page(chair, east.code)
    assert (page.employers, page.workers, page.below) == (2, 100, [("grassroots", 1), ("joint", 1)])
    assert page.above == [("永康市总工会", root.code, False)]
    assert (page.may_edit, page.may_reshape, page.is_dissolved) == (False, False, False)
    boss = queries.unit_page(make.officer(root), east.code)
    assert (boss.above[0][2], boss.may_edit, boss.may_reshape) == (True, True, True)
    assert queries.unit_page(make.officer(root), root.code).may_reshape is False
    assert queries.unit_page(OPERATOR, root.code).may_reshape is True
    assert queries.way_up(Unit.objects.get(name="百货工会")) == "永康市总工会 / 东镇总工会 / 百货工会"
    assert firm.pk


def test_names(east, west):
    make.union(east, "同名工会", short_name="同名")
    twin = make.union(west, "同名工会")
    make.union(west, "别的工会", short_name="同名工会", dissolved_on=TODAY)
    found = queries.unit_ids_by_name(["同名工会", "同名", "没有", ""])
    assert {name: len(ids) for name, ids in found.items()} == {"同名工会": 2, "同名": 1}
    assert queries.unit_names([twin.pk, 99999]) == {twin.pk: ("同名工会", twin.code, twin.path)}


# ------------------------------------------------------------------ employers


@pytest.fixture
def firms(east, west):
    shop = make.union(east, "百货工会")
    return {
        "shop": make.employer(shop, name="百货公司", workers=40, trade="商业", town="东镇"),
        "mill": make.employer(west, name="纱厂", workers=400, ownership="state", town="西镇"),
        "free": make.employer(name="散户", town="东镇"),
        "lost": make.employer(name="无镇", workers=3),
        "shut": make.employer(name="关门公司", closed_on=TODAY),
    }


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ({}, {"shop", "mill", "free", "lost"}),
        ({"state": "closed"}, {"shut"}),
        ({"attached": "yes"}, {"shop", "mill"}),
        ({"attached": "no"}, {"free", "lost"}),
        ({"workers_from": 25}, {"shop", "mill"}),
        ({"workers_from": 25, "workers_to": 99}, {"shop"}),
        ({"towns": ["东镇"]}, {"shop", "free"}),
        ({"trades": ["商业"]}, {"shop"}),
        ({"ownerships": ["state"]}, {"mill"}),
        ({"text": "纱"}, {"mill"}),
        ({"under": "east"}, {"shop"}),
    ],
)
def test_employer_filters(root, east, firms, wanted, found):
    if wanted.get("under"):
        wanted = {"under": east.code}
    officer = make.officer(root)
    rows = queries.employers(officer, EmployerFilter(**wanted)).rows
    assert {row.name for row in rows} == {firms[one].name for one in found}
    assert queries.count_employers(officer, EmployerFilter(**wanted)) == len(found)


def test_employer_rows_carry_union_and_workers(root, firms):
    rows = {row.name: row for row in queries.employers(make.officer(root)).rows}
    assert (rows["百货公司"].unit_name, rows["百货公司"].workers) == ("百货工会", 40)
    assert (rows["散户"].unit_name, rows["散户"].workers) == (None, None)


def test_employers_are_scoped(root, east, west, firms):
    def seen(actor):
        return {row.name for row in queries.matching_employers(actor, EmployerFilter(state="all"))}

    assert seen(make.officer(root)) == {"百货公司", "纱厂", "散户", "无镇", "关门公司"}
    assert seen(make.officer(east)) == {"百货公司", "散户"}
    assert seen(make.officer(west)) == {"纱厂"}
    assert seen(make.officer(Unit.objects.get(name="百货工会"), Role.CHAIR)) == {"百货公司"}
    assert seen(make.officer(root, Role.AUDIT_ADMIN)) == set()
    with pytest.raises(queries.EmployerNotFound):
        queries.employer_page(make.officer(east), firms["mill"].code)


def test_level_less_root_counts_as_wide():
    root = make.county(level="")
    make.employer(name="散户")
    assert root.level != Level.COUNTY
    assert [row.name for row in queries.matching_employers(make.officer(root))] == ["散户"]
