"""The summary sheet of coverage, frozen on its deadline: every cell a signed figure with its rows."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from niangjia.engines.figures import actions as signing
from niangjia.engines.figures import queries as figures
from niangjia.kit.powers import Actor, Refused
from niangjia.programmes.organising.queries.summaries import COUNTS, frozen_summary, summary_note

MOST = 60
"""Lines of a sheet that is frozen in one go."""


class AlreadyFrozen(Refused):
    """The sheet of this unit and day is frozen already."""

    code = "organising.already_frozen"
    text = _("{unit} {day} 的汇总表已经冻结，不能再冻结一次。")


class TooManyLines(Refused):
    """The sheet has more lines than are frozen in one go."""

    code = "organising.too_many_lines"
    text = _("这张表的行数是 {number}，一次冻结的行数最多是 {most}。请在下一级分别冻结。")


@transaction.atomic
def freeze_summary(*, actor: Actor, unit: str, on: date, now: datetime) -> int:
    """Sign every count of the sheet for a unit and each unit directly below, as of a day. Returns how many were signed.

    Needs `figures.sign` over the unit. Raises AlreadyFrozen, TooManyLines, MayNotSign, and what `figures.value` raises.
    """
    table = figures.table(actor, COUNTS, unit, today=timezone.localdate(now), on=on, depth=1)
    top = next(iter(table.units.values()))
    if len(table.units) > MOST:
        raise TooManyLines(number=len(table.units), most=MOST)
    if frozen_summary(actor, top.code, top.name, on):
        raise AlreadyFrozen(unit=top.name, day=on)
    note = summary_note(top.name, on)
    for one in table.units.values():
        for code in COUNTS:
            signing.sign(actor=actor, figure=code, unit=one.code, on=on, now=now, note=note)
    return len(table.units) * len(COUNTS)
