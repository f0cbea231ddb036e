"""Pure decisions of worklists: which act fits which state, what is wrong with an act, which reminder is due."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date

from niangjia.engines.worklists.choices import MOST_WORDS, NEEDS_WORDS, OVERDUE_TOLD, Act, TaskState

FROM: dict[Act, frozenset[TaskState]] = {
    Act.TAKE: frozenset({TaskState.OPEN}),
    Act.ASSIGN: frozenset({TaskState.OPEN}),
    Act.POSTPONE: frozenset({TaskState.OPEN}),
    Act.FINISH: frozenset({TaskState.OPEN}),
    Act.DROP: frozenset({TaskState.OPEN}),
    Act.REOPEN: frozenset({TaskState.DONE, TaskState.DROPPED, TaskState.SETTLED}),
    Act.NOTE: frozenset(TaskState),
}
"""States in which each act of a person is possible."""


def may(act: str, state: str) -> bool:
    """Whether an act is possible in a state."""
    return act in FROM and TaskState(state) in FROM[Act(act)]


def acts_in(state: str) -> list[Act]:
    """Acts of a person that are possible in a state, in the order in which they are offered."""
    return [act for act, states in FROM.items() if TaskState(state) in states]


def fault(act: str, words: str, *, outcome: str, outcomes: Collection[str], to: date | None, today: date) -> str:
    """The code of what is missing for an act ("" if nothing is): words, an outcome of the list, a day that is to come."""
    if act in NEEDS_WORDS and not words.strip():
        return "words"
    if len(words) > MOST_WORDS:
        return "long"
    if act == Act.FINISH and outcome not in outcomes:
        return "outcome"
    if act == Act.POSTPONE and (to is None or to <= today):
        return "day"
    return ""


def reminder(days_left: int, reminders: Sequence[int], told: int) -> int:
    """The number of the reminder that is due now, 0 for none. `days_left` are working days; on the last day one is always due.

    Reminders count from the farthest, so one that was missed (the machine was off) is not made up for by two at once.
    """
    if days_left < 0:
        return 0 if told >= OVERDUE_TOLD else OVERDUE_TOLD
    stages = sorted({*reminders, 0}, reverse=True)
    reached = sum(days_left <= stage for stage in stages)
    return reached if reached > told else 0
