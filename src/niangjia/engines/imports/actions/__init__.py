"""What can be done with imports."""

from niangjia.engines.imports.actions.batches import (
    AlreadyUndone,
    cancel,
    check,
    discard,
    mend_all,
    resume,
    start,
    tick_transfers,
    undo,
)
from niangjia.engines.imports.actions.exports import ExportExpired, export, fetch
from niangjia.engines.imports.actions.giving import write_error_file
from niangjia.engines.imports.actions.refusals import NothingToDo, NotNow, NotRecognised
from niangjia.engines.imports.actions.staging import set_mapping, stage

__all__ = [
    "AlreadyUndone", "ExportExpired", "NotNow", "NotRecognised", "NothingToDo", "cancel", "check", "discard", "export", "fetch", "mend_all", "resume", "set_mapping",
    "stage", "start", "tick_transfers", "undo",
    "write_error_file",
]  # fmt: skip
