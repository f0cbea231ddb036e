"""What can be done in organising, a file for each of its fields."""

from niangjia.programmes.organising.actions.coverage import Refreshed, refresh_coverage
from niangjia.programmes.organising.actions.shells import score_shells

__all__ = [
    "Refreshed",
    "refresh_coverage",
    "score_shells",
]
