"""What can be done with scorecards."""

from niangjia.engines.scorecards.actions.filling import correct, fill, version_at
from niangjia.engines.scorecards.actions.refusals import (
    AlreadyCorrected,
    ChangedMeanwhile,
    DayTaken,
    Incomplete,
    MayNotFill,
    MayNotWrite,
    NoDay,
    NoDraft,
    NotNow,
    OldVersion,
    PastDay,
    SameHand,
    Unfit,
    WordsMissing,
)
from niangjia.engines.scorecards.actions.scoring import Scored, score_many
from niangjia.engines.scorecards.actions.versions import discard, draft, edit, follow_move, forget, publish, withdraw

__all__ = [
    "AlreadyCorrected",
    "ChangedMeanwhile",
    "DayTaken",
    "Incomplete",
    "MayNotFill",
    "MayNotWrite",
    "NoDay",
    "NoDraft",
    "NotNow",
    "OldVersion",
    "PastDay",
    "SameHand",
    "Scored",
    "Unfit",
    "WordsMissing",
    "correct",
    "discard",
    "draft",
    "edit",
    "fill",
    "follow_move",
    "forget",
    "publish",
    "score_many",
    "version_at",
    "withdraw",
]
