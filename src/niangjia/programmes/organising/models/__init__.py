"""Tables of organising, a file for each of its fields."""

from niangjia.programmes.organising.models.joining import Application, JoinCode

__all__ = ["Application", "JoinCode"]
