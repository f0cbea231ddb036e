"""Pure rules of organising, a file for each of its fields."""

from niangjia.programmes.organising.rules.changes import (
    Correct,
    missing_change_step,
    name_reasons,
    step_of_change_reason,
)
from niangjia.programmes.organising.rules.coverage import (
    BUILDING,
    OWN_KINDS,
    run,
)
from niangjia.programmes.organising.rules.grids import (
    Found,
)
from niangjia.programmes.organising.rules.joining import (
    Answers,
    age_verdict,
    answer_reasons,
    missing_step,
    step_of_reason,
)
from niangjia.programmes.organising.rules.rosters import (
    MIN_AGE,
    plain,
    town_of,
    union_kind,
    union_level,
)

__all__ = [
    "BUILDING",
    "MIN_AGE",
    "OWN_KINDS",
    "Answers",
    "Correct",
    "Found",
    "age_verdict",
    "answer_reasons",
    "missing_change_step",
    "missing_step",
    "name_reasons",
    "plain",
    "run",
    "step_of_change_reason",
    "step_of_reason",
    "town_of",
    "union_kind",
    "union_level",
]
