"""What people do with tasks, one or many, and taking it back."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from niangjia.engines.worklists import actions, events, queries
from niangjia.engines.worklists.actions import Change
from niangjia.engines.worklists.models import Note, Task
from niangjia.engines.worklists.queries import TaskFilter
from niangjia.ground.audit.models import Entry
from niangjia.ground.org.choices import Role
from niangjia.kit import bus
from niangjia.kit.bus import Reaction
from niangjia.kit.powers import SYSTEM, Refused
from tests import factories as make
from tests.engines.worklists.conftest import NOW, TODAY, sync, wanted

SOON = NOW + timedelta(seconds=5)


@pytest.fixture
def heard(monkeypatch):
    told = []
    kinds = (events.TaskAssigned, events.TaskFinished, events.TaskReopened, events.TaskDue, events.TaskOverdue)
    monkeypatch.setattr(bus, "_book", {one: [Reaction(one, told.append, durable=False)] for one in kinds})
    return told


@pytest.fixture
def task(place):
    sync(wanted(1, unit=place.plant))
    return Task.rows.get()


def fresh(one):
    return Task.rows.get(pk=one.pk)


def verbs():
    return list(Entry.objects.exclude(verb="worklists.synced").order_by("pk").values_list("verb", flat=True))


def frozen(one):
    return Task.rows.filter(pk=one.pk).values().get()


def test_take_note_finish(place, task, heard, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        actions.take(actor=place.eastern, code=task.code, now=NOW)
        actions.note(actor=place.eastern, code=task.code, words="老板答应下周谈", now=NOW)
        actions.finish(actor=place.eastern, code=task.code, outcome="formed", words="批复〔2026〕3 号", now=NOW)
    here = fresh(task)
    assert (here.state, here.outcome, here.owner_id, here.closed_at) == (
        "done",
        "formed",
        place.eastern.account_id,
        NOW,
    )
    assert verbs() == ["worklists.take", "worklists.note", "worklists.finish"]
    assert heard == [events.TaskFinished("test.unformed", "formed", (task.pk,))]
    lines = queries.history(place.reader, task.code, now=NOW)
    assert [(line.act, line.by, line.words) for line in lines] == [
        ("finish", "应晓东", "批复〔2026〕3 号"), ("note", "应晓东", "老板答应下周谈"), ("take", "应晓东", ""),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("act", "facts"),
    [
        ("finish", {"outcome": "nonsense"}),
        ("drop", {"words": " "}),
        ("postpone", {"to": TODAY, "words": "等批复"}),
        ("postpone", {"to": date(2027, 1, 4), "words": ""}),
        ("reopen", {"words": "还没有办完"}),
        ("note", {"words": ""}),
    ],
)
def test_what_is_refused_changes_nothing(place, task, act, facts):
    before = frozen(task)
    with pytest.raises(Refused) as refused:
        getattr(actions, act)(actor=place.eastern, code=task.code, now=NOW, **facts)
    assert refused.value.sentence
    assert frozen(task) == before
    assert not Note.objects.exists()


def test_other_branches_and_readers_find_nothing_to_work_on(place, task):
    for who in (place.western, place.reader):
        with pytest.raises(queries.TaskNotFound):
            actions.take(actor=who, code=task.code, now=NOW)
    assert fresh(task).owner_id is None
    assert queries.acts_on(place.reader, task) == []
    assert queries.acts_on(place.eastern, task)[0] == "take"


def test_a_task_is_given_to_those_who_answer_for_the_place(place, task, heard, django_capture_on_commit_callbacks):
    def code_of(actor):
        return next(one.code for one in hands if one.account_id == actor.account_id)

    hands = queries.hands(place.officer, task)
    assert {one.account_id for one in hands} == {place.officer.account_id, place.eastern.account_id}
    with django_capture_on_commit_callbacks(execute=True):
        actions.assign(actor=place.officer, code=task.code, owner_code=code_of(place.eastern), now=NOW)
    assert fresh(task).owner_id == place.eastern.account_id
    assert heard == [events.TaskAssigned("test.unformed", place.eastern.account_id, (task.pk,))]
    stranger = make.account("外人")
    before = frozen(task)
    with pytest.raises(actions.NotTheirs) as refused:
        actions.assign(actor=place.officer, code=task.code, owner_code=stranger.code, now=NOW)
    assert "外人" in refused.value.sentence
    assert frozen(task) == before
    actions.assign(actor=place.officer, code=task.code, owner_code="", now=NOW)
    assert fresh(task).owner_id is None


def test_undo_gives_back_what_was_there(place, task):
    before = frozen(task)
    for act, facts in (
        ("take", {}),
        ("finish", {"outcome": "formed"}),
        ("drop", {"words": "搬走了"}),
        ("postpone", {"to": date(2027, 1, 4), "words": "等批复"}),
    ):
        done = getattr(actions, act)(actor=place.eastern, code=task.code, now=NOW, **facts)
        assert actions.undo(actor=place.eastern, batch=done.batch, now=SOON) == 1
        after = frozen(task)
        assert {**after, "revision": 1} == {**before, "revision": 1}
    assert [line.undone for line in queries.history(SYSTEM, task.code, now=NOW)] == [True] * 4


def test_undo_of_a_reopening_gives_back_the_end(place, task):
    actions.finish(actor=place.eastern, code=task.code, outcome="formed", words="好了", now=NOW)
    done = actions.reopen(actor=place.eastern, code=task.code, words="又撤了", now=NOW)
    assert fresh(task).state == "open"
    actions.undo(actor=place.eastern, batch=done.batch, now=SOON)
    here = fresh(task)
    assert (here.state, here.outcome, here.words, here.closed_at) == ("done", "formed", "好了", NOW)


def test_undo_has_an_end(place, task):
    done = actions.take(actor=place.eastern, code=task.code, now=NOW)
    for who, when in ((place.officer, SOON), (place.eastern, NOW + timedelta(seconds=11)), (SYSTEM, SOON)):
        with pytest.raises(actions.TooLate):
            actions.undo(actor=who, batch=done.batch, now=when)
    assert fresh(task).owner_id == place.eastern.account_id
    actions.postpone(actor=place.officer, code=task.code, to=date(2027, 1, 4), words="等批复", now=NOW)
    with pytest.raises(actions.TooLate):
        actions.undo(actor=place.eastern, batch=done.batch, now=SOON)
    assert fresh(task).owner_id == place.eastern.account_id


def test_undo_of_an_end_is_announced(place, task, heard, django_capture_on_commit_callbacks):
    done = actions.finish(actor=place.eastern, code=task.code, outcome="formed", now=NOW)
    with django_capture_on_commit_callbacks(execute=True):
        actions.undo(actor=place.eastern, batch=done.batch, now=SOON)
    assert heard[-1] == events.TaskReopened("test.unformed", (task.pk,))


# ------------------------------------------------------------------ many


@pytest.fixture
def tasks(place):
    sync([*wanted(1, 2, 3, unit=place.plant), *wanted(4, unit=place.west)])
    return {one.subject_id: one for one in Task.rows.all()}


def test_many_are_told_row_by_row(place, tasks):
    actions.drop(actor=place.officer, code=tasks[2].code, words="搬走了", now=NOW)
    codes = [one.code for one in tasks.values()]
    done = actions.many(actor=place.officer, act="finish", codes=codes, change=Change(outcome="later"), now=NOW)
    assert done.number == 3
    assert [(one.title, "不办了" in one.why) for one in done.wrong] == [("第2家单位", True)]
    assert dict(Task.rows.values_list("subject_id", "state")) == {1: "done", 2: "dropped", 3: "done", 4: "done"}
    assert actions.undo(actor=place.officer, batch=done.batch, now=SOON) == 3
    assert dict(Task.rows.values_list("subject_id", "state")) == {1: "open", 2: "dropped", 3: "open", 4: "open"}


def test_many_are_given_away_only_where_the_receiver_answers(place, tasks):
    owner = next(one.code for one in queries.hands(SYSTEM, tasks[1]) if one.account_id == place.eastern.account_id)
    done = actions.many(
        actor=place.officer,
        act="assign",
        codes=[one.code for one in tasks.values()],
        change=Change(owner_code=owner),
        now=NOW,
    )
    assert [one.title for one in done.wrong] == ["第4家单位"]
    assert dict(Task.rows.values_list("subject_id", "owner_id")) == {
        1: place.eastern.account_id, 2: place.eastern.account_id, 3: place.eastern.account_id, 4: None,
    }  # fmt: skip


def test_a_preview_that_no_longer_fits_does_nothing(place, tasks):
    picked = queries.pick(place.officer, today=TODAY)
    assert picked.number == 4
    actions.take(actor=place.eastern, code=tasks[1].code, now=NOW)
    before = list(Task.rows.order_by("pk").values())
    with pytest.raises(actions.ChangedMeanwhile):
        actions.many(actor=place.officer, act="take", codes=picked.codes, digest=picked.digest, now=NOW)
    assert list(Task.rows.order_by("pk").values()) == before
    again = queries.pick(place.officer, today=TODAY)
    assert actions.many(actor=place.officer, act="take", codes=again.codes, digest=again.digest, now=NOW).number == 4


FILTERS = st.builds(
    TaskFilter,
    owner=st.sampled_from(["all", "mine", "nobody"]),
    due=st.sampled_from(["", "overdue", "today", "week"]),
    state=st.sampled_from(["open", "closed", "all", "done", "settled"]),
    text=st.sampled_from(["", "第1", "家"]),
    kinds=st.sampled_from([(), ("test.unformed",), ("test.other",)]),
    gone=st.booleans(),
)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(filters=FILTERS)
def test_shown_counted_and_picked_are_the_same_rows(place, mixed, filters):
    """G32: the pages of the list, its number and what an act on all would meet agree for whoever may work everything off."""
    shown, after = [], ""
    while True:
        page = queries.tasks(place.officer, filters, today=TODAY, after=after, size=2)
        shown += [one.code for one in page.rows]
        after = page.after
        if not after:
            break
    assert queries.count_tasks(place.officer, filters, today=TODAY) == len(shown)
    assert queries.pick(place.officer, wanted=filters, today=TODAY).codes == shown
    assert queries.owner_counts(place.officer, filters, today=TODAY)[filters.owner] == len(shown)


@pytest.fixture
def mixed(place, tasks):
    actions.take(actor=place.officer, code=tasks[1].code, now=NOW)
    actions.finish(actor=place.officer, code=tasks[2].code, outcome="later", now=NOW)
    sync(
        [
            *wanted(5, unit=place.east, due_on=date(2026, 11, 19)),
            *wanted(6, unit=place.east, due_on=TODAY),
            *wanted(3, unit=place.plant),
        ]
    )
    return tasks


def test_home_counts_equal_the_list(place, mixed):
    (line,) = queries.home_counts(place.officer, today=TODAY)
    assert (line.kind, line.all, line.mine, line.nobody, line.overdue, line.today) == ("test.unformed", 4, 1, 3, 1, 1)
    for filters, number in (
        (TaskFilter(), line.all),
        (TaskFilter(owner="mine"), line.mine),
        (TaskFilter(owner="nobody"), line.nobody),
        (TaskFilter(due="overdue"), line.overdue),
        (TaskFilter(due="today"), line.today),
    ):
        assert queries.count_tasks(place.officer, filters, today=TODAY) == number
    counted = queries.facet_counts(place.officer, TaskFilter(), today=TODAY)
    assert counted["kind"] == {"test.unformed": 4}
    assert counted["due"] == {"overdue": 1, "today": 1, "week": 1}


def test_a_list_of_another_power_is_not_seen(place):
    sync(wanted(1, unit=place.plant), kind="test.other")
    assert queries.count_tasks(place.reader, today=TODAY) == 0
    assert queries.count_tasks(place.officer, today=TODAY) == 1
    assert [one.kind for one in queries.lists(place.reader)] == ["test.unformed"]


@pytest.mark.parametrize("number", [1, 3, 300])
def test_a_page_costs_the_same(place, number, django_assert_num_queries, django_assert_max_num_queries):
    sync(wanted(*range(1, number + 1), unit=place.plant))
    with django_assert_num_queries(1):
        page = queries.tasks(place.officer, today=TODAY)
        assert [(one.unit.name, one.owner) for one in page.rows][:1] == [(place.plant.name, None)]
    codes = queries.pick(place.officer, today=TODAY).codes
    with django_assert_max_num_queries(7 if number < 50 else 15):  # SQLite takes about 83 new rows a statement
        assert actions.many(actor=place.officer, act="take", codes=codes, now=NOW).number == number


# ------------------------------------------------------------------ by the clock


def test_reminders_are_said_once_each(place, tasks, heard, django_capture_on_commit_callbacks):
    actions.take(actor=place.eastern, code=tasks[1].code, now=NOW)
    said = {}
    for offset in range(20):
        with django_capture_on_commit_callbacks(execute=True):
            actions.remind(actor=SYSTEM, now=NOW + timedelta(days=offset))
            actions.remind(actor=SYSTEM, now=NOW + timedelta(days=offset))
        said[(TODAY + timedelta(days=offset)).isoformat()] = [type(one).__name__ for one in heard]
        heard.clear()
    assert {day: kinds for day, kinds in said.items() if kinds} == {
        "2026-12-01": ["TaskDue", "TaskDue"],  # three working days before 12-04; one event an owner
        "2026-12-04": ["TaskDue", "TaskDue"],
        "2026-12-05": ["TaskOverdue", "TaskOverdue"],
    }


def test_a_postponed_task_is_reminded_of_again(place, tasks):
    actions.remind(actor=SYSTEM, now=NOW + timedelta(days=15))
    assert set(Task.rows.values_list("told", flat=True)) == {99}
    actions.postpone(actor=place.eastern, code=tasks[1].code, to=date(2026, 12, 31), words="等批复", now=NOW)
    assert fresh(tasks[1]).told == 0


def test_an_owner_who_left_gives_the_task_back(place, tasks):
    from niangjia.ground.access.models import Appointment

    actions.take(actor=place.eastern, code=tasks[1].code, now=NOW)
    actions.take(actor=place.officer, code=tasks[2].code, now=NOW)
    assert actions.release(actor=SYSTEM, now=NOW) == 0
    Appointment.rows.filter(account_id=place.eastern.account_id).update(until=date(2026, 1, 1))
    assert actions.release(actor=SYSTEM, now=NOW) == 1
    assert (fresh(tasks[1]).owner_id, fresh(tasks[2]).owner_id) == (None, place.officer.account_id)
    assert queries.history(SYSTEM, tasks[1].code, now=NOW)[0].act == "release"


def test_erasure_takes_the_words_and_leaves_the_task(place):
    from niangjia.engines.worklists.actions import Wanted, forget
    from niangjia.kit import declare
    from niangjia.kit.declare import Worklist

    declare.register(Worklist("test.visits", "走访", "people.person", {"seen": "走访过"}))
    sync([Wanted(77, "", place.plant.pk, "走访王桂兰", {"why": "x"})], kind="test.visits")
    one = Task.rows.get()
    actions.note(actor=place.eastern, code=one.code, words="王桂兰在家", now=NOW)
    forget(actor=SYSTEM, person_id=77)
    here = fresh(one)
    assert (here.title, here.facts, here.state) == ("——", {}, "open")
    assert Note.objects.get().words == ""


def test_the_explorer_knows_where_a_task_lies(place, task):
    assert queries.task_places(record_id=task.pk) == ("worklists.view", [place.plant.path])
    assert queries.task_places(record_id=0) == ("worklists.view", [])


def test_roles():
    from niangjia.kit.powers import known_powers

    assert Role.WINDOW in known_powers()["worklists.view"].roles
    assert Role.WINDOW not in known_powers()["worklists.work"].roles
