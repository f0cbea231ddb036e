"""The summary sheet of coverage as it was frozen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from niangjia.engines.figures import queries as figures
from niangjia.kit.powers import Actor

COUNTS = (
    "organising.employers_due",
    "organising.employers_covered_of_due",
    "organising.employers_formed_of_due",
    "organising.unions",
)


@dataclass(frozen=True)
class FrozenLine:
    """One unit of a frozen sheet; `signed` in the order of COUNTS."""

    unit: str
    signed: tuple[Any, ...]
    at: datetime


def summary_note(unit: str, on: date) -> str:
    """What stands beside each signed figure of a sheet: it ties the sheet together."""
    return f"工会覆盖汇总表（{unit}，{on:%Y-%m-%d}）"


def frozen_summary(actor: Actor, unit_code: str, unit_name: str, on: date) -> list[FrozenLine]:
    """The lines of a sheet that was frozen for a day, those below by place, the unit itself last; empty if it was not."""
    found: dict[str, dict[str, Any]] = {}
    signed = figures.signed_figures(actor).filter(note=summary_note(unit_name, on), last=on, figure__in=COUNTS)
    for one in signed.order_by("unit__path"):
        found.setdefault(one.unit.code, {})[one.figure] = one
    if unit_code not in found:
        return []
    lines = [
        FrozenLine(next(iter(held.values())).unit_name, tuple(held[code] for code in COUNTS), held[COUNTS[0]].signed_at)
        for code, held in found.items()
        if len(held) == len(COUNTS) and code != unit_code
    ]
    held = found[unit_code]
    return [*lines, FrozenLine(_("合计"), tuple(held[code] for code in COUNTS), held[COUNTS[0]].signed_at)]
