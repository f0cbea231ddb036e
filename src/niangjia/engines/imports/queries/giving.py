"""Lists given out: one's own files, and what a list would give out."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from niangjia.engines.imports import policies
from niangjia.engines.imports.choices import EXPORT_AT_WORK, STALE, ExportState
from niangjia.engines.imports.models import Export
from niangjia.kit.declare import Listing, Printing, listings, printings
from niangjia.kit.powers import Actor, NotAllowed, Refused, covered, holds, reach


class ExportElsewhere(Refused):
    """The list reaches beyond the places where the actor may give lists out."""

    code = "imports.export_elsewhere"
    text = _("这份名单里有您不能导出的工会。请先选一家您能导出的工会，再导出")


def exports(actor: Actor, *, limit: int = 50) -> list[Export]:
    """The lists that this account had made, the newest first."""
    found = Export.objects.filter(account_id=actor.account_id, actor_kind=actor.kind)
    return list(found.order_by("-id")[:limit])


def may_be_again(made: Export, now: datetime) -> bool:
    """Whether a list can be had made again: it failed, or nobody has touched it for long although it should be written."""
    dead = made.state in EXPORT_AT_WORK and made.touched_at < now - STALE
    return dead or made.state == ExportState.FAILED


def may_give(actor: Actor, source: str, asked: Mapping[str, Any]) -> Listing:
    """The declared list, if the actor may give it out: by its own power, and by `imports.export` wherever its rows lie.

    Raises NotAllowed, ExportElsewhere.
    """
    listing, allowed = listings()[source], reach(actor, policies.EXPORT)
    if not allowed or not holds(actor, listing.power):
        raise NotAllowed
    if not all(covered(one, allowed) for one in listing.places(actor, asked)):
        raise ExportElsewhere
    return listing


def listing_count(actor: Actor, source: str, asked: Mapping[str, Any]) -> int:
    """How many rows a declared list would give out, narrowed as asked. Raises NotAllowed, ExportElsewhere."""
    return may_give(actor, source, asked).count(actor, asked)


class TooManyToPrint(Refused):
    """More records than are printed at one time."""

    code = "imports.too_many_to_print"
    text = _("一次最多印 {most} 份，请分几次印")


def may_print(actor: Actor, source: str, asked: Mapping[str, Any]) -> Printing:
    """The declared kind of papers, if the actor may print it for these records: by its own power, and by `imports.export` wherever they lie.

    Raises NotAllowed, ExportElsewhere, TooManyToPrint.
    """
    printing, allowed = printings()[source], reach(actor, policies.EXPORT)
    if not allowed or not holds(actor, printing.power):
        raise NotAllowed
    if len(asked.get("codes", ())) > printing.most:
        raise TooManyToPrint(most=f"{printing.most:,}")
    if not all(covered(one, allowed) for one in printing.places(actor, asked)):
        raise ExportElsewhere
    return printing
