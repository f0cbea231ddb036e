"""The scorecards of organising, a file for each of its fields."""

from niangjia.programmes.organising.scorecards.census import CENSUS
from niangjia.programmes.organising.scorecards.shells import SHELL

__all__ = ["CENSUS", "SHELL"]
