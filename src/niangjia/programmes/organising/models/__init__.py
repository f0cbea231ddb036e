"""Tables of organising, a file for each of its fields."""

from niangjia.programmes.organising.models.founding import (
    Candidate,
    Founding,
    FoundingEmployer,
    FoundingMember,
    FoundingStage,
)
from niangjia.programmes.organising.models.joining import Application, JoinCode
from niangjia.programmes.organising.models.terms import Document, DocumentSeries, Registration, Term, TermSeat
from niangjia.programmes.organising.models.transfers import Transfer

__all__ = [
    "Application",
    "Candidate",
    "Document",
    "DocumentSeries",
    "Founding",
    "FoundingEmployer",
    "FoundingMember",
    "FoundingStage",
    "JoinCode",
    "Registration",
    "Term",
    "TermSeat",
    "Transfer",
]
