"""Closed lists of organising, a file for each of its fields."""

from niangjia.programmes.organising.choices.coverage import CoverageList, CoverageOutcome
from niangjia.programmes.organising.choices.joining import (
    BACK,
    CHARTER_VERSION,
    JOINING,
    REFUSED,
    SEALED,
    ApplicationState,
    WhyActing,
)

__all__ = [
    "BACK",
    "CHARTER_VERSION",
    "JOINING",
    "REFUSED",
    "SEALED",
    "ApplicationState",
    "CoverageList",
    "CoverageOutcome",
    "WhyActing",
]
