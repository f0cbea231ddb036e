"""Points, sheets that keep their version, corrections, versions by two people, ten thousand records at once."""

from __future__ import annotations

import time
from datetime import date, timedelta
from decimal import Decimal

import polars as pl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from niangjia.engines.scorecards import actions, queries, rules
from niangjia.engines.scorecards.actions import Scored
from niangjia.engines.scorecards.models import Sheet, Version
from niangjia.ground.audit.models import Entry
from niangjia.ground.org.actions import move_unit
from niangjia.kit import declare
from niangjia.kit.declare import Grade, Item, Scorecard
from niangjia.kit.powers import SYSTEM, Refused
from tests import factories as make
from tests.engines.scorecards.conftest import ANSWERS, BANDS, GRADES, HOME, ITEMS, NOW, SHELL, TODAY

LATER = NOW + timedelta(days=1)
NEXT = date(2027, 1, 1)

# ------------------------------------------------------------------ points


@pytest.mark.parametrize(
    ("item", "value", "points"),
    [
        (ITEMS[0], True, 2000), (ITEMS[0], False, 0), (ITEMS[0], None, None),
        (ITEMS[1], False, 3000), (ITEMS[1], True, 0),
        (ITEMS[2], -1, 0), (ITEMS[2], 0, 600), (ITEMS[2], 29.9, 600), (ITEMS[2], 30, 1500), (ITEMS[2], 100, 3000),
        (ITEMS[3], 0, 0), (ITEMS[3], 1, 500), (ITEMS[3], 2, 1000), (ITEMS[3], 3, 1500),
        (ITEMS[4], ["a"], 500), (ITEMS[4], None, None),
    ],
)  # fmt: skip
def test_points_of_an_answer(item, value, points):
    assert rules.points(item, value) == points


@pytest.mark.parametrize(
    ("values", "share", "sum_", "grade"),
    [
        ({"sign": True, "debts": False, "members": 100, "rooms": 3, "photo": ["a"]}, 10_000, 10_000, "good"),
        ({"sign": True, "debts": False, "members": 100}, 10_000, 8_000, "good"),  # what does not apply does not count
        ({"sign": True, "debts": True, "members": 30}, 4_375, 3_500, "poor"),
        ({"sign": False, "debts": False, "members": 30, "rooms": 3}, 6_316, 6_000, "fair"),
        ({}, None, None, ""),
    ],
)
def test_scores_and_grades(values, share, sum_, grade):
    assert rules.score(ITEMS, values, "share") == share
    assert rules.score(ITEMS, values, "sum") == sum_
    assert rules.grade(GRADES, share) == grade


@pytest.mark.parametrize(
    ("item", "given", "value", "fault"),
    [
        (ITEMS[0], "1", True, ""), (ITEMS[0], "0", False, ""), (ITEMS[0], "", None, "required"), (ITEMS[0], "也许", None, "yes"),
        (ITEMS[2], "１,２００", 1200, ""), (ITEMS[2], "3.5", 3.5, ""), (ITEMS[2], "很多", None, "number"), (ITEMS[2], "inf", None, "number"),
        (ITEMS[3], "", None, ""), (ITEMS[3], "3", 3, ""), (ITEMS[3], "4", None, "scale"), (ITEMS[3], "1.5", None, "scale"),
        (ITEMS[4], ["a", "b"], ["a", "b"], ""), (ITEMS[4], [], None, ""),
    ],
)  # fmt: skip
def test_answers_are_read(item, given, value, fault):
    assert rules.read_answer(item, given) == (value, fault)


@pytest.mark.parametrize(
    ("items", "grades", "fault"),
    [
        (ITEMS, GRADES, ""), ((), GRADES, "items"), ((ITEMS[0], ITEMS[0]), GRADES, "codes"),
        ((Item("中文", "甲", "yes", 1),), GRADES, "codes"), ((Item("a", "甲", "yes", -1),), GRADES, "weights"),
        ((Item("a", "甲", "yes", 0),), GRADES, "weights"), ((Item("a", "甲", "number", 1),), GRADES, "bands"),
        ((Item("a", "甲", "number", 1, bands=tuple(reversed(BANDS))),), GRADES, "bands"),
        ((Item("a", "甲", "number", 1, bands=((Decimal(0), Decimal(2)),)),), GRADES, "bands"),
        (ITEMS, (GRADES[0], Grade("other", "同", Decimal(80))), "grades"),
    ],
)  # fmt: skip
def test_what_a_version_may_be(items, grades, fault):
    assert rules.fault(items, grades, 100) == fault


