"""What can be done with the tree and the employers."""

from niangjia.ground.org.actions.employers import (
    add_employer,
    attach_employer,
    close_employer,
    count_workers,
    detach_employer,
    edit_employer,
    take_attachment_back,
)
from niangjia.ground.org.actions.founding import found_county
from niangjia.ground.org.actions.merging import check_merge, merge_units, undo_merge
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
    SplitWasUndone,
    StillHasUnits,
    UndoTooLate,
    Unfit,
    WasMerged,
    WrongDay,
)
from niangjia.ground.org.actions.renaming import rename_employer, rename_unit
from niangjia.ground.org.actions.reversing import undo_reshaping
from niangjia.ground.org.actions.splitting import check_split, split_unit, undo_split
from niangjia.ground.org.actions.units import add_unit, dissolve_unit, edit_unit, move_unit, restore_unit
from niangjia.ground.org.rules import EmployerDetails, Portion, UnitDetails

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
    "Portion",
    "ReliedOn",
    "ReshapingNotFound",
    "SplitWasUndone",
    "StillHasUnits",
    "UndoTooLate",
    "Unfit",
    "UnitDetails",
    "WasMerged",
    "WrongDay",
    "add_employer",
    "add_unit",
    "attach_employer",
    "check_merge",
    "check_split",
    "close_employer",
    "count_workers",
    "detach_employer",
    "dissolve_unit",
    "edit_employer",
    "edit_unit",
    "found_county",
    "merge_units",
    "move_unit",
    "rename_employer",
    "rename_unit",
    "restore_unit",
    "split_unit",
    "take_attachment_back",
    "undo_merge",
    "undo_reshaping",
    "undo_split",
]
