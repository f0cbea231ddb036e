"""The inbox: whose it is, in which order, counts that equal the list, the same cost however many wait."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from niangjia.engines.approvals import actions, queries
from niangjia.engines.approvals.choices import Scope, Urgency
from niangjia.engines.approvals.models import Matter, Stand
from niangjia.engines.approvals.queries import Wanted, counts, inbox
from niangjia.ground.org.choices import Role
from niangjia.kit.calendar import today
from tests import factories as make
from tests.approving import FORMING, JOINING, TRANSFER, ask, hers

NOW = timezone.now()


def codes(actor: Any, **wanted: Any) -> list[str]:
    return [row.code for row in inbox(actor, Wanted(**wanted)).items]


def due(one: Any, days: int) -> None:
    """Let the open stop be due so many days from today."""
    Stand.rows.filter(matter=one, state="open").update(due_on=today() + timedelta(days=days))


def test_it_lies_where_somebody_is_appointed_and_below_for_those_above(land: Any) -> None:
    one = ask(JOINING, land.union)
    two = ask(JOINING, land.other)
    three = ask(FORMING, land.union)
    assert codes(land.chair) == [one.code]
    assert codes(land.other_chair) == [two.code]
    assert codes(land.officer) == [three.code]
    assert codes(land.organiser) == []
    assert codes(land.officer, scope=Scope.BELOW) == [one.code]
    assert set(codes(land.organiser, scope=Scope.BELOW)) == {one.code, two.code, three.code}
    assert set(codes(land.officer, scope=Scope.ALL)) == {one.code, three.code}
    assert codes(land.reader, scope=Scope.ALL) == []


def test_what_was_handed_over_lies_with_one_person(land: Any) -> None:
    one = ask(JOINING, land.union)
    organiser = make.account()
    make.appoint(organiser, Role.ORGANISER, land.county)
    actions.hand_over(actor=land.chair, code=one.code, revision=1, to=organiser.code, now=NOW)
    assert codes(make.actor(organiser)) == [one.code]
    assert codes(make.actor(organiser), scope=Scope.BELOW) == []
    assert codes(land.chair) == []
    assert codes(land.chair, scope=Scope.BELOW) == [one.code]
    assert codes(land.organiser, scope=Scope.BELOW) == [one.code]


def test_the_most_urgent_first_page_by_page_and_back(land: Any) -> None:
    made = [ask(JOINING, land.union) for _ in range(7)]
    for one, days in zip(made, (3, -2, 0, 3, -2, 9, 0), strict=True):
        due(one, days)
    right = [made[n].code for n in (1, 4, 2, 6, 0, 3, 5)]
    pages, after = [], ""
    while True:
        page = inbox(land.chair, after=after, size=3)
        pages.append(page)
        after = page.after
        if not after:
            break
    assert [row.code for page in pages for row in page.items] == right
    assert [row.urgency for row in pages[0].items] == [Urgency.OVERDUE, Urgency.OVERDUE, Urgency.TODAY]
    back = inbox(land.chair, before=pages[2].before, size=3)
    assert [row.code for row in back.items] == right[3:6]
    assert (pages[0].before, bool(back.before), bool(back.after)) == ("", True, True)


def test_the_place_of_a_matter_and_its_neighbours(land: Any) -> None:
    made = [ask(JOINING, land.union) for _ in range(4)]
    for one, days in zip(made, (3, -2, 0, 3), strict=True):
        due(one, days)
    right = [made[n].code for n in (1, 2, 0, 3)]
    for number, code in enumerate(right):
        found = queries.place(land.chair, code)
        around = ["", *right, ""]
        assert found == queries.Place(number + 1, 4, around[number], around[number + 2])
    assert queries.place(land.chair, right[1], Wanted(when="today")) == queries.Place(1, 1, "", "")
    assert queries.place(land.chair, right[0], Wanted(when="today")) is None
    assert queries.place(land.other_chair, right[0]) is None


@pytest.mark.parametrize(
    "wanted",
    [
        {},
        {"kinds": [JOINING]},
        {"when": "overdue"},
        {"when": "today", "scope": "all"},
        {"text": "恒达"},
        {"text": "甲的"},
        {"text": "没有"},
        {"scope": "below"},
        {"scope": "all", "stop": "sender"},
    ],
)
@pytest.mark.parametrize("who", ["chair", "officer", "organiser", "other_chair"])
def test_counts_equal_the_list(land: Any, who: str, wanted: dict[str, Any]) -> None:
    for number, days in enumerate((-3, -1, 0, 0, 4)):
        due(ask(JOINING, land.union, title=f"{'甲乙丙丁戊'[number]}的申请"), days)
        due(ask(FORMING, land.union), days)
        due(ask(TRANSFER, land.other, other_unit_id=land.union.pk), days)
    actor, asked = getattr(land, who), Wanted(**wanted)
    counted = counts(actor, asked)
    for kind in {JOINING, FORMING, TRANSFER} if not asked.kinds else set(asked.kinds):
        for when in Urgency if not asked.when else [Urgency(asked.when)]:
            narrowed = Wanted(**{**wanted, "kinds": [kind], "when": when})
            number = getattr(counted.get(kind, queries.Tally()), when.value)
            assert number == len(inbox(actor, narrowed, size=500).items), (kind, when)


@pytest.mark.parametrize("who", ["chair", "organiser"])
def test_a_page_costs_the_same_at_1_3_and_300_rows(land: Any, who: str) -> None:
    costs = []
    for more in (1, 2, 297):
        for _ in range(more):
            ask(JOINING, land.union)
        with CaptureQueriesContext(connection) as asked:
            assert len(inbox(getattr(land, who), Wanted(scope="all"), size=50).items) == min(50, Matter.rows.count())
            counts(getattr(land, who), Wanted(scope="all"))
        costs.append(len(asked))
    assert costs[0] == costs[1] == costs[2] <= 9


def test_a_matter_page_costs_the_same_however_long_its_history(land: Any) -> None:
    one = ask(FORMING, land.union, actor=land.chair)
    costs = []
    for _ in range(3):
        with CaptureQueriesContext(connection) as asked:
            queries.matter(land.organiser, one.code, now=NOW)
        costs.append(len(asked))
        revision = Matter.rows.get(pk=one.pk).revision
        actions.approve(actor=land.officer, code=one.code, revision=revision, now=NOW)
        actions.recall(actor=land.officer, code=one.code, revision=revision + 1, now=NOW)
    assert costs[0] == costs[1] == costs[2] <= 14


def test_a_kind_that_nobody_declares_any_more_waits_for_nobody(land: Any) -> None:
    one = ask(JOINING, land.union)
    Matter.rows.filter(pk=one.pk).update(kind="gone.kind")
    Stand.rows.filter(matter=one).update(kind="gone.kind")
    assert codes(land.chair, scope="all") == []
    with pytest.raises(queries.MatterNotFound):
        queries.matter(land.chair, one.code, now=NOW)


# ------------------------------------------------------------------ one's own


def test_mine_and_sent(land: Any) -> None:
    her = make.person()
    one = ask(JOINING, land.union, her)
    ask(JOINING, land.union)
    (line,) = queries.mine(hers(her)).items
    assert (line.code, line.state, line.where, line.step) == (one.code, "waiting", "恒达五金工会", "工会审批")
    assert queries.sent(land.chair).items == ()
    actions.approve(actor=land.chair, code=one.code, revision=1, now=NOW)
    assert [row.code for row in queries.sent(land.chair).items] == [one.code]
    assert queries.mine(hers(her)).items[0].state == "approved"
    assert queries.mine(land.reader).items == ()


def test_where_it_lies_since_when_how_long_and_who(land: Any) -> None:
    for _ in range(6):
        done = ask(JOINING, land.union)
        actions.approve(actor=land.chair, code=done.code, revision=1, now=NOW)
    Stand.rows.filter(decided_at__isnull=False).update(since=NOW - timedelta(days=14))
    one = ask(JOINING, land.union)
    page = queries.matter(land.officer, one.code, now=NOW)
    assert page.here is not None
    assert (page.here.unit, page.here.days, page.here.title) == ("恒达五金工会", 3, "工会审批")
    assert page.here.usual in {9, 10, 11}
    assert page.facts == (("工作单位", ""), ("编号", ""))
    assert [check.verdict for check in page.checks] == ["met", "judge"]
    assert queries.deciders([one.pk]) == {one.pk: [land.chair.account_id]}
    assert queries.deciders([ask(FORMING, land.other).pk]).popitem()[1] == [land.organiser.account_id]


def test_what_may_be_done_is_what_the_actions_do(land: Any) -> None:
    one = ask(FORMING, land.union)
    may = {who: queries.matter(getattr(land, who), one.code, now=NOW).may for who in ("officer", "chair", "organiser")}
    assert (may["officer"].decide, may["chair"].decide, may["organiser"].decide) == (True, False, True)
    actions.approve(actor=land.officer, code=one.code, revision=1, now=NOW)
    mine = queries.matter(land.officer, one.code, now=NOW).may
    assert (mine.decide, mine.recall, mine.undo) == (False, True, True)
    later = queries.matter(land.officer, one.code, now=NOW + timedelta(seconds=11)).may
    assert (later.recall, later.undo) == (True, False)
