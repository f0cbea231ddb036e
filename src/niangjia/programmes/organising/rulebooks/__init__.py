"""The rulebooks of organising, a file for each of its fields."""

from niangjia.programmes.organising.rulebooks.coverage import COVERAGE

__all__ = ["COVERAGE"]
