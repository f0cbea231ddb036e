"""Pure rules of organising, a file for each of its fields."""

from niangjia.programmes.organising.rules.coverage import BUILDING, OWN_KINDS, run
from niangjia.programmes.organising.rules.rosters import MIN_AGE, plain, town_of, union_kind, union_level

__all__ = [
    "BUILDING",
    "MIN_AGE",
    "OWN_KINDS",
    "plain",
    "run",
    "town_of",
    "union_kind",
    "union_level",
]
