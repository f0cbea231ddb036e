"""The spreadsheets of organising: union bodies, employers, members."""

from niangjia.programmes.organising.sheets.employers import EMPLOYERS
from niangjia.programmes.organising.sheets.members import MEMBERS
from niangjia.programmes.organising.sheets.registry import BUSINESS, LEGAL
from niangjia.programmes.organising.sheets.unions import UNIONS

__all__ = ["BUSINESS", "EMPLOYERS", "LEGAL", "MEMBERS", "UNIONS"]
