import subprocess
import sys
import threading
import time
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from django.db import connection, connections, transaction
from django.utils import timezone

import niangjia
from niangjia.ground.audit import actions, exported, guards, queries, rules
from niangjia.ground.audit.actions import seal as sealer
from niangjia.ground.audit.models import Anchor, Entry, Seal
from niangjia.ground.audit.rules import Break
from niangjia.kit.powers import Actor, ActorKind

CLERK = Actor(ActorKind.STAFF, account_id=7)


def act(count=1):
    return [actions.record(actor=CLERK, verb="x.done", subject=("x", n), facts={"n": n}).pk for n in range(count)]


@pytest.fixture
def ten(db):
    """Ten sealed entries of a chain that the test may tamper with; anchored at five and at ten."""
    guards.drop(connection)
    keys = act(5)
    actions.seal_pending()
    Anchor.objects.create(seq=5, digest=queries.head()[1], made_at=timezone.now())
    keys += act(5)
    actions.seal_pending()
    Anchor.objects.create(seq=10, digest=queries.head()[1], made_at=timezone.now())
    return keys


def given_out():
    return dict(Anchor.objects.values_list("seq", "digest"))


def rechain():
    """What a thief who knows the rule does afterwards: compute the whole chain anew."""
    digest = rules.GENESIS
    for seq, entry_id, _, line in list(queries.chain.links()):
        digest = rules.link(digest, seq, line)
        Seal.objects.filter(seq=seq).update(digest=digest, entry_id=entry_id)


# ------------------------------------------------------------------ sealing


def test_sealing_chains_every_entry_once(ten):
    assert list(Seal.objects.order_by("seq").values_list("seq", "entry_id")) == list(enumerate(ten, 1))
    assert actions.seal_pending() == 0
    report = queries.verify()
    assert (report.holds, report.count, report.head, report.waiting) == (True, 10, queries.head()[1], 0)


def test_an_empty_chain_holds(db):
    assert actions.seal_pending() == 0
    assert (queries.verify().holds, queries.head()) == (True, (0, rules.GENESIS))


def test_batches_join_into_one_chain(db, monkeypatch):
    monkeypatch.setattr(sealer, "BATCH", 3)
    act(10)
    assert actions.seal_pending() == 10
    assert queries.verify().count == 10


def test_waiting_entries_are_counted_not_condemned(ten):
    act(2)
    report = queries.verify()
    assert (report.holds, report.count, report.waiting) == (True, 10, 2)


def test_an_entry_that_is_seen_late_is_sealed_after_newer_ones(db):
    first, second, third = act(3)
    late = Entry.objects.filter(pk=second)
    row = late.values().get()
    late.delete()
    assert actions.seal_pending() == 2
    Entry.objects.create(**row)
    assert actions.seal_pending() == 1
    assert list(Seal.objects.order_by("seq").values_list("entry_id", flat=True)) == [first, third, second]
    assert queries.verify().holds


def test_a_sealer_that_lost_the_race_gives_way(ten):
    act(2)
    head, rows = queries.head(), queries.chain.unsealed(0, 10)
    actions.seal_pending()
    before = list(Seal.objects.values_list())
    assert sealer._seal(head, rows) is False
    assert list(Seal.objects.values_list()) == before


def test_on_sqlite_the_mark_is_the_last_key(db):
    mark = actions.Mark()
    keys = act(3)
    actions.seal_pending(mark=mark)
    assert mark.low == (keys[-1] if connection.vendor == "sqlite" else 0)


class Writer(threading.Thread):
    """A transaction of its own that waits between its steps until it is told."""

    def __init__(self, *steps):
        super().__init__()
        self.steps, self.told, self.did, self.keys = steps, threading.Semaphore(0), threading.Semaphore(0), []
        self.start()

    def run(self):
        with transaction.atomic():
            for step in self.steps:
                self.told.acquire(timeout=20)
                self.keys += step() or []
                self.did.release()
            self.told.acquire(timeout=20)
        connections.close_all()

    def go_on(self):
        self.told.release()
        self.did.acquire(timeout=20)

    def commit(self):
        self.told.release()
        self.join()


def number_yourself():
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_xact_id()")


