"""The list of members: exactly the rows of a plain oracle, in every plan, at any depth, at the same cost."""

from __future__ import annotations

import random
from datetime import date

import pytest

from niangjia.ground.org.choices import Role
from niangjia.ground.org.models import Unit
from niangjia.ground.people import queries
from niangjia.ground.people.actions.names import pinyin_of
from niangjia.ground.people.models import Employment, Membership, Person
from niangjia.ground.people.queries import Filters, lists
from niangjia.ground.people.rules import age_on
from niangjia.kit.powers import OPERATOR, Actor
from tests import factories as make

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 20)


@pytest.fixture
def county(db: None) -> Unit:
    """Two towns, four unions, 120 people of all sorts; some left, one works at an employer of the register."""
    draw = random.Random(11)
    root = make.county()
    unions = [make.union(make.town(root, f"{name}镇总工会"), f"{name}厂工会") for name in "东西"]
    unions += [make.union(Unit.objects.get(name=f"{name}镇总工会"), f"{name}港工会") for name in "东西"]
    firm = make.employer(unions[0], name="恒达五金有限公司")
    people, works, homes = [], [], []
    for number in range(120):
        born = date(1960 + number % 50, 1 + number % 12, 1 + number % 28)
        name = draw.choice("王李张刘") + draw.choice("伟芳娜秀英敏静丽")
        her = Person(
            name=name,
            pinyin=pinyin_of(name),
            identity_index=None if number % 10 == 3 else f"i{number}",
            phone_index="" if number % 7 == 2 else f"p{number}",
            born_on=born,
            gender=draw.choice("mf"),
            education=draw.choice(["senior", "college", "doctor"]),
            verified_on=TODAY if number % 3 == 0 else None,
        )
        people.append(her)
        works.append(
            Employment(
                person=her,
                workplace=f"测试{number % 5}厂",
                employer=firm if number == 16 else None,
                occupation=draw.choice(["货车司机", "快递员", "焊工"]),
                form=draw.choice(["direct", "agency"]),
            )
        )
        left = date(2025, 1, 1 + number % 28) if number % 6 == 5 else None
        at = draw.choice(unions)
        homes.append(
            Membership(
                person=her,
                unit=at,
                path=at.path,
                pinyin=her.pinyin,
                joined_on=date(2010 + number % 15, 3, 1) if number % 11 else None,
                left_on=left,
                leaving="left" if left else "",
                state=draw.choice(["active", "retired", "held"]),
                mode=draw.choice(["roster", "phone"]),
            )
        )
    Person.objects.bulk_create(people)
    Employment.objects.bulk_create(works)
    Membership.rows.bulk_create(homes)
    return root


PLANS = {"few": (2_000, (1_500, 6_000)), "walk": (0, (1_500, 6_000)), "sets": (0, (3, 5))}


