"""What can be done in organising, a file for each of its fields."""

from niangjia.programmes.organising.actions.coverage import Refreshed, refresh_coverage

__all__ = [
    "Refreshed",
    "refresh_coverage",
]
