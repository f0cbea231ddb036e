"""The rulebooks of organising, a file for each of its fields."""

from niangjia.programmes.organising.rulebooks.coverage import COVERAGE
from niangjia.programmes.organising.rulebooks.grids import GRID, OFFICERS
from niangjia.programmes.organising.rulebooks.shells import SHELL

__all__ = ["COVERAGE", "GRID", "OFFICERS", "SHELL"]
