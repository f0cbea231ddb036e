"""Who finds a message, what leaves the house, and what a lost channel does."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone
from django_tasks import TaskResultStatus
from tests import factories

from niangjia.engines.messaging import actions, channels, queries
from niangjia.engines.messaging.choices import Channel, OutgoingState
from niangjia.engines.messaging.models import Message, Outgoing, Recipient
from niangjia.ground.audit.models import Entry
from niangjia.ground.org.choices import Role
from niangjia.ground.people.choices import Purpose
from niangjia.ground.people.models import Consent, Membership, Person
from niangjia.kit import jobs
from niangjia.kit.jobs import queue
from niangjia.kit.powers import SYSTEM, Actor, ActorKind

NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
BOTH = (Channel.SMS, Channel.WECHAT)


def worker(person):
    return Actor(ActorKind.WORKER, person_id=person.pk)


def member(unit, name, *, agrees=False):
    person = Person.objects.create(name=name)
    Membership.rows.create(person=person, unit=unit, path=unit.path)
    if agrees:
        Consent.objects.create(person=person, purpose=Purpose.SERVICE_MESSAGES, version="1")
    return person


@pytest.fixture
def place(db):
    class Place:
        county = factories.county()
        east = factories.town(county, "芝英镇总工会")
        west = factories.town(county, "古山镇总工会")
        officer = factories.officer(east, Role.OFFICER)

    Place.agrees = member(Place.east, "甲", agrees=True)
    Place.silent = member(Place.east, "乙")
    Place.far = member(Place.west, "丙", agrees=True)
    return Place


@pytest.fixture
def went_out(monkeypatch):
    gone = []
    monkeypatch.setattr(channels, "_ways", dict.fromkeys(Channel.values, gone.append))
    return gone


@pytest.fixture
def queued(settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default", "slow", "seal"]}}


def send(actor=SYSTEM, **more):
    more = {"topic": "test.topic", "title": "您的申请有新进展", "body": "请登录查看。", **more}
    return actions.send(actor=actor, now=NOW, **more)


def test_a_message_is_in_every_inbox_and_goes_out_to_those_who_agreed(place, went_out):
    made = send(
        place.officer, persons=[place.agrees.pk, place.silent.pk], accounts=[place.officer.account_id], out=BOTH
    )
    for person in (place.agrees, place.silent):
        assert [line.title for line in queries.inbox(worker(person)).items] == ["您的申请有新进展"]
    assert queries.unread(place.officer) == 1
    assert {(parcel.person_id, parcel.title) for parcel in went_out} == {(place.agrees.pk, "您的申请有新进展")}
    assert len(went_out) == 2
    assert set(Outgoing.objects.values_list("channel", "state")) == {("sms", "sent"), ("wechat", "sent")}
    entry = Entry.objects.get(verb="messaging.sent")
    assert entry.subject_id == made.pk
    assert '"outgoing":2' in entry.facts


def test_what_goes_out_is_the_title_alone(place, went_out):
    send(persons=[place.agrees.pk], body="困难职工帮扶：住院补助 3000 元", out=[Channel.SMS])
    assert "住院" not in repr(went_out)
    assert "甲" not in repr(went_out)


def test_without_consent_nothing_goes_out(place, went_out):
    Consent.objects.update(withdrawn_at=NOW)
    send(persons=[place.agrees.pk], out=BOTH)
    assert went_out == []
    assert not Outgoing.objects.exists()
    assert queries.unread(worker(place.agrees)) == 1


def test_consent_for_another_purpose_does_not_count(place, went_out):
    Consent.objects.create(person=place.silent, purpose=Purpose.PUBLICITY, version="1")
    send(persons=[place.silent.pk], out=BOTH)
    assert went_out == []


def test_consent_taken_back_on_the_way_stops_the_message(place, went_out, queued):
    send(persons=[place.agrees.pk], out=[Channel.SMS])
    Consent.objects.update(withdrawn_at=timezone.now())
    assert jobs.drain() == 1
    assert went_out == []
    assert Outgoing.objects.get().state == OutgoingState.WITHHELD


def test_nobody_writes_beyond_his_reach(place):
    with pytest.raises(actions.NobodyToTell):
        send(place.officer, persons=[place.far.pk])
    made = send(place.officer, persons=[place.far.pk, place.silent.pk])
    assert list(made.recipients.values_list("person_id", flat=True)) == [place.silent.pk]


@pytest.mark.parametrize("role", [Role.READER, Role.REVIEWER, Role.SYSTEM_ADMIN])
def test_who_may_not_write_writes_nothing(place, role):
    with pytest.raises(actions.MayNotSend):
        send(factories.officer(place.county, role), persons=[place.silent.pk])
    with pytest.raises(actions.MayNotSend):
        send(worker(place.silent), persons=[place.silent.pk])
    assert not Message.objects.exists()


@pytest.mark.parametrize("title", ["您的大病补助已到账", "尿毒症患者慰问", "住院慰问通知"])
def test_a_title_never_tells_of_health(place, title):
    with pytest.raises(actions.HealthInTitle):
        send(persons=[place.silent.pk], title=title)
    assert not Message.objects.exists()


def test_a_body_may_tell_of_it_for_it_stays_in_the_house(place):
    send(persons=[place.silent.pk], title="您的申请有新进展", body="住院补助已到账。")
    assert queries.inbox(worker(place.silent)).items[0].body == "住院补助已到账。"


# ------------------------------------------------------------------ outbox


def fails(parcel):
    raise ConnectionError(f"no route for {parcel.person_id}")


def again(now):
    """Let waiting jobs run whose pause is not over yet."""
    queue.rows().filter(status=TaskResultStatus.READY).update(run_after=now - timedelta(seconds=1))


def test_the_outbox_is_written_with_the_message_or_not_at_all(place, queued, went_out, monkeypatch):
    monkeypatch.setattr(actions, "enqueue", lambda *_given, **_more: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        send(persons=[place.agrees.pk], out=[Channel.SMS])
    assert not Message.objects.exists()
    assert not Outgoing.objects.exists()
    assert not queue.rows().exists()


def test_a_lost_channel_is_tried_again_and_the_parcel_keeps_its_key(place, queued, monkeypatch, went_out):
    taken = []

    def shaky(parcel):
        taken.append(parcel.key)
        if len(taken) < 3:
            raise ConnectionError

    monkeypatch.setattr(channels, "_ways", dict.fromkeys(Channel.values, shaky))
    send(persons=[place.agrees.pk], out=[Channel.SMS])
    pauses = []
    for _turn in range(3):
        jobs.drain()
        row = queue.rows().get()
        pauses.append(row.run_after)
        again(timezone.now())
    out = Outgoing.objects.get()
    assert (out.state, out.attempts, out.fault) == (OutgoingState.SENT, 3, "")
    assert taken == [out.code] * 3


def test_a_channel_that_stays_lost_is_given_up_and_says_so(place, queued, monkeypatch):
    monkeypatch.setattr(channels, "_ways", dict.fromkeys(Channel.values, fails))
    send(persons=[place.agrees.pk], out=[Channel.SMS])
    for _turn in range(10):
        jobs.drain()
        again(timezone.now())
    out = Outgoing.objects.get()
    assert (out.state, out.attempts, out.fault) == (OutgoingState.FAILED, actions.MOST_ATTEMPTS, "ConnectionError")


def test_a_job_that_runs_twice_sends_once(place, went_out):
    send(persons=[place.agrees.pk], out=[Channel.SMS])
    actions.deliver(actor=SYSTEM, outgoing_id=Outgoing.objects.get().pk, now=NOW)
    assert len(went_out) == 1


def test_the_console_tells_no_name_and_no_number(place, caplog):
    caplog.set_level("INFO", logger="niangjia.messaging")
    send(persons=[place.agrees.pk], out=[Channel.SMS])
    assert f"to person {place.agrees.pk}" in caplog.text
    assert "甲" not in caplog.text


# ------------------------------------------------------------------ inbox


def test_only_ones_own_messages_are_read_and_marked(place):
    mine = send(persons=[place.silent.pk])
    other = send(persons=[place.far.pk])
    assert actions.mark_read(actor=worker(place.silent), codes=[mine.code, other.code], now=NOW) == 1
    assert queries.unread(worker(place.silent)) == 0
    assert queries.unread(worker(place.far)) == 1
    assert actions.mark_read(actor=worker(place.silent), now=NOW) == 0
    assert queries.inbox(SYSTEM).items == ()


@pytest.mark.parametrize("size", [1, 3, 60])
def test_an_inbox_costs_the_same_at_any_length(place, size, django_assert_num_queries):
    for number in range(size):
        send(persons=[place.silent.pk], title=f"通知 {number}")
    with django_assert_num_queries(1):
        page = queries.inbox(worker(place.silent))
    assert len(page.items) == min(size, queries.PAGE)
    rest = queries.inbox(worker(place.silent), after=page.older).items if page.older else ()
    titles = [line.title for line in (*page.items, *rest)]
    assert titles == [f"通知 {number}" for number in reversed(range(size))]


def test_messages_follow_a_merge_and_its_undoing(place):
    send(persons=[place.silent.pk, place.agrees.pk])
    send(persons=[place.silent.pk])
    moved = actions.follow_merge(actor=SYSTEM, keeper_id=place.agrees.pk, other_id=place.silent.pk)
    assert len(moved) == 1
    assert queries.unread(worker(place.agrees)) == 2
    actions.follow_unmerge(actor=SYSTEM, keeper_id=place.agrees.pk, other_id=place.silent.pk, moved=moved)
    assert [queries.unread(worker(one)) for one in (place.agrees, place.silent)] == [1, 2]


def test_an_erased_person_leaves_no_message(place, went_out):
    send(persons=[place.agrees.pk], body="只给您一个人", out=[Channel.SMS])
    shared = send(persons=[place.agrees.pk, place.silent.pk])
    actions.forget(actor=SYSTEM, person_id=place.agrees.pk)
    assert list(Message.objects.values_list("pk", flat=True)) == [shared.pk]
    assert list(Recipient.objects.values_list("person_id", flat=True)) == [place.silent.pk]
    assert not Outgoing.objects.exists()


def test_ones_own_data_holds_the_messages(place):
    send(persons=[place.silent.pk])
    ((_heading, columns, rows),) = actions.hand_out(actor=SYSTEM, person_id=place.silent.pk)
    assert len(columns) == 4
    assert rows == [(NOW, "您的申请有新进展", "请登录查看。", None)]


# ------------------------------------------------------------------ from the worker


def test_what_a_worker_says_is_wrong_comes_to_those_nearest_who_keep_the_roster(place):
    far = factories.officer(place.county, Role.OFFICER)
    reader = factories.officer(place.east, Role.READER)
    actions.ask_keepers(actor=worker(place.silent), about=["work", "phone"], words="我的手机是 13812345621", now=NOW)
    ((line,), _older) = queries.inbox(place.officer)
    assert line.title == "一位会员说自己的资料不对，请核对"
    assert line.body == "会员：乙\n不对的地方：工作单位、手机号\n应该是：我的手机是 13812345621"
    assert (line.subject_kind, line.subject_code) == ("people.person", place.silent.code)
    assert [queries.unread(one) for one in (far, reader)] == [0, 0]


def test_without_anybody_near_it_goes_further_up(place):
    boss = factories.officer(place.county, Role.ORGANISER)
    actions.ask_keepers(actor=worker(place.far), about=["name"], words="", now=NOW)
    assert [queries.unread(one) for one in (boss, place.officer)] == [1, 0]


def test_a_body_is_sealed_at_rest(place):
    send(persons=[place.silent.pk], body="手机 13812345621")
    kept = Message.objects.values_list("body_sealed", flat=True).get()
    assert "13812345621" not in kept
    assert "手机" not in kept


def test_opening_marks_as_read_and_nobody_opens_anothers(place):
    made = send(persons=[place.silent.pk])
    opened = actions.read(actor=worker(place.silent), code=made.code, now=NOW)
    assert (opened.title, opened.body, opened.read_at) == ("您的申请有新进展", "请登录查看。", None)
    assert queries.message(worker(place.silent), made.code).read_at == NOW
    with pytest.raises(queries.MessageNotFound):
        actions.read(actor=worker(place.agrees), code=made.code, now=NOW)
