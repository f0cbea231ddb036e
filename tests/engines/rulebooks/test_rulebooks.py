"""The numbers of a day at a place; drafts, examples, two people; editions that follow and give way to each other."""

from __future__ import annotations

import contextlib
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from niangjia.engines.rulebooks import actions, queries, rules
from niangjia.engines.rulebooks.choices import BUILT_IN
from niangjia.engines.rulebooks.models import Edition, Example
from niangjia.ground.audit.models import Entry
from niangjia.ground.org.actions import move_unit
from niangjia.kit.declare import Case, Param
from niangjia.kit.declare.rulebooks import WrongParam
from niangjia.kit.powers import OPERATOR, SYSTEM, Refused
from tests import factories as make
from tests.engines.rulebooks.conftest import GRANTS, NOW, TODAY, WRITTEN, edition, fresh, published

NEXT = date(2027, 1, 1)


def share(on, path=""):
    return queries.rule_at("test.grants", on, path).share("share")


# ------------------------------------------------------------------ numbers


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        ("days", "15", 15), ("days", "１５", 15), ("days", "1.5", None), ("integer", "1,000", 1000), ("integer", "-3", -3),
        ("money", "4800", 480_000), ("money", "1.2万", 1_200_000), ("money", "八百", None),
        ("share", "80", Decimal("0.8")), ("share", "80%", Decimal("0.8")), ("share", "0.5", Decimal("0.005")), ("share", "x", None),
        ("number", "1.25", Decimal("1.25")), ("number", "nan", None), ("number", "1e99", None),
        ("yes", "是", True), ("yes", "0", False), ("yes", "也许", None),
        ("day", "2026-11-20", date(2026, 11, 20)), ("day", "明天", None), ("text", "县级", "县级"), ("text", "长" * 201, None),
        ("choice", "a", "a"), ("choice", "c", None),
    ],
)  # fmt: skip
def test_numbers_are_read_as_people_write_them(kind, text, value):
    param = Param("x", "某数", kind, choices={"a": "甲"})
    read, fault = rules.read_value(param, text)
    assert (read, fault == "") == (value, value is not None)
    if value is not None:
        assert rules.read_value(param, rules.written(param, value)) == (value, "")


def test_bounds_and_gaps():
    param = Param("x", "某数", "days", low=1, high=90)
    assert [rules.read_value(param, text) for text in ("0", "1", "90", "91", " ", None)] == [
        (None, "low"), (1, ""), (90, ""), (None, "high"), (None, "empty"), (None, "empty"),
    ]  # fmt: skip


def test_the_first_edition_is_that_of_the_product(db):
    book = queries.rule_at("test.grants", TODAY, "0001")
    assert (book.days("reply"), book.share("share"), book.money("top"), book.yes("open")) == (
        15,
        Decimal("0.8"),
        300_000,
        True,
    )
    assert (book.choice("tier"), book.day("since"), book.edition) == ("county", date(2026, 1, 1), "")
    assert (book.clause("reply"), book.clause("top")) == ("《某法》第二十条", "软件自带的例子")
    assert book.frozen()["values"]["share"] == "0.8"


def test_a_number_is_asked_for_by_its_type(db):
    book = queries.rule_at("test.grants", TODAY)
    for wrong in (lambda: book.money("reply"), lambda: book.days("nothing")):
        with pytest.raises(WrongParam):
            wrong()
    with pytest.raises(queries.UnknownRulebook):
        queries.rule_at("test.unknown", TODAY)


def test_the_nearest_place_decides_and_the_day(place):
    published(place, since=NEXT)
    published(
        place,
        since=NEXT,
        unit=place.east,
        written={"share": "50"},
        cases=[Case({"cost": 1000, "member": True}, {"amount": 500})],
    )
    plant = make.union(place.east)
    assert share(NEXT - timedelta(days=1), plant.path) == Decimal("0.8")
    assert share(NEXT, plant.path) == Decimal("0.5")
    assert share(NEXT, place.east.path) == Decimal("0.5")
    assert share(NEXT, place.west.path) == Decimal("0.6")
    assert share(NEXT) == Decimal("0.6")


def test_many_places_cost_one_statement(place, django_assert_num_queries):
    published(place, since=TODAY)
    with django_assert_num_queries(1):
        books = queries.books_on("test.grants", TODAY)
        assert {books.at(path).share("share") for path in ("0001", "00010001", "00010002")} == {Decimal("0.6")}


