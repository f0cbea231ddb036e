"""Consents, the copy of one's data, erasure: what leaves, what stays, and what the raw bytes hold."""

from __future__ import annotations

import json
from contextlib import closing
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.db import connection

from niangjia.config.schedule import SCHEDULE
from niangjia.ground.access.models import Account
from niangjia.ground.audit import actions as trail_actions
from niangjia.ground.audit import queries as trail
from niangjia.ground.audit.models import Entry
from niangjia.ground.org.choices import Role
from niangjia.ground.people import actions, events, queries
from niangjia.ground.people.actions import rights
from niangjia.ground.people.models import Consent, Employment, Membership, Merge, Person, PersonAccount
from niangjia.ground.people.queries import PersonNotFound
from niangjia.kit import bus, declare
from niangjia.kit.declare import Contribution
from niangjia.kit.jobs import enqueue, known_jobs
from niangjia.kit.powers import OPERATOR, SYSTEM, Actor, ActorKind
from tests import factories as make

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 20, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
TODAY = date(2026, 11, 20)


class County:
    def __init__(self) -> None:
        self.root = make.county()
        self.mill = make.union(make.town(self.root), "东厂工会")
        self.chief = make.officer(self.root, Role.ORGANISER)
        self.clerk = make.officer(self.mill, Role.CLERK)
        self.her = make.member(self.mill, "王小明", number=make.identity(order=5), phone="13812345678", work="东厂")
        self.own = Actor(ActorKind.WORKER, account_id=make.account(kind="worker").pk, person_id=self.her.pk)


@pytest.fixture
def county(db: None) -> County:
    return County()


@pytest.fixture(autouse=True)
def own_contributions(monkeypatch: pytest.MonkeyPatch) -> None:
    """What other modules contribute is theirs to test."""
    monkeypatch.setattr(declare, "_contributions", {})


# ------------------------------------------------------------------ consents


