"""What can be done with matters and routes."""

from niangjia.engines.approvals.actions.asking import ask, pull_back, resubmit, withdraw
from niangjia.engines.approvals.actions.batches import decide_many, freeze, go_on, stop_batch, undo_many
from niangjia.engines.approvals.actions.deciding import Decided, approve, claim, refuse, send_back
from niangjia.engines.approvals.actions.handing import hand_over
from niangjia.engines.approvals.actions.refusals import (
    AlreadyAsked,
    CannotUndo,
    HolderUnfit,
    KeyReused,
    MayNotDecide,
    MovedOn,
    NobodyDecides,
    NothingChosen,
    NotNow,
    NotSilent,
    NotTheAsker,
    OwnMatter,
    ReasonMissing,
    RouteUnfit,
    Spent,
    TooLate,
    TooMany,
    UnknownKind,
    WordsMissing,
    WordsTooLong,
    WrongTotal,
)
from niangjia.engines.approvals.actions.routes import (
    draft_route,
    drop_route,
    edit_route,
    end_route,
    publish_route,
)
from niangjia.engines.approvals.actions.taking_back import recall, undo
from niangjia.engines.approvals.actions.upkeep import (
    blank,
    follow_merge,
    follow_move,
    follow_unmerge,
    forget,
    hand_out,
    name_persons,
    prune,
    remind,
)
from niangjia.engines.approvals.queries.matters import MatterNotFound
from niangjia.engines.approvals.queries.routes import RouteNotFound

__all__ = [
    "AlreadyAsked", "CannotUndo", "Decided", "HolderUnfit", "KeyReused", "MatterNotFound", "MayNotDecide", "MovedOn",
    "NobodyDecides", "NotNow", "NotSilent", "NotTheAsker", "NothingChosen", "OwnMatter", "ReasonMissing", "RouteNotFound",
    "RouteUnfit", "Spent", "TooLate", "TooMany", "UnknownKind", "WordsMissing", "WordsTooLong", "WrongTotal", "approve", "ask", "blank",
    "claim", "decide_many", "draft_route", "drop_route", "edit_route", "end_route", "follow_merge", "follow_move",
    "follow_unmerge", "forget", "freeze", "go_on", "hand_out", "hand_over", "name_persons", "prune", "publish_route", "pull_back", "recall",
    "refuse", "remind", "resubmit", "send_back", "stop_batch", "undo", "undo_many", "withdraw",
]  # fmt: skip
