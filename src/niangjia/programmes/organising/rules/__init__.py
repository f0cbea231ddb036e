"""Pure rules of organising, a file for each of its fields."""

from niangjia.programmes.organising.rules.joining import (
    Answers,
    age_verdict,
    answer_reasons,
    missing_step,
    step_of_reason,
)
from niangjia.programmes.organising.rules.rosters import MIN_AGE, plain, town_of, union_kind, union_level

__all__ = [
    "MIN_AGE",
    "Answers",
    "age_verdict",
    "answer_reasons",
    "missing_step",
    "plain",
    "step_of_reason",
    "town_of",
    "union_kind",
    "union_level",
]
