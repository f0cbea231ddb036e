"""A change of keys: everything sealed follows, nobody's edit is lost, a killed run goes on, and the old key goes only when it may."""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime, timedelta

import polars as pl
import pytest
from allauth.mfa.models import Authenticator
from django.apps import apps
from django.db import connection, models
from tests import factories as make
from tests.engines.custody.houses import House
from tests.rosters import MEMBERS, book, taken

from niangjia.engines.custody import actions
from niangjia.engines.custody.actions import rotating
from niangjia.engines.evidence import store
from niangjia.engines.evidence.models import File
from niangjia.engines.imports import actions as imports
from niangjia.engines.imports import files
from niangjia.engines.imports.choices import State
from niangjia.engines.imports.models import Batch, Lineage
from niangjia.engines.messaging.models import Message
from niangjia.fronts.shell.accounts.adapter import TOTP_FIELD
from niangjia.ground.access.models import Account
from niangjia.ground.audit.models import Entry
from niangjia.ground.people import actions as people
from niangjia.ground.people.models import Person
from niangjia.kit import vault
from niangjia.kit.declare import sealed_columns
from niangjia.kit.powers import OPERATOR
from niangjia.kit.vault import keys

NOW = datetime(2026, 11, 20, 3, tzinfo=UTC)
LATER = NOW + timedelta(days=2)


@pytest.fixture(autouse=True)
def fresh(tmp_path, monkeypatch, settings):
    """Keys and sealed files of its own."""
    settings.DATA = tmp_path
    monkeypatch.setenv("NIANGJIA_KEYS", str(tmp_path / "keys.json"))
    keys.make_keys(tmp_path / "keys.json")
    return tmp_path


class Filled:
    """Something sealed of every kind."""

    def __init__(self, folder):
        self.mill = make.union(make.town(make.county()), "东厂工会")
        self.first = make.member(self.mill, "张甲", number=make.identity(order=1), phone="13812345601")
        self.second = make.member(self.mill, "张甲", number=make.identity(order=2), phone="13812345602")
        Person.objects.filter(pk=self.first.pk).update(phone_sealed="", phone_index="")
        people.merge(actor=OPERATOR, keeper_code=self.first.code, other_code=self.second.code, now=NOW)
        self.third = make.member(self.mill, "李乙", number=make.identity(order=3), phone="13812345603")
        number = make.identity(order=3)
        self.roster = book(folder / "a.xlsx", MEMBERS, [("李乙", "", number, "13812345699", "东厂工会", "", "", "")])
        self.batch = taken(self.roster)
        self.account = make.account("账号")
        self.account.phone_sealed = vault.seal("13912345678", field="account.phone")
        self.account.save()
        Message.objects.create(
            topic="t", title="题", body_sealed=vault.seal("内容", field="messaging.body"), sent_at=NOW
        )
        kept = File.rows.create(
            kind="x", subject_kind="people.person", subject_id=1, unit=self.mill, path=self.mill.path, at=NOW,
            name_sealed=vault.seal("诊断书", field="evidence.name"), media_type="text/plain", size=6, origin="upload",
        )  # fmt: skip
        store.write(kept.code, store.MAIN, "诊断".encode())
        secret = vault.seal("JBSWY3DPEHPK3PXP", field=TOTP_FIELD)
        Authenticator.objects.create(user=self.account, type="totp", data={"secret": secret})


@pytest.fixture
def house(db, fresh):
    return Filled(fresh)


def held():
    """Every declared cell that holds something, as it lies in the base."""
    found = []
    for one in sealed_columns():
        with connection.cursor() as cursor:
            cursor.execute(f'SELECT "{one.column}" FROM "{one.table}"')
            found += [str(row[0]) for row in cursor.fetchall() if row[0]]
    return found


def old_ones():
    return [token for cell in held() for token in vault.find_tokens(cell) if not vault.is_current(token)]


