"""Work that a job carries on: the trail names whose hand it was and whom a deputy acted for; half-written batches go on."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from tests import factories as make
from tests.rosters import MEMBERS, book

from niangjia.engines.imports import actions
from niangjia.engines.imports.actions import applying, exports
from niangjia.engines.imports.choices import State
from niangjia.engines.imports.policies import EXPORT, UNDO, USE
from niangjia.ground.audit.models import Entry
from niangjia.ground.org.choices import Role
from niangjia.kit import declare
from niangjia.kit.declare import sheets
from niangjia.kit.jobs import drain, queue
from niangjia.kit.powers import NotAllowed

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 20, 3, tzinfo=UTC)


@pytest.fixture(autouse=True)
def queued(settings):
    """Jobs are rows, as in production."""
    settings.TASKS = {
        "default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default", "slow", "seal"]},
    }


class Office:
    """A clerk of a union who also stands in for the town's officer."""

    def __init__(self):
        self.town = make.town(make.county())
        self.union = make.union(self.town, "东厂工会")
        self.giver, self.who = make.account("镇里的"), make.account("代理人")
        self.lent = make.appoint(self.giver, Role.OFFICER, self.town)
        make.deputy(self.lent, self.who)

    def actor(self, under):
        return replace(make.actor(self.who, origin="page"), under=under)

    def roster(self, folder):
        rows = [
            (f"张{n}", "", make.identity(order=500 + k), "", self.union.name, "", "", "")
            for k, n in enumerate("甲乙丙")
        ]
        return book(folder / "roster.xlsx", MEMBERS, rows)


@pytest.fixture
def office(db):
    return Office()


def told(kind):
    """(verb, who, for whom) of every entry about batches or exports."""
    entries = Entry.objects.filter(subject_kind=kind).order_by("id")
    return list(entries.values_list("verb", "account_id", "for_account_id"))


def taken_in(office, folder):
    actor = office.actor(USE)
    (batch,) = actions.stage(actor=actor, source=office.roster(folder), name="roster.xlsx")
    actions.check(actor=actor, code=batch.code)
    assert drain() == 1
    actions.start(actor=actor, code=batch.code)
    assert drain() >= 1  # the import, and what reacts to it
    return batch


def test_an_import_of_a_deputy_says_for_whom_to_its_end(office, tmp_path):
    batch = taken_in(office, tmp_path)
    batch.refresh_from_db()
    assert (batch.state, batch.taken["new"]) == (State.DONE, 3)
    verbs = ["staged", "checked", "confirmed", "applied", "finished"]
    assert told("imports.batch") == [(f"imports.{verb}", office.who.pk, office.giver.pk) for verb in verbs]
    actions.undo(actor=office.actor(UNDO), code=batch.code)
    drain()
    assert {one[1:] for one in told("imports.batch")} == {(office.who.pk, office.giver.pk)}
    assert told("imports.batch")[-1][0] == "imports.undone"


def test_what_she_may_do_herself_is_for_nobody(office, tmp_path):
    make.appoint(office.who, Role.OFFICER, office.town)
    taken_in(office, tmp_path)
    assert {one[2] for one in told("imports.batch")} == {None}


def test_without_the_argument_the_job_would_not_know(office, tmp_path):
    """The control: the same import with the argument taken out of its job, as jobs were before."""
    actor = office.actor(USE)
    (batch,) = actions.stage(actor=actor, source=office.roster(tmp_path), name="roster.xlsx")
    actions.check(actor=actor, code=batch.code)
    drain()
    actions.start(actor=actor, code=batch.code)
    row = queue.rows().order_by("-enqueued_at").first()
    assert row.args_kwargs["kwargs"]["arguments"].pop("for_account_id") == office.giver.pk
    row.save(update_fields=["args_kwargs"])
    drain()
    assert told("imports.batch")[-1] == ("imports.finished", office.who.pk, None)


def test_a_list_written_by_a_job_says_for_whom(office, monkeypatch):
    monkeypatch.setattr(exports, "AT_ONCE", 1)
    for _ in range(3):
        make.member(office.union)
    actions.order(
        actor=office.actor(EXPORT), source="people.members", asked={"unit": office.town.code}, columns=["name"],
        filter_text="", now=NOW,
    )  # fmt: skip
    drain(["slow"])
    assert told("imports.export") == [("imports.exported", office.who.pk, office.giver.pk)]


def test_what_a_colleague_carries_on_is_hers(office, tmp_path):
    """One brings the file, another confirms it: everybody stands in the trail for what she did."""
    (batch,) = actions.stage(actor=office.actor(USE), source=office.roster(tmp_path), name="roster.xlsx")
    actions.check(actor=office.actor(USE), code=batch.code)
    drain()
    colleague = make.account("同事")
    make.appoint(colleague, Role.OFFICER, office.town)
    actions.start(actor=replace(make.actor(colleague, origin="page"), under=USE), code=batch.code)
    drain()
    hands = {verb: who for verb, who, _for in told("imports.batch")}
    assert [hands[f"imports.{verb}"] for verb in ("staged", "checked")] == [office.who.pk] * 2
    assert [hands[f"imports.{verb}"] for verb in ("confirmed", "applied", "finished")] == [colleague.pk] * 3


def test_a_writing_refused_half_way_is_carried_on_or_given_up(office, tmp_path, monkeypatch):
    """Part of it stands in the base: it is not checked anew, which would forget that, but gone on with."""
    kept = sheets()["members"]
    monkeypatch.setitem(declare._sheets, "members", replace(kept, chunk=1))
    (batch,) = actions.stage(actor=office.actor(USE), source=office.roster(tmp_path), name="roster.xlsx")
    actions.check(actor=office.actor(USE), code=batch.code, inline=True)
    write = applying.apply_chunk

    def refusing(actor, batch, sheet, number, frame, options):
        if number == 1:
            raise NotAllowed
        write(actor, batch, sheet, number, frame, options)

    monkeypatch.setattr(applying, "apply_chunk", refusing)
    half = actions.start(actor=office.actor(USE), code=batch.code, inline=True)
    half.refresh_from_db()
    assert (half.state, half.next_chunk, half.done_rows) == (State.FAILED, 1, 1)
    with pytest.raises(actions.NotNow):
        actions.check(actor=office.actor(USE), code=batch.code)
    with pytest.raises(actions.NotNow):
        actions.set_mapping(actor=office.actor(USE), code=batch.code, mapping={})
    monkeypatch.setattr(applying, "apply_chunk", write)
    done = actions.resume(actor=office.actor(USE), code=batch.code, inline=True)
    assert (done.state, done.done_rows, done.taken) == (State.DONE, 3, {"new": 3})
