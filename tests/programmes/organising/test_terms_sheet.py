"""Terms of office in the union sheet: what the cells say, written with the unions, taken back with the import, given out again."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from niangjia.engines.imports import actions as imports
from niangjia.ground.org.models import Unit
from niangjia.kit.declare import listings
from niangjia.kit.powers import OPERATOR
from niangjia.programmes.organising import actions
from niangjia.programmes.organising.actions import Seat
from niangjia.programmes.organising.models import Term, TermSeat
from niangjia.programmes.organising.queries import chairs
from niangjia.programmes.organising.queries.chairs import Chair
from niangjia.programmes.organising.rules.terms import Office, OnRecord, against, office
from tests import factories as make
from tests.rosters import book, counts, rows, taken

HEADS = ("工会名称", "上级工会", "主席", "届次", "任期起", "任期止", "任期几年")
ROOT = ("上虞区总工会", "", "", "", "", "", "")
NAME = "物流第1工会委员会"
TODAY = date(2026, 11, 20)
BEGUN = date(2022, 5, 10)


@pytest.mark.parametrize(
    ("cells", "found"),
    [
        ((None, None, None, None), None),
        ((2, BEGUN, None, 5), Office(BEGUN, date(2027, 5, 10), 5, 2)),
        ((None, BEGUN, date(2027, 5, 9), None), Office(BEGUN, date(2027, 5, 9), 5)),
        ((None, None, date(2025, 5, 10), 3), Office(BEGUN, date(2025, 5, 10), 3)),
        ((None, BEGUN, date(2027, 6, 10), 5), Office(BEGUN, date(2027, 6, 10), 5)),
        ((None, BEGUN, date(2027, 6, 11), 5), "term.mismatch"),
        ((None, BEGUN, date(2026, 5, 10), None), "term.length"),
        ((None, BEGUN, None, 4), "term.length"),
        ((None, BEGUN, None, None), "term.no_end"),
        ((2, None, None, 5), "term.no_start"),
        ((None, TODAY + timedelta(days=1), None, 5), "term.future"),
    ],
)
def test_what_the_cells_say(cells: tuple[Any, ...], found: Any) -> None:
    assert office(*cells, allowed=(3, 5), today=TODAY) == found


@pytest.mark.parametrize(
    ("told", "elected", "found"),
    [
        (Office(BEGUN, date(2027, 5, 10), 5, 2), False, "same"),
        (Office(BEGUN, date(2027, 5, 10), 5), False, "same"),
        (Office(BEGUN, date(2025, 5, 10), 3, 2), False, "change"),
        (Office(BEGUN, date(2025, 5, 10), 3, 2), True, "term.elected"),
        (Office(date(2026, 1, 1), date(2029, 1, 1), 3, 3), True, "next"),
        (Office(date(2019, 1, 1), date(2022, 1, 1), 3, 1), False, "term.older"),
    ],
)
def test_against_the_term_on_record(told: Office, elected: bool, found: str) -> None:
    here = OnRecord(1, BEGUN, date(2027, 5, 10), 5, 2, elected)
    assert against(told, here) == found
    assert against(told, None) == "new"


def line(*term: str, chair: str = "应建伟") -> tuple[str, ...]:
    return (NAME, "上虞区总工会", chair, *term)


def facts() -> list[tuple[Any, ...]]:
    return list(Term.rows.order_by("since").values_list("number", "since", "until", "years", "ended_on"))


@pytest.mark.django_db
def test_in_once_again_changed_and_taken_back(tmp_path: Any) -> None:
    first = taken(book(tmp_path / "a.xlsx", HEADS, [ROOT, line("2", "2022-05-10", "", "5")]))
    assert counts(first) == {"new": 2}
    assert facts() == [(2, BEGUN, date(2027, 5, 10), 5, None)]
    assert list(TermSeat.objects.values_list("post", "name", "until")) == [("chair", "应建伟", None)]

    again = taken(book(tmp_path / "b.xlsx", HEADS, [ROOT, line("2", "2022-05-10", "2027-05-10", "")]))
    assert counts(again) == {"same": 2}

    change = taken(book(tmp_path / "c.xlsx", HEADS, [line("", "2022-05-10", "", "3")]))
    (row,) = rows(change, "changed")
    assert [(one.title, one.before, one.after) for one in row.changes] == [
        ("任期起", "2022-05-10", "2022-05-10"),
        ("任期几年", "5", "3"),
    ]
    revision = Unit.objects.get(name=NAME).revision
    following = taken(book(tmp_path / "d.xlsx", HEADS, [line("", "2025-05-12", "", "5", chair="胡小兰")]))
    assert facts() == [
        (2, BEGUN, date(2025, 5, 10), 3, date(2025, 5, 12)),
        (3, date(2025, 5, 12), date(2030, 5, 12), 5, None),
    ]
    assert Unit.objects.get(name=NAME).revision == revision + 1

    assert imports.undo(actor=OPERATOR, code=following.code, inline=True).kept == 0
    assert facts() == [(2, BEGUN, date(2025, 5, 10), 3, None)]
    assert list(TermSeat.objects.values_list("name", "until")) == [("应建伟", None)]
    assert imports.undo(actor=OPERATOR, code=change.code, inline=True).kept == 0
    assert facts() == [(2, BEGUN, date(2027, 5, 10), 5, None)]
    assert imports.undo(actor=OPERATOR, code=first.code, inline=True).kept == 0
    assert (facts(), Unit.objects.count()) == ([], 0)


@pytest.mark.django_db
def test_what_was_edited_since_stays_with_its_union(tmp_path: Any) -> None:
    batch = taken(book(tmp_path / "a.xlsx", HEADS, [ROOT, line("2", "2022-05-10", "", "5")]))
    Term.rows.update(number=4)

    done = imports.undo(actor=OPERATOR, code=batch.code, inline=True)

    assert done.kept == 2
    assert facts()[0][0] == 4


@pytest.mark.django_db
def test_a_wrong_term_is_named_and_its_row_stays_out(tmp_path: Any) -> None:
    batch = taken(book(tmp_path / "a.xlsx", HEADS, [ROOT, line("", "2022-05-10", "", "4")]))

    assert counts(batch)["wrong"] == 1
    assert ["任期应为 3 年或 5 年" in one.problem for one in rows(batch, "wrong")] == [True]
    assert (facts(), Unit.objects.count()) == ([], 1)


@pytest.mark.django_db
def test_given_out_it_comes_back_the_same(tmp_path: Any) -> None:
    taken(book(tmp_path / "a.xlsx", HEADS, [ROOT, line("2", "2022-05-10", "", "5")]))
    given = listings()["organising.unions"]
    lines = [tuple(str(one.cell(row) or "") for one in given.columns) for row in given.rows(OPERATOR, {"filters": {}})]

    again = taken(book(tmp_path / "b.xlsx", [str(one.title) for one in given.columns], lines))

    assert given.count(OPERATOR, {"filters": {}}) == 2
    assert lines[1][-4:] == ("2", "2022-05-10", "2027-05-10", "5")
    assert counts(again) == {"same": 2}


# ------------------------------------------------------------------ who holds the posts


@pytest.mark.django_db
def test_a_seat_names_the_one_member_who_bears_the_name() -> None:
    town = make.town(make.county())
    union, now, day = make.union(town, NAME), timezone.now(), timezone.localdate()
    one = make.person("应建伟")
    make.join(one, union)
    for _twice in range(2):
        make.join(make.person("胡小兰"), union)
    seats = [Seat("应建伟", "chair"), Seat("胡小兰", "vice"), Seat("没有他", "member")]
    actions.enter_term(actor=OPERATOR, unit_code=union.code, since=day, years=3, seats=seats, now=now)

    assert dict(TermSeat.objects.values_list("name", "person_id")) == {"应建伟": one.pk, "胡小兰": None, "没有他": None}
    late = make.person("没有他")
    make.join(late, union)
    actions.refresh_terms(actor=OPERATOR, now=now)
    assert TermSeat.objects.get(name="没有他").person_id == late.pk

    assert chairs.chairs_of([union.pk], day) == {union.pk: Chair("应建伟", one.pk)}
    other = make.person("应建伟")
    make.join(other, union)
    assert chairs.chairs_of([union.pk], day)[union.pk].person_id == one.pk, "the term knows which of the two"
    Unit.objects.filter(pk=union.pk).update(chair_name="胡小兰")
    assert chairs.chairs_of([union.pk], day) == {union.pk: Chair("胡小兰", None)}
