"""Papers of a record: who adds, sees and removes them, that nothing lies in the clear, expiry, consent, merge and erasure."""

from __future__ import annotations

import io
import json
import os
from datetime import date, timedelta

import pytest
from django.db import transaction

from niangjia.engines.evidence import actions, events, queries, store
from niangjia.engines.evidence.actions.keeping import must_keep
from niangjia.engines.evidence.models import File
from niangjia.ground.audit.models import Entry
from niangjia.ground.org.actions import move_unit
from niangjia.ground.people import actions as people
from niangjia.ground.people.choices import Purpose
from niangjia.ground.people.models import Consent
from niangjia.kit import bus
from niangjia.kit.bus import Reaction
from niangjia.kit.powers import SYSTEM, Actor, ActorKind
from tests import factories as make
from tests.engines.evidence import evil
from tests.engines.evidence.conftest import NOW, TODAY, add, lying_about

LATER = NOW + timedelta(days=400)


def content(actor, code):
    _file, _name, stream = actions.open_file(actor=actor, code=code, now=NOW)
    with stream:
        return stream.read()


@pytest.fixture
def committed(django_capture_on_commit_callbacks):
    return lambda: django_capture_on_commit_callbacks(execute=True)


def test_a_photo_is_kept_sealed_and_opened_as_a_look(place):
    made = add(place, evil.photo_with_secrets(), sheet="request", dated_on=TODAY)
    assert (made.media_type, made.pages, made.origin, made.path) == ("image/jpeg", 1, "upload", place.plant.path)
    assert content(place.reader, made.code)[:3] == b"\xff\xd8\xff"
    look = Entry.objects.get(verb="evidence.opened")
    assert (look.look, look.subject_id, look.path) == (True, made.pk, place.plant.path)
    assert lying_about(place.data, b"\xff\xd8\xff") == []
    assert lying_about(place.data, evil.CANARY) == []
    (line,) = queries.files_of(place.reader, "test.union", place.plant.pk)
    assert (line.name, line.sheet, line.by, line.may_remove, line.has_small) == (
        "门头.jpg",
        "建会请示",
        "应晓东",
        False,
        True,
    )


def test_in_the_clear_it_would_be_found(place):
    """Control: the same bytes, written as they are."""
    (place.data / "plain").write_bytes(evil.photo())
    assert lying_about(place.data, b"\xff\xd8\xff") == ["plain"]


def test_names_of_files_are_sealed(place):
    made = add(place, name="王桂兰住院发票.jpg")
    assert "王桂兰" not in made.name_sealed
    assert queries.files_of(place.reader, "test.union", place.plant.pk)[0].name == "王桂兰住院发票.jpg"


def test_facts_of_the_trail_hold_no_names(place):
    add(place, name="王桂兰住院发票.jpg")
    assert "王桂兰" not in json.dumps(list(Entry.objects.values_list("facts", flat=True)), ensure_ascii=False)


@pytest.mark.parametrize(
    ("data", "why"), [(b"", "empty"), (b"MZ123", "unknown"), (evil.pdf(catalogue=b"/AA " + evil.SCRIPT), "active")]
)
def test_what_is_not_taken_leaves_nothing(place, data, why):
    with pytest.raises(actions.NotTaken) as refused:
        actions.add(actor=place.eastern, kind="test.union", subject_id=place.plant.pk, source=io.BytesIO(data), now=NOW)
    assert refused.value.why == why
    assert refused.value.sentence.endswith("。")
    assert not File.rows.exists()
    assert list(store.codes()) == []


def test_a_file_too_large_is_refused_without_being_read_whole(place, monkeypatch):
    monkeypatch.setattr("niangjia.engines.evidence.actions.files.LARGEST", 1000)
    with pytest.raises(actions.NotTaken) as refused:
        add(place)
    assert refused.value.why == "large"


def test_a_record_has_an_end(place, monkeypatch):
    monkeypatch.setattr("niangjia.engines.evidence.actions.files.MOST_FILES", 1)
    add(place)
    with pytest.raises(actions.NotTaken) as refused:
        add(place)
    assert "1 份" in refused.value.sentence
    assert len(list(store.codes())) == 1


def test_who_may_add_and_see(place):
    made = add(place)
    with pytest.raises(queries.SubjectNotFound):
        add(place, actor=place.western)
    with pytest.raises(actions.MayNotAdd):
        add(place, actor=place.reader)
    with pytest.raises(queries.SubjectNotFound):
        queries.files_of(place.western, "test.union", place.plant.pk)
    for missing in (made.code, "x" * 16):
        with pytest.raises(queries.FileNotFound):
            actions.open_file(actor=place.western, code=missing, now=NOW)
    assert File.rows.count() == 1
    with pytest.raises(queries.SubjectNotFound):
        queries.subject_by_code(place.eastern, "test.nothing", "x")
    assert queries.subject_by_code(place.eastern, "test.union", place.plant.code).id == place.plant.pk


