"""Figures that were given out: they open to their old rows for ever, and a later difference is explained (B2)."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.db import connection
from tests import factories

from niangjia.engines.figures import actions, queries, reasons, rules
from niangjia.engines.figures.choices import Cause
from niangjia.engines.figures.models import Signed, SignedRows
from niangjia.engines.figures.queries import signatures
from niangjia.ground.audit import guards
from niangjia.ground.audit import queries as trail
from niangjia.ground.audit.actions import seal_pending
from niangjia.ground.audit.models import Entry
from niangjia.ground.audit.rules import facts_text
from niangjia.ground.org.choices import Role
from niangjia.ground.org.models import Headcount, Placement, Unit
from niangjia.ground.people.models import Membership, Person
from niangjia.kit import declare

ON = date(2021, 10, 31)
NOW = datetime(2021, 11, 1, 2, 0, tzinfo=UTC)


def join(unit, name, **fields):
    person = Person.objects.create(name=name, gender="f")
    return Membership.rows.create(person=person, unit=unit, path=unit.path, **fields)


@pytest.fixture
def place(db):
    class Place:
        county = factories.county("虞山区总工会")
        east = factories.town(county, "东关镇总工会")
        west = factories.town(county, "西埠镇总工会")
        riders = factories.union(east, "骑手联合工会", focus="新就业形态")
        leader = factories.officer(east, Role.LEADER)
        members: list[Membership]

    Place.members = [join(Place.riders, name) for name in "甲乙丙丁戊"]
    return Place


def sign(place, figure="people.members", **more):
    more.setdefault("on", ON)
    return actions.sign(actor=more.pop("actor", place.leader), figure=figure, unit=place.east.code, now=NOW, **more)


def titles(rows):
    return [row.title for row in rows.items]


def test_signing_freezes_question_answer_and_rows_and_is_in_the_trail(place):
    made = sign(place)
    assert (made.value, made.count, made.unit_name, made.last) == ("5", 5, "东关镇总工会", ON)
    assert made.definition.startswith("当日会籍有效的会员")
    assert titles(queries.signed_rows(place.leader, made.code)) == list("甲乙丙丁戊")
    assert queries.verify(place.leader, made.code).whole
    entry = Entry.objects.get(verb="figures.signed")
    assert (entry.subject_id, entry.path) == (made.pk, place.east.path)
    assert json.loads(entry.facts)["digest"] == made.digest


def test_a_signed_figure_opens_to_its_old_rows_whatever_happens_and_the_difference_is_explained(place):
    mate = factories.union(place.east, "商户联合工会")
    joiner = join(place.riders, "己", joined_on=date(2021, 12, 1))
    made = sign(place)
    first, second, third, fourth, fifth = place.members
    new = join(mate, "庚")
    Membership.rows.filter(pk=joiner.pk).update(joined_on=date(2021, 10, 1))
    Membership.rows.filter(pk=first.pk).update(left_on=date(2021, 10, 31), leaving="left")
    Membership.rows.filter(pk=second.pk).update(left_on=date(2021, 10, 31), leaving="undone")
    Membership.rows.filter(pk=third.pk).delete()
    Membership.rows.filter(pk=fourth.pk).update(unit=place.west, path=place.west.path)

    found = queries.explain(place.leader, made.code)
    assert (found.then, found.now, found.definition_changed) == (5, 3, False)
    assert {group.cause: (group.count, group.effect) for group in found.groups} == {
        Cause.ENTERED: (1, 1),
        Cause.NOW_COUNTS: (1, 1),
        Cause.TIME: (1, -1),
        Cause.GONE: (2, -2),
        Cause.PLACE: (1, -1),
    }
    assert found.then + sum(group.effect for group in found.groups) == found.now
    opened = {cause: titles(queries.explained_rows(place.leader, made.code, cause)) for cause in Cause}
    assert opened[Cause.ENTERED] == ["庚"]
    assert opened[Cause.NOW_COUNTS] == ["己"]
    assert opened[Cause.TIME] == ["甲"]
    assert opened[Cause.PLACE] == ["丁"]
    assert opened[Cause.GONE] == ["乙", ""]

    rows = queries.signed_rows(place.leader, made.code)
    assert [row.id for row in rows.items] == [one.pk for one in (first, second, third, fourth, fifth)]
    assert [row.counts_still for row in rows.items] == [False, False, False, False, True]
    assert queries.verify(place.leader, made.code).whole
    assert new.pk not in {row.id for row in rows.items}


def test_a_row_that_fails_the_condition_now_says_so(place):
    made = sign(place, "people.women")
    Person.objects.filter(pk=place.members[0].person_id).update(gender="m")
    found = queries.explain(place.leader, made.code)
    assert [(group.cause, group.effect) for group in found.groups] == [(Cause.CONDITION, -1)]


def test_an_amount_that_changed_is_a_group_of_its_own(place):
    factories.employer(place.riders, workers=10)
    other = factories.employer(place.riders, workers=20)
    made = sign(place, "organising.workers_covered")
    Headcount.objects.filter(employer=other).update(workers=25)
    found = queries.explain(place.leader, made.code)
    assert [(group.cause, group.count, group.effect) for group in found.groups] == [(Cause.AMOUNT, 1, 5)]
    assert (found.then, found.now) == (30, 35)
    assert [row.value for row in queries.signed_rows(place.leader, made.code).items] == [10, 20]


def test_a_later_move_of_a_unit_does_not_touch_the_figure_of_the_day(place):
    made = sign(place)
    Placement.objects.filter(unit=place.riders).update(valid_to=date(2022, 1, 1))
    new = place.west.path + "0009"
    Placement.objects.create(unit=place.riders, path=new, valid_from=date(2022, 1, 1))
    Unit.objects.filter(pk=place.riders.pk).update(path=new)
    found = queries.explain(place.leader, made.code)
    assert (found.then, found.now, found.groups) == (5, 5, ())
    rows = queries.signed_rows(place.leader, made.code)
    assert (rows.count, rows.hidden, rows.items) == (5, 5, ())  # rights follow today's tree


def test_a_ratio_is_signed_with_its_terms(place):
    made = sign(place, "people.women_rate")
    assert made.number == Decimal(1)
    assert [(part.figure, part.value) for part in made.parts.order_by("pk")] == [
        ("people.women", "5"),
        ("people.members", "5"),
    ]
    Person.objects.filter(pk=place.members[0].person_id).update(gender="m")
    found = queries.explain(place.leader, made.code)
    assert (found.then, found.now) == (Decimal(1), Decimal("0.8"))
    assert [[group.effect for group in term.groups] for term in found.terms] == [[-1], []]
    assert [one.pk for one in queries.signed_figures(place.leader)] == [made.pk]


def test_a_changed_definition_is_told_apart_from_changed_records(place, monkeypatch):
    made = sign(place)
    known = declare.figures()["people.members"]
    stricter = declare.Figure(**{**known.__dict__, "where": "m.state = 'retired'"})
    monkeypatch.setattr(declare, "_figures", {**declare._figures, "people.members": stricter})
    found = queries.explain(place.leader, made.code)
    assert found.definition_changed
    assert (found.then, found.now) == (5, 0)


# ------------------------------------------------------------------ tampering


@pytest.mark.parametrize("field", ["value", "count", "definition", "where", "last"])
def test_an_altered_figure_is_noticed(place, field):
    made = sign(place)
    other = {"value": "6", "count": 6, "definition": "另一个口径", "where": {"gender": "f"}, "last": date(2021, 11, 30)}
    Signed.rows.filter(pk=made.pk).update(**{field: other[field]})
    found = queries.verify(place.leader, made.code)
    assert not found.whole
    assert found.sentence.startswith("与审定时的摘要不符")


def test_altered_and_broken_rows_are_noticed(place):
    made = sign(place)
    kept = SignedRows.objects.get(signed=made)
    rows = rules.unpack(bytes(kept.data))
    swapped = rules.Packed([*rows.keys[:-1], rows.keys[-1] + 1], rows.units, rows.values)
    SignedRows.objects.filter(pk=kept.pk).update(data=rules.pack(swapped))
    assert not queries.verify(place.leader, made.code).whole
    SignedRows.objects.filter(pk=kept.pk).update(data=b"nonsense")
    assert not queries.verify(place.leader, made.code).whole


def test_an_altered_term_breaks_the_ratio(place):
    made = sign(place, "people.women_rate")
    Signed.rows.filter(whole=made, figure="people.women").update(value="4")
    assert not queries.verify(place.leader, made.code).whole


def forge(made, value):
    """As somebody with the database's password would: the answer, its rows and their digest, all in agreement."""
    kept = SignedRows.objects.get(signed=made)
    rows = rules.unpack(bytes(kept.data))
    forged = rules.Packed([*rows.keys, rows.keys[-1] + 1], [*rows.units, rows.units[-1]], [*rows.values, 1])
    SignedRows.objects.filter(pk=kept.pk).update(data=rules.pack(forged))
    Signed.rows.filter(pk=made.pk).update(value=value, count=forged.count, amount=forged.amount)
    again = Signed.rows.get(pk=made.pk)
    Signed.rows.filter(pk=made.pk).update(digest=rules.digest(signatures.header(again), forged))


