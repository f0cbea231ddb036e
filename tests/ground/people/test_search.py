"""Finding: the same rows as LIKE, within reach, masked, and what is never found."""

from __future__ import annotations

import random
import sys

import pytest
from django.db import connection

from niangjia.ground.org.choices import Role
from niangjia.ground.org.models import Unit
from niangjia.ground.people import queries
from niangjia.ground.people.actions.names import index_names, pinyin_of, reindex_name, unindex_names
from niangjia.ground.people.models import Employment, Membership, Person
from niangjia.kit.powers import OPERATOR
from tests import factories as make

find = sys.modules["niangjia.ground.people.queries.search"]  # the function of that name hides the room

pytestmark = pytest.mark.django_db


@pytest.fixture
def crowd(db: None) -> Unit:
    """600 people with two to four characters from a small stock, so that everything collides."""
    draw = random.Random(5)
    root = make.county()
    unions = [make.union(make.town(root, f"{name}镇总工会"), f"{name}厂工会") for name in "东西"]
    names = ["".join(draw.choices("王李小明红丽欧阳单𠮷", k=draw.choice((2, 3, 3, 4)))) for _ in range(600)]
    names += ["阿卜杜·热合曼", "John Smith", "欧阳 小红", "O'Neil", "小明"]
    people = [Person(name=name, pinyin=pinyin_of(name)) for name in names]
    Person.objects.bulk_create(people)
    index_names([(her.pk, her.name) for her in people])
    homes = [draw.choice(unions) for _ in people]
    Membership.rows.bulk_create(
        [
            Membership(person=her, unit=at, path=at.path, pinyin=her.pinyin)
            for her, at in zip(people, homes, strict=True)
        ]
    )
    return root