def test_everything_follows_to_the_new_key_and_opens(house):
    assert old_ones() == []
    told = {}
    made = actions.rotate(actor=OPERATOR, now=NOW, tell=told.__setitem__)
    assert (made.key, made.left) == ("k2", 0)
    assert told == {
        "access_account.phone_sealed": 1,
        "evidence_file.name_sealed": 1,
        "imports_lineage.before": 1,
        "messaging_message.body_sealed": 1,
        "mfa_authenticator.data": 1,
        "people_merge.before": 1,
        "people_person.identity_sealed": 3,
        "people_person.phone_sealed": 3,
    }
    assert made.done == sum(told.values()) + file_count() + 1
    assert old_ones() == []
    vault.drop_keys(["k1"])
    third = Person.objects.get(pk=house.third.pk)
    assert vault.unseal(third.phone_sealed, field="person.phone") == "13812345699"
    assert vault.unseal(Account.objects.get(pk=house.account.pk).phone_sealed, field="account.phone") == "13912345678"
    assert vault.unseal(Message.objects.get().body_sealed, field="messaging.body") == "内容"
    assert vault.unseal(Authenticator.objects.get().data["secret"], field=TOTP_FIELD) == "JBSWY3DPEHPK3PXP"
    verbs = Entry.objects.filter(verb__startswith="custody.").order_by("id").values_list("verb", flat=True)
    assert list(verbs) == ["custody.key_added", "custody.resealed"]


def file_count():
    return sum(path.is_file() for path in (keys.place().parent / "imports").rglob("*"))


def test_papers_are_sealed_anew(house):
    (kept,) = File.rows.all()
    actions.rotate(actor=OPERATOR, now=NOW)
    actions.drop_old(actor=OPERATOR, now=LATER)
    with store.open_plain(kept.code, store.MAIN) as file:
        assert file.read().decode() == "诊断"


def test_blind_indexes_stay_so_people_are_found_as_before(house):
    before = list(Person.objects.order_by("pk").values_list("identity_index", "phone_index"))
    actions.rotate(actor=OPERATOR, now=NOW)
    assert list(Person.objects.order_by("pk").values_list("identity_index", "phone_index")) == before


def test_an_import_is_undone_with_the_new_key_alone(house):
    actions.rotate(actor=OPERATOR, now=NOW)
    actions.drop_old(actor=OPERATOR, now=LATER)
    imports.undo(actor=OPERATOR, code=house.batch.code, inline=True)
    assert Batch.objects.get().state == State.UNDONE
    third = Person.objects.get(pk=house.third.pk)
    assert vault.unseal(third.phone_sealed, field="person.phone") == "13812345603"


def test_a_merge_is_undone_with_the_new_key_alone(house):
    keeper = Person.objects.get(pk=house.first.pk)
    assert vault.unseal(keeper.phone_sealed, field="person.phone") == "13812345602"  # taken over by the merge
    actions.rotate(actor=OPERATOR, now=NOW)
    actions.drop_old(actor=OPERATOR, now=LATER)
    people.unmerge(actor=OPERATOR, other_code=house.second.code, now=NOW)
    keeper, other = Person.objects.get(pk=house.first.pk), Person.objects.get(pk=house.second.pk)
    assert (keeper.phone_sealed, keeper.phone_index) == ("", "")
    assert vault.unseal(other.phone_sealed, field="person.phone") == "13812345602"


def test_images_sealed_anew_on_the_outside_only_would_not_open(house):
    """The control of the two above: what a change that looked at whole cells only would have left behind."""
    vault.add_key()
    for one in Lineage.objects.all():
        fresh = vault.reseal(one.before, field="imports.row")
        Lineage.objects.filter(batch=one.batch, row=one.row).update(before=fresh)
    images = [vault.unseal(text, field="imports.row") for text in Lineage.objects.values_list("before", flat=True)]
    inner = [token for image in images for token in vault.find_tokens(image)]
    assert inner
    assert not any(vault.is_current(token) for token in inner)