def test_a_figure_altered_together_with_its_rows_is_found_by_the_trail(place):
    made = sign(place)
    seal_pending()
    forge(made, "6")
    assert signatures.own_digest(Signed.rows.get(pk=made.pk))  # the control: by itself the forgery agrees
    found = queries.verify(place.leader, made.code)
    assert not found.whole
    assert found.sentence.startswith("与操作记录里留下的摘要不符")


def test_a_term_altered_together_with_its_ratio_is_found_by_the_trail(place):
    made = sign(place, "people.women_rate")
    assert queries.verify(place.leader, made.code).whole
    forge(made.parts.get(figure="people.women"), "6")
    again = Signed.rows.get(pk=made.pk)
    Signed.rows.filter(pk=made.pk).update(digest=rules.digest(signatures.header(again), rules.Packed([], [], [])))
    found = queries.verify(place.leader, made.code)
    assert (found.whole, found.sentence[:14]) == (False, "与操作记录里留下的摘要不符：")


def test_a_trail_that_was_altered_to_fit_the_forgery_is_found_by_the_chain(place):
    made = sign(place)
    seal_pending()
    forge(made, "6")
    entry = Entry.objects.get(verb="figures.signed")
    facts = json.loads(entry.facts) | {"digest": Signed.rows.get(pk=made.pk).digest, "count": 6}
    guards.drop(connection)
    Entry.objects.filter(pk=entry.pk).update(facts=facts_text(facts))
    found = queries.verify(place.leader, made.code)
    assert (found.whole, found.sentence) == (False, "这次审定的操作记录被改动过，与封存时不一致。")
    assert trail.verify().broken.entry_id == entry.pk