def test_the_reasons_add_up_and_the_costliest_comes_first():
    values = {"sign": True, "debts": True, "members": 45, "rooms": None, "photo": None}
    trace = rules.explain(ITEMS, GRADES, values, {"debts": "两名职工投诉"}, basis="share", document="细则")
    assert trace.verdict == "43.75 分，差"
    assert [(step.text, step.sort) for step in trace.steps] == [
        ("有欠薪，得 0 分（满分 30）。两名职工投诉", "no"),
        ("会员人数，得 15 分（满分 30）", "odd"),
        ("挂牌，得 20 分（满分 20）", "yes"),
        ("阵地：不适用，不计分", "ask"),
        ("门头照片：不适用，不计分", "ask"),
    ]
    assert (trace.outcome, trace.tone) == ({"score": 4375, "grade": "poor"}, "late")
    assert trace.steps[1].inputs[0].shown == "45 人"


# ------------------------------------------------------------------ filling in


def fill(place, *, actor=None, unit=None, answers=None, now=NOW, **more):
    unit = unit or place.plant
    return actions.fill(
        actor=actor or place.eastern, kind="test.home", subject_id=unit.pk, subject_code=unit.code, unit_id=unit.pk,
        title=unit.name, answers=ANSWERS if answers is None else answers, now=now, **more,
    )  # fmt: skip


def test_a_card_is_filled_in(place):
    made = fill(place, remarks={"sign": "牌子在大门口", "other": "x"})
    assert made.values == {"sign": True, "debts": False, "members": 45, "rooms": 2, "photo": ["abc"]}
    assert (made.score, made.grade, made.remarks, made.on) == (8000, "good", {"sign": "牌子在大门口"}, TODAY)
    assert (made.path, made.current, made.by_id) == (place.plant.path, True, place.eastern.account_id)
    assert [one.verb for one in Entry.objects.all()] == ["scorecards.filled"]
    assert queries.sheet(place.reader, made.code) == made


def test_what_is_missing_is_told_by_item(place):
    with pytest.raises(actions.Incomplete) as refused:
        fill(place, answers={"sign": "", "debts": "0", "members": "多", "rooms": "9"})
    assert refused.value.by_field == {
        "sign": ["“挂牌”还没有填。"], "members": ["“会员人数”要写数字。"], "rooms": ["“阵地”请打 0 到 3 分。"],
    }  # fmt: skip
    assert not Sheet.rows.exists()


def test_who_may_fill_in(place):
    for who in (place.western, place.reader):
        with pytest.raises(actions.MayNotFill):
            fill(place, actor=who)
    with pytest.raises(actions.MayNotFill):
        actions.fill(
            actor=place.eastern,
            kind="test.shell",
            subject_id=1,
            subject_code="",
            unit_id=place.plant.pk,
            title="x",
            answers={},
            now=NOW,
        )
    assert not Sheet.rows.exists()


def test_the_latest_counts_and_the_history_stays(place):
    first, second = fill(place), fill(place, answers={**ANSWERS, "sign": "0"}, now=LATER)
    assert [(one.code, one.current) for one in queries.sheets_about(place.reader, "test.home", place.plant.pk)] == [
        (second.code, True), (first.code, False),
    ]  # fmt: skip
    assert queries.current("test.home", [place.plant.pk])[place.plant.pk] == second


def test_a_correction_is_a_new_sheet(place):
    wrong = fill(place)
    with pytest.raises(actions.WordsMissing):
        actions.correct(actor=place.eastern, code=wrong.code, answers=ANSWERS, words=" ", now=LATER)
    right = actions.correct(
        actor=place.eastern, code=wrong.code, answers={**ANSWERS, "members": "12"}, words="人数看错", now=LATER
    )
    wrong.refresh_from_db()
    assert (right.corrects_id, right.words, right.on, right.current, wrong.current) == (
        wrong.pk,
        "人数看错",
        wrong.on,
        True,
        False,
    )
    assert (wrong.score, right.score) == (8000, 7100)
    with pytest.raises(actions.AlreadyCorrected):
        actions.correct(actor=place.eastern, code=wrong.code, answers=ANSWERS, words="又错", now=LATER)
    assert Sheet.rows.count() == 2


