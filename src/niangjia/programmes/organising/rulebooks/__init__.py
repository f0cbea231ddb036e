"""The rulebooks of organising, a file for each of its fields."""

from niangjia.programmes.organising.rulebooks.coverage import COVERAGE
from niangjia.programmes.organising.rulebooks.registry import REGISTRY
from niangjia.programmes.organising.rulebooks.shells import SHELL

__all__ = ["COVERAGE", "REGISTRY", "SHELL"]
