from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import StrEnum

import pytest
from django.db import transaction

from niangjia.kit import bus, jobs
from niangjia.kit.bus import NotAnEvent, NotInTransaction, Reaction, UnknownReaction
from niangjia.kit.jobs import queue

DATABASE = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default", "slow", "seal"]}}
heard = []


class Colour(StrEnum):
    RED = "red"


@dataclass(frozen=True)
class Happened:
    person_id: int
    on: date
    at: datetime
    amount: Decimal
    colour: Colour
    names: tuple[str, ...] = ()
    unit_id: int | None = None
    when: date | None = None


@dataclass(frozen=True)
class Odd:
    thing: object


EVENT = Happened(7, date(2026, 11, 20), datetime(2026, 11, 20, 4, tzinfo=UTC), Decimal("1.50"), Colour.RED, ("a", "b"))


def listen(event):
    heard.append(event)


def listen_too(event):
    heard.append(("too", event))


@pytest.fixture(autouse=True)
def wiring():
    before = dict(bus._book)
    heard.clear()
    yield bus.install
    bus._book.clear()
    bus._book.update(before)


@pytest.fixture
def queued(settings, db):
    settings.TASKS = DATABASE


def test_an_event_survives_json():
    assert bus.unpack(Happened, bus.pack(EVENT)) == EVENT
    assert bus.pack(EVENT)["amount"] == "1.50"


def test_fields_may_come_and_go_between_versions():
    fields = bus.pack(EVENT)
    del fields["unit_id"]
    assert bus.unpack(Happened, {**fields, "dropped": 1}) == EVENT


def test_an_event_that_json_cannot_carry_is_refused_at_start(wiring):
    with pytest.raises(NotAnEvent):
        wiring([Reaction(Odd, listen)])
    with pytest.raises(NotAnEvent):
        wiring([Reaction(int, listen)])


def test_durable_reactions_exist_if_and_only_if_the_act_does(wiring, queued):
    wiring([Reaction(Happened, listen), Reaction(Happened, listen_too)])
    with transaction.atomic():
        bus.publish(EVENT)
        transaction.set_rollback(True)
    assert queue.rows().count() == 0

    with transaction.atomic():
        bus.publish(EVENT)
    assert (queue.rows().count(), heard) == (2, [])
    assert jobs.drain() == 2
    assert heard == [EVENT, ("too", EVENT)]


@pytest.mark.django_db(transaction=True)
def test_outside_a_transaction_a_durable_event_is_a_mistake(wiring, settings):
    settings.TASKS = DATABASE
    wiring([Reaction(Happened, listen)])
    with pytest.raises(NotInTransaction):
        bus.publish(EVENT)
    assert queue.rows().count() == 0


def test_cosmetic_reactions_run_on_commit_and_hurt_nobody(wiring, db, django_capture_on_commit_callbacks):
    def fail(event):
        raise RuntimeError

    wiring([Reaction(Happened, fail, durable=False), Reaction(Happened, listen, durable=False)])
    with django_capture_on_commit_callbacks() as callbacks:
        bus.publish(EVENT)
    assert heard == []
    for callback in callbacks[1:]:
        callback()
    assert heard == [EVENT]


def test_in_the_suite_durable_reactions_run_at_once(wiring, db):
    wiring([Reaction(Happened, listen)])
    bus.publish(EVENT)
    assert heard == [EVENT]


def test_a_reaction_that_was_unwired_fails_visibly(wiring, queued):
    wiring([Reaction(Happened, listen)])
    bus.publish(EVENT)
    wiring([])
    jobs.drain()
    assert queue.rows().get().exception_class_path == "niangjia.kit.bus.UnknownReaction"
    with pytest.raises(UnknownReaction):
        bus.react("x", "y", {})


def test_nobody_listens(wiring, db):
    wiring([])
    bus.publish(EVENT)
    assert heard == []