# ------------------------------------------------------------------ versions


def version(place, *, items=ITEMS, since=NEXT, unit="", by=None, document="永总工〔2026〕9 号"):
    by = by or place.organiser
    here = actions.draft(actor=by, kind="test.home", unit_code=unit, now=NOW)
    return actions.edit(
        actor=by,
        code=here.code,
        revision=here.revision,
        items=items,
        grades=GRADES,
        document=document,
        valid_from=since,
        now=NOW,
    )


def publish(place, **more):
    here = version(place, **more)
    return actions.publish(actor=place.leader, code=here.code, revision=here.revision, now=NOW)


def test_an_answer_keeps_the_version_that_it_answered(place):
    old = fill(place)
    publish(place, items=ITEMS[:2], since=TODAY)
    new = fill(place, now=LATER)
    old.refresh_from_db()
    assert old.version_id != new.version_id
    assert (old.score, new.score) == (8000, 10_000)
    assert len(queries.reasons(old).steps) == 5
    assert len(queries.reasons(new).steps) == 2
    assert queries.reasons(new).book == {"document": "永总工〔2026〕9 号"}


def test_a_new_product_brings_a_new_first_version(place, monkeypatch):
    old = fill(place)
    again = fill(place, now=LATER)
    assert old.version_id == again.version_id
    monkeypatch.setattr(declare, "_scorecards", {"test.home": Scorecard(**{**vars(HOME), "items": ITEMS[:3]})})
    new = fill(place, now=LATER)
    assert new.version_id != old.version_id
    assert len(queries.items_of(old.version)) == 5


def test_the_nearest_place_and_the_latest_day_decide(place):
    publish(place, since=TODAY)
    east = publish(place, since=NEXT, unit=place.east.code)

    def at(on, path):
        return actions.version_at(actor=SYSTEM, kind="test.home", on=on, path=path, now=NOW)

    assert at(NEXT, place.plant.path) == east
    assert at(TODAY, place.plant.path).path == ""
    assert at(NEXT, place.west.path).path == ""
    assert at(TODAY - timedelta(days=1), place.plant.path).first is True


def test_a_card_on_the_screen_that_is_no_longer_the_version(place):
    shown = actions.version_at(actor=SYSTEM, kind="test.home", on=TODAY, now=NOW)
    publish(place, since=TODAY)
    with pytest.raises(actions.OldVersion):
        fill(place, version_code=shown.code)
    assert not Sheet.rows.exists()


def test_nobody_publishes_what_she_wrote(place):
    mine = version(place, by=place.leader)
    with pytest.raises(actions.SameHand):
        actions.publish(actor=place.leader, code=mine.code, revision=mine.revision, now=NOW)
    with pytest.raises(actions.SameHand):
        actions.publish(actor=SYSTEM, code=mine.code, revision=mine.revision, now=NOW)
    assert Version.objects.get(pk=mine.pk).state == "draft"


@pytest.mark.parametrize(
    ("more", "refusal"),
    [
        ({"since": None}, actions.NoDay),
        ({"document": " "}, actions.NoDay),
        ({"since": TODAY - timedelta(days=1)}, actions.PastDay),
    ],
)
def test_what_is_not_published(place, more, refusal):
    with pytest.raises(refusal):
        publish(place, **more)
    assert not Version.objects.filter(state="published", first=False).exists()


def test_drafts_are_written_by_those_who_may(place):
    for who, unit in ((place.eastern, ""), (place.reader, place.east.code)):
        with pytest.raises(Refused):
            actions.draft(actor=who, kind="test.home", unit_code=unit, now=NOW)
    mine = version(place)
    with pytest.raises(actions.ChangedMeanwhile):
        actions.edit(actor=place.organiser, code=mine.code, revision=1, items=ITEMS, grades=GRADES, now=NOW)
    with pytest.raises(actions.Unfit) as refused:
        actions.edit(actor=place.organiser, code=mine.code, revision=mine.revision, items=(), grades=GRADES, now=NOW)
    assert "至少" in refused.value.sentence
    with pytest.raises(queries.VersionNotFound):
        queries.version(place.reader, mine.code)
    actions.discard(actor=place.organiser, code=mine.code, now=NOW)
    assert not Version.objects.filter(state="draft").exists()