def test_staged_rows_are_taken_in_with_the_new_key_alone(house, fresh):
    number = make.identity(order=3)
    path = book(fresh / "b.xlsx", MEMBERS, [("李乙", "", number, "13812345600", "东厂工会", "", "", "")])
    (batch,) = imports.stage(actor=OPERATOR, source=path, name="b.xlsx")
    imports.check(actor=OPERATOR, code=batch.code, inline=True)
    planned = files.read(batch.code, files.plan_name(0))
    tokens = [
        name
        for name in planned.columns
        if planned[name].dtype == pl.String and planned[name].str.contains(vault.TOKEN).any()
    ]
    assert tokens  # the control: a plan does hold tokens
    actions.rotate(actor=OPERATOR, now=NOW)
    actions.drop_old(actor=OPERATOR, now=LATER)
    imports.start(actor=OPERATOR, code=batch.code, inline=True)
    third = Person.objects.get(pk=house.third.pk)
    assert vault.unseal(third.phone_sealed, field="person.phone") == "13812345600"


def test_an_edit_made_while_a_batch_is_sealed_is_not_lost(house, monkeypatch):
    real = rotating._fresh
    edited = vault.seal("13700000000", field="person.phone")

    def meanwhile(one, cells):
        if one.column == "phone_sealed" and one.table == "people_person":
            Person.objects.filter(pk=house.third.pk).update(phone_sealed=edited)
        return real(one, cells)

    monkeypatch.setattr(rotating, "_fresh", meanwhile)
    made = actions.rotate(actor=OPERATOR, now=NOW)
    assert Person.objects.get(pk=house.third.pk).phone_sealed == edited
    assert made.left == 1  # it was sealed with the old key: the next run takes it
    monkeypatch.undo()
    monkeypatch.setenv("NIANGJIA_KEYS", str(keys.place()))


def test_a_batch_at_work_keeps_its_files_and_the_old_key(house):
    Batch.objects.update(state=State.APPLYING)
    made = actions.rotate(actor=OPERATOR, now=NOW)
    assert made.left == file_count()
    with pytest.raises(actions.NothingToDrop):
        actions.drop_old(actor=OPERATOR, now=LATER)
    Batch.objects.update(state=State.DONE)
    made = actions.rotate(actor=OPERATOR, now=NOW)
    assert (made.key, made.done, made.left) == ("k2", file_count(), 0)


def test_the_old_key_goes_after_a_day_and_only_if_nothing_hangs_on_it(house):
    late = vault.seal("13612345678", field="person.phone")
    actions.rotate(actor=OPERATOR, now=NOW)
    with pytest.raises(actions.TooEarly):
        actions.drop_old(actor=OPERATOR, now=NOW + timedelta(hours=23))
    Person.objects.filter(pk=house.third.pk).update(phone_sealed=late)  # somebody who had read the keys before
    with pytest.raises(actions.OldKeysNeeded):
        actions.drop_old(actor=OPERATOR, now=LATER)
    assert sorted(vault.ring().keys) == ["k1", "k2"]
    made = actions.rotate(actor=OPERATOR, now=NOW)
    assert (made.key, made.done, made.left) == ("k2", 1, 0)
    assert actions.drop_old(actor=OPERATOR, now=LATER) == ["k1"]
    assert sorted(vault.ring().keys) == ["k2"]
    with pytest.raises(actions.NothingToDrop):
        actions.drop_old(actor=OPERATOR, now=LATER)
    assert actions.rotate(actor=OPERATOR, now=LATER).key == "k3"


def test_a_token_of_an_unknown_field_keeps_the_old_key(house):
    Authenticator.objects.update(data={"secret": vault.seal("x", field="somewhere.else")})
    assert actions.rotate(actor=OPERATOR, now=NOW).left == 1
    with pytest.raises(actions.NothingToDrop):
        actions.drop_old(actor=OPERATOR, now=LATER)