def test_a_published_book_names_its_document(place):
    published(place, since=TODAY)
    book = queries.rule_at("test.grants", TODAY)
    assert (book.clause("reply"), book.document) == ("永总工〔2026〕7 号", "永总工〔2026〕7 号")
    assert book.frozen()["edition"] == book.edition != ""


def test_a_number_that_came_later_is_the_first_editions(place, monkeypatch):
    here = published(place, since=TODAY)
    Edition.objects.filter(pk=here.pk).update(params={"reply": 3})
    book = queries.rule_at("test.grants", TODAY)
    assert (book.days("reply"), book.money("top")) == (3, 300_000)


# ------------------------------------------------------------------ writing


def test_a_draft_begins_with_what_holds_there(place):
    published(place, since=TODAY)
    here = actions.draft(actor=place.writer, kind="test.grants", unit_code=place.east.code, now=NOW)
    assert queries.book_of(here, TODAY).share("share") == Decimal("0.6")
    assert [case.expected for case in queries.cases_of(here)] == [{"amount": 60_000}]
    first = actions.draft(actor=place.writer, kind="test.grants", copy_of=BUILT_IN, now=NOW)
    assert queries.book_of(first, TODAY).share("share") == Decimal("0.8")
    assert len(queries.cases_of(first)) == 2


def test_wrong_numbers_are_told_by_field_and_nothing_is_written(place):
    here = actions.draft(actor=place.writer, kind="test.grants", now=NOW)
    with pytest.raises(actions.Unreadable) as refused:
        actions.edit(
            actor=place.writer,
            code=here.code,
            revision=1,
            written={**WRITTEN, "reply": "0", "share": "很多", "top": ""},
            now=NOW,
        )
    assert set(refused.value.by_field) == {"reply", "share", "top"}
    assert refused.value.by_field["reply"] == ["“答复期限”不能小于 1 个工作日。"]
    assert fresh(here).params == here.params
    assert fresh(here).revision == 1


def test_two_writers_do_not_overwrite_each_other(place):
    here = edition(place, since=NEXT)
    with pytest.raises(actions.ChangedMeanwhile):
        actions.edit(actor=place.leader, code=here.code, revision=1, written=WRITTEN, now=NOW)
    assert fresh(here).hands == [place.writer.account_id]


def test_who_may_write_where(place):
    for who, unit in ((place.eastern, ""), (place.eastern, place.west.code), (place.reader, place.east.code)):
        with pytest.raises(Refused):
            actions.draft(actor=who, kind="test.grants", unit_code=unit, now=NOW)
    assert not Edition.objects.exists()
    assert (
        actions.draft(actor=place.eastern, kind="test.grants", unit_code=place.east.code, now=NOW).path
        == place.east.path
    )


def test_who_sees_which_edition(place):
    whole, east = published(place, since=NEXT), published(place, since=NEXT, unit=place.east)
    west, sketch = published(place, since=NEXT, unit=place.west), edition(place, since=NEXT + timedelta(days=9))
    codes = {one.code for one in queries.editions(place.reader, "test.grants")}
    assert codes == {whole.code, east.code}
    assert {one.code for one in queries.editions(place.writer, "test.grants")} == {
        whole.code,
        east.code,
        west.code,
        sketch.code,
    }
    assert queries.editions(place.worker, "test.grants") == []
    for one in (west, sketch):
        with pytest.raises(queries.EditionNotFound):
            queries.edition(place.reader, one.code)


# ------------------------------------------------------------------ publishing


@pytest.mark.parametrize(
    ("more", "refusal"),
    [
        ({"since": None}, actions.NoDay),
        ({"since": NEXT, "document": " "}, actions.NoDocument),
        ({"since": NEXT, "written": {"top": "0"}}, actions.DoNotFit),
        ({"since": NEXT, "cases": []}, actions.NoExamples),
        ({"since": NEXT, "cases": [Case({"cost": 100_000, "member": True}, {"amount": 1})]}, actions.ExamplesFail),
        ({"since": NEXT, "cases": [Case({"cost": 100_000}, {"amount": 60_000})]}, actions.ExamplesFail),
    ],
)
def test_what_is_not_published_changes_nothing(place, more, refusal):
    here = edition(place, **more)
    before = Edition.objects.filter(pk=here.pk).values().get()
    with pytest.raises(refusal) as refused:
        actions.publish(actor=place.leader, code=here.code, revision=here.revision, now=NOW)
    assert refused.value.sentence
    assert Edition.objects.filter(pk=here.pk).values().get() == before
    assert not Entry.objects.filter(verb="rulebooks.published").exists()


