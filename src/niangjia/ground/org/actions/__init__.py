"""What can be done with the tree and the employers."""

from niangjia.ground.org.actions.employers import (
    add_employer,
    attach_employer,
    close_employer,
    count_workers,
    detach_employer,
    edit_employer,
)
from niangjia.ground.org.actions.founding import found_county
from niangjia.ground.org.actions.merging import merge_units, rehearse_merge, undo_merge
from niangjia.ground.org.actions.refusals import (
    AlreadyClosed,
    AlreadyDissolved,
    ChangedMeanwhile,
    FutureDay,
    MayNotEdit,
    MayNotFound,
    MayNotReshape,
    NotAttached,
    NotDissolved,
    ReliedOn,
    ReshapingNotFound,
    StillHasUnits,
    UndoTooLate,
    Unfit,
    WasMerged,
    WrongDay,
)
from niangjia.ground.org.actions.units import add_unit, dissolve_unit, edit_unit, move_unit, restore_unit
from niangjia.ground.org.rules import EmployerDetails, UnitDetails

__all__ = [
    "AlreadyClosed",
    "AlreadyDissolved",
    "ChangedMeanwhile",
    "EmployerDetails",
    "FutureDay",
    "MayNotEdit",
    "MayNotFound",
    "MayNotReshape",
    "NotAttached",
    "NotDissolved",
    "ReliedOn",
    "ReshapingNotFound",
    "StillHasUnits",
    "UndoTooLate",
    "Unfit",
    "UnitDetails",
    "WasMerged",
    "WrongDay",
    "add_employer",
    "add_unit",
    "attach_employer",
    "close_employer",
    "count_workers",
    "detach_employer",
    "dissolve_unit",
    "edit_employer",
    "edit_unit",
    "found_county",
    "merge_units",
    "move_unit",
    "rehearse_merge",
    "restore_unit",
    "undo_merge",
]
