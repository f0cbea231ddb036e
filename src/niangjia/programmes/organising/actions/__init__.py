"""What can be done in organising, a file for each of its fields."""

from niangjia.programmes.organising.actions.coverage import Refreshed, refresh_coverage
from niangjia.programmes.organising.actions.joining import (
    apply,
    apply_for,
    close_withdrawn,
    follow_move,
    forget,
    hand_out,
    make_code,
    mend,
    withdraw,
)
from niangjia.programmes.organising.actions.refusals import (
    AlreadyApplied,
    KeyReused,
    MemberElsewhere,
    MemberHere,
    NotOpen,
    NotTaking,
    NotThisName,
    NotToMend,
    PhoneUnproved,
    TooYoung,
    Unfit,
    WasExpelled,
)
from niangjia.programmes.organising.actions.settling import settle_joining, unsettle_joining
from niangjia.programmes.organising.actions.shells import score_shells
from niangjia.programmes.organising.actions.summaries import AlreadyFrozen, TooManyLines, freeze_summary
from niangjia.programmes.organising.rules import Answers, missing_step

__all__ = [
    "AlreadyApplied",
    "AlreadyFrozen",
    "Answers",
    "KeyReused",
    "MemberElsewhere",
    "MemberHere",
    "NotOpen",
    "NotTaking",
    "NotThisName",
    "NotToMend",
    "PhoneUnproved",
    "Refreshed",
    "TooManyLines",
    "TooYoung",
    "Unfit",
    "WasExpelled",
    "apply",
    "apply_for",
    "close_withdrawn",
    "follow_move",
    "forget",
    "freeze_summary",
    "hand_out",
    "make_code",
    "mend",
    "missing_step",
    "refresh_coverage",
    "score_shells",
    "settle_joining",
    "unsettle_joining",
    "withdraw",
]