@pytest.fixture
def looks(transactional_db, monkeypatch):
    """Full looks of one sealer, a minute apart, whose quick looks see next to nothing. PostgreSQL only."""
    if connection.vendor != "postgresql":
        pytest.skip("on SQLite writers follow one another")
    clock = [1000.0]
    monkeypatch.setattr(sealer.time, "monotonic", lambda: clock[0])
    monkeypatch.setattr(sealer, "WINDOW", 1)
    mark = actions.Mark()

    def look(times=1):
        for _ in range(times):
            clock[0] += sealer.FULL_LOOK + 1
            actions.seal_pending(mark=mark)
        return mark.low

    return look


def wait_for_other_bases():
    """The mark stays below every transaction of the whole server, those of other bases too: let them end first."""
    for _ in range(1200):
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE backend_xid IS NOT NULL AND datname <> current_database()"
            )
            if cursor.fetchone() == (0,):
                return
        time.sleep(0.1)


@pytest.mark.xdist_group("long transactions")
def test_late_commits_are_sealed_and_hold_the_mark_down(looks):
    act(1)
    slow = Writer(lambda: act(1))
    slow.go_on()
    newer = act(4)
    assert looks(4) < slow.keys[0] < newer[0]
    assert not Seal.objects.filter(entry_id=slow.keys[0]).exists()
    slow.commit()
    wait_for_other_bases()
    assert looks(4) == newer[-1]
    assert (queries.verify().holds, queries.verify().count) == (True, 6)


def test_a_late_commit_with_the_newest_number_is_not_overlooked(looks):
    """The one running transaction is younger than all that have ended, yet its entry's key is below theirs."""
    early, slow = Writer(number_yourself, lambda: act(1)), Writer(lambda: act(1))
    early.go_on()
    slow.go_on()
    early.go_on()
    early.commit()
    assert slow.keys[0] < early.keys[0]
    assert looks(4) < slow.keys[0]
    slow.commit()
    looks(4)
    assert (queries.verify().holds, queries.verify().count) == (True, 2)


@pytest.mark.django_db(transaction=True)
def test_many_writers_and_two_sealers():
    if connection.vendor != "postgresql":
        pytest.skip("the suite keeps SQLite in memory; bench/audit.py seals a file beside a writer")
    done = threading.Event()
    problems = []

    def write(number):
        for _ in range(30):
            with transaction.atomic():
                act(2)
                if number % 2:
                    transaction.set_rollback(True)
        connections.close_all()

    def seal():
        try:
            while not done.is_set():
                actions.seal_pending()
        except Exception as error:  # told below
            problems.append(error)
        connections.close_all()

    writers = [threading.Thread(target=write, args=(n,)) for n in range(6)]
    sealers = [threading.Thread(target=seal) for _ in range(2)]
    for thread in writers + sealers:
        thread.start()
    for thread in writers:
        thread.join()
    done.set()
    for thread in sealers:
        thread.join()
    actions.seal_pending()
    report = queries.verify()
    assert (problems, report.holds, report.count, report.waiting) == ([], True, 180, 0)


# ------------------------------------------------------------------ tampering: eight kinds, each with its first bad row


def alter_facts(keys):
    Entry.objects.filter(pk=keys[6]).update(facts='{"n":99}')
    return Break("altered", 7, keys[6])


def alter_actor(keys):
    Entry.objects.filter(pk=keys[6]).update(account_id=8)
    return Break("altered", 7, keys[6])


def alter_time(keys):
    row = Entry.objects.get(pk=keys[6])
    Entry.objects.filter(pk=keys[6]).update(at=row.at + timedelta(microseconds=1))
    return Break("altered", 7, keys[6])


def delete_an_entry(keys):
    Entry.objects.filter(pk=keys[6]).delete()
    return Break("deleted", 7, keys[6])


def delete_the_last_entries(keys):
    Entry.objects.filter(pk__gte=keys[8]).delete()
    Seal.objects.filter(seq__gte=9).delete()
    return Break("cut", 9)