@pytest.fixture(params=PLANS)
def plan(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Each plan of the list in turn: the bounds that choose between them are moved."""
    few, steps = PLANS[request.param]
    monkeypatch.setattr(lists, "FEW", few)
    monkeypatch.setattr(lists, "STEPS", steps)
    return str(request.param)


QUESTIONS = [
    Filters(),
    Filters(occupations=("货车司机", "焊工")),
    Filters(forms=("agency",)),
    Filters(states=("held", "retired")),
    Filters(modes=("phone",)),
    Filters(educations=("doctor",)),
    Filters(gender="f"),
    Filters(verified=True),
    Filters(verified=False),
    Filters(joined_from=date(2012, 3, 1), joined_to=date(2020, 3, 1)),
    Filters(age_from=30, age_to=45, on=TODAY),
    Filters(age_from=60, on=TODAY),
    Filters(workplace="测试3"),
    Filters(workplace="恒达"),
    Filters(workplace="100%_没有"),
    Filters(lacks=("phone",)),
    Filters(lacks=("identity", "phone")),
    Filters(left=True),
    Filters(left=True, left_from=date(2025, 1, 10), left_to=date(2025, 1, 20), gender="m"),
    Filters(gender="m", educations=("college",), occupations=("快递员",), states=("active", "held")),
]


def fits(row: Membership, asked: Filters) -> bool:
    """The oracle: what each filter means, said row by row."""
    her, work = row.person, row.person.employments.all()[0]
    names = work.workplace + "|" + (work.employer.name if work.employer else "")
    age = age_on(her.born_on, TODAY)
    return all(
        (
            (row.left_on is not None) == asked.left,
            not asked.occupations or work.occupation in asked.occupations,
            not asked.forms or work.form in asked.forms,
            not asked.states or row.state in asked.states,
            not asked.modes or row.mode in asked.modes,
            not asked.educations or her.education in asked.educations,
            not asked.gender or her.gender == asked.gender,
            asked.verified is None or (her.verified_on is not None) == asked.verified,
            asked.joined_from is None or (row.joined_on is not None and row.joined_on >= asked.joined_from),
            asked.joined_to is None or (row.joined_on is not None and row.joined_on <= asked.joined_to),
            asked.age_from is None or age >= asked.age_from,
            asked.age_to is None or age <= asked.age_to,
            asked.workplace in names,
            "phone" not in asked.lacks or not her.phone_index,
            "identity" not in asked.lacks or her.identity_index is None,
            asked.left_from is None or (row.left_on is not None and row.left_on >= asked.left_from),
            asked.left_to is None or (row.left_on is not None and row.left_on <= asked.left_to),
        )
    )


ORDERS = {
    "pinyin": lambda row: (row.pinyin, row.pk),
    "joined": lambda row: (row.joined_on or date.min, row.pk),
    "unit": lambda row: (row.path, row.pinyin, row.pk),
}


def expected(place: Unit, asked: Filters, sort: str) -> list[str]:
    rows = Membership.rows.filter(path__gte=place.path, path__lt=place.path + "[")
    kept = [
        row
        for row in rows.select_related("person").prefetch_related("person__employments__employer")
        if fits(row, asked)
    ]
    kept.sort(key=ORDERS[sort.lstrip("-")], reverse=sort.startswith("-"))
    return [row.person.code for row in kept]


def all_pages(actor: Actor, size: int, **asked: object) -> list[str]:
    """The whole list, forwards; and the same backwards from its end."""
    ahead: list[str] = []
    page = queries.member_list(actor, size=size, **asked)  # type: ignore[arg-type]
    assert page.before == ""
    while True:
        ahead += [row.code for row in page.rows]
        if not page.after:
            break
        page = queries.member_list(actor, size=size, after=page.after, **asked)  # type: ignore[arg-type]
    back = [row.code for row in page.rows]
    while page.before:
        page = queries.member_list(actor, size=size, before=page.before, **asked)  # type: ignore[arg-type]
        back = [row.code for row in page.rows] + back
    assert back == ahead
    return ahead


def test_every_filter_gives_the_rows_of_the_oracle(county: Unit, plan: str) -> None:
    town = Unit.objects.get(name="东镇总工会")
    for asked in QUESTIONS:
        for place in (county, town):
            wanted = expected(place, asked, "pinyin")
            assert all_pages(OPERATOR, 7, unit=place, filters=asked) == wanted, asked
            assert queries.count_members(OPERATOR, unit=place, filters=asked) == queries.Tally(len(wanted), True), asked
        if asked.workplace != "100%_没有":
            assert expected(county, asked, "pinyin") != [], asked


def test_every_order(county: Unit, plan: str) -> None:
    for sort in ("pinyin", "-pinyin", "joined", "-joined", "unit", "-unit"):
        for asked in (Filters(), Filters(gender="f"), Filters(left=True)):
            assert all_pages(OPERATOR, 9, sort=sort, filters=asked) == expected(county, asked, sort), (sort, asked)


def test_reach_and_branches(county: Unit, plan: str) -> None:
    east, west = (Unit.objects.get(name=f"{name}镇总工会") for name in "东西")
    officer = make.officer(east, Role.OFFICER)
    assert all_pages(officer, 50) == expected(east, Filters(), "pinyin")
    assert all_pages(officer, 50, unit=west) == []
    assert all_pages(officer, 50, unit=county) == expected(east, Filters(), "pinyin")
    both = make.account()
    for name in ("东厂工会", "西港工会"):
        make.appoint(both, Role.CHAIR, Unit.objects.get(name=name))
    mine = {
        code for name in ("东厂工会", "西港工会") for code in expected(Unit.objects.get(name=name), Filters(), "pinyin")
    }
    assert set(all_pages(make.actor(both), 5)) == mine
    assert all_pages(make.officer(east, Role.AUDIT_ADMIN), 5) == []


def test_a_line_is_masked_and_says_what_it_should(county: Unit) -> None:
    her = make.member(Unit.objects.get(name="东厂工会"), "安安安", number=make.identity(order=0), phone="13812345678")
    row = queries.member_list(OPERATOR).rows[0]
    assert (row.code, row.name, row.unit_name, row.phone, row.opens) == (
        her.code,
        "安安安",
        "东厂工会",
        "138****5678",
        True,
    )
    assert row.identity == "3307**********" + make.identity(order=0)[-4:]
    assert (row.joined_on, row.left_on, row.born_on) == (date(2020, 1, 1), None, date(1985, 6, 1))
    assert not hasattr(row, "nation")


def test_who_left_is_listed_with_name_and_dates_only(county: Unit) -> None:
    port = Unit.objects.get(name="西港工会")
    officer = make.officer(Unit.objects.get(name="东镇总工会"), Role.OFFICER)
    gone = make.person("安安安", number=make.identity(order=0), phone="13812345678")
    make.join(
        gone, Unit.objects.get(name="东厂工会"), on=date(2019, 1, 1), left_on=date(2026, 1, 1), leaving="transfer"
    )
    make.join(gone, port, on=date(2026, 1, 1))
    row = next(row for row in queries.member_list(officer, filters=Filters(left=True)).rows if row.code == gone.code)
    assert (row.name, row.left_on, row.leaving, row.opens) == ("安安安", date(2026, 1, 1), "transfer", False)
    assert (row.identity, row.phone, row.born_on, row.workplace, row.native_place) == ("", "", None, "", "")
    with pytest.raises(queries.PersonNotFound):
        queries.person(officer, gone.code)


def test_a_cursor_holds_no_name_and_survives_its_person(county: Unit) -> None:
    page = queries.member_list(OPERATOR, size=20)
    rest = [row.code for row in queries.member_list(OPERATOR, size=500, after=page.after).rows]
    assert page.after == page.rows[-1].code
    Membership.rows.filter(person__code=page.after).update(left_on=TODAY, leaving="left")
    assert [row.code for row in queries.member_list(OPERATOR, size=500, after=page.after).rows] == rest
    assert queries.member_list(OPERATOR, size=20, after="nosuchcodenosuch").rows[0].code == page.rows[0].code


def test_counting_stops_where_it_is_told(county: Unit, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lists, "EXACT_TO", 10)
    assert queries.count_members(OPERATOR) == queries.Tally(10, False)
    assert queries.count_members(OPERATOR, exact=True) == queries.Tally(100, True)


def test_ages_need_their_day() -> None:
    with pytest.raises(ValueError, match="on a day"):
        queries.member_list(OPERATOR, filters=Filters(age_from=60))


@pytest.mark.parametrize("rows", [1, 3, 300])
def test_a_page_costs_the_same(rows: int, db: None, django_assert_num_queries: object) -> None:
    root = make.county()
    mill = make.union(make.town(root))
    people = Person.objects.bulk_create([Person(name="王", pinyin="wang") for _ in range(rows)])
    Membership.rows.bulk_create([Membership(person=her, unit=mill, path=mill.path, pinyin="wang") for her in people])
    officer = make.officer(root, Role.OFFICER)
    with django_assert_num_queries(3):  # type: ignore[operator]
        page = queries.member_list(officer, filters=Filters(forms=()))
    assert len(page.rows) == min(rows, 50)
