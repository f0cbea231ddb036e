"""Tables of organising, a file for each of its fields."""

from niangjia.programmes.organising.models.joining import Application, JoinCode
from niangjia.programmes.organising.models.transfers import Transfer

__all__ = ["Application", "JoinCode", "Transfer"]
