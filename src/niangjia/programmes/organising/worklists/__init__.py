"""The work-lists of organising, a file for each of its fields."""

from niangjia.programmes.organising.worklists.coverage import COVERAGE_LISTS
from niangjia.programmes.organising.worklists.grids import FIELD_LISTS
from niangjia.programmes.organising.worklists.shells import SHELL_VISIT

__all__ = ["COVERAGE_LISTS", "FIELD_LISTS", "SHELL_VISIT"]
