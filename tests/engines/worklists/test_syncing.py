"""A list follows what there is to do, and never tramples on what people are doing."""

from __future__ import annotations

import time
from datetime import date, timedelta

import polars as pl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from niangjia.engines.worklists import actions, queries
from niangjia.engines.worklists.actions import Synced
from niangjia.engines.worklists.models import Note, Task
from niangjia.ground.audit.models import Entry
from niangjia.ground.org.actions import move_unit
from niangjia.kit.powers import SYSTEM
from tests import factories as make
from tests.engines.worklists.conftest import NOW, TODAY, sync, wanted

LATER = NOW + timedelta(days=1)


def states():
    return dict(Task.rows.order_by("subject_id").values_list("subject_id", "state"))


def of(number):
    return Task.rows.get(subject_id=number)


def test_new_subjects_become_tasks(place):
    assert sync(wanted(1, 2, unit=place.plant)) == Synced(opened=2)
    one = of(1)
    assert (one.title, one.facts, one.path, one.owner_id, one.state) == (
        "第1家单位",
        {"workers": 1},
        place.plant.path,
        None,
        "open",
    )
    assert one.due_on == date(2026, 12, 4)  # ten working days
    assert len(one.code) == 16
    assert one.opened_at == NOW


def test_the_same_again_changes_nothing(place):
    sync(wanted(1, 2, unit=place.plant))
    before = list(Task.rows.order_by("pk").values())
    assert sync(wanted(1, 2, unit=place.plant), now=LATER) == Synced()
    assert list(Task.rows.order_by("pk").values()) == before


def test_a_row_may_bring_its_own_day_and_a_list_its_own_rule(place, monkeypatch):
    sync(wanted(1, unit=place.plant, due_on=date(2027, 3, 1)))
    assert of(1).due_on == date(2027, 3, 1)
    monkeypatch.setattr(queries.declared("test.unformed").__class__, "days_on", lambda self, day, path: len(path))
    sync(wanted(1, 2, unit=place.plant))
    assert of(2).due_on == date(2026, 12, 8)  # twelve: the plant is three storeys down


def test_facts_follow_and_place_too_while_nobody_has_taken_it(place):
    sync(wanted(1, unit=place.plant))
    moved = wanted(1, unit=place.west)
    assert sync(moved, now=LATER) == Synced(refreshed=1)
    assert (of(1).path, of(1).unit_id, of(1).revision) == (place.west.path, place.west.pk, 1)


def test_a_task_with_an_owner_keeps_its_place_owner_and_day(place):
    sync(wanted(1, unit=place.plant))
    actions.take(actor=place.eastern, code=of(1).code, now=NOW)
    row = wanted(1, unit=place.west, due_on=date(2028, 1, 3))[0]
    changed = [type(row)(**{**vars(row), "facts": {"workers": 7}})]
    assert sync(changed, now=LATER) == Synced(refreshed=1)
    one = of(1)
    assert (one.facts, one.path, one.owner_id, one.due_on) == (
        {"workers": 7}, place.plant.path, place.eastern.account_id, date(2026, 12, 4),
    )  # fmt: skip


def test_what_nobody_took_is_settled_when_its_cause_is_gone(place):
    sync(wanted(1, 2, unit=place.plant))
    actions.take(actor=place.eastern, code=of(2).code, now=NOW)
    assert sync([], now=LATER) == Synced(settled=1, gone=1)
    assert states() == {1: "settled", 2: "open"}
    assert (of(1).closed_at, of(2).stands) == (LATER, False)
    assert Note.objects.filter(task=of(1)).values_list("act", flat=True)[0] == "settle"
    assert sync([], now=LATER) == Synced()


def test_what_is_done_stays_done_while_the_cause_stays(place):
    sync(wanted(1, 2, unit=place.plant))
    actions.finish(actor=place.eastern, code=of(1).code, outcome="later", now=NOW)
    actions.drop(actor=place.eastern, code=of(2).code, words="已搬走", now=NOW)
    assert sync(wanted(1, 2, unit=place.plant), now=LATER) == Synced()
    assert states() == {1: "done", 2: "dropped"}


