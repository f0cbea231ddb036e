"""Transfers: asked for by the member or by the receiver, silence of the sender, what is written, taken back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from niangjia.engines.approvals import actions as approvals
from niangjia.engines.approvals import queries as matters
from niangjia.engines.approvals.models import Matter, Stand
from niangjia.ground.org.choices import Role
from niangjia.ground.org.models import Unit
from niangjia.ground.people.actions import NotMember
from niangjia.ground.people.models import Membership, Person
from niangjia.kit import vault
from niangjia.kit.powers import SYSTEM, Actor, ActorKind
from niangjia.programmes.organising import actions, queries
from niangjia.programmes.organising.models import Transfer
from tests import factories as make
from tests.programmes.organising import joining

pytestmark = pytest.mark.django_db


@dataclass
class Two:
    """A union that gives, one in another county that receives, and a member."""

    giver: Unit
    taker: Unit
    her: Person
    worker: Actor
    giving: Actor
    taking: Actor


@pytest.fixture
def two(db: Any) -> Two:
    giver = make.union(make.town(make.county()), "恒达工会")
    taker = make.union(make.town(make.county("义乌市总工会"), "佛堂镇总工会"), "鑫盛工会")
    joining.taking(taker)
    her = make.member(giver, "应小妹", on=date(2020, 1, 1))
    worker = Actor(ActorKind.WORKER, person_id=her.pk)
    return Two(giver, taker, her, worker, make.officer(giver, Role.CHAIR), make.officer(taker, Role.CHAIR))


def ask(two: Two) -> Transfer:
    return actions.ask_transfer(actor=two.worker, unit_code=two.taker.code, now=timezone.now())


def agree(chair: Actor, row: Transfer) -> None:
    seen = matters.matter(SYSTEM, row.matter_code, now=timezone.now())
    approvals.approve(actor=chair, code=row.matter_code, revision=seen.revision, now=timezone.now())
    row.refresh_from_db()


def homes(her: Person) -> list[tuple[int, date | None, str]]:
    rows = Membership.rows.filter(person=her).order_by("pk")
    return list(rows.values_list("unit_id", "left_on", "leaving"))


def test_sender_then_receiver(two: Two) -> None:
    row = ask(two)
    page = matters.matter(SYSTEM, row.matter_code, now=timezone.now())
    assert [(step.unit, step.silence) for step in page.steps] == [("恒达工会", "passes"), ("鑫盛工会", "waits")]
    agree(two.giving, row)
    assert homes(two.her) == [(two.giver.pk, None, "")]
    agree(two.taking, row)
    today = timezone.localdate()
    assert homes(two.her) == [(two.giver.pk, today, "transfer"), (two.taker.pk, None, "")]
    new = Membership.rows.get(left_on__isnull=True)
    assert (new.path, new.mode, new.joined_on) == (two.taker.path, "transfer", today)
    assert (row.state, row.decided_on, row.new_id) == ("done", today, new.pk)


def test_asked_twice_it_is_one(two: Two) -> None:
    assert ask(two).pk == ask(two).pk
    assert (Transfer.rows.count(), Matter.rows.count()) == (1, 1)


def test_a_sender_that_sleeps_is_passed_by(two: Two) -> None:
    row = ask(two)
    with pytest.raises(approvals.NotSilent):
        actions.claim_transfer(actor=two.worker, code=row.code, now=timezone.now())
    Stand.rows.filter(name="sender").update(due_on=timezone.localdate() - timedelta(days=1))
    actions.claim_transfer(actor=two.worker, code=row.code, now=timezone.now())
    agree(two.taking, row)
    assert homes(two.her)[1][0] == two.taker.pk


def test_the_receiver_cannot_go_first(two: Two) -> None:
    row = ask(two)
    with pytest.raises(approvals.MayNotDecide):
        agree(two.taking, row)
    assert homes(two.her) == [(two.giver.pk, None, "")]


def test_the_receiver_asks_by_number(two: Two) -> None:
    clerk = make.officer(two.taker, Role.CLERK)
    number = vault.unseal(two.her.identity_sealed, field="person.identity")
    row = actions.ask_transfer_for(actor=clerk, unit_code=two.taker.code, identity=number, now=timezone.now())
    assert (row.person_id, row.by_account_id) == (two.her.pk, clerk.account_id)
    assert queries.follow_transfer(two.worker, row.code, now=timezone.now()).from_unit == "恒达工会"


@pytest.mark.parametrize("number", ["", "330784198506121224", make.identity(order=9)])
def test_a_number_of_nobody(two: Two, number: str) -> None:
    clerk = make.officer(two.taker, Role.CLERK)
    with pytest.raises(actions.NobodyWithNumber):
        actions.ask_transfer_for(actor=clerk, unit_code=two.taker.code, identity=number, now=timezone.now())
    assert not Transfer.rows.exists()


def test_to_where_she_is_already(two: Two) -> None:
    joining.taking(two.giver)
    with pytest.raises(actions.MemberHere):
        actions.ask_transfer(actor=two.worker, unit_code=two.giver.code, now=timezone.now())


def test_another_transfer_is_open(two: Two) -> None:
    ask(two)
    third = make.union(make.county("东阳市总工会"), "第三工会")
    joining.taking(third)
    with pytest.raises(actions.AlreadyTransferring):
        actions.ask_transfer(actor=two.worker, unit_code=third.code, now=timezone.now())


def test_moved_on_meanwhile_stays_undecided(two: Two) -> None:
    row = ask(two)
    agree(two.giving, row)
    Membership.rows.update(left_on=timezone.localdate(), leaving="left")
    with pytest.raises(NotMember):
        agree(two.taking, row)
    row.refresh_from_db()
    assert (row.state, Membership.rows.count()) == ("open", 1)


def test_undo_brings_her_back(two: Two) -> None:
    row = ask(two)
    agree(two.giving, row)
    agree(two.taking, row)
    approvals.undo(actor=two.taking, codes=[row.matter_code], now=timezone.now())
    row.refresh_from_db()
    assert (row.state, homes(two.her)) == ("open", [(two.giver.pk, None, "")])


def test_withdrawn(two: Two) -> None:
    row = actions.withdraw_transfer(actor=two.worker, code=ask(two).code, now=timezone.now())
    assert (row.state, Matter.rows.get().state) == ("withdrawn", "withdrawn")


def test_nobody_else_finds_it(two: Two) -> None:
    row = ask(two)
    other = Actor(ActorKind.WORKER, person_id=make.member(two.giver).pk)
    for who in (other, make.officer(make.county("东阳市总工会"), Role.CHAIR)):
        with pytest.raises(queries.TransferNotFound):
            actions.withdraw_transfer(actor=who, code=row.code, now=timezone.now())
    assert row.state == "open"
