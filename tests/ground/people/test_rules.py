"""The pure decisions of people, as tables."""

from datetime import date

import pytest

from niangjia.ground.people import rules
from niangjia.ground.people.choices import MemberState as S
from niangjia.ground.people.rules import PersonDetails

DAY = date(2026, 11, 20)


@pytest.mark.parametrize(
    ("here", "there", "may"),
    [
        (S.ACTIVE, S.RETIRED, True),
        (S.ACTIVE, S.HELD, True),
        (S.RETIRED, S.UNEMPLOYED, False),
        (S.RETIRED, S.ACTIVE, True),
        (S.UNEMPLOYED, S.ACTIVE, True),
        (S.ACTIVE, S.ACTIVE, False),
        ("nonsense", S.ACTIVE, False),
    ],
)
def test_states(here: str, there: str, may: bool) -> None:
    assert rules.may_become(here, there) is may


@pytest.mark.parametrize(
    ("began", "ends", "ok"),
    [
        (date(2020, 1, 1), date(2020, 1, 1), True),
        (date(2020, 1, 1), date(2019, 12, 31), False),
        (None, date(1990, 1, 1), True),
        (None, date(2026, 11, 21), False),
    ],
)
def test_ending(began: date | None, ends: date, ok: bool) -> None:
    assert rules.dates_in_order(began, ends, DAY) is ok


@pytest.mark.parametrize(
    ("on", "ended", "ok"),
    [
        (None, None, True),
        (None, date(2020, 1, 1), False),
        (date(2020, 1, 1), date(2020, 1, 1), True),
        (date(2019, 12, 31), date(2020, 1, 1), False),
        (date(2026, 11, 21), None, False),
    ],
)
def test_beginning(on: date | None, ended: date | None, ok: bool) -> None:
    assert rules.may_begin(on, ended, DAY) is ok


@pytest.mark.parametrize(("born", "age"), [(date(1966, 11, 20), 60), (date(1966, 11, 21), 59), (date(2004, 2, 29), 22)])
def test_age(born: date, age: int) -> None:
    assert rules.age_on(born, DAY) == age


@pytest.mark.parametrize("day", [DAY, date(2024, 2, 29), date(2023, 2, 28), date(2023, 3, 1)])
@pytest.mark.parametrize("age", [16, 59, 60])
def test_birthdays_of_an_age_are_those_whose_age_it_is(day: date, age: int) -> None:
    after, until = rules.born_between(age, age, day)
    assert after is not None
    assert until is not None
    assert rules.age_on(until, day) == age
    assert rules.age_on(date.fromordinal(until.toordinal() + 1), day) == age - 1
    assert rules.age_on(date.fromordinal(after.toordinal() + 1), day) == age
    assert rules.age_on(after, day) == age + 1


@pytest.mark.parametrize(
    ("one", "two", "same"),
    [
        ("王小明", "王小明", True),
        ("王 小明", "王小明", True),
        ("王小明", "王晓明", True),
        ("王小明", "王明", True),
        ("王小明", "李小刚", False),
        ("王", "李", False),
        ("阿不都·热合曼", "阿不都热合曼", True),
        ("", "王", False),
    ],
)
def test_alike(one: str, two: str, same: bool) -> None:
    assert rules.alike(one, two) is same


def test_alike_by_sound() -> None:
    assert rules.alike("张章", "章璋", pinyin_one="zhangzhang", pinyin_two="zhangzhang") is True


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("王", ["王"]),
        ("小明", ["小明"]),
        ("王小明", ["王小", "小明"]),
        ("都·热", ["都热"]),
        ("...", []),
        ("", []),
    ],
)
def test_tokens(text: str, tokens: list[str]) -> None:
    assert rules.name_tokens(text) == tokens


@pytest.mark.parametrize(
    ("spans", "since"),
    [
        ([(date(2020, 1, 1), None)], date(2020, 1, 1)),
        ([(date(2015, 5, 1), date(2020, 1, 1)), (date(2020, 1, 1), None)], date(2015, 5, 1)),
        ([(date(2015, 5, 1), date(2019, 1, 1)), (date(2020, 1, 1), None)], date(2020, 1, 1)),
        ([(date(2015, 5, 1), date(2019, 1, 1))], None),
        ([(None, date(2020, 1, 1)), (date(2020, 1, 1), None)], None),
        ([], None),
    ],
)
def test_member_since(spans: list[tuple[date | None, date | None]], since: date | None) -> None:
    assert rules.member_since(spans) == since


@pytest.mark.parametrize(
    ("details", "codes"),
    [
        (PersonDetails(name="王小明"), []),
        (PersonDetails(name="  "), ["people.name_missing"]),
        (PersonDetails(name="王" * 61), ["people.name_too_long"]),
        (PersonDetails(name="王123"), ["people.name_unreadable"]),
        (PersonDetails(name="王小明", gender="x", born_on=date(2026, 11, 21)), ["people.choice", "people.born_wrong"]),
    ],
)
def test_what_is_entered(details: PersonDetails, codes: list[str]) -> None:
    assert [reason.code for reason in rules.person_reasons(details, today=DAY)] == codes
