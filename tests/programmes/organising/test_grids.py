"""Grids: one an employer, assigned in bulk after a preview, rounds that become tasks, drives, the nightly list."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from niangjia.engines.rulebooks import queries as rulebooks
from niangjia.engines.worklists import actions as worklists
from niangjia.engines.worklists.models import Task
from niangjia.ground.audit.models import Entry
from niangjia.ground.org import actions as org
from niangjia.ground.org.choices import Role
from niangjia.ground.org.models import Employer, Unit
from niangjia.kit.powers import SYSTEM, Actor
from niangjia.programmes.organising import actions
from niangjia.programmes.organising.actions.drives import DriveDetails
from niangjia.programmes.organising.actions.field_refusals import (
    AlreadyReversed,
    CannotTakeBack,
    ChangedSince,
    FieldNotFound,
    GridEnded,
    NameTaken,
    NotInGrid,
    OfficerNeeded,
    SameKey,
    WordsNeeded,
    WrongDays,
)
from niangjia.programmes.organising.actions.grids import GridDetails
from niangjia.programmes.organising.field_handlers import close_record, reopen_record
from niangjia.programmes.organising.models import DriveTarget, Finding, Grid, GridPlace, Round
from niangjia.programmes.organising.queries import grids as queries
from niangjia.programmes.organising.queries import rounds
from niangjia.programmes.organising.queries.grids import PlaceFilter
from niangjia.programmes.organising.rulebooks import GRID
from niangjia.programmes.organising.rules.grids import Found, due_day, finding_reasons
from tests import factories as make

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


@dataclass
class Field:
    """A town with a grid, two employers of it, one elsewhere."""

    county: Unit
    town: Unit
    union: Unit
    grid: Grid
    one: Employer
    two: Employer
    far: Employer
    officer: Actor
    stranger: Actor


@pytest.fixture
def field(db: Any) -> Field:
    county = make.county()
    town, other = make.town(county), make.town(county, "古山镇总工会")
    union = make.union(town, "恒达工会")
    officer, stranger = make.officer(town), make.officer(other)
    grid = actions.add_grid(
        actor=officer,
        unit_code=town.code,
        details=GridDetails("第一网格", "金山村", date(2026, 1, 1)),
        now=timezone.now(),
    )
    one = make.employer(union, workers=120, name="恒达五金", town=town.town, address="金山村 1 号")
    two = make.employer(union, workers=8, name="小店", town=town.town)
    far = make.employer(make.union(other), workers=8, name="远处", town=other.town)
    return Field(county, town, union, grid, one, two, far, officer, stranger)


def assign(field: Field, *codes: str, grid: Grid | None = None, wanted: PlaceFilter | None = None) -> Any:
    wanted, into = wanted or PlaceFilter(grid="all"), grid or field.grid
    picked = queries.pick_places(field.officer, wanted, list(codes) or None, into=into)
    return actions.assign_to_grid(
        actor=field.officer, grid_code=into.code, wanted=wanted, codes=list(codes) or None, digest=picked.digest,
        now=timezone.now(),
    )  # fmt: skip


def another(field: Field, name: str = "第二网格") -> Grid:
    return actions.add_grid(
        actor=field.officer, unit_code=field.town.code, details=GridDetails(name), now=timezone.now()
    )


def go(field: Field, *findings: Found, key: str = "k1", on: date = TODAY, words: str = "", **given: Any) -> Round:
    return actions.record_round(
        actor=given.pop("actor", field.officer), employer_code=given.pop("employer", field.one.code), on=on, words=words,
        findings=findings, key=key, now=timezone.now(), **given,
    )  # fmt: skip


# ------------------------------------------------------------------ the grid and what is in it


def test_an_employer_is_in_one_grid(field: Field) -> None:
    assign(field, field.one.code)
    with pytest.raises(IntegrityError), transaction.atomic():
        GridPlace.rows.create(
            grid=field.grid, unit=field.town, path=field.town.path, employer=field.one, valid_from=TODAY
        )
    second = another(field)
    done = assign(field, field.one.code, field.two.code, grid=second)
    assert (done.number, done.moved) == (2, 1)
    open_now = GridPlace.rows.filter(valid_to__isnull=True).order_by("employer_id")
    assert [(one.employer_id, one.grid_id) for one in open_now] == [
        (field.one.pk, second.pk),
        (field.two.pk, second.pk),
    ]
    assert GridPlace.rows.get(valid_to__isnull=False).valid_to == TODAY


def test_what_was_previewed_is_what_is_put_in(field: Field) -> None:
    picked = queries.pick_places(field.officer, PlaceFilter(), None, into=field.grid)
    assert {one.name for one in picked.lines} == {"恒达五金", "小店"}  # nothing of the other town
    make.employer(field.union, name="后来的", town=field.town.town)
    with pytest.raises(ChangedSince):
        actions.assign_to_grid(
            actor=field.officer, grid_code=field.grid.code, wanted=PlaceFilter(), codes=None, digest=picked.digest,
            now=timezone.now(),
        )  # fmt: skip
    assert not GridPlace.rows.exists()


@pytest.mark.parametrize(
    ("wanted", "names"),
    [
        (PlaceFilter(), {"恒达五金", "小店"}),
        (PlaceFilter(text="金山村"), {"恒达五金"}),
        (PlaceFilter(towns=("古山镇",)), set()),
        (PlaceFilter(unions=True), {"恒达工会"}),
    ],
)
def test_in_no_grid_is_a_list_that_shrinks(field: Field, wanted: PlaceFilter, names: set[str]) -> None:
    assert {one.name for one in queries.place_page(field.officer, wanted).rows} == names
    if names:
        assign(field, wanted=wanted)
    assert queries.count_places(field.officer, wanted) == 0


def test_an_assignment_is_taken_back_the_same_day(field: Field) -> None:
    assign(field, field.one.code)
    second = another(field)
    done = assign(field, field.one.code, field.two.code, grid=second)
    assert actions.undo_assignment(actor=field.officer, batch=done.batch, now=timezone.now()) == 2
    assert [one.grid_id for one in GridPlace.rows.filter(valid_to__isnull=True)] == [field.grid.pk]
    again = assign(field, field.two.code, grid=second)
    with pytest.raises(CannotTakeBack):
        actions.undo_assignment(actor=field.officer, batch=again.batch, now=timezone.now() + timedelta(days=1))
    with pytest.raises(FieldNotFound):
        actions.undo_assignment(actor=field.stranger, batch=again.batch, now=timezone.now())
    assert GridPlace.rows.filter(valid_to__isnull=True).count() == 2


def test_a_grid_ends_and_comes_back(field: Field) -> None:
    assign(field, field.one.code, field.two.code)
    actions.add_grid_officer(
        actor=field.officer, grid_code=field.grid.code, name="老胡", phone="13800000001", now=timezone.now()
    )
    actions.end_grid(actor=field.officer, code=field.grid.code, now=timezone.now())
    assert queries.count_places(field.officer, PlaceFilter()) == 2
    with pytest.raises(GridEnded):
        assign(field, field.one.code)
    assign(field, field.two.code, grid=another(field))
    actions.restore_grid(actor=field.officer, code=field.grid.code, now=timezone.now())
    assert [one.employer for one in field.grid.places.filter(valid_to__isnull=True)] == [field.one]
    assert [(one.name, one.phone, one.until) for one in queries.officers_of(field.grid)] == [
        ("老胡", "138****0001", None)
    ]


def test_guards_of_a_grid(field: Field) -> None:
    now = timezone.now()
    with pytest.raises(NameTaken):
        another(field, "第一网格")
    with pytest.raises(FieldNotFound):
        actions.end_grid(actor=field.stranger, code=field.grid.code, now=now)
    with pytest.raises(WrongDays):
        actions.end_grid(actor=field.officer, code=field.grid.code, on=TODAY + timedelta(days=1), now=now)
    with pytest.raises(OfficerNeeded):
        actions.add_grid_officer(actor=field.officer, grid_code=field.grid.code, now=now)
    with pytest.raises(ChangedSince):
        actions.edit_grid(actor=field.officer, code=field.grid.code, revision=9, details=GridDetails("x"), now=now)
    with pytest.raises(queries.GridNotFound):
        queries.grid_of(field.stranger, field.grid.code)


# ------------------------------------------------------------------ rounds


def test_a_round_is_one_however_often_it_is_sent(field: Field) -> None:
    assign(field, field.one.code)
    first = go(field, words="一切正常")
    assert go(field, words="一切正常").pk == first.pk
    with pytest.raises(SameKey):
        go(field, words="别的")
    assert Round.rows.count() == 1
    assert "一切正常" not in first.words_sealed
    opened = actions.open_round(actor=field.officer, code=first.code, now=timezone.now())
    assert opened.words == "一切正常"
    assert Entry.objects.filter(verb="organising.round_opened", look=True).count() == 1


def test_only_what_is_in_ones_grid_is_visited(field: Field) -> None:
    with pytest.raises(NotInGrid):
        go(field)
    assign(field, field.one.code)
    with pytest.raises(NotInGrid):
        go(field, actor=field.stranger)
    with pytest.raises(WrongDays):
        go(field, on=TODAY + timedelta(days=1))
    assert not Round.rows.exists()


def test_a_finding_is_a_task_for_whom_it_concerns(field: Field) -> None:
    assign(field, field.one.code)
    row = go(
        field,
        Found("intent", words="老板愿意谈"),
        Found("hazard", words="欠两个月工资", concern="town"),
        Found("openness", "lacking", concern="union"),
    )
    tasks = {one.title: one for one in Task.rows.filter(kind="organising.finding")}
    assert {title: one.unit_id for title, one in tasks.items()} == {
        "恒达五金：劳动关系隐患": field.town.pk,
        "恒达五金：会务公开、厂务公开": field.union.pk,
    }
    assert "工资" not in str([one.facts for one in tasks.values()])
    done = tasks["恒达五金：劳动关系隐患"]
    worklists.finish(actor=field.officer, code=done.code, outcome="solved", now=timezone.now())
    event = worklists_finished(done)
    close_record(event)
    close_record(event)
    assert list(Finding.rows.filter(kind="hazard").values_list("result", "closed_on")) == [("solved", TODAY)]
    worklists.reopen(actor=field.officer, code=done.code, words="又欠了", now=timezone.now())
    reopen_record(worklists_finished(done))
    assert list(Finding.rows.filter(kind="hazard").values_list("result", "closed_on")) == [("", None)]
    actions.reverse_round(actor=field.officer, code=row.code, words="写错单位", now=timezone.now())
    assert {one.state for one in Task.rows.filter(kind="organising.finding")} == {"settled"}


def worklists_finished(task: Task) -> Any:
    from niangjia.engines.worklists.events import TaskFinished

    return TaskFinished("organising.finding", "solved", (task.pk,))


@pytest.mark.parametrize(
    ("found", "codes"),
    [
        (Found("intent", words="想建"), []),
        (Found("intent"), ["grid.words"]),
        (Found("contract", "signed", expires_on=date(2028, 1, 1)), []),
        (Found("contract", "talking", expires_on=date(2028, 1, 1)), ["grid.expiry"]),
        (Found("contract"), ["grid.stage"]),
        (Found("contract", "good"), ["grid.stage"]),
        (Found("hazard", "good", "x"), ["grid.stage"]),
        (Found("what"), ["grid.kind"]),
        (Found("other", words="x" * 501), ["grid.long"]),
        (Found("other", words="x", concern="me"), ["grid.concern"]),
    ],
)
def test_what_a_finding_may_say(found: Found, codes: list[str]) -> None:
    assert [one.code for one in finding_reasons(found)] == codes


def test_a_reversed_round_counts_no_more(field: Field) -> None:
    assign(field, field.one.code)
    row = go(field)
    with pytest.raises(WordsNeeded):
        actions.reverse_round(actor=field.officer, code=row.code, words=" ", now=timezone.now())
    actions.reverse_round(actor=field.officer, code=row.code, words="去错了", now=timezone.now())
    with pytest.raises(AlreadyReversed):
        actions.reverse_round(actor=field.officer, code=row.code, words="去错了", now=timezone.now())
    assert rounds.rounds(field.officer, rounds.RoundFilter()).rows == []
    assert [one.code for one in rounds.rounds(field.officer, rounds.RoundFilter(reversed=True)).rows] == [row.code]


@pytest.mark.parametrize(
    ("last", "workers", "due"),
    [(None, 8, 31), (date(2026, 1, 1), 8, 91), (date(2026, 1, 1), 99, 91), (date(2026, 1, 1), 100, 31)],
)
def test_when_a_round_is_due(last: date | None, workers: int, due: int) -> None:
    found = due_day(GRID.first(TODAY), last=last, since=date(2026, 1, 1), workers=workers)
    assert found == date(2025, 12, 31) + timedelta(days=due)


def test_the_examples_of_the_rulebooks_hold() -> None:
    for book in (GRID,):
        assert book.run is not None
        for case in book.examples:
            assert book.run(book.first(TODAY), case.inputs).outcome == case.expected
    assert rulebooks.rule_at("organising.officers", TODAY).integer("trained") == 365


def test_due_rounds_are_worked_off_by_a_visit(field: Field) -> None:
    assign(field, field.one.code, field.two.code)
    GridPlace.rows.update(valid_from=TODAY - timedelta(days=40))
    actions.refresh_rounds(actor=SYSTEM, now=timezone.now())
    due = Task.rows.filter(kind="organising.grid_round")
    assert sorted((one.title, one.unit_id, one.state) for one in due) == [
        ("小店", field.town.pk, "open"),
        ("恒达五金", field.town.pk, "open"),
    ]
    go(field)
    actions.refresh_rounds(actor=SYSTEM, now=timezone.now())
    assert sorted((one.title, one.state, one.outcome) for one in due.all()) == [
        ("小店", "open", ""),
        ("恒达五金", "done", "visited"),
    ]
    later = timezone.now() + timedelta(days=24)
    actions.refresh_rounds(actor=SYSTEM, now=later)
    assert due.get(title="恒达五金").state == "open"


# ------------------------------------------------------------------ drives


def begin(field: Field, kind: str = "contract", key: str = "d1") -> Any:
    details = DriveDetails("集中签约月", kind, TODAY - timedelta(days=5), TODAY + timedelta(days=20))
    return actions.begin_drive(
        actor=field.officer,
        unit_code=field.town.code,
        details=details,
        grid_codes=[field.grid.code],
        key=key,
        now=timezone.now(),
    )


def test_a_drive_counts_what_rounds_find(field: Field) -> None:
    assign(field, field.one.code, field.two.code)
    drive = begin(field)
    assert begin(field).pk == drive.pk
    go(field, Found("contract", "talking"))
    go(field, Found("openness", "good"), key="k2", employer=field.two.code)
    page = rounds.drive_page(field.officer, drive.code)
    assert [(one.grid, one.all, one.seen, one.reached) for one in page.grids] == [("第一网格", 2, 1, 0)]
    signed = go(field, Found("contract", "signed", expires_on=date(2028, 1, 1)), key="k3")
    go(field, Found("contract", "talking"), key="k4")
    assert DriveTarget.objects.get(employer=field.one).stage == "signed"
    actions.reverse_round(actor=field.officer, code=signed.code, words="没有签", now=timezone.now())
    assert DriveTarget.objects.get(employer=field.one).stage == "talking"
    late = begin(field, key="d2")  # rounds of its days count, though they were before it began
    assert (late.targets.filter(done_on__isnull=False).count(), late.targets.count()) == (1, 2)
    actions.cancel_drive(actor=field.officer, code=late.code, now=timezone.now())
    actions.end_drive(actor=field.officer, code=drive.code, now=timezone.now())
    assert [one.code for one in rounds.drives(field.officer, state="over").rows] == [drive.code]


# ------------------------------------------------------------------ moves and merges


def test_a_merged_town_takes_its_grids_along_and_back(field: Field) -> None:
    assign(field, field.one.code)
    assign(field, wanted=PlaceFilter(unions=True))
    go(field, Found("hazard", words="x", concern="town"))
    boss = make.officer(field.county, Role.ORGANISER)
    into = Unit.objects.get(name="古山镇总工会")
    given = {one.code: one.revision for one in Unit.objects.filter(pk__in=[into.pk, field.town.pk])}
    made = org.merge_units(
        actor=boss, into_code=into.code, codes=[field.town.code], revisions=given, on=TODAY, document="", words="",
        now=timezone.now(),
    )  # fmt: skip
    grid = Grid.rows.get()
    place = GridPlace.rows.get(employer=field.one)
    assert (grid.unit_id, grid.path, place.unit_id, place.path) == (into.pk, into.path, into.pk, into.path)
    assert Finding.rows.get().unit_id == into.pk
    union = Unit.objects.get(pk=field.union.pk)
    assert GridPlace.rows.get(member_unit=union).valid_to is None  # the union itself lives on below
    org.undo_merge(actor=boss, code=made.code, now=timezone.now())
    town = Unit.objects.get(pk=field.town.pk)
    assert (Grid.rows.get().unit_id, Grid.rows.get().path) == (town.pk, town.path)
    assert GridPlace.rows.get(employer=field.one).path == town.path
