"""What can be done with imports."""

from niangjia.engines.imports.actions.applying import Outlook
from niangjia.engines.imports.actions.batches import (
    AlreadyUndone,
    cancel,
    check,
    discard,
    mend_all,
    preview_undo,
    resume,
    start,
    tick_transfers,
    undo,
)
from niangjia.engines.imports.actions.exports import (
    AT_ONCE,
    ExportExpired,
    NothingToGive,
    cancel_export,
    export,
    fetch,
    order,
)
from niangjia.engines.imports.actions.giving import write_error_file
from niangjia.engines.imports.actions.refusals import NothingToDo, NotNow, NotRecognised
from niangjia.engines.imports.actions.staging import set_mapping, stage

__all__ = [
    "AT_ONCE", "AlreadyUndone", "ExportExpired", "NotNow", "NotRecognised", "NothingToDo", "NothingToGive", "Outlook", "cancel",
    "cancel_export", "check", "discard", "export", "fetch", "mend_all", "order", "preview_undo", "resume", "set_mapping", "stage",
    "start", "tick_transfers", "undo", "write_error_file",
]  # fmt: skip
