"""Pure decisions: which act fits which state, what an act lacks, which reminder is due."""

from __future__ import annotations

from datetime import date

import pytest

from niangjia.engines.worklists import rules
from niangjia.engines.worklists.choices import Act, TaskState

TODAY = date(2026, 11, 20)


@pytest.mark.parametrize(
    ("state", "acts"),
    [
        ("open", ["take", "assign", "postpone", "finish", "drop", "note"]),
        ("done", ["reopen", "note"]),
        ("dropped", ["reopen", "note"]),
        ("settled", ["reopen", "note"]),
    ],
)
def test_acts_of_a_state(state, acts):
    assert rules.acts_in(state) == acts
    assert [act for act in Act if rules.may(act, state)] == [act for act in Act if act in acts]


def test_no_person_settles():
    assert not any(rules.may(Act.SETTLE, state) for state in TaskState)


@pytest.mark.parametrize(
    ("act", "words", "outcome", "to", "wrong"),
    [
        ("take", "", "", None, ""),
        ("note", " ", "", None, "words"),
        ("note", "去过一次", "", None, ""),
        ("note", "长" * 501, "", None, "long"),
        ("drop", "", "", None, "words"),
        ("reopen", "", "", None, "words"),
        ("finish", "", "formed", None, ""),
        ("finish", "", "else", None, "outcome"),
        ("postpone", "", "", date(2026, 12, 1), "words"),
        ("postpone", "等", "", date(2026, 11, 20), "day"),
        ("postpone", "等", "", None, "day"),
        ("postpone", "等", "", date(2026, 11, 21), ""),
    ],
)
def test_what_an_act_lacks(act, words, outcome, to, wrong):
    assert rules.fault(act, words, outcome=outcome, outcomes={"formed"}, to=to, today=TODAY) == wrong


@pytest.mark.parametrize(
    ("left", "told", "stage"),
    [
        (4, 0, 0),
        (3, 0, 1),
        (3, 1, 0),
        (1, 1, 0),
        (0, 1, 2),
        (0, 0, 2),  # the first was missed: one reminder, not two
        (0, 2, 0),
        (-1, 2, 99),
        (-1, 0, 99),
        (-1, 99, 0),
    ],
)
def test_which_reminder_is_due(left, told, stage):
    assert rules.reminder(left, (3,), told) == stage