def test_a_figure_without_its_entry_is_not_vouched_for(place):
    made = sign(place)
    guards.drop(connection)
    Entry.objects.filter(verb="figures.signed").delete()
    found = queries.verify(place.leader, made.code)
    assert (found.whole, found.sentence[:14]) == (False, "操作记录里没有这次审定：记录")


# ------------------------------------------------------------------ who


def test_only_the_leader_signs_and_a_refusal_leaves_nothing(place):
    for role in (Role.OFFICER, Role.ORGANISER, Role.READER, Role.REVIEWER):
        with pytest.raises(actions.MayNotSign):
            sign(place, actor=factories.officer(place.east, role))
    with pytest.raises(reasons.UnknownUnit):
        sign(place, actor=factories.officer(place.west, Role.LEADER))
    assert not Signed.rows.exists()
    assert not Entry.objects.filter(verb="figures.signed").exists()


def test_another_number_than_the_one_shown_is_not_signed(place):
    with pytest.raises(actions.ChangedSinceShown) as caught:
        sign(place, shown=4)
    assert caught.value.sentence.startswith("您看到的是 4，现在已是 5")
    assert not Signed.rows.exists()
    assert not SignedRows.objects.exists()
    assert sign(place, shown=5).value == "5"


def test_a_ratio_without_value_is_not_signed(place):
    Membership.rows.all().delete()
    with pytest.raises(reasons.NothingToSign):
        sign(place, "people.women_rate")


def test_signed_figures_of_another_branch_are_not_there(place):
    made = sign(place)
    stranger = factories.officer(place.west, Role.LEADER)
    assert list(queries.signed_figures(stranger)) == []
    for asked in (queries.signed, queries.verify, queries.explain, queries.signed_rows):
        with pytest.raises(queries.SignedNotFound):
            asked(stranger, made.code)


def test_whoever_reads_figures_but_not_people_sees_the_number_only(place):
    made = sign(place)
    found = queries.signed_rows(factories.officer(place.county, Role.REVIEWER), made.code)
    assert (found.count, found.hidden, found.items) == (5, 5, ())
    assert "查看会员名册和档案" in found.withheld


def test_pages_of_old_rows_continue(place):
    made = sign(place)
    first = queries.signed_rows(place.leader, made.code, size=3)
    second = queries.signed_rows(place.leader, made.code, size=3, after=first.after)
    assert (titles(first), titles(second), second.after) == (list("甲乙丙"), list("丁戊"), None)


# ------------------------------------------------------------------ packing


@pytest.mark.parametrize("size", [0, 1, 2, 5000])
def test_packed_rows_come_back_and_are_small(size):
    rows = rules.Packed(list(range(7, 7 + 3 * size, 3)), [number % 40 for number in range(size)], [-1] * size)
    data = rules.pack(rows)
    assert rules.unpack(data) == rows
    assert len(data) < 60 + size * 2


def test_the_digest_covers_every_number():
    rows = rules.Packed([1, 2], [3, 3], [4, 5])
    base = rules.digest({"a": 1}, rows)
    assert len(base) == 64
    others = [
        rules.digest({"a": 2}, rows),
        rules.digest({"a": 1}, rules.Packed([1, 3], [3, 3], [4, 5])),
        rules.digest({"a": 1}, rules.Packed([1, 2], [3, 4], [4, 5])),
        rules.digest({"a": 1}, rules.Packed([1, 2], [3, 3], [4, 6])),
    ]
    assert base not in others
    assert len(set(others)) == 4
