"""The clock, and what other modules' acts do to matters."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from niangjia.engines.approvals import actions, events, queries
from niangjia.engines.approvals.models import Batch, Matter, Stand
from niangjia.ground.org import actions as org
from niangjia.ground.people import actions as people
from niangjia.kit import bus
from niangjia.kit.calendar import add_working_days, today
from niangjia.kit.powers import OPERATOR, SYSTEM
from tests import factories as make
from tests.approving import FORMING, JOINING, TRANSFER, ask, hers

NOW = timezone.now()
heard: list[Any] = []


def listen(event: Any) -> None:
    heard.append(event)


@pytest.fixture
def ears(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """What is announced, in order."""
    heard.clear()
    kinds = (
        events.MatterAsked, events.StopOpened, events.MatterApproved, events.MatterRefused, events.MatterReturned,
        events.MatterReopened, events.MatterWithdrawn, events.StopDue, events.StopOverdue, events.StopHandedOver,
    )  # fmt: skip
    monkeypatch.setattr(bus, "_book", {one: [bus.Reaction(one, listen)] for one in kinds})
    return heard


def test_each_act_is_announced(land: Any, ears: list[Any]) -> None:
    her = make.person()
    one = ask(FORMING, land.union, her)
    ids = (one.pk,)
    actions.approve(actor=land.officer, code=one.code, revision=1, now=NOW)
    actions.recall(actor=land.officer, code=one.code, revision=2, now=NOW)
    actions.send_back(actor=land.officer, code=one.code, revision=3, reason="photo", words="x", now=NOW)
    actions.resubmit(actor=hers(her), code=one.code, revision=4, now=NOW)
    revision = Matter.rows.get().revision
    actions.refuse(actor=land.officer, code=one.code, revision=revision, reason="twice", words="x", now=NOW)
    two = ask(JOINING, land.union, her)
    actions.approve(actor=land.chair, code=two.code, revision=1, now=NOW)
    three = ask(JOINING, land.union)
    actions.withdraw(actor=SYSTEM, code=three.code, revision=1, now=NOW)
    assert ears[:8] == [
        events.MatterAsked(FORMING, ids, 1),
        events.StopOpened(FORMING, ids, "check"),
        events.StopOpened(FORMING, ids, "reply"),
        events.MatterReopened(FORMING, ids),
        events.MatterReturned(FORMING, ids),
        events.MatterAsked(FORMING, ids, 2),
        events.StopOpened(FORMING, ids, "check"),
        events.MatterRefused(FORMING, ids),
    ]
    assert events.MatterApproved(JOINING, (two.pk,)) in ears
    assert ears[-1] == events.MatterWithdrawn(JOINING, (three.pk,))


def test_due_tomorrow_and_overdue_are_told_once_each(land: Any, ears: list[Any]) -> None:
    made = {days: ask(JOINING, land.union) for days in ("late", "today", "next", "later")}
    tomorrow = add_working_days(today(), 1)
    days = {
        "late": today() - timedelta(days=1),
        "today": today(),
        "next": tomorrow,
        "later": tomorrow + timedelta(days=1),
    }
    for name, one in made.items():
        Stand.rows.filter(matter=one).update(due_on=days[name])
    ears.clear()
    assert actions.remind(actor=SYSTEM, today=today()) == 3
    assert set(ears) == {
        events.StopDue(JOINING, (made["today"].pk,), today()),
        events.StopDue(JOINING, (made["next"].pk,), tomorrow),
        events.StopOverdue(JOINING, (made["late"].pk,)),
    }
    assert actions.remind(actor=SYSTEM, today=today()) == 0


def test_a_moved_union_takes_its_matters_along(land: Any) -> None:
    one = ask(TRANSFER, land.other, other_unit_id=land.union.pk)
    two = ask(FORMING, land.union)
    new = make.town(land.county, "石柱镇总工会")
    org.move_unit(actor=OPERATOR, code=land.union.code, revision=1, parent_code=new.code, on=today(), now=NOW)
    land.union.refresh_from_db()
    assert Matter.rows.get(pk=one.pk).other_path == land.union.path
    assert Matter.rows.get(pk=two.pk).path == land.union.path
    assert Stand.rows.get(matter=one, name="sender").path == land.union.path
    assert Stand.rows.get(matter=two, name="check").path == land.town.path  # where it was planned
    assert [row.code for row in queries.inbox(make.officer(land.union, "chair")).items] == [one.code]


def test_merged_records_share_their_matters_and_part_again(land: Any) -> None:
    keeper, other = make.member(land.union), make.member(land.union)
    one = ask(JOINING, land.union, other)
    people.merge(actor=land.organiser, keeper_code=keeper.code, other_code=other.code, now=NOW)
    assert Matter.rows.get(pk=one.pk).person_id == keeper.pk
    assert [row.code for row in queries.mine(hers(keeper)).items] == [one.code]
    people.unmerge(actor=land.organiser, other_code=other.code, now=NOW)
    assert Matter.rows.get(pk=one.pk).person_id == other.pk


def test_an_erased_person_leaves_no_words(land: Any) -> None:
    her = make.person("秘密名字")
    one = ask(JOINING, land.union, her, private={"workplace": "秘密厂"})
    actions.send_back(actor=land.chair, code=one.code, revision=1, reason="photo", words="秘密话", now=NOW)
    sections = actions.hand_out(actor=SYSTEM, person_id=her.pk)
    assert "秘密话" in str(sections)
    assert "秘密厂" in str(sections)
    actions.forget(actor=SYSTEM, person_id=her.pk)
    row = Matter.rows.get(pk=one.pk)
    assert (row.title, row.sealed) == ("入会申请（已删除）", "")
    assert "秘密" not in str(actions.hand_out(actor=SYSTEM, person_id=her.pk))


def test_previews_that_nobody_confirmed_are_dropped(land: Any) -> None:
    ask(JOINING, land.union)
    kept = actions.freeze(actor=land.chair, act="approved", wanted=queries.Wanted(), now=NOW)
    done = actions.freeze(actor=land.chair, act="approved", wanted=queries.Wanted(), now=NOW)
    actions.decide_many(actor=land.chair, token=done.code, digest=done.digest, now=NOW)
    assert actions.prune(actor=SYSTEM, before=NOW) == 0
    assert actions.prune(actor=SYSTEM, before=NOW + timedelta(seconds=1)) == 1
    assert not Batch.objects.filter(pk=kept.pk).exists()
    assert Batch.objects.filter(pk=done.pk).exists()
