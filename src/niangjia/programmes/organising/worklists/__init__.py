"""The work-lists of organising, a file for each of its fields."""

from niangjia.programmes.organising.worklists.coverage import COVERAGE_LISTS
from niangjia.programmes.organising.worklists.registry import REGISTRY_LISTS
from niangjia.programmes.organising.worklists.shells import SHELL_VISIT

__all__ = ["COVERAGE_LISTS", "REGISTRY_LISTS", "SHELL_VISIT"]