def test_given_and_withdrawn_in_one_step_each(county: County, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[object] = []
    monkeypatch.setattr(bus, "publish", told.append)
    code = county.her.code
    given = actions.give_consent(actor=county.own, code=code, purpose="health", now=NOW)
    assert actions.give_consent(actor=county.own, code=code, purpose="health", now=NOW).pk == given.pk
    assert [(one.purpose, one.agreed) for one in queries.mine(county.own).asked if one.agreed] == [("health", True)]
    actions.withdraw_consent(actor=county.own, code=code, purpose="health", now=NOW)
    actions.withdraw_consent(actor=county.own, code=code, purpose="health", now=NOW)
    assert told == [events.ConsentWithdrawn(county.her.pk, "health")]
    assert not any(one.agreed for one in queries.mine(county.own).asked)
    row = Consent.objects.get()
    assert (row.version, row.given_at, row.withdrawn_at, row.by_account_id) == (
        "2026.1",
        NOW,
        NOW,
        county.own.account_id,
    )
    assert list(Entry.objects.order_by("pk").values_list("verb", flat=True)) == [
        "people.consent_given",
        "people.consent_withdrawn",
    ]


def test_new_words_are_a_new_consent(county: County) -> None:
    Consent.objects.create(person=county.her, purpose="health", version="2020.1", given_at=NOW)
    actions.give_consent(actor=county.own, code=county.her.code, purpose="health", now=NOW)
    rows = Consent.objects.order_by("pk").values_list("version", "withdrawn_at")
    assert list(rows) == [("2020.1", NOW), ("2026.1", None)]


def test_only_known_purposes_of_ones_own(county: County) -> None:
    other = make.member(county.mill)
    with pytest.raises(actions.NoSuchPurpose):
        actions.give_consent(actor=county.own, code=county.her.code, purpose="advertising", now=NOW)
    with pytest.raises(PersonNotFound):
        actions.give_consent(actor=county.own, code=other.code, purpose="health", now=NOW)
    with pytest.raises(actions.MayNotEdit):
        actions.give_consent(actor=make.officer(county.mill, Role.READER), code=other.code, purpose="health", now=NOW)
    assert Consent.objects.count() == 0


# ------------------------------------------------------------------ a copy


def test_a_copy_holds_everything_unmasked_and_is_logged(county: County) -> None:
    declare.register(
        Contribution("person.export", "aid", "帮扶", move=lambda *, person_id: [("帮扶", ("项目",), [("慰问",)])])
    )
    actions.give_consent(actor=county.own, code=county.her.code, purpose="health", now=NOW)
    data = actions.export_own(actor=county.own, code=county.her.code, now=NOW)
    assert [section[0] for section in data.sections] == ["基本资料", "会籍", "工作", "同意事项", "身份认定", "帮扶"]
    facts = dict(data.sections[0][2])  # type: ignore[arg-type]
    assert (facts["证件号码"], facts["手机号"], facts["姓名"]) == (make.identity(order=5), "13812345678", "王小明")
    again = json.loads(json.dumps(data.as_json(), ensure_ascii=False))
    assert again["会籍"] == [
        {"工会": "东厂工会", "入会日期": "2020-01-01", "离会日期": None, "会员状态": "在会", "离会原因": "", "入会方式": "工会登记", "会员证号": ""}
    ]  # fmt: skip
    assert again["同意事项"][0]["用途"] == "办理帮扶、互助时使用健康信息"
    entry = Entry.objects.get(verb="people.data_exported")
    assert (entry.look, entry.subject_id, "138" in entry.facts) == (True, county.her.pk, False)


def test_a_copy_is_for_herself_or_who_may_see_numbers(county: County) -> None:
    other = make.member(county.mill)
    with pytest.raises(PersonNotFound):
        actions.export_own(actor=county.own, code=other.code, now=NOW)
    with pytest.raises(actions.MayNotReveal):
        actions.export_own(actor=county.clerk, code=other.code, now=NOW)
    assert Entry.objects.count() == 0
    actions.export_own(actor=county.chief, code=other.code, now=NOW)


# ------------------------------------------------------------------ erasure


def leave(county: County) -> None:
    actions.leave(actor=county.own, code=county.her.code, on=TODAY, now=NOW)


def test_erased_the_record_says_nothing_and_the_facts_stay(county: County) -> None:
    twin = make.person("王小名", merged_into=county.her, phone="13900000009")
    Merge.objects.create(keeper=county.her, other=twin, at=NOW, before="x")
    PersonAccount.objects.create(person=county.her, account_id=county.own.account_id)
    leave(county)
    actions.erase(actor=county.own, code=county.her.code, now=NOW)
    for pk in (county.her.pk, twin.pk):
        row = Person.objects.values().get(pk=pk)
        kept = {name for name, value in row.items() if value not in ("", None)}
        assert kept == {"id", "code", "name", "document_kind", "erased_at", "revision"} | (
            {"merged_into_id"} if pk == twin.pk else set()
        )
        assert row["name"] == "——"
    home = Membership.rows.get(person=county.her)
    assert (home.unit_id, home.joined_on, home.left_on, home.pinyin) == (county.mill.pk, date(2020, 1, 1), TODAY, "")
    assert (Employment.objects.get().workplace, Merge.objects.get().before, PersonAccount.objects.count()) == (
        "",
        "",
        0,
    )
    assert queries.holding("小明") == []
    for text in ("王小明", "13812345678", make.identity(order=5)):
        assert queries.search(OPERATOR, text) == []
    with pytest.raises(PersonNotFound):
        queries.person(OPERATOR, county.her.code)
    with pytest.raises(PersonNotFound):
        queries.mine(county.own)
    assert Entry.objects.filter(verb="people.erased", subject_id=county.her.pk).count() == 1
    account = Account.objects.get(pk=county.own.account_id)
    assert (account.is_active, account.name, account.phone_index) == (False, "", None)


def test_the_chain_holds_over_an_erasure(county: County) -> None:
    actions.reveal(actor=county.chief, code=county.her.code, field="phone", reason="contact", now=NOW)
    leave(county)
    trail_actions.seal_pending(actor=SYSTEM)
    sealed = trail.verify()
    actions.erase(actor=county.own, code=county.her.code, now=NOW)
    trail_actions.seal_pending(actor=SYSTEM)
    after = trail.verify(anchors={sealed.count: sealed.head})
    assert (sealed.holds, after.holds, after.count > sealed.count) == (True, True, True)


def test_the_number_is_free_again(county: County) -> None:
    leave(county)
    actions.erase(actor=county.own, code=county.her.code, now=NOW)
    again = make.member(county.mill, number=make.identity(order=5))
    assert again.pk != county.her.pk


def test_not_while_a_member_nor_against_the_law(county: County) -> None:
    before = Person.objects.values().get(pk=county.her.pk)
    with pytest.raises(actions.StillMember):
        actions.erase(actor=county.own, code=county.her.code, now=NOW)
    with pytest.raises(actions.MayNotErase):
        actions.erase(actor=county.clerk, code=county.her.code, now=NOW)
    leave(county)
    kept = Contribution(
        "person.retain",
        "aid",
        "帮扶",
        preview=lambda *, person_id, on: [("困难职工档案要保存到 2031-05-01", 1), ("没有", 0)],
    )
    declare.register(kept)
    with pytest.raises(actions.MustKeep) as refusal:
        actions.erase(actor=county.own, code=county.her.code, now=NOW)
    assert refusal.value.sentence.endswith("困难职工档案要保存到 2031-05-01")
    assert Person.objects.values().get(pk=county.her.pk) == before
    assert not Entry.objects.filter(verb="people.erased").exists()


# ------------------------------------------------------------------ raw bytes


def raw() -> bytes:
    """Every page of the test base, free ones too (SQLite); every table file of the module (PostgreSQL)."""
    connection.ensure_connection()
    if connection.vendor == "sqlite":
        return bytes(connection.connection.serialize())
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE (relname LIKE 'people_%' OR relname LIKE 'audit_%' OR relname LIKE 'person_%' "
            "OR relname LIKE 'membership_%' OR relname LIKE 'pg_toast_%') AND relkind IN ('r', 'i', 't') AND relpersistence = 'p'"
        )
        names = [row[0] for row in cursor.fetchall()]
        found = b""
        for name in names:
            cursor.execute(
                "SELECT pg_read_binary_file(pg_relation_filepath(c.oid), 0, 100000000, true) FROM pg_class c WHERE relname = %s",
                [name],
            )
            found += b"".join(bytes(row[0]) for row in cursor.fetchall() if row[0])
    return found


def checkpoint() -> None:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("CHECKPOINT")


@pytest.mark.django_db(transaction=True)
def test_raw_bytes_hold_no_number_of_a_thousand_people() -> None:
    mill = make.union(make.town(make.county()))
    officer = make.officer(mill, Role.CHAIR)
    numbers = [make.identity(date(1970 + n // 365, 1 + n % 12, 1 + n % 28), order=n % 1000) for n in range(1000)]
    phones = [f"1367{n:07d}" for n in range(1000)]
    for number, phone in zip(numbers[:980], phones, strict=False):
        make.member(mill, "甲乙", number=number, phone=phone)
    for number, phone in list(zip(numbers, phones, strict=True))[980:]:
        details = actions.PersonDetails(name="丙丁", identity=number, phone=phone)
        her = actions.add_person(actor=officer, unit_code=mill.code, details=details, now=NOW)
        actions.reveal(actor=officer, code=her.code, field="identity", reason="check", now=NOW)
        queries.search(officer, number)
    checkpoint()
    bytes_ = raw()
    assert [one for one in (*numbers, *phones) if one.encode() in bytes_] == []
    Person.objects.filter(identity_index__isnull=False).update(
        native_place=numbers[0]
    )  # the control: planted in the clear
    checkpoint()
    assert numbers[0].encode() in raw()


@pytest.mark.django_db(transaction=True)
def test_erased_words_are_in_no_byte_after_the_scrub() -> None:
    mill = make.union(make.town(make.county()))
    her = make.member(mill, "龘靐齉", phone="13677665544", native_place="ZZCANARYPLACE", work="ZZCANARYWORK")
    for _ in range(30):
        make.member(mill)
    token, sound = her.identity_sealed, her.pinyin
    canaries = [
        "龘靐齉",
        "龘靐",
        "ZZCANARYPLACE",
        "ZZCANARYWORK",
        sound,
        token,
        her.phone_sealed,
        her.identity_index or "",
        her.phone_index,
    ]
    checkpoint()
    planted = raw()
    assert [one for one in canaries if one.encode() not in planted] == []  # the control: all of it is there before
    Membership.rows.filter(person=her).update(left_on=TODAY, leaving="left")
    actions.erase(actor=OPERATOR, code=her.code, now=NOW)
    actions.scrub_storage(actor=OPERATOR, now=NOW)
    checkpoint()
    left = raw()
    assert [one for one in canaries if one.encode() in left] == []


# ------------------------------------------------------------------ the sweep at night


def swept() -> int:
    return Entry.objects.filter(verb="people.storage_scrubbed").count()


def test_the_sweep_stands_in_the_schedule() -> None:
    assert dict(SCHEDULE)["people.scrub_storage"] == "02:40"
    assert "people.scrub_storage" in known_jobs()


@pytest.mark.django_db(transaction=True)
def test_the_sweep_runs_once_for_every_day_with_an_erasure() -> None:
    mill = make.union(make.town(make.county()))
    enqueue("people.scrub_storage")
    assert swept() == 0  # nobody was erased
    for number in (1, 2):
        her = make.member(mill)
        Membership.rows.filter(person=her).update(left_on=TODAY, leaving="left")
        actions.erase(actor=OPERATOR, code=her.code, now=NOW)
        enqueue("people.scrub_storage")
        enqueue("people.scrub_storage")
        assert swept() == number


@pytest.mark.django_db(transaction=True)
def test_an_erasure_during_the_sweep_is_left_for_the_next() -> None:
    mill = make.union(make.town(make.county()))
    first, second = make.member(mill), make.member(mill)
    Membership.rows.all().update(left_on=TODAY, leaving="left")
    actions.erase(actor=OPERATOR, code=first.code, now=NOW)
    actions.scrub_storage(actor=OPERATOR, now=NOW)
    late = Entry.objects.filter(verb="people.erased").latest("pk").pk
    actions.erase(actor=OPERATOR, code=second.code, now=NOW)
    trail_actions.record(
        actor=OPERATOR, verb="people.storage_scrubbed", facts={"upto": late}
    )  # as if it had ended just now
    assert actions.unscrubbed(actor=OPERATOR)


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer and no old snapshots after it")
def test_an_older_reader_is_waited_for_and_named_if_he_never_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rights, "PATIENCE", 0.3)
    other = connection.copy()
    with closing(other), other.cursor() as cursor:
        cursor.execute("BEGIN ISOLATION LEVEL REPEATABLE READ")
        cursor.execute("SELECT count(*) FROM people_person")
        with pytest.raises(rights.StorageBusy):
            actions.scrub_storage(actor=OPERATOR, now=NOW)
        assert swept() == 0
        cursor.execute("COMMIT")
    monkeypatch.setattr(rights, "PATIENCE", 30.0)  # writers of other bases on the same server are waited for, too
    actions.scrub_storage(actor=OPERATOR, now=NOW)
    assert swept() == 1