def undeclared():
    """Text columns that are named as ciphertext, or as what stood before a change, and that no change of keys would reach."""
    declared = {(one.table, one.column) for one in sealed_columns()}
    named = {
        (model._meta.db_table, field.column)
        for model in apps.get_models(include_auto_created=True)
        for field in model._meta.concrete_fields
        if isinstance(field, models.CharField | models.TextField) and ("sealed" in field.name or field.name == "before")
    }
    assert len(named) >= 24
    return named - declared


def test_every_column_of_ciphertext_is_declared():
    """By name; what is sealed under another name is found by the tests below."""
    assert undeclared() == set()


def test_a_column_that_was_forgotten_would_be_noticed(monkeypatch):
    """Control: each declaration of organising taken away in turn."""
    real = tuple(sealed_columns())
    theirs = [one for one in real if one.table.startswith("organising_")]
    assert len(theirs) >= 13
    for gone in theirs:
        monkeypatch.setattr(
            sys.modules[__name__], "sealed_columns", lambda gone=gone: [one for one in real if one != gone]
        )
        assert undeclared() == {(gone.table, gone.column)}


LOOSE = """
import json, sys, django; django.setup()
from django.apps import apps
from django.db import models
from niangjia.kit import vault
from niangjia.kit.declare import sealed_columns
declared = {(one.table, one.column) for one in sealed_columns()}
held, loose = set(), set()
for model in apps.get_models(include_auto_created=True):
    for field in model._meta.concrete_fields:
        if isinstance(field, models.CharField | models.TextField | models.JSONField):
            cells = model._base_manager.values_list(field.attname, flat=True)
            if any(vault.find_tokens(cell if isinstance(cell, str) else json.dumps(cell)) for cell in cells if cell):
                held.add((model._meta.db_table, field.column))
sys.stdout.write(json.dumps([sorted(held - declared), sorted(table for table, _column in held)]))
"""


@pytest.mark.xdist_group("houses")
def test_no_token_of_a_whole_county_lies_elsewhere(county_house):
    """The demonstration has something of every module in it: where ciphertext lies, a change of keys comes by."""
    loose, tables = county_house.told(LOOSE)
    assert loose == []
    assert {"organising_application", "organising_change", "organising_officer"} <= set(tables)
    assert len(tables) >= 12


def test_no_token_lies_in_a_column_that_is_not_declared(house):
    declared = {(one.table, one.column) for one in sealed_columns()}
    found = set()
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if isinstance(field, models.CharField | models.TextField | models.JSONField):
                cells = model._base_manager.values_list(field.attname, flat=True)
                if any(
                    vault.find_tokens(json.dumps(cell) if not isinstance(cell, str) else cell) for cell in cells if cell
                ):
                    found.add((model._meta.db_table, field.column))
    assert found - declared == set()
    ground = {
        "access_account",
        "evidence_file",
        "people_person",
        "people_merge",
        "imports_lineage",
        "messaging_message",
        "mfa_authenticator",
    }
    assert {table for table, _column in found} == ground  # the control: one of each kind is there, and is found


# ------------------------------------------------------------------ killed


