"""The spreadsheets of organising: union bodies, employers, members."""

from niangjia.programmes.organising.sheets.attendances import (
    ATTENDANCES,
)
from niangjia.programmes.organising.sheets.employers import (
    EMPLOYERS,
)
from niangjia.programmes.organising.sheets.members import (
    MEMBERS,
)
from niangjia.programmes.organising.sheets.officers import (
    OFFICERS,
)
from niangjia.programmes.organising.sheets.registry import (
    BUSINESS,
    LEGAL,
)
from niangjia.programmes.organising.sheets.unions import (
    UNIONS,
)

__all__ = [
    "ATTENDANCES",
    "BUSINESS",
    "EMPLOYERS",
    "LEGAL",
    "MEMBERS",
    "OFFICERS",
    "UNIONS",
]
