"""Two records, one person: suspected, previewed, merged, acted upon, taken back."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from niangjia.ground.audit.models import Entry
from niangjia.ground.org.choices import Role
from niangjia.ground.people import actions, queries
from niangjia.ground.people.models import (
    Consent,
    Employment,
    Membership,
    Merge,
    Person,
    PersonAccount,
    Standing,
)
from niangjia.ground.people.queries import PersonNotFound
from niangjia.kit import declare
from niangjia.kit.declare import Contribution
from niangjia.kit.powers import OPERATOR, Actor
from tests import factories as make

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 20, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
TODAY = date(2026, 11, 20)
TABLES = (Person, Membership, Employment, Consent, Standing, PersonAccount)


class County:
    def __init__(self) -> None:
        self.root = make.county()
        self.east, self.west = make.town(self.root, "东镇总工会"), make.town(self.root, "西镇总工会")
        self.mill, self.port = make.union(self.east, "东厂工会"), make.union(self.west, "西港工会")
        self.chief = make.officer(self.root, Role.ORGANISER)
        self.officer = make.officer(self.east, Role.OFFICER)


@pytest.fixture
def county(db: None) -> County:
    return County()


def state() -> dict[str, Any]:
    """Every row of every table of people, revisions left out."""
    return {
        table.__name__: [
            {name: value for name, value in row.items() if name != "revision"}
            for row in table._default_manager.order_by("pk").values()
        ]
        for table in TABLES
    }


def two(county: County, *, both_in: bool = True) -> tuple[Person, Person]:
    """A keeper without phone and a fuller record of the same person."""
    keeper = make.person("王小明", phone="", education="college")
    make.join(keeper, county.mill, on=date(2020, 1, 1))
    Employment.objects.create(person=keeper, workplace="东厂")
    other = make.person("王晓明", number="", phone="13812345678", born_on=date(1985, 6, 1), native_place="永康")
    make.join(other, county.port, on=date(2015, 1, 1), left_on=date(2016, 1, 1), leaving="left")
    if both_in:
        make.join(other, county.port, on=date(2021, 1, 1))
    Employment.objects.create(person=other, workplace="西港")
    Consent.objects.create(person=keeper, purpose="health", version="1", given_at=NOW)
    for purpose in ("health", "finance"):
        Consent.objects.create(person=other, purpose=purpose, version="1", given_at=NOW)
    Standing.objects.create(person=other, kind="hardship")
    PersonAccount.objects.create(person=other, account=make.account())
    return keeper, other


def merge(county: County, keeper: Person, other: Person, actor: Actor | None = None, **more: Any) -> Merge:
    return actions.merge(actor=actor or county.chief, keeper_code=keeper.code, other_code=other.code, now=NOW, **more)


def test_a_preview_says_what_a_merge_then_does(county: County) -> None:
    keeper, other = two(county)
    shown = queries.preview_merge(county.chief, keeper.code, other.code)
    assert (shown.fills, shown.two_homes, shown.numbers_differ) == (("native_place", "phone_index"), True, False)
    assert [count for _label, count in shown.moves] == [2, 1, 2, 1]
    assert state()["Membership"][0]["person_id"] == keeper.pk
    merge(county, keeper, other)
    keeper = Person.objects.get(pk=keeper.pk)
    assert (keeper.phone_index, keeper.native_place, keeper.name) == (other.phone_index, "永康", "王小明")
    assert list(Membership.rows.filter(person=keeper).order_by("pk").values_list("unit__name", "left_on", "leaving", "pinyin")) == [
        ("东厂工会", None, "", "wangxiaoming"),
        ("西港工会", date(2016, 1, 1), "left", "wangxiaoming"),
        ("西港工会", TODAY, "merged", "wangxiaoming"),
    ]  # fmt: skip
    assert list(Employment.objects.filter(person=keeper).order_by("pk").values_list("workplace", "valid_to")) == [
        ("东厂", None), ("西港", TODAY),
    ]  # fmt: skip
    assert sorted(Consent.objects.filter(person=keeper).values_list("purpose", flat=True)) == ["finance", "health"]
    assert (Standing.objects.get().person_id, PersonAccount.objects.get().person_id) == (keeper.pk, keeper.pk)
    assert queries.person(county.chief, other.code).code == keeper.code
    assert [one[:2] for one in queries.person(county.chief, keeper.code).merged] == [(other.code, "王晓明")]
    assert queries.count_members(county.chief).number == 1
    assert sorted(Entry.objects.filter(verb="people.merged").values_list("subject_id", flat=True)) == sorted(
        [keeper.pk, other.pk]
    )


@pytest.mark.parametrize("home", ["keeper", "other"])
@pytest.mark.parametrize("both_in", [True, False])
def test_taken_back_everything_is_as_it_was(county: County, home: str, both_in: bool) -> None:
    keeper, other = two(county, both_in=both_in)
    before = state()
    merge(county, keeper, other, OPERATOR, home=home)
    assert state() != before
    actions.unmerge(actor=county.chief, other_code=other.code, now=NOW)
    assert state() == before
    with pytest.raises(actions.NotMerged):
        actions.unmerge(actor=county.chief, other_code=other.code, now=NOW)
    merge(county, keeper, other, OPERATOR)  # and it can be done again


def test_a_number_goes_along_and_comes_back(county: County) -> None:
    keeper = make.member(county.mill, "王小明", number="", born_on=date(1985, 6, 1))
    other = make.member(county.mill, "王小明")
    before = state()
    merge(county, keeper, other)
    assert Person.objects.get(pk=keeper.pk).identity_index == other.identity_index
    assert Person.objects.get(pk=other.pk).identity_index is None
    actions.unmerge(actor=county.chief, other_code=other.code, now=NOW)
    assert state() == before


def test_acts_in_between_stay_with_whom_they_belong_to(county: County) -> None:
    keeper, other = two(county, both_in=False)
    Membership.rows.filter(person=keeper).update(left_on=date(2022, 1, 1), leaving="left")
    make.join(other, county.port, on=date(2023, 1, 1))
    merge(county, keeper, other, OPERATOR)
    # her membership came from the other record: what grows out of it belongs to the other
    actions.transfer(actor=county.chief, code=keeper.code, to_code=county.mill.code, on=date(2026, 11, 1), now=NOW)
    actions.give_consent(actor=county.chief, code=keeper.code, purpose="location", now=NOW)
    actions.withdraw_consent(actor=county.chief, code=keeper.code, purpose="finance", now=NOW)
    actions.unmerge(actor=county.chief, other_code=other.code, now=NOW)
    assert list(Membership.rows.filter(person=other).order_by("pk").values_list("unit__name", "left_on")) == [
        ("西港工会", date(2016, 1, 1)), ("西港工会", date(2026, 11, 1)), ("东厂工会", None),
    ]  # fmt: skip
    assert list(Membership.rows.filter(person=keeper).values_list("unit__name", "left_on")) == [
        ("东厂工会", date(2022, 1, 1))
    ]
    assert Consent.objects.get(person=other, purpose="finance").withdrawn_at == NOW
    assert Consent.objects.get(person=keeper, purpose="location").withdrawn_at is None
    assert {row.pinyin for row in Membership.rows.filter(person=other)} == {other.pinyin}


def test_the_keepers_own_line_stays_hers(county: County) -> None:
    keeper, other = two(county)
    merge(county, keeper, other)
    actions.transfer(actor=county.chief, code=keeper.code, to_code=county.port.code, on=TODAY, now=NOW)
    actions.unmerge(actor=county.chief, other_code=other.code, now=NOW)
    open_rows = Membership.rows.filter(left_on__isnull=True).order_by("person")
    assert list(open_rows.values_list("person", "unit__name")) == [(keeper.pk, "西港工会"), (other.pk, "西港工会")]


def test_what_was_changed_since_is_not_emptied(county: County) -> None:
    keeper, other = two(county)
    merge(county, keeper, other)
    Person.objects.filter(pk=keeper.pk).update(native_place="武义")
    actions.unmerge(actor=county.chief, other_code=other.code, now=NOW)
    keeper = Person.objects.get(pk=keeper.pk)
    assert (keeper.native_place, keeper.phone_index) == ("武义", "")


def test_other_modules_take_part(county: County, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(declare, "_contributions", dict(declare._contributions))
    keeper, other = two(county)
    told: list[Any] = []
    declare.register(
        Contribution(
            "person.merge", "aid", "困难档案", preview=lambda **_: [("困难档案", 3)], move=lambda **keys: [7, 8]
        ),
        Contribution("person.unmerge", "aid", "困难档案", move=lambda **keys: told.append(keys["moved"])),
    )
    assert ("困难档案", 3) in queries.preview_merge(county.chief, keeper.code, other.code).moves
    merge(county, keeper, other)
    actions.unmerge(actor=county.chief, other_code=other.code, now=NOW)
    assert told == [[7, 8]]


def test_who_may_not_and_what_cannot(county: County) -> None:
    keeper, other = two(county)
    clerk = make.officer(county.root, Role.CLERK)
    before = state()
    with pytest.raises(actions.MayNotMerge):
        actions.merge(actor=clerk, keeper_code=keeper.code, other_code=other.code, now=NOW)
    with pytest.raises(PersonNotFound):
        actions.merge(actor=county.officer, keeper_code=keeper.code, other_code=other.code, now=NOW)
    with pytest.raises(PersonNotFound):
        queries.preview_merge(county.officer, keeper.code, other.code)
    with pytest.raises(actions.CannotMerge):
        actions.merge(actor=county.chief, keeper_code=keeper.code, other_code=keeper.code, now=NOW)
    assert state() == before
    merge(county, keeper, other)
    after = state()
    with pytest.raises(actions.CannotMerge):
        actions.merge(actor=county.chief, keeper_code=keeper.code, other_code=other.code, now=NOW)
    with pytest.raises(PersonNotFound):
        actions.unmerge(actor=make.officer(county.west), other_code=other.code, now=NOW)
    assert state() == after


def test_the_work_list_finds_each_kind_and_forgets_the_judged(county: County) -> None:
    born = date(1985, 6, 1)
    pairs = {
        "birthday": (make.member(county.mill, "王小明", born_on=born), make.member(county.mill, "王小明", number="", born_on=born)),
        "phone": (make.member(county.mill, "李大红", phone="13800000001"), make.member(county.east, "李红", phone="13800000001")),
        "number": (make.member(county.mill, "张三丰"), make.member(county.mill, "张三丰", number="", phone="")),
    }  # fmt: skip
    make.member(county.mill, "王小明", born_on=date(1990, 1, 1), number=make.identity(date(1990, 1, 1)))
    make.member(county.mill, "赵完全", phone="13800000001")
    make.member(county.port, "张三丰", number="", phone="")
    found = {frozenset((pair.first.code, pair.second.code)): pair for pair in queries.duplicates(county.officer)}
    wanted = {frozenset(her.code for her in pair) for pair in pairs.values()}
    third = Person.objects.get(name="王小明", born_on=date(1990, 1, 1))
    assert set(found) - {key for key in found if third.code in key} == wanted
    assert found[frozenset(her.code for her in pairs["phone"])].why == ("phone",)
    assert "birthday" in found[frozenset(her.code for her in pairs["birthday"])].why
    assert found[frozenset(her.code for her in pairs["phone"])].first.phone == "138****0001"
    first, second = pairs["number"]
    actions.not_duplicate(actor=county.officer, first_code=second.code, second_code=first.code, now=NOW)
    actions.not_duplicate(actor=county.officer, first_code=first.code, second_code=second.code, now=NOW)
    left = {frozenset((pair.first.code, pair.second.code)) for pair in queries.duplicates(county.officer)}
    assert frozenset((first.code, second.code)) not in left
    assert Entry.objects.filter(verb="people.found_two").count() == 1
    merge(county, *pairs["phone"])
    left = {frozenset((pair.first.code, pair.second.code)) for pair in queries.duplicates(OPERATOR)}
    assert frozenset(her.code for her in pairs["phone"]) not in left
    assert queries.duplicates(make.officer(county.west, Role.READER)) == []


@pytest.mark.parametrize("rows", [1, 3, 60])
def test_the_work_list_costs_the_same(county: County, rows: int, django_assert_num_queries: Any) -> None:
    for number in range(rows):
        for _ in range(2):
            make.member(county.mill, f"王{chr(0x5000 + number)}", phone="", number=make.identity())
    with django_assert_num_queries(7):
        assert len(queries.duplicates(county.officer)) == min(rows, 50)
