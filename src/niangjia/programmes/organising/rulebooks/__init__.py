"""The rulebooks of organising, a file for each of its fields."""

from niangjia.programmes.organising.rulebooks.coverage import (
    COVERAGE,
)
from niangjia.programmes.organising.rulebooks.founding import (
    FOUNDING_BOOK,
)
from niangjia.programmes.organising.rulebooks.grids import (
    GRID,
    OFFICERS,
)
from niangjia.programmes.organising.rulebooks.membership import (
    MEMBERSHIP,
)
from niangjia.programmes.organising.rulebooks.registry import (
    REGISTRY,
)
from niangjia.programmes.organising.rulebooks.shells import (
    SHELL,
)
from niangjia.programmes.organising.rulebooks.terms import (
    TERMS_BOOK,
)

__all__ = [
    "COVERAGE",
    "FOUNDING_BOOK",
    "GRID",
    "MEMBERSHIP",
    "OFFICERS",
    "REGISTRY",
    "SHELL",
    "TERMS_BOOK",
]