def test_an_example_that_fails_says_what_came_out(place):
    here = edition(place, since=NEXT, cases=[Case({"cost": 100_000, "member": True}, {"amount": 1})])
    (one,) = queries.tried(here, on=TODAY)
    assert one.wrong == (("补助", "0.01", "600.00"),)
    assert one.trace.steps[0].sum == "取小（1,000.00 × 60%，2,000.00） = 600.00"


def test_the_examples_of_the_product_come_out(db):
    assert [one.passed for one in queries.tried_first("test.grants", on=TODAY)] == [True, True]


def test_nobody_publishes_what_she_wrote(place):
    here = edition(place, since=NEXT)
    here = actions.edit(
        actor=place.leader,
        code=here.code,
        revision=here.revision,
        written=WRITTEN,
        document="永总工〔2026〕8 号",
        valid_from=NEXT,
        now=NOW,
    )
    assert here.hands == sorted([place.writer.account_id, place.leader.account_id])
    for who in (place.leader, SYSTEM, OPERATOR):
        with pytest.raises(actions.SameHand):
            actions.publish(actor=who, code=here.code, revision=here.revision, now=NOW)
    assert fresh(here).state == "draft"
    assert (
        actions.publish(actor=place.second, code=here.code, revision=here.revision, now=NOW).published_by_id
        == place.second.account_id
    )


def test_a_deputy_does_not_publish_what_the_one_she_stands_for_wrote(place):
    from dataclasses import replace

    from niangjia.ground.access.models import Appointment

    lent = Appointment.rows.get(account_id=place.leader.account_id)
    deputy = make.account("代理人")
    make.deputy(lent, deputy)
    here = edition(place, since=NEXT, by=place.leader)
    acting = replace(make.actor(deputy), under="rulebooks.publish")
    with pytest.raises(actions.SameHand):
        actions.publish(actor=acting, code=here.code, revision=here.revision, now=NOW)
    assert fresh(here).state == "draft"


def test_the_database_knows_two_people_too(place):
    here = edition(place, since=NEXT)
    with pytest.raises(IntegrityError), transaction.atomic():
        Edition.objects.filter(pk=here.pk).update(state="published", published_by=here.made_by_id)


def test_a_published_edition_is_not_changed(place):
    here = published(place, since=NEXT)
    for act in (
        lambda: actions.edit(actor=place.writer, code=here.code, revision=here.revision, written=WRITTEN, now=NOW),
        lambda: actions.set_examples(actor=place.writer, code=here.code, revision=here.revision, cases=[], now=NOW),
        lambda: actions.discard(actor=place.writer, code=here.code, now=NOW),
    ):
        with pytest.raises(actions.NoDraft):
            act()
    assert Example.objects.filter(edition=here).count() == 1
    with pytest.raises(actions.NotNow):
        actions.publish(actor=place.second, code=here.code, revision=here.revision, now=NOW)


def test_editions_follow_each_other(place):
    one, two = published(place, since=TODAY), published(place, since=NEXT)
    assert (fresh(one).valid_to, fresh(two).valid_to) == (NEXT, None)
    between = published(place, since=date(2026, 12, 1))
    assert [fresh(each).valid_to for each in (one, between, two)] == [date(2026, 12, 1), NEXT, None]
    again = edition(place, since=NEXT)
    with pytest.raises(actions.DayTaken):
        actions.publish(actor=place.leader, code=again.code, revision=again.revision, now=NOW)
    assert [str(queries.standing_of(fresh(each), TODAY)) for each in (one, between, two, again)] == [
        "in_force", "scheduled", "scheduled", "draft",
    ]  # fmt: skip


def test_withdrawing_before_its_day_gives_the_place_back(place):
    one, two = published(place, since=date(2026, 1, 1)), published(place, since=NEXT)
    three = published(place, since=date(2026, 12, 1))
    actions.withdraw(actor=place.leader, code=three.code, words="文件没有发", now=NOW)
    assert (fresh(one).valid_to, fresh(three).state, fresh(three).note) == (NEXT, "withdrawn", "文件没有发")
    actions.withdraw(actor=place.leader, code=two.code, words="", now=NOW)
    assert fresh(one).valid_to is None


