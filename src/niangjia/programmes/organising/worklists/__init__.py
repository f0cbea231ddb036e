"""The work-lists of organising, a file for each of its fields."""

from niangjia.programmes.organising.worklists.coverage import (
    COVERAGE_LISTS,
)
from niangjia.programmes.organising.worklists.grids import (
    FIELD_LISTS,
)
from niangjia.programmes.organising.worklists.membership import (
    LEAVING_TALK,
    PROVINCE_CHECK,
)
from niangjia.programmes.organising.worklists.registry import (
    REGISTRY_LISTS,
)
from niangjia.programmes.organising.worklists.shells import (
    SHELL_VISIT,
)
from niangjia.programmes.organising.worklists.terms import (
    TERM_LISTS,
)

__all__ = [
    "COVERAGE_LISTS",
    "FIELD_LISTS",
    "LEAVING_TALK",
    "PROVINCE_CHECK",
    "REGISTRY_LISTS",
    "SHELL_VISIT",
    "TERM_LISTS",
]