def test_a_version_is_taken_back_before_its_day(place):
    here = publish(place)
    assert queries.acts_on(place.leader, here, today=TODAY) == {"withdraw"}
    actions.withdraw(actor=place.leader, code=here.code, now=NOW)
    assert actions.version_at(actor=SYSTEM, kind="test.home", on=NEXT, now=NOW).first is True
    again = publish(place, since=TODAY)
    with pytest.raises(actions.NotNow):
        actions.withdraw(actor=place.leader, code=again.code, now=NOW)


# ------------------------------------------------------------------ many at once


def frame(rows, unit):
    return pl.DataFrame(
        {
            "subject_id": [row[0] for row in rows], "unit_id": [unit.pk] * len(rows), "title": [f"第{row[0]}家" for row in rows],
            "idle": [row[1] for row in rows], "since": [row[2] for row in rows],
        },
        schema={"subject_id": pl.Int64, "unit_id": pl.Int64, "title": pl.String, "idle": pl.Boolean, "since": pl.Int64},
    )  # fmt: skip


def score(rows, unit, *, actor=SYSTEM, now=NOW, under=""):
    return actions.score_many(actor=actor, kind="test.shell", frame=frame(rows, unit), now=now, under=under)


def test_only_what_changed_is_written(place):
    assert score([(1, True, 400), (2, False, 10), (3, None, None)], place.plant) == Scored(3, 0, 0)
    assert {one.subject_id: (one.score, one.grade) for one in Sheet.rows.all()} == {
        1: (10_000, "shell"),
        2: (0, "alive"),
        3: (None, ""),
    }
    assert score([(1, True, 400), (2, True, 10)], place.plant, now=LATER) == Scored(1, 1, 1)
    rows = {(one.subject_id, one.current): (one.score, one.checked_at) for one in Sheet.rows.all()}
    assert rows == {
        (1, True): (10_000, LATER),
        (2, False): (0, NOW),
        (2, True): (4_000, LATER),
        (3, False): (None, NOW),
    }


def test_a_branch_leaves_the_others_alone(place):
    score([(1, True, 400)], place.west)
    assert score([], place.plant, under=place.east.path) == Scored(0, 0, 0)
    with pytest.raises(ValueError, match="outside"):
        score([(2, True, 1)], place.west, under=place.east.path)
    with pytest.raises(actions.MayNotFill):
        score([(2, True, 1)], place.plant, actor=place.western, under=place.east.path)
    assert Sheet.rows.filter(current=True).count() == 1


def test_remarks_come_along(place):
    told = frame([(1, True, 400)], place.plant).with_columns(
        pl.lit('{"idle": "最近一次活动 2025-03-02"}').alias("remarks")
    )
    actions.score_many(actor=SYSTEM, kind="test.shell", frame=told, now=NOW)
    assert (
        queries.reasons(Sheet.rows.get()).steps[0].text == "一年没有活动，得 40 分（满分 40）。最近一次活动 2025-03-02"
    )


ANY = st.fixed_dictionaries(
    {
        "sign": st.none() | st.booleans(),
        "debts": st.none() | st.booleans(),
        "members": st.none() | st.integers(-5, 200),
        "rooms": st.none() | st.integers(0, 3),
        "photo": st.none(),
    }
)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(cards=st.lists(ANY, min_size=1, max_size=20), basis=st.sampled_from(["share", "sum"]))
def test_many_score_as_one_does(place, monkeypatch, cards, basis):
    """The arithmetic on columns and the arithmetic on one card are written twice and have to agree."""
    Sheet.rows.all().delete()
    declare._scorecards["test.both"] = Scorecard("test.both", "两种算法", "org.unit", ITEMS, GRADES, "", basis=basis)
    kinds = {"sign": pl.Boolean, "debts": pl.Boolean, "members": pl.Int64, "rooms": pl.Int64, "photo": pl.String}
    columns = pl.DataFrame(cards, schema=kinds).with_columns(
        pl.Series("subject_id", range(len(cards)), dtype=pl.Int64),
        pl.lit(place.plant.pk).alias("unit_id"),
        pl.lit("x").alias("title"),
    )
    actions.score_many(actor=SYSTEM, kind="test.both", frame=columns, now=NOW)
    for one in Sheet.rows.filter(current=True):
        expected = rules.score(ITEMS, cards[one.subject_id], basis)
        assert (one.score, one.grade) == (expected, rules.grade(GRADES, expected)), cards[one.subject_id]
        assert one.values == cards[one.subject_id]


