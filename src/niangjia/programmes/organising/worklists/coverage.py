"""The lists of coverage: employers to be visited, and unions whose employers went away."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from niangjia.engines.rulebooks.queries import rule_at
from niangjia.kit.declare import Worklist
from niangjia.programmes.organising.choices import CoverageList, CoverageOutcome

OUTCOMES = dict(CoverageOutcome.choices)
FACTS = {
    "workers": _("职工（人）"), "union": _("现在归"), "town": _("镇街"), "trade": _("行业"), "founded": _("登记日期"),
    "neighbours": _("附近的小单位（家）"), "refused": _("上次拒绝"),
}  # fmt: skip
ONCE = _("一家单位同时只列在一张组建清单里。办好以后下一次更新时自行了结。")


def visit_days(on: date, path: str) -> int:
    """Working days that a visit has, as the rulebook says."""
    return rule_at("organising.coverage", on, path).days("visit")


def _employers(one: CoverageList, order: int, help: Any = ONCE) -> Worklist:
    return Worklist(
        one.value, one.label, "org.employer", OUTCOMES, days=visit_days, reminders=(5, 1), page="desk:employer", facts=FACTS,
        help=help, order=order,
    )  # fmt: skip


COVERAGE_LISTS = (
    _employers(CoverageList.LARGE, 20),
    _employers(CoverageList.DUE, 21),
    _employers(CoverageList.SMALL, 22, _("没有工会的小单位，同一镇街同一行业或者同一处楼宇够数的，可以合起来建一家联合工会。")),
    _employers(CoverageList.OLD, 23),
    _employers(CoverageList.NEW, 24, _("登记不久的，或者登记日期不清楚的单位。补上成立日期，清单会自己调整。")),
    _employers(CoverageList.AGAIN, 25, _("上门时拒绝建会的，过了规定的日子再列出来；建了会就不再列。")),
    Worklist(
        CoverageList.STRANDED.value, CoverageList.STRANDED.label, "org.unit",
        {"kept": _("照常，保留"), "moved": _("已随单位转走"), "merge": _("并入联合工会"), "dissolve": _("建议撤销")},
        days=visit_days, reminders=(5, 1), page="desk:unit",
        facts={"closed": _("已注销的单位（家）"), "away": _("迁到别的镇街的单位（家）"), "employers": _("名下的单位（家）"), "town": _("镇街")},
        help=_("名下的单位全部注销，或者有单位迁到了别的镇街，工会要看怎么处理。"), order=26,
    ),
)  # fmt: skip
