import json
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from niangjia.ground.audit import actions, guards, queries, rules
from niangjia.ground.audit.models import Anchor, Entry, Seal
from niangjia.ground.audit.queries import chain
from niangjia.ground.audit.rules import NotAFact
from niangjia.kit.powers import OPERATOR, SYSTEM, Actor, ActorKind

CLERK = Actor(ActorKind.STAFF, account_id=7, for_account_id=8, origin="req-1")
NOON = datetime(2026, 11, 20, 4, 0, tzinfo=UTC)

pytestmark = pytest.mark.django_db


def test_an_act_is_one_row_with_who_what_about_whom_and_where(time_machine):
    time_machine.move_to(NOON, tick=False)
    actions.record(
        actor=CLERK, verb="people.edited", subject=("people.person", 5), path="0001", facts={"b": 1, "a": [2]}
    )
    row = Entry.objects.values().get()
    del row["id"]
    assert row == {
        "at": NOON,
        "actor_kind": "staff",
        "account_id": 7,
        "for_account_id": 8,
        "verb": "people.edited",
        "look": False,
        "subject_kind": "people.person",
        "subject_id": 5,
        "path": "0001",
        "origin": "req-1",
        "facts": '{"a":[2],"b":1}',
    }


def test_the_machine_and_the_operator_are_told_apart():
    actions.record(actor=SYSTEM, verb="x.done")
    actions.record(actor=OPERATOR, verb="x.seen", look=True)
    rows = list(Entry.objects.order_by("id").values_list("actor_kind", "account_id", "look", "subject_id", "facts"))
    assert rows == [("system", None, False, None, "{}"), ("operator", None, True, None, "{}")]


def test_an_act_undone_leaves_no_entry():
    with transaction.atomic():
        actions.record(actor=CLERK, verb="x.done")
        transaction.set_rollback(True)
    assert Entry.objects.count() == 0


def test_many_at_once():
    count = actions.record_many(
        actor=CLERK, verb="people.listed", subject_kind="people.person", subjects=[(1, "01"), (2, "02")], look=True
    )
    assert count == 2
    rows = Entry.objects.order_by("id").values_list("subject_id", "path", "look")
    assert list(rows) == [(1, "01", True), (2, "02", True)]
    assert actions.record_many(actor=CLERK, verb="x.y", subject_kind="z", subjects=[]) == 0


@pytest.mark.parametrize("rows", [2, 200])
def test_many_cost_few_statements(rows, django_assert_max_num_queries):
    with django_assert_max_num_queries(1 + rows // 50):
        actions.record_many(actor=CLERK, verb="x.y", subject_kind="z", subjects=[(n, "") for n in range(rows)])
    assert Entry.objects.count() == rows


def test_facts_have_one_written_form():
    facts = {
        "on": date(2026, 1, 2),
        "sum": Decimal("1.50"),
        "ids": {3, 1},
        "kind": ActorKind.STAFF,
        "who": None,
        "ok": True,
    }
    assert rules.facts_text(facts) == '{"ids":[1,3],"kind":"staff","ok":true,"on":"2026-01-02","sum":"1.50","who":null}'


@pytest.mark.parametrize(
    "value", ["330782199001011239", "13812345621", 1.5, object(), b"x", ["13812345621"], {"a": 0.1}]
)
def test_personal_values_and_loose_types_are_refused(value):
    with pytest.raises(NotAFact):
        actions.record(actor=CLERK, verb="x.y", facts={"value": value})
    assert Entry.objects.count() == 0


def test_the_separator_is_refused_where_json_does_not_escape_it():
    with pytest.raises(NotAFact):
        actions.record(actor=CLERK, verb="x\x1fy")
    actions.record(actor=CLERK, verb="x.y", facts={"text": "a\x1fb"})
    actions.seal_pending()
    assert queries.verify().holds


# ------------------------------------------------------------------ reading


def test_entries_are_found_by_record_account_and_branch():
    other = Actor(ActorKind.STAFF, account_id=9)
    actions.record(actor=CLERK, verb="a.a", subject=("people.person", 5), path="0001")
    actions.record(actor=other, verb="a.b", subject=("people.person", 6), path="00010001", look=True)
    actions.record(actor=other, verb="a.c", subject=("people.person", 5), path="0002")

    def verbs(**about):
        return [entry.verb for entry in queries.entries(**about)]

    assert verbs() == ["a.c", "a.b", "a.a"]
    assert verbs(subject=("people.person", 5)) == ["a.c", "a.a"]
    assert verbs(account_id=9) == ["a.c", "a.b"]
    assert verbs(path_range=("0001", "0001[")) == ["a.b", "a.a"]
    assert verbs(looks=True) == ["a.b"]
    assert verbs(looks=False, account_id=9) == ["a.c"]
    assert verbs(verb="a.a") == ["a.a"]
    first = queries.entries(limit=1)
    assert [entry.verb for entry in queries.entries(limit=1, before=first[0].pk)] == ["a.b"]
    assert verbs(since=datetime(2100, 1, 1, tzinfo=UTC)) == verbs(until=NOON.replace(year=2000)) == []


# ------------------------------------------------------------------ the bytes of an entry are the same everywhere

TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00\x1f"), max_size=30)
ASCII = st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=20)
ID = st.none() | st.integers(-(2**63), 2**63 - 1)