def insert_a_row(keys):
    """Put in as number 7, with a link that is right, the later seals moved up but not computed anew."""
    row = Entry.objects.filter(pk=keys[6]).values().get()
    made = Entry.objects.create(**{**row, "id": keys[9] + 1, "verb": "x.planted"})
    later = list(Seal.objects.filter(seq__gte=7).order_by("-seq").values_list("seq", "entry_id", "digest"))
    Seal.objects.filter(seq__gte=7).delete()
    for seq, entry_id, digest in later:
        Seal.objects.create(seq=seq + 1, entry_id=entry_id, digest=digest)
    Seal.objects.create(seq=7, entry_id=made.pk, digest="f" * 64)
    return Break("inserted", 7, made.pk)


def reorder(keys):
    Seal.objects.filter(seq__in=(7, 8)).delete()
    digests = {7: "a" * 64, 8: "b" * 64}
    for seq, entry_id in ((7, keys[7]), (8, keys[6])):
        Seal.objects.create(seq=seq, entry_id=entry_id, digest=digests[seq])
    return Break("altered", 7, keys[7])


def reorder_with_the_digests_left(keys):
    old = dict(Seal.objects.filter(seq__in=(7, 8)).values_list("seq", "digest"))
    Seal.objects.filter(seq__in=(7, 8)).delete()
    for seq, entry_id in ((7, keys[7]), (8, keys[6])):
        Seal.objects.create(seq=seq, entry_id=entry_id, digest=old[seq])
    return Break("reordered", 7, keys[7])


def compute_the_chain_anew(keys):
    Entry.objects.filter(pk=keys[6]).update(facts='{"n":99}')
    rechain()
    return Break("anchor", 10, keys[9])


def delete_and_close_the_gap(keys):
    """A row taken out and everything after it renumbered and computed anew."""
    Entry.objects.filter(pk=keys[6]).delete()
    later = list(Seal.objects.filter(seq__gt=7).order_by("seq").values_list("seq", "entry_id"))
    Seal.objects.filter(seq__gte=7).delete()
    for seq, entry_id in later:
        Seal.objects.create(seq=seq - 1, entry_id=entry_id, digest="")
    rechain()
    return Break("cut", 10)


def delete_a_seal(keys):
    Seal.objects.filter(seq=7).delete()
    return Break("gap", 7)


def alter_a_seal(keys):
    Seal.objects.filter(seq=7).update(digest="e" * 64)
    return Break("altered", 7, keys[6])


def alter_the_chain_before_the_first_anchor(keys):
    Entry.objects.filter(pk=keys[1]).update(verb="x.other")
    rechain()
    return Break("anchor", 5, keys[4])


TAMPERINGS = [
    alter_facts, alter_actor, alter_time, delete_an_entry, delete_the_last_entries, insert_a_row, reorder,
    reorder_with_the_digests_left, compute_the_chain_anew, delete_and_close_the_gap, delete_a_seal, alter_a_seal,
    alter_the_chain_before_the_first_anchor,
]  # fmt: skip


def export(tmp_path):
    path = tmp_path / "trail.jsonl"
    with path.open("w", encoding="utf-8") as file:
        queries.export(file)
    return path


@pytest.mark.parametrize("tamper", TAMPERINGS)
def test_tampering_is_found_and_its_first_bad_row_named(ten, tamper, tmp_path):
    anchors = given_out()
    assert queries.verify(anchors=anchors).holds  # the control: before, it holds
    expected = tamper(ten)
    assert queries.verify(anchors=anchors).broken == expected
    assert exported.verify_file(export(tmp_path), anchors).broken == expected


NEEDS_ANCHOR = [
    delete_the_last_entries, compute_the_chain_anew, delete_and_close_the_gap, alter_the_chain_before_the_first_anchor,
]  # fmt: skip


@pytest.mark.parametrize("tamper", NEEDS_ANCHOR)
def test_without_an_anchor_outside_a_thorough_thief_is_not_seen(ten, tamper):
    """The control of the anchors: it is they that find these, so they must leave the house."""
    anchors = given_out()
    tamper(ten)
    Anchor.objects.all().delete()
    assert queries.verify().holds
    assert not queries.verify(anchors=anchors).holds


