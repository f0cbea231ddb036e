"""The work-lists of organising, a file for each of its fields."""

from niangjia.programmes.organising.worklists.coverage import COVERAGE_LISTS

__all__ = ["COVERAGE_LISTS"]