@given(
    at=st.datetimes(NOON.replace(year=1990, tzinfo=None), NOON.replace(year=2100, tzinfo=None), timezones=st.just(UTC)),
    account_id=ID,
    for_account_id=ID,
    verb=TEXT,
    look=st.booleans(),
    subject_kind=TEXT,
    subject_id=ID,
    path=ASCII,
    origin=TEXT,
    facts=st.dictionaries(TEXT, st.text(max_size=20) | st.integers(0, 100), max_size=3),
)
def test_the_database_and_the_rule_write_the_same_line(**columns):
    text = json.dumps(columns.pop("facts"), ensure_ascii=False)
    made = Entry.objects.create(actor_kind="staff", facts=text.replace("\x00", ""), **columns)
    try:
        [(key, line)] = chain.unsealed(made.pk - 1, 1)
        row = Entry.objects.values().get(pk=made.pk)
        assert (key, line) == (made.pk, rules.line(row))
    finally:
        made.delete()


@pytest.mark.parametrize("micro", [0, 1, 500000, 999999])
def test_times_keep_their_microseconds(micro):
    made = Entry.objects.create(at=NOON.replace(microsecond=micro), actor_kind="staff", verb="x")
    [(_, line)] = chain.unsealed(made.pk - 1, 1)
    assert line.split("\x1f")[1] == f"2026-11-20 04:00:00.{micro:06d}"


def test_link_of_a_known_entry_never_changes():
    """The published rule: an export of today must verify in ten years."""
    row = {
        "id": 1, "at": NOON, "actor_kind": "staff", "account_id": 7, "for_account_id": None, "verb": "people.edited", "look": False,
        "subject_kind": "people.person", "subject_id": 5, "path": "0001", "origin": "", "facts": '{"字":1}',
    }  # fmt: skip
    line = rules.line(row)
    assert (
        line
        == "1\x1f2026-11-20 04:00:00.000000\x1fstaff\x1f7\x1f\x1fpeople.edited\x1f0\x1fpeople.person\x1f5\x1f0001\x1f\x1f"
        + row["facts"]
    )
    assert rules.link(rules.GENESIS, 1, line) == "5a34ec6735bd4b694ee5de4a6ba77aa44a838e182766e7de61db9b7794f7dc95"


# ------------------------------------------------------------------ append-only

CHANGES = [
    "UPDATE audit_entry SET verb = 'other'",
    "DELETE FROM audit_entry",
    "UPDATE audit_seal SET digest = 'other'",
    "DELETE FROM audit_seal",
    "UPDATE audit_anchor SET digest = 'other'",
    "DELETE FROM audit_anchor",
]


@pytest.fixture
def trail():
    actions.record(actor=CLERK, verb="x.done")
    actions.anchor(actor=CLERK)


def content():
    return [list(model.objects.order_by("pk").values_list()) for model in (Entry, Seal, Anchor)]


@pytest.mark.parametrize("change", CHANGES)
def test_the_database_refuses_to_change_the_trail(trail, change):
    guards.install(connection)
    before = content()
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        connection.cursor().execute(change)
    assert content() == before
    actions.record(actor=CLERK, verb="x.again")
    assert len(content()[0]) == len(before[0]) + 1


@pytest.mark.parametrize("change", CHANGES)
def test_without_its_guards_it_does_not(trail, change):
    guards.drop(connection)
    before = content()
    connection.cursor().execute(change)
    assert content() != before


def test_truncating_is_refused(trail):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no TRUNCATE")
    guards.install(connection)
    with pytest.raises(IntegrityError), transaction.atomic():
        connection.cursor().execute("TRUNCATE audit_entry")
    assert Entry.objects.count() == 2


def test_lost_guards_are_reported(trail):
    guards.install(connection)
    assert queries.verify().guards_missing == ()
    guards.drop(connection)
    assert len(queries.verify().guards_missing) == (9 if connection.vendor == "postgresql" else 6)


def test_migrations_install_the_guards():
    """All but those of deletion, which the suite does without."""
    assert guards.present(connection) == {"audit_entry_no_update", "audit_seal_no_update", "audit_anchor_no_update"}
