"""Closed lists of organising, a file for each of its fields."""

from niangjia.programmes.organising.choices.coverage import CoverageList, CoverageOutcome

__all__ = [
    "CoverageList",
    "CoverageOutcome",
]