def test_an_entry_put_in_behind_the_sealers_back(ten):
    """Planted between sealed ones: soon it is either sealed at the end of the chain, or found here."""
    keys = act(3)
    row = Entry.objects.filter(pk=keys[1]).values().get()
    Entry.objects.filter(pk=keys[1]).delete()
    actions.seal_pending()
    Entry.objects.create(**{**row, "at": timezone.now() - timedelta(days=1)})
    assert queries.verify().broken == Break("inserted", 0, keys[1])
    Entry.objects.filter(pk=keys[1]).update(at=timezone.now())
    assert queries.verify().holds  # a minute ago it may simply have committed late


def test_an_altered_anchor_of_ours_is_seen_and_one_from_outside_weighs_more(ten):
    anchors = given_out()
    Anchor.objects.filter(seq=5).update(digest="d" * 64)
    assert queries.verify().broken == Break("anchor", 5, ten[4])
    assert queries.verify(anchors=anchors).holds


def test_the_separator_cannot_be_used_to_move_a_column_border(ten):
    """Two rows that read alike when joined must not both fit the seal."""
    Entry.objects.filter(pk=ten[6]).update(verb="x.done\x1f0", subject_kind="x")
    assert queries.verify().broken == Break("altered", 7, ten[6])


# ------------------------------------------------------------------ anchors, exports, the terminal


def test_anchor_seals_keeps_and_records(db):
    act(3)
    made = actions.anchor(actor=CLERK, note="x")
    assert (made.seq, made.digest, made.note) == (3, Seal.objects.get(seq=3).digest, "x")
    assert Entry.objects.latest("id").verb == "audit.anchored"
    assert actions.anchor(actor=CLERK).seq == 4


def test_an_empty_chain_has_nothing_to_anchor(db):
    assert actions.anchor(actor=CLERK) is None
    assert (Anchor.objects.count(), Entry.objects.count()) == (0, 0)


def test_the_offline_verifier_runs_without_django_or_a_database(ten, tmp_path):
    path, slips = export(tmp_path), tmp_path / "anchors.txt"
    slips.write_text(
        "# given to the federation above\n" + "\n".join(f"{seq} {digest} 2026" for seq, digest in given_out().items())
    )
    program = [sys.executable, "-m", "niangjia.ground.audit.exported", str(path), str(slips)]
    env = {"PYTHONPATH": str(Path(niangjia.__file__).parents[1]), "PATH": ""}
    good = subprocess.run(program, capture_output=True, text=True, env=env)
    assert (good.returncode, good.stdout) == (0, f"10 links, 2 anchors, head {queries.head()[1]}\n")

    path.write_text(path.read_text().replace("x.done", "x.gone", 1))
    bad = subprocess.run(program, capture_output=True, text=True, env=env)
    assert (bad.returncode, bad.stdout.splitlines()[1]) == (1, f"BROKEN: altered at 1, entry {ten[0]}")


@pytest.mark.parametrize("text", ["", "{}", "[1]", "x", '{"niangjia":"audit","columns":[]}'])
def test_another_file_is_not_taken_for_an_export(tmp_path, text):
    (tmp_path / "file").write_text(text)
    with pytest.raises(exported.NotAnExport):
        exported.verify_file(tmp_path / "file", {})


def test_the_terminal(ten, tmp_path, monkeypatch):
    from niangjia.fronts.cli import audit as commands

    def run(*arguments):
        done = CliRunner().invoke(commands.audit, [str(one) for one in arguments], catch_exceptions=False)
        return done.exit_code, done.output

    slips, path = tmp_path / "anchors.txt", tmp_path / "trail.jsonl"
    act(1)
    code, text = run("anchor", "--out", slips)
    assert code == 0
    assert text.splitlines()[-1] == slips.read_text().splitlines()[-1]
    assert run("seal") == (0, "已封存 1 条。\n")
    assert run("verify", "--anchor", slips)[0] == 0
    assert run("export", path)[0] == 0
    assert run("verify", path, "--anchor", slips)[0] == 0
    alter_facts(ten)
    code, text = run("verify")
    assert (code, f"第 7 条（记录 {ten[6]}）" in text) == (1, True)
    assert run("verify", path)[0] == 0
    assert run("export", path)[0] == 0
    assert run("verify", path)[0] == 1
    (tmp_path / "odd").write_text("odd")
    assert run("verify", tmp_path / "odd")[0] == 2