def test_a_worker_adds_to_what_is_her_own(place):
    mine, other = (
        Actor(ActorKind.WORKER, person_id=place.person.pk),
        Actor(ActorKind.WORKER, person_id=place.person.pk + 1),
    )
    made = add(place, kind="test.person", actor=mine)
    assert (made.origin, made.person_id) == ("phone", place.person.pk)
    assert content(mine, made.code)
    for act in (
        lambda: add(place, kind="test.person", actor=other),
        lambda: queries.files_of(other, "test.person", place.person.pk),
    ):
        with pytest.raises(queries.SubjectNotFound):
            act()
    with pytest.raises(queries.FileNotFound):
        content(other, made.code)
    with pytest.raises(actions.MayNotRemove):
        # a worker asks the union to take a paper away
        actions.remove(actor=mine, code=made.code, words="不要了", now=LATER)


def test_small_pictures_of_private_papers_are_not_given(place):
    private, open_ = add(place, kind="test.person"), add(place)
    with pytest.raises(queries.FileNotFound):
        actions.open_small(actor=place.eastern, code=private.code)
    with actions.open_small(actor=place.eastern, code=open_.code) as small:
        assert small.read(3) == b"\xff\xd8\xff"
    assert [one.has_small for one in queries.files_of(place.eastern, "test.person", place.person.pk)] == [False]


def test_the_same_photo_handed_in_twice_is_told(place):
    add(place)
    add(place, subject=place.far, actor=place.western)
    add(place, evil.photo(colour="blue"))
    assert [one.twice for one in queries.files_of(place.eastern, "test.union", place.plant.pk)] == [0, 1]


def test_a_removal_leaves_the_line_and_takes_the_content(place, committed):
    made = add(place)
    with pytest.raises(actions.WordsMissing):
        actions.remove(actor=place.eastern, code=made.code, words=" ", now=NOW)
    with pytest.raises(actions.MayNotRemove):
        actions.remove(actor=place.reader, code=made.code, words="错了", now=NOW)
    assert store.has(made.code, store.MAIN)
    with committed():
        actions.remove(actor=place.eastern, code=made.code, words="传错了", now=NOW)
    assert not store.folder(made.code).exists()
    with pytest.raises(queries.FileNotFound):
        content(place.eastern, made.code)
    assert queries.files_of(place.eastern, "test.union", place.plant.pk) == []
    (line,) = queries.files_of(place.eastern, "test.union", place.plant.pk, removed=True)
    assert (line.state, line.words, line.name) == ("removed", "传错了", "")


def test_a_removal_that_is_rolled_back_keeps_the_content(place, committed):
    made = add(place)

    with committed(), transaction.atomic():
        actions.remove(actor=place.eastern, code=made.code, words="传错了", now=NOW)
        transaction.set_rollback(True)
    assert content(place.eastern, made.code)


def test_what_a_law_keeps_is_not_removed(place, committed):
    made = add(place, kind="test.person")
    with pytest.raises(actions.MustKeep) as refused:
        actions.remove(actor=place.eastern, code=made.code, words="不要了", now=NOW)
    assert refused.value.sentence == "按《某办法》第九条，这份材料要保存到 2026-11-30，现在不能移除。"
    with committed():
        actions.remove(actor=place.eastern, code=made.code, words="不要了", now=NOW + timedelta(days=10))
    assert not store.folder(made.code).exists()


def test_content_that_was_altered_is_noticed(place):
    made = add(place)
    assert actions.whole(actor=place.eastern, code=made.code) is True
    path = store.folder(made.code) / store.MAIN
    raw = bytearray(path.read_bytes())
    raw[-40] ^= 1
    path.write_bytes(bytes(raw))
    assert actions.whole(actor=place.eastern, code=made.code) is False
    path.unlink()
    with pytest.raises(actions.Gone):
        actions.open_file(actor=place.eastern, code=made.code, now=NOW)


# ------------------------------------------------------------------ by the clock


def test_papers_expire_and_stay_readable(place, monkeypatch, committed):
    told = []
    monkeypatch.setattr(
        bus, "_book", {events.EvidenceExpired: [Reaction(events.EvidenceExpired, told.append, durable=False)]}
    )
    year = add(place, kind="test.person", dated_on=date(2026, 1, 1))
    day = add(place, expires_on=date(2026, 12, 1))
    add(place)
    assert year.expires_on == date(2027, 1, 1)
    assert queries.in_force("test.person", [place.person.pk], on=TODAY) == {place.person.pk: [year]}
    assert queries.in_force("test.person", [place.person.pk], on=date(2027, 1, 1)) == {}
    assert actions.expire(actor=SYSTEM, now=NOW) == 0
    with committed():
        assert actions.expire(actor=SYSTEM, now=LATER) == 2
    assert sorted(told, key=lambda one: one.kind) == [
        events.EvidenceExpired("test.person", (year.pk,), (place.person.pk,)),
        events.EvidenceExpired("test.union", (day.pk,), (place.plant.pk,)),
    ]
    assert actions.expire(actor=SYSTEM, now=LATER) == 0
    assert content(place.eastern, day.code)


