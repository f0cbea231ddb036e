"""What can be done with imports."""

from niangjia.engines.imports.actions.applying import Outlook
from niangjia.engines.imports.actions.batches import (
    AlreadyUndone,
    cancel,
    check,
    discard,
    mend_all,
    preview_undo,
    read_again,
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
    export_again,
    fetch,
    order,
    order_papers,
)
from niangjia.engines.imports.actions.giving import write_error_file
from niangjia.engines.imports.actions.reading import READ_AT_ONCE, receive
from niangjia.engines.imports.actions.refusals import NothingToDo, NotNow, NotRecognised
from niangjia.engines.imports.actions.staging import set_mapping, stage
from niangjia.engines.imports.queries import ExportElsewhere

__all__ = [
    "AT_ONCE", "READ_AT_ONCE", "AlreadyUndone", "ExportElsewhere", "ExportExpired", "NotNow", "NotRecognised", "NothingToDo",
    "NothingToGive", "Outlook", "cancel", "cancel_export", "check", "discard", "export", "export_again", "fetch", "mend_all",
    "order", "order_papers", "preview_undo", "read_again", "receive", "resume", "set_mapping", "stage", "start", "tick_transfers", "undo",
    "write_error_file",
]  # fmt: skip
