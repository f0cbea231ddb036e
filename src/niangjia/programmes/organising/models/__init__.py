"""Tables of organising, a file for each of its fields."""

from niangjia.programmes.organising.models.focus import FocusGroup, FocusPhase, FocusPlace, FocusPlan, FocusTarget
from niangjia.programmes.organising.models.joining import Application, JoinCode
from niangjia.programmes.organising.models.registry import RegistryCandidate, RegistryEntry, RegistryRefusal
from niangjia.programmes.organising.models.shapes import EmployerMove
from niangjia.programmes.organising.models.transfers import Transfer

__all__ = [
    "Application",
    "EmployerMove",
    "FocusGroup",
    "FocusPhase",
    "FocusPlace",
    "FocusPlan",
    "FocusTarget",
    "JoinCode",
    "RegistryCandidate",
    "RegistryEntry",
    "RegistryRefusal",
    "Transfer",
]