def test_ten_thousand_in_few_statements_and_seconds(place):
    rows = [(number, number % 3 == 0, number % 500) for number in range(1, 10_001)]
    began = time.process_time()
    with CaptureQueriesContext(connection) as first:
        assert score(rows, place.plant) == Scored(10_000, 0, 0)
    changed = [(number, idle, since + (number % 100 == 0) * 400) for number, idle, since in rows]
    with CaptureQueriesContext(connection) as second:
        done = score(changed, place.plant, now=LATER)
    assert (done.written + done.same, done.retired) == (10_000, 0)
    assert done.written == sum(1 for old, new in zip(rows, changed, strict=True) if old != new)
    assert max(len(first), len(second)) <= 30
    assert time.process_time() - began < 15


# ------------------------------------------------------------------ lists


def test_a_list_by_score_and_its_numbers(place):
    score([(1, True, 400), (2, True, 100), (3, False, 10), (4, None, None)], place.plant)
    page = queries.sheets(place.reader, "test.shell", highest_first=True, size=3)
    assert [one.subject_id for one in page.rows] == [1, 2, 3]
    assert [
        one.subject_id
        for one in queries.sheets(place.reader, "test.shell", highest_first=True, size=3, after=page.after).rows
    ] == [4]
    assert queries.grade_counts(place.reader, "test.shell") == {"shell": 2, "alive": 1, "": 1}
    wanted = queries.SheetFilter(grades=("shell",))
    assert queries.count_sheets(place.reader, "test.shell", wanted) == 2
    assert queries.count_sheets(place.western, "test.shell") == 0


@pytest.mark.parametrize("number", [1, 3, 300])
def test_a_page_costs_the_same(place, number, django_assert_num_queries):
    score([(one, True, 1) for one in range(number)], place.plant)
    with django_assert_num_queries(1):
        page = queries.sheets(place.reader, "test.shell")
        assert [queries.reasons(one).verdict for one in page.rows][:1] == ["40 分，在运转"]


def test_a_move_takes_sheets_along(place):
    made = fill(place)
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
    assert queries.sheet_places(record_id=made.pk) == ("scorecards.view", [place.plant.path])


def test_erasure_takes_the_words(place):
    made = fill(place)
    Sheet.rows.filter(pk=made.pk).update(subject_kind="people.person", subject_id=7)
    actions.forget(actor=SYSTEM, person_id=7)
    made.refresh_from_db()
    assert (made.title, made.values, made.remarks, made.score) == ("——", {}, {}, 8000)


def test_declared_cards():
    assert SHELL.computed
    with pytest.raises(queries.UnknownScorecard):
        queries.declared("test.unknown")


def test_the_first_version_is_one_whatever_language_asks(place, monkeypatch):
    from django.utils.functional import lazystr
    from django.utils.translation import get_language, override

    class Told(str):
        """A title that differs by language, as translated ones do."""

        def __str__(self):
            return "Home" if get_language() == "en" else "职工之家"

    card = Scorecard(**{**vars(HOME), "title": Told(), "source": lazystr("x")})
    monkeypatch.setattr(declare, "_scorecards", {"test.home": card})
    with override("en"):
        first = actions.version_at(actor=SYSTEM, kind="test.home", on=TODAY, now=NOW)
    again = actions.version_at(actor=SYSTEM, kind="test.home", on=TODAY, now=NOW)
    assert first == again
    assert again.title == "职工之家"
    with override("en"):
        assert str(queries.names_of(again)[0]) == "Home"
