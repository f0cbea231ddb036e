"""What a figure says, to whom, and what it refuses."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests import factories

from niangjia.engines.figures import queries, reasons
from niangjia.ground.org.choices import Role
from niangjia.ground.org.models import Attachment, Headcount
from niangjia.ground.people.models import Membership, Person
from niangjia.kit import declare
from niangjia.kit.declare import Breakdown, Figure, Source, Term
from niangjia.kit.powers import OPERATOR

TODAY = date(2021, 10, 31)


def join(unit, name="王芳", **fields):
    person = Person.objects.create(name=name, **fields.pop("person", {}))
    return Membership.rows.create(person=person, unit=unit, path=unit.path, **fields)


@pytest.fixture
def place(db):
    class Place:
        county = factories.county("虞山区总工会")
        east = factories.town(county, "东关镇总工会")
        west = factories.town(county, "西埠镇总工会")
        riders = factories.union(
            east,
            "骑手联合工会",
            kind="joint",
            focus="新就业形态",
            trade="网约送餐",
            mode="led",
            founded_on=date(2021, 5, 1),
        )
        mill = factories.union(west, "纺织厂工会", trade="制造业", mode="单独建")

    return Place


def ask(code, unit, **more):
    return queries.value(OPERATOR, code, unit.name, today=TODAY, **more)


def test_a_figure_takes_names_labels_codes_and_other_spellings(place):
    assert ask("organising.unions", place.county).value == 2
    assert ask("基层工会数", place.county, where={"重点领域": "新就业形态"}).value == 1
    assert ask("organising.unions", place.county, where={"focus": "未填写"}).value == 1
    assert ask("organising.unions", place.county, where={"type": "联合工会"}).value == 1
    assert ask("organising.unions", place.county, where={"type": "joint"}).value == 1
    for spelling in ("牵头建", "牵头建会", "led"):
        assert ask("organising.unions", place.county, where={"mode": spelling}).value == 1
    for spelling in ("单独建", "单独建会", "alone"):
        assert ask("organising.unions", place.county, where={"mode": spelling}).value == 1


def test_spellings_of_one_value_are_one_line(place):
    factories.union(place.west, mode="alone")
    parts = ask("organising.unions", place.county, by="mode").parts
    assert [(part.key, part.label, part.value) for part in parts] == [("alone", "单独建会", 2), ("led", "牵头建会", 1)]


def test_missing_values_stand_last_and_the_sum_holds(place):
    join(place.riders, person={"gender": "f"})
    join(place.riders)
    found = ask("people.members", place.county, by="gender")
    assert [(part.label, part.value) for part in found.parts] == [("女", 1), ("未填写", 1)]
    assert found.total == found.value == 2


def test_by_unit_shows_children_and_what_hangs_on_the_unit_itself(place):
    join(place.riders)
    join(place.east)
    join(place.county)
    found = ask("people.members", place.county, by="unit")
    assert [(part.label, part.value) for part in found.parts] == [("东关镇总工会", 2), ("西埠镇总工会", 0), ("本级", 1)]


@pytest.mark.parametrize(
    ("since", "until", "on", "counts"),
    [
        (None, None, date(1990, 1, 1), 1),
        (date(2021, 5, 1), None, date(2021, 4, 30), 0),
        (date(2021, 5, 1), None, date(2021, 5, 1), 1),
        (None, date(2021, 5, 1), date(2021, 4, 30), 1),
        (None, date(2021, 5, 1), date(2021, 5, 1), 0),
    ],
)
def test_boundaries_of_a_stock(place, since, until, on, counts):
    join(place.riders, joined_on=since, left_on=until, leaving="left" if until else "")
    assert ask("people.members", place.county, on=on).value == counts
    assert len(queries.rows(OPERATOR, "people.members", place.county.code, today=TODAY, on=on).items) == counts


@pytest.mark.parametrize(
    ("day", "counts"), [(date(2021, 4, 30), 0), (date(2021, 5, 1), 1), (date(2021, 6, 1), 1), (date(2021, 6, 2), 0)]
)
def test_boundaries_of_a_flow_count_both_ends(place, day, counts):
    join(place.riders, joined_on=day)
    found = ask("people.joined", place.county, first=date(2021, 5, 1), last=date(2021, 6, 1))
    assert found.value == counts


def test_a_year_asks_a_stock_for_its_last_day_and_a_flow_for_all_of_it(place):
    join(place.riders, joined_on=date(2020, 6, 1))
    join(place.riders, joined_on=date(2021, 6, 1))
    assert ask("people.members", place.county, year=2020).value == 1
    assert ask("people.joined", place.county, year=2021).value == 1


def test_employers_count_while_attached_and_in_business_with_the_workers_of_the_day(place):
    shop = factories.employer(place.mill, workers=10, founded_on=date(2020, 1, 1))
    Headcount.objects.update(valid_to=date(2021, 1, 1))
    Headcount.objects.create(employer=shop, workers=30, valid_from=date(2021, 1, 1))
    factories.employer(place.mill, workers=5, closed_on=date(2021, 1, 1))
    gone = factories.employer(place.mill, workers=7)
    Attachment.objects.filter(employer=gone).update(valid_to=date(2021, 6, 1))
    factories.employer(workers=100)

    def both(on):
        return [ask(f"organising.{what}_covered", place.county, on=on).value for what in ("employers", "workers")]

    assert both(date(2019, 12, 31)) == [2, 12]
    assert both(date(2020, 12, 31)) == [3, 22]
    assert both(date(2021, 1, 1)) == [2, 37]
    assert both(date(2021, 6, 1)) == [1, 30]


def test_federations_and_associations_are_no_unions(place):
    factories.unit(place.east, kind="association")
    assert ask("organising.unions", place.county).value == 2
    assert ask("organising.associations", place.county).value == 1
    assert ask("organising.federations", place.county).value == 3


# ------------------------------------------------------------------ ratios, persons, money

PAYMENTS = Source(
    name="test.payments", table="people_membership m", id="m.id", unit="m.unit_id", person="m.person_id", title="p.name",
    joins={"p": "JOIN people_person p ON p.id = m.person_id"},
)  # fmt: skip
KIND = Breakdown("kind", "形式", "m.card_number")
PERSONS = Figure(
    "test.persons", "领款人数", "时期内领过款的不同的人。", "flow", "人", "people.view", "people.person", PAYMENTS,
    since="m.joined_on", distinct=True, breakdowns=(KIND,),
)  # fmt: skip
AMOUNT = Figure(
    "test.amount", "金额", "时期内发放的金额之和。", "flow", "元", "people.view", "people.person", PAYMENTS,
    since="m.joined_on", value="m.id * 0 + 150", scale=100, places=2, breakdowns=(KIND,),
)  # fmt: skip
OPEN = Figure(
    "test.open", "在册", "当日在册。", "stock", "人", "people.view", "people.person", PAYMENTS,
    since="m.joined_on", until="m.left_on", breakdowns=(KIND,),
)  # fmt: skip
LEFT = Figure(
    "test.left", "离开", "时期内离开。", "flow", "人", "people.view", "people.person", PAYMENTS, since="m.left_on", breakdowns=(KIND,)
)  # fmt: skip
RATE = Figure(
    "test.rate", "离开率", "离开 ÷ 期初在册与期内进入之和。", "ratio", "", "people.view",
    over=Term("test.left"), under=(Term("test.open", at="start"), Term("test.persons")),
)  # fmt: skip


@pytest.fixture
def more_figures(monkeypatch):
    monkeypatch.setattr(declare, "_figures", dict(declare._figures))
    declare.register(PERSONS, AMOUNT, OPEN, LEFT, RATE)


@pytest.fixture
def payments(place, more_figures):
    first = join(
        place.riders, "甲", joined_on=date(2021, 2, 1), left_on=date(2021, 3, 1), leaving="left", card_number="现金"
    )
    again = Membership.rows.create(
        person=first.person, unit=place.mill, path=place.mill.path, joined_on=date(2021, 4, 1), card_number="实物"
    )
    other = join(place.mill, "乙", joined_on=date(2021, 5, 1), card_number="现金")
    return first, again, other


def test_a_person_seen_in_two_towns_is_one_person_of_the_county(place, payments):
    assert [ask("test.persons", unit, year=2021).value for unit in (place.east, place.west, place.county)] == [1, 2, 2]
    table = queries.table(OPERATOR, ["test.persons"], place.county.code, today=TODAY, year=2021)
    assert [table.values[unit.pk][0] for unit in (place.east, place.west, place.county)] == [1, 2, 2]


@pytest.mark.parametrize("by", ["kind", "unit"])
def test_lines_that_share_a_person_say_so_and_the_sum_holds(place, payments, by):
    found = ask("test.persons", place.county, year=2021, by=by)
    assert found.value == found.total == 2
    assert (found.parts[-1].key, found.parts[-1].value) == ("overlap", -1)


def test_rows_of_persons_are_the_persons(place, payments):
    found = queries.rows(OPERATOR, "test.persons", place.county.code, today=TODAY, year=2021)
    assert [(row.title, row.times) for row in found.items] == [("甲", 2), ("乙", 1)]
    assert found.count == found.total == 2


def test_money_is_kept_in_fen_and_shown_in_yuan(place, payments):
    found = ask("test.amount", place.county, year=2021, by="kind")
    assert found.value == found.total == Decimal("4.5")
    opened = queries.rows(OPERATOR, "test.amount", place.county.code, today=TODAY, year=2021)
    assert [row.value for row in opened.items] == [Decimal("1.5")] * 3
    assert (opened.count, opened.total) == (3, Decimal("4.5"))


def test_a_ratio_divides_by_what_was_there_at_the_start_and_what_came(place, payments):
    found = ask("test.rate", place.county, first=date(2021, 2, 2), last=date(2021, 12, 31))
    assert [term.value for term in found.terms] == [1, 1, 2]
    assert found.value == Decimal("0.333333")
    opened = queries.rows(
        OPERATOR, "test.rate", place.county.code, today=TODAY, first=date(2021, 2, 2), last=date(2021, 12, 31)
    )
    assert [term.count for term in opened.terms] == [1, 1, 2]
    by = ask("test.rate", place.county, first=date(2021, 2, 2), last=date(2021, 12, 31), by="kind")
    assert {part.key: part.value for part in by.parts} == {"现金": Decimal("0.5"), "实物": Decimal(0)}


def test_nothing_to_divide_by_is_no_value(place):
    found = ask("people.women_rate", place.county)
    assert found.value is None
    assert found.note == "分母为零，没有可算的比率。"


# ------------------------------------------------------------------ readers


def test_the_number_is_for_all_roles_of_the_union_and_rows_need_their_own_power(place):
    join(place.riders)
    reviewer = factories.officer(place.county, Role.REVIEWER)
    assert queries.value(reviewer, "people.members", place.county.code, today=TODAY).value == 1
    found = queries.rows(reviewer, "people.members", place.county.code, today=TODAY)
    assert (found.count, found.items, found.hidden) == (1, (), 1)
    assert found.withheld == "这个数您可以看，但背后的记录需要“查看会员名册和档案”权限，您目前没有。"


def test_rows_stop_at_the_reach_of_the_reader_and_say_how_many_more_there_are(place):
    join(place.riders, "甲")
    join(place.mill, "乙")
    reader = factories.account()
    factories.appoint(reader, Role.REVIEWER, place.county)
    factories.appoint(reader, Role.OFFICER, place.east)
    found = queries.rows(factories.actor(reader), "people.members", place.county.code, today=TODAY)
    assert [row.title for row in found.items] == ["甲"]
    assert (found.count, found.hidden) == (2, 1)
    assert "其中 1 条" in found.withheld


def test_another_town_is_not_there(place):
    officer = factories.officer(place.east)
    assert queries.value(officer, "people.members", place.east.code, today=TODAY).value == 0
    for asked in (queries.value, queries.rows):
        with pytest.raises(reasons.UnknownUnit):
            asked(officer, "people.members", place.west.code, today=TODAY)
    with pytest.raises(reasons.UnknownUnit):
        queries.table(officer, ["people.members"], place.county.code, today=TODAY)


@pytest.mark.parametrize("role", [Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN])
def test_administrators_see_no_figures(place, role):
    with pytest.raises(reasons.UnknownUnit):
        queries.value(factories.officer(place.county, role), "people.members", place.county.code, today=TODAY)


# ------------------------------------------------------------------ refusals


@pytest.mark.parametrize(
    ("code", "more", "refusal", "sentence"),
    [
        ("people.member", {}, reasons.UnknownFigure, "没有“people.member”这项统计。您要找的是不是：people.members（会员人数）"),
        ("people.members", {"by": "颜色"}, reasons.UnknownBreakdown, "“会员人数”不能按“颜色”分。您要找的是不是：gender（性别）"),
        ("people.members", {"where": {"gender": "女士"}}, reasons.UnknownValue, "“性别”里没有“女士”。您要找的是不是：女？"),
        ("people.joined", {"on": TODAY}, reasons.WrongTime, "“新入会人次”是一段时期的数"),
        ("people.joined", {"first": TODAY, "last": date(2020, 1, 1)}, reasons.BackwardPeriod, "结束日期 2020-01-01 早于开始日期 2021-10-31"),
    ],
)  # fmt: skip
def test_refusals_say_what_was_perhaps_meant(place, code, more, refusal, sentence):
    with pytest.raises(refusal) as caught:
        ask(code, place.county, **more)
    assert caught.value.sentence.startswith(sentence)


def test_an_unknown_unit_names_near_ones_in_reach_only(place):
    with pytest.raises(reasons.UnknownUnit) as caught:
        queries.value(factories.officer(place.east), "people.members", "西埠镇", today=TODAY)
    assert "西埠镇总工会" not in caught.value.sentence
    with pytest.raises(reasons.UnknownUnit) as caught:
        queries.value(OPERATOR, "people.members", "西埠镇", today=TODAY)
    assert caught.value.sentence == "在您负责的范围内找不到“西埠镇”。您要找的是不是：西埠镇总工会？"


def test_an_injected_value_is_only_a_value(place):
    evil = "x' OR '1'='1"
    assert ask("organising.unions", place.county, where={"trade": evil}).value == 0
    assert ask("organising.unions", place.county, where={"trade": "100%（甲）"}).value == 0


# ------------------------------------------------------------------ costs, series


@pytest.mark.parametrize("members", [1, 3, 60])
def test_opening_costs_the_same_for_any_number_of_rows(place, members):
    for number in range(members):
        join(place.riders, f"人{number}")
    with CaptureQueriesContext(
        connection,
    ) as queried:
        found = queries.rows(OPERATOR, "people.members", place.county.code, today=TODAY)
    assert found.count == members
    assert len(queried) == 4


def test_pages_continue_until_every_row_was_shown_once(place):
    made = [join(place.riders, f"人{number}").pk for number in range(7)]
    seen, after = [], None
    while True:
        page = queries.rows(OPERATOR, "people.members", place.east.code, today=TODAY, after=after, size=3)
        seen += [row.id for row in page.items]
        after = page.after
        if after is None:
            break
    assert seen == made


def test_a_series_by_month(place):
    join(place.riders, joined_on=date(2021, 8, 31))
    join(place.riders, joined_on=date(2021, 10, 2))
    stock = queries.trend(OPERATOR, "people.members", place.county.code, until=TODAY, months=4)
    assert [one.value for one in stock] == [0, 1, 1, 2]
    flow = queries.trend(OPERATOR, "people.joined", place.county.code, until=TODAY, months=4)
    assert [one.value for one in flow] == [0, 1, 0, 1]
    assert [one.time.first.month for one in flow] == [7, 8, 9, 10]


def test_published_lines_are_compared_and_differences_named(place):
    join(place.riders)
    lines = [
        {"figure": "people.members", "at": "虞山区总工会", "on": "2021-10-31", "value": 1},
        {"figure": "people.members", "at": "虞山区总工会", "on": "2021-10-31", "value": 2},
        {"figure": "people.members", "at": "虞山区总工会", "on": "2021-10-31", "value": 2, "within": 1},
        {"figure": "organising.unions", "at": "虞山区总工会", "on": "2021-10-31", "by": "mode", "value": {"牵头建": 1, "单独建会": 1}},
        {"figure": "organising.unions", "at": "虞山区总工会", "on": "2021-10-31", "by": "mode", "value": {"牵头建": 1}},
        {"figure": "organising.unions", "at": "虞山区总工会", "on": "2021-10-31", "by": "mode", "value": {"牵头建": 1, "单独建": 1, "x": 3}},
        {"figure": "aid.nothing", "at": "虞山区总工会", "on": "2021-10-31", "value": 1},
        {"figure": "people.members", "at": "虞山区总工会", "on": "去年", "value": 1},
    ]  # fmt: skip
    found = queries.compare(OPERATOR, lines, today=TODAY)
    assert [one.ok for one in found] == [True, False, True, True, False, False, False, False]
    assert found[1].sentence == "people.members 虞山区总工会 2021-10-31：公布 2，算得 1。"
    assert found[6].got is None