def test_withdrawing_in_force_ends_it_today(place):
    here = published(place, since=date(2026, 1, 1))
    assert share(TODAY) == Decimal("0.6")
    actions.withdraw(actor=place.leader, code=here.code, words="改政策", now=NOW)
    assert share(TODAY) == Decimal("0.8")
    assert share(TODAY - timedelta(days=1)) == Decimal("0.6")
    with pytest.raises(actions.NotNow):
        actions.withdraw(actor=place.leader, code=here.code, words="再撤", now=NOW)


DAYS = st.lists(st.integers(-20, 20), min_size=1, max_size=6)


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(days=DAYS, drops=st.lists(st.integers(0, 5), max_size=3))
def test_editions_never_overlap(place, days, drops):
    Edition.objects.update(replaced=None)
    Edition.objects.all().delete()
    made = []
    for offset in days:
        here = edition(place, kind="test.plain", since=TODAY + timedelta(days=offset), cases=[])
        try:
            made.append(actions.publish(actor=place.leader, code=here.code, revision=here.revision, now=NOW))
        except actions.DayTaken:
            assert offset in days[: days.index(offset) + 1]
    for place_ in drops:
        if place_ < len(made):
            with contextlib.suppress(actions.NotNow):
                actions.withdraw(actor=place.leader, code=made[place_].code, words="撤", now=NOW)
    rows = Edition.objects.filter(kind="test.plain", state="published").order_by("valid_from")
    spans = [(one.valid_from, one.valid_to or date.max) for one in rows]
    assert all(a[1] <= b[0] for a, b in pairwise(spans))


# ------------------------------------------------------------------ reading


def test_two_editions_are_compared(place):
    here = published(place, since=NEXT)
    found = queries.compare(place.reader, "test.grants", BUILT_IN, here.code, on=TODAY)
    assert [(one.title, one.before, one.after) for one in found] == [
        ("答复期限", "15 个工作日", "10 个工作日"), ("补助比例", "80%", "60%"), ("封顶", "3,000.00", "2,000.00"), ("开放申请", "是", "否"),
        ("档次", "县级", "市级"), ("起算日", "2026-01-01", "2027-01-01"),
    ]  # fmt: skip
    with pytest.raises(queries.EditionNotFound):
        queries.compare(place.reader, "test.plain", BUILT_IN, here.code, on=TODAY)


def test_the_overview_says_what_holds_here(place, django_assert_num_queries):
    published(place, since=TODAY)
    published(place, since=NEXT, unit=place.east)
    edition(place, since=NEXT)
    with django_assert_num_queries(2):
        lines = queries.overview(place.writer, path=place.east.path, today=TODAY)
    assert [(one.rulebook.kind, one.now is not None, one.drafts, one.scheduled) for one in lines] == [
        ("test.grants", True, 1, 1), ("test.plain", False, 0, 0),
    ]  # fmt: skip


def test_what_may_be_done_with_it(place):
    here = edition(place, since=NEXT)
    assert queries.acts_on(place.writer, here, today=TODAY) == {"edit", "discard"}
    assert queries.acts_on(place.leader, here, today=TODAY) == {"edit", "discard", "publish"}
    assert queries.acts_on(place.reader, here, today=TODAY) == set()
    done = actions.publish(actor=place.leader, code=here.code, revision=here.revision, now=NOW)
    assert queries.acts_on(place.leader, done, today=TODAY) == {"withdraw"}


def test_a_move_takes_editions_along(place):
    here = published(place, since=TODAY, unit=place.east)
    plant = make.union(place.west)
    there = published(place, since=TODAY, unit=plant)
    move_unit(
        actor=make.officer(place.county), code=plant.code, parent_code=place.east.code, revision=1, on=TODAY, now=NOW
    )
    plant.refresh_from_db()
    assert fresh(there).path == plant.path
    assert fresh(here).path == place.east.path


def test_the_explorer_knows_where_an_edition_lies(place):
    whole, east = published(place, since=NEXT), published(place, since=NEXT, unit=place.east)
    assert queries.edition_places(record_id=whole.pk) == ("rulebooks.view", [place.county.path])
    assert queries.edition_places(record_id=east.pk) == ("rulebooks.view", [place.east.path])
    assert queries.edition_places(record_id=0) == ("rulebooks.view", [])


def test_the_trail_knows_each_step(place):
    here = published(place, since=NEXT)
    actions.withdraw(actor=place.leader, code=here.code, words="", now=NOW)
    verbs = list(Entry.objects.order_by("pk").values_list("verb", flat=True))
    assert verbs == [f"rulebooks.{verb}" for verb in ("drafted", "edited", "exampled", "published", "withdrawn")]
    assert GRANTS.kind in Entry.objects.first().facts