def test_a_cause_that_went_away_and_came_back_opens_it_again(place):
    sync(wanted(1, 2, unit=place.plant))
    actions.finish(actor=place.eastern, code=of(1).code, outcome="formed", words="批复了", now=NOW)
    sync([], now=NOW)
    assert states() == {1: "done", 2: "settled"}
    assert sync(wanted(1, 2, unit=place.plant), now=LATER) == Synced(returned=2)
    one = of(1)
    assert (one.state, one.outcome, one.words, one.closed_at, one.owner_id) == ("open", "", "", None, None)
    assert one.due_on == date(2026, 12, 4)
    assert one.opened_at == LATER
    lines = [line.act for line in queries.history(SYSTEM, one.code, now=LATER)]
    assert lines == ["return", "finish"]


def test_a_branch_settles_its_own_tasks_only(place):
    sync([*wanted(1, unit=place.plant), *wanted(2, unit=place.west)])
    assert sync([], under=place.east.path, now=LATER) == Synced(settled=1)
    assert states() == {1: "settled", 2: "open"}


def test_a_subject_that_came_from_another_branch_is_the_same_task(place):
    sync(wanted(1, unit=place.west))
    assert sync(wanted(1, unit=place.plant), under=place.east.path, now=LATER) == Synced(refreshed=1)
    assert of(1).path == place.plant.path


def test_who_does_not_keep_the_list_there_changes_nothing(place):
    with pytest.raises(actions.MayNotSync):
        sync(wanted(1, unit=place.plant), actor=place.eastern)
    with pytest.raises(actions.MayNotSync):
        sync(wanted(1, unit=place.plant), actor=place.western, under=place.east.path)
    assert not Task.rows.exists()
    assert sync(wanted(1, unit=place.plant), actor=place.eastern, under=place.east.path) == Synced(opened=1)


def test_mistakes_of_the_caller_are_told(place):
    with pytest.raises(ValueError, match="twice"):
        sync([*wanted(1, unit=place.plant), *wanted(1, unit=place.west)])
    with pytest.raises(ValueError, match="outside"):
        sync(wanted(1, unit=place.west), under=place.east.path)
    with pytest.raises(queries.UnknownList):
        sync([], kind="test.unknown")
    assert not Task.rows.exists()


def test_lists_do_not_meet(place):
    sync(wanted(1, unit=place.plant))
    sync(wanted(1, unit=place.plant), kind="test.other")
    assert sync([], kind="test.other", now=LATER) == Synced(settled=1)
    assert of_kind("test.unformed") == ["open"]


def of_kind(kind):
    return list(Task.rows.filter(kind=kind).values_list("state", flat=True))


def test_the_trail_tells_the_numbers_once(place):
    sync(wanted(1, 2, unit=place.plant))
    entry = Entry.objects.get(verb="worklists.synced")
    assert '"opened":2' in entry.facts
    assert entry.subject_id is None


@pytest.mark.django_db
def test_a_move_of_a_branch_takes_its_tasks_along(place):
    sync(wanted(1, unit=place.plant))
    move_unit(
        actor=make.officer(place.county), code=place.plant.code, parent_code=place.west.code, revision=place.plant.revision, on=TODAY, now=NOW
    )  # fmt: skip
    place.plant.refresh_from_db()
    assert of(1).path == place.plant.path
    assert place.plant.path.startswith(place.west.path)


def test_ten_thousand_rows_in_few_statements_and_seconds(place):
    unions = [make.union(place.east) for _ in range(5)]
    frame = pl.DataFrame(
        {
            "subject_id": range(1, 10_001),
            "unit_id": [unions[number % 5].pk for number in range(10_000)],
            "title": [f"第{number}家" for number in range(10_000)],
        }
    )
    began = time.process_time()
    with CaptureQueriesContext(connection) as first:
        assert sync(frame) == Synced(opened=10_000)
    with CaptureQueriesContext(connection) as second:
        assert sync(frame.with_columns(pl.col("title") + "！"), now=LATER) == Synced(refreshed=10_000)
    with CaptureQueriesContext(connection) as third:
        assert sync(frame.head(4_000), now=LATER) == Synced(refreshed=4_000, settled=6_000)
    assert max(len(first), len(second), len(third)) <= 30
    assert time.process_time() - began < 15
    assert Task.rows.filter(state="open").count() == 4_000