def test_what_a_failed_act_left_behind_is_swept(place):
    kept = add(place)
    store.write("abcdefgh23456789", store.MAIN, b"loose")
    assert actions.sweep(actor=SYSTEM, now=NOW) == 0  # too young: an act may be at work on it
    old = store.folder("abcdefgh23456789").stat().st_mtime - 100_000
    for code, _changed in list(store.codes()):
        os.utime(store.folder(code), (old, old))
    assert actions.sweep(actor=SYSTEM, now=NOW) == 1
    assert [code for code, _ in store.codes()] == [kept.code]


# ------------------------------------------------------------------ the person


def agree(place, purpose=Purpose.HEALTH):
    return Consent.objects.create(person=place.person, purpose=purpose, version="1")


def test_papers_held_by_consent_go_with_it(place, committed):
    with pytest.raises(actions.NoConsent):
        add(place, kind="test.person", consent=Purpose.HEALTH)
    assert list(store.codes()) == []
    agree(place)
    by_consent, other = add(place, kind="test.person", consent=Purpose.HEALTH), add(place, kind="test.person")
    File.rows.update(at=NOW - timedelta(days=20))
    with committed():
        people.withdraw_consent(
            actor=Actor(ActorKind.WORKER, person_id=place.person.pk),
            code=place.person.code,
            purpose=Purpose.HEALTH,
            now=NOW,
        )
        actions.consent_withdrawn(actor=SYSTEM, person_id=place.person.pk, purpose=Purpose.HEALTH, now=NOW)
    assert not store.folder(by_consent.code).exists()
    assert store.has(other.code, store.MAIN)
    assert [one.words for one in queries.files_of(place.eastern, "test.person", place.person.pk, removed=True)] == [
        "",
        "本人收回了同意",
    ]


def test_a_merge_takes_papers_along_and_an_unmerge_gives_them_back(place):
    keeper = make.member(place.plant, "王桂兰")
    made = add(place, kind="test.person")
    moved = actions.follow_merge(actor=SYSTEM, keeper_id=keeper.pk, other_id=place.person.pk)
    made.refresh_from_db()
    assert (made.person_id, made.subject_id) == (keeper.pk, keeper.pk)
    actions.follow_unmerge(
        actor=SYSTEM, keeper_id=keeper.pk, other_id=place.person.pk, moved=json.loads(json.dumps(moved))
    )
    made.refresh_from_db()
    assert (made.person_id, made.subject_id) == (place.person.pk, place.person.pk)


def test_erasure_waits_for_the_law_and_then_takes_everything(place, committed):
    made = add(place, kind="test.person", name="王桂兰身份证.jpg")
    assert must_keep(person_id=place.person.pk, on=TODAY) == [("本人材料按《某办法》第九条要保存到 2026-11-30", 1)]
    assert must_keep(person_id=place.person.pk, on=date(2026, 11, 30)) == []
    with committed():
        actions.forget(actor=SYSTEM, person_id=place.person.pk)
    made.refresh_from_db()
    assert (made.state, made.name_sealed, made.digest) == ("removed", "", "")
    assert not store.folder(made.code).exists()


def test_her_own_copy_names_her_papers(place):
    add(place, kind="test.person", name="身份证.jpg")
    ((heading, columns, rows),) = actions.hand_out(actor=SYSTEM, person_id=place.person.pk)
    assert (heading, columns[1], rows[0][1]) == ("材料和照片", "名称", "身份证.jpg")


def test_a_move_takes_papers_along(place):
    made = add(place)
    move_unit(
        actor=make.officer(place.county),
        code=place.plant.code,
        parent_code=place.west.code,
        revision=1,
        on=TODAY,
        now=NOW,
    )
    place.plant.refresh_from_db()
    made.refresh_from_db()
    assert made.path == place.plant.path
    assert queries.file_places(record_id=made.pk) == ("org.view", [place.plant.path])
    assert content(place.western, made.code)


@pytest.mark.parametrize("number", [1, 3, 30])
def test_a_list_costs_the_same(place, number, django_assert_num_queries):
    for _ in range(number):
        add(place)
    with django_assert_num_queries(4):
        assert len(queries.files_of(place.eastern, "test.union", place.plant.pk)) == number


def test_a_change_of_keys_takes_the_files_along(place):
    from niangjia.kit import vault

    made = add(place)
    assert store.reseal_files(write=False) == 0
    vault.add_key()
    assert store.reseal_files(write=False) == 2
    assert store.reseal_files(write=True) == 2
    assert store.reseal_files(write=False) == 0
    assert content(place.eastern, made.code)[:3] == b"\xff\xd8\xff"
    assert actions.whole(actor=place.eastern, code=made.code)