WORK = """
import json, os, signal, sys, time, django; django.setup()
from datetime import timedelta
from django.db import connections
from django.utils import timezone
from niangjia.engines.custody import actions
from niangjia.engines.custody.actions import rotating
from niangjia.engines.imports.models import Lineage
from niangjia.ground.people.models import Person
from niangjia.kit import vault
from niangjia.kit.powers import OPERATOR

def change():
    return rotating.rotate(actor=OPERATOR, now=timezone.now(), batch=10)

def plain():
    rows = Person.objects.order_by("pk").values_list("pk", "identity_sealed", "phone_sealed")
    told = [[pk, vault.unseal(one, field="person.identity"), vault.unseal(two, field="person.phone")] for pk, one, two in rows]
    images = sorted(vault.unseal(text, field="imports.row")[:5] for text in Lineage.objects.values_list("before", flat=True) if text)
    return [told, images]

def kinds():
    rows = Person.objects.values_list("identity_sealed", "phone_sealed")
    return sorted({token.partition(".")[0] for row in rows for token in row if token})

def forked(act):
    connections.close_all()
    child = os.fork()
    if not child:
        act()
        os._exit(0)
    return child

def drop():
    return actions.drop_old(actor=OPERATOR, now=timezone.now() + timedelta(days=2))
"""
KILLED = (
    WORK
    + """
real, count = rotating._put, [0]
def dying(last, side):
    def put(one, changed):
        count[0] += one.table == "people_person"  # 60 and some people, ten at a time, twice
        if count[0] == last and side == "before":
            os.kill(os.getpid(), signal.SIGKILL)
        real(one, changed)
        if count[0] == last:
            os.kill(os.getpid(), signal.SIGKILL)
    rotating._put = put
    change()

before, states = plain(), []
for last, side in ((1, "before"), (3, "after"), (4, "before"), (6, "after")):
    _pid, status = os.waitpid(forked(lambda: dying(last, side)), 0)
    states.append([os.WTERMSIG(status), plain() == before, kinds()])
made = change()
sys.stdout.write(json.dumps([states, made.left, drop(), kinds(), plain() == before]))
"""
)
BUSY = (
    WORK
    + """
def write(out):
    stop, done, count = [], {}, 0
    signal.signal(signal.SIGTERM, lambda *_: stop.append(1))
    pks = list(Person.objects.order_by("pk").values_list("pk", flat=True))
    while not stop:
        count += 1
        pk, phone = pks[count % len(pks)], f"137{count:08}"
        sealed, index = vault.seal(phone, field="person.phone"), vault.blind(phone, field="person.phone")
        Person.objects.filter(pk=pk).update(phone_sealed=sealed, phone_index=index)
        done[pk] = phone
    os.write(out, json.dumps(done).encode())

ends = os.pipe()
child = forked(lambda: write(ends[1]))
time.sleep(1)
rounds = [change()]
while rounds[-1].left and len(rounds) < 5:
    time.sleep(1.5)  # whoever works on reads the keys again within a second
    rounds.append(change())
time.sleep(1.5)
os.kill(child, signal.SIGTERM)
os.waitpid(child, 0)
wanted = json.loads(os.read(ends[0], 1 << 20))
try:
    dropped = drop()
except actions.OldKeysNeeded:  # a writer that had read the keys just before: the next run takes it
    change()
    dropped = drop()
found = {str(pk): phone for pk, _number, phone in plain()[0]}
sys.stdout.write(json.dumps([len(wanted), {pk: found[pk] for pk in wanted} == wanted, dropped, kinds()]))
"""
)


@pytest.fixture
def twin(county_house, tmp_path):
    """A copy of it to work in."""
    made = House(tmp_path, like=county_house)
    yield made
    made.close()


@pytest.mark.xdist_group("houses")
def test_a_killed_change_goes_on_and_ends_the_same(twin):
    states, left, dropped, kinds, same = twin.told(KILLED)
    assert [state[:2] for state in states] == [[9, True]] * 4
    assert states[-1][2] == ["k1", "k2"]  # it was in the middle
    assert (left, dropped, kinds, same) == (0, ["k1"], ["k2"], True)


@pytest.mark.xdist_group("houses")
def test_people_go_on_working_during_a_change(twin):
    """A writer changes phones all the while; every one that was acknowledged is there at the end and opens."""
    count, same, dropped, kinds = twin.told(BUSY)
    assert count > 20
    assert (same, dropped, kinds) == (True, ["k1"], ["k2"])


@pytest.mark.xdist_group("houses")
def test_the_command_says_what_to_do_next(twin):
    first, done = twin.each(["rotate-keys"], ["rotate-keys", "--drop-old"])
    assert first.returncode == 0, first.stderr
    assert "现在用的密钥是 k2" in first.stdout
    assert "已全部换完" in first.stdout
    assert done.returncode == 2
    assert "换密钥还不到一天" in done.stderr
