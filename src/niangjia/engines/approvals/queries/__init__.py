"""What can be seen of matters, of the inbox and of routes."""

from niangjia.engines.approvals.queries.batches import BatchLine, BatchPage, batch, shown_codes, working
from niangjia.engines.approvals.queries.holders import Holder, deciders, holders, nearest_holders
from niangjia.engines.approvals.queries.inbox import (
    Inbox,
    Pile,
    Place,
    Tally,
    Waiting,
    Wanted,
    codes_waiting,
    counts,
    inbox,
    piles,
    place,
    waiting,
)
from niangjia.engines.approvals.queries.matters import (
    Line,
    MatterNotFound,
    May,
    Mine,
    MinePage,
    Page,
    Step,
    matter,
    matter_places,
    matter_row,
    mine,
    sees,
    sent,
)
from niangjia.engines.approvals.queries.routes import (
    KindLine,
    Preview,
    RouteNotFound,
    preview,
    route,
    route_kinds,
    stop_of,
    versions,
)
from niangjia.engines.approvals.queries.tellings import (
    asked,
    kind_title,
    reason_text,
    stop_title,
    with_living_matters,
)
from niangjia.engines.approvals.queries.usual import usual_days

__all__ = [
    "BatchLine", "BatchPage", "Holder", "Inbox", "KindLine", "Line", "MatterNotFound", "May", "Mine", "MinePage", "Page", "Pile", "Place",
    "Preview", "RouteNotFound", "Step", "Tally", "Waiting", "Wanted", "asked", "batch", "codes_waiting", "counts", "deciders", "holders",
    "inbox", "kind_title", "matter", "matter_places", "matter_row", "mine", "nearest_holders", "piles", "place", "preview", "reason_text", "route", "route_kinds", "sees", "sent",
    "shown_codes", "stop_of", "stop_title", "usual_days", "versions", "waiting", "with_living_matters", "working",
]  # fmt: skip