def like(text: str) -> set[int]:
    """The rows of a plain LIKE; spaces inside a name do not count, here or there."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM people_person WHERE REPLACE(name, ' ', '') LIKE %s", [f"%{text}%"])
        return {row[0] for row in cursor.fetchall()}


@pytest.mark.parametrize("length", [1, 2, 3, 4])
def test_a_name_finds_the_rows_of_like(crowd: Unit, length: int) -> None:
    draw = random.Random(length)
    found = 0
    names = [
        name
        for name in Person.objects.order_by("pk").values_list("name", flat=True)
        if len(name) >= length and name.isalpha()
    ]
    texts = [draw.choice(names)[-length:] for _ in range(30)]
    texts += ["".join(draw.choices("王李小明红丽欧阳单𠮷", k=length)) for _ in range(30)]
    for text in texts:
        rows = queries.holding(text)
        assert set(rows) == like(text), text
        assert len(rows) == len(set(rows))
        found += len(rows)
    assert found > 0


def test_who_is_taken_out_or_renamed_is_found_no_more_by_what_she_was(crowd: Unit) -> None:
    people = list(Person.objects.filter(name__contains="小").order_by("pk"))
    gone, called, rest = people[:150], people[150], people[151:]
    unindex_names([(her.pk, her.name) for her in gone])
    reindex_name(called.pk, called.name, "龘靐")
    for text in ("小", "小明", "明小红"):
        assert set(queries.holding(text)) == {her.pk for her in rest if text in her.name.replace(" ", "")}, text
    others = set(Person.objects.filter(name__contains="王").values_list("pk", flat=True))
    assert set(queries.holding("王")) == others - {her.pk for her in gone} - {called.pk}
    Person.objects.filter(pk=called.pk).update(name="龘靐")
    assert [queries.holding(text) for text in ("龘", "靐", "龘靐")] == [[called.pk]] * 3
    index_names([(her.pk, her.name) for her in gone])
    assert set(queries.holding("王")) == others - {called.pk}


@pytest.mark.parametrize(
    ("text", "name"),
    [("卜杜热", "阿卜杜·热合曼"), ("杜·热", "阿卜杜·热合曼"), ("阳小", "欧阳 小红"), (" 热 合 ", "阿卜杜·热合曼")],
)
def test_dots_and_spaces_do_not_matter(crowd: Unit, text: str, name: str) -> None:
    assert name in [found.name for found in queries.search(OPERATOR, text)]


@pytest.mark.parametrize("few", [0, 2_000])
def test_by_name_within_reach(crowd: Unit, few: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(find, "FEW", few)
    monkeypatch.setattr(find, "CANDIDATES", 1_000)
    east = Unit.objects.get(name="东镇总工会")
    officer = make.officer(east, Role.OFFICER)
    mine = set(Membership.rows.filter(path__gte=east.path, path__lt=east.path + "[").values_list("person", flat=True))
    whole = next(her.name for her in Person.objects.filter(pk__in=mine) if len(her.name) == 3)
    for text in ("小", "小明", whole):
        wanted = {Person.objects.get(pk=key).code for key in like(text) & mine}
        assert wanted
        assert {found.code for found in queries.search(officer, text, limit=500)} == wanted, text


def test_the_nearest_comes_first(crowd: Unit) -> None:
    names = [found.name for found in queries.search(OPERATOR, "小明", limit=500)]
    distance = [0 if name == "小明" else 1 if name.startswith("小明") else 2 for name in names]
    assert distance == sorted(distance)
    assert 0 in distance
    assert len(queries.search(OPERATOR, "小明", limit=3)) == 3


@pytest.mark.parametrize("text", ["shanxiaoming", "SXM", "shanxiao"])
def test_by_sound(db: None, text: str) -> None:
    mill = make.union(make.town(make.county()))
    her, _other = make.member(mill, "单小明"), make.member(mill, "王大红")
    officer = make.officer(mill, Role.CHAIR)
    assert [found.code for found in queries.search(officer, text)] == [her.code]


def test_by_whole_numbers_only_and_masked(db: None) -> None:
    mill = make.union(make.town(make.county()))
    number = make.identity(order=7)
    her = make.member(mill, "单小明", number=number, phone="13812345678")
    twin = make.member(mill, "单大明", phone="13812345678")
    officer = make.officer(mill, Role.CHAIR)
    [found] = queries.search(officer, f"{number[:6]} {number[6:].lower()}")
    assert (found.code, found.identity, found.phone) == (her.code, "3307**********" + number[-4:], "138****5678")
    assert {one.code for one in queries.search(officer, "138 1234 5678")} == {her.code, twin.code}
    for text in (number[:14], number[-4:], "1381234", "5678", "", " ", "%", "_", '"', "' OR 1=1", '小" OR "明'):
        assert queries.search(officer, text) == [], text


def test_out_of_reach_gone_merged_and_erased_are_not_found(db: None) -> None:
    root = make.county()
    mill, port = (make.union(make.town(root, f"{name}镇总工会")) for name in "东西")
    number = make.identity(order=7)
    there = make.member(port, "单小明", number=number, phone="13812345678")
    gone = make.person("单小明")
    make.join(gone, mill, left_on="2025-01-01", leaving="left")
    merged = make.person("单小明", merged_into=there)
    officer = make.officer(mill, Role.CHAIR)
    for text in ("小明", "单小明", "小", "sxm", "shanxiaoming", number, "13812345678"):
        assert queries.search(officer, text) == [], text
    assert {found.code for found in queries.search(OPERATOR, "单小明")} == {there.code, gone.code}
    assert merged.pk in queries.holding("单小明")  # the control: the index does hold her


def test_through_an_employer_in_reach(db: None) -> None:
    mill = make.union(make.town(make.county()))
    her = make.person("单小明")
    Employment.objects.create(person=her, employer=make.employer(mill))
    officer = make.officer(mill, Role.CHAIR)
    for text in ("小明", "shanxiaoming"):
        assert [found.code for found in queries.search(officer, text)] == [her.code]


@pytest.mark.parametrize("rows", [1, 3, 300])
def test_a_search_costs_the_same(db: None, rows: int, django_assert_num_queries: object) -> None:
    mill = make.union(make.town(make.county()))
    people = Person.objects.bulk_create([Person(name="王小明", pinyin="wangxiaoming") for _ in range(rows)])
    index_names([(her.pk, her.name) for her in people])
    Membership.rows.bulk_create(
        [Membership(person=her, unit=mill, path=mill.path, pinyin=her.pinyin) for her in people]
    )
    officer = make.officer(mill, Role.CHAIR)
    with django_assert_num_queries(5):  # type: ignore[operator]
        assert len(queries.search(officer, "小明", limit=20)) == min(rows, 20)
