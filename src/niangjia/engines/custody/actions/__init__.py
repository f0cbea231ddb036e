"""What can be done: make a copy, look one over, put one back; make a recovery code; change the keys."""

from niangjia.engines.custody.actions.backing_up import Copy, back_up
from niangjia.engines.custody.actions.exporting import Exported, export, open_export
from niangjia.engines.custody.actions.recovering import check_recovery, make_recovery, return_keys
from niangjia.engines.custody.actions.refusals import (
    AnotherBase,
    CopyDamaged,
    CopyOfNewer,
    CopyUnreadable,
    HoldsPeople,
    MistypedCode,
    NoRecoveryYet,
    NothingToDrop,
    OldKeysNeeded,
    OnlyOperator,
    OtherCode,
    PlaceTaken,
    StillOpen,
    StrangeTables,
    TargetTaken,
    TooEarly,
)
from niangjia.engines.custody.actions.restoring import Restored, look_over, restore
from niangjia.engines.custody.actions.rotating import Resealed, drop_old, rotate

__all__ = [
    "AnotherBase",
    "Copy",
    "CopyDamaged",
    "CopyOfNewer",
    "CopyUnreadable",
    "Exported",
    "HoldsPeople",
    "MistypedCode",
    "NoRecoveryYet",
    "NothingToDrop",
    "OldKeysNeeded",
    "OnlyOperator",
    "OtherCode",
    "PlaceTaken",
    "Resealed",
    "Restored",
    "StillOpen",
    "StrangeTables",
    "TargetTaken",
    "TooEarly",
    "back_up",
    "check_recovery",
    "drop_old",
    "export",
    "look_over",
    "make_recovery",
    "open_export",
    "restore",
    "return_keys",
    "rotate",
]
