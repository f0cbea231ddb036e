"""What can be counted of joining: applications asked for and agreed to, and the working days that it took."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from niangjia.kit.declare import Breakdown, Figure, Shown, Source, Term
from niangjia.programmes.organising.choices.joining import ApplicationState
from niangjia.programmes.organising.policies import ADMIT

APPLICATIONS = Source(
    name="organising.applications",
    table="organising_application a",
    id="a.id",
    unit="a.unit_id",
    title="u.name",
    code="a.matter_code",
    joins={"u": "JOIN org_unit u ON u.id = a.unit_id"},
)
STATES = dict(ApplicationState.choices)
SHOWN = (
    Shown("asked_on", _("提交日期"), "a.asked_on"),
    Shown("decided_on", _("办结日期"), "a.decided_on"),
    Shown("state", _("状态"), "a.state", STATES),
)
TOWN = Breakdown("town", _("镇街"), "u.town")
BY = Breakdown(
    "by", _("谁提交的"), "CASE WHEN a.why = '' THEN 'own' ELSE 'other' END", {"own": _("本人"), "other": _("代办")}
)
JOINED = f"a.state = '{ApplicationState.JOINED.value}'"


def flow(code: str, label: Any, definition: Any, unit: Any, since: str, where: str, **more: Any) -> Figure:
    """Applications by the day on which they were asked or agreed to."""
    return Figure(
        code, label, definition, "flow", unit, ADMIT, "approvals.matter", APPLICATIONS,
        since=since, where=where, columns=SHOWN, breakdowns=(TOWN, BY), order=50, **more,
    )  # fmt: skip


TRANSFERS = Source(
    name="organising.transfers",
    table="organising_transfer t",
    id="t.id",
    unit="t.unit_id",
    title="u.name",
    code="t.matter_code",
    joins={"u": "JOIN org_unit u ON u.id = t.unit_id"},
)
TRANSFERRED = Figure(
    "organising.transfers_done", _("办好的转会"), _("时期内（含首尾两日）办好的转会，计在转入的工会。"), "flow", _("件"), ADMIT,
    "approvals.matter", TRANSFERS, since="t.decided_on", where="t.state = 'done'", breakdowns=(TOWN,), order=52,
)  # fmt: skip

FIGURES = (
    TRANSFERRED,
    flow(
        "organising.joins_asked", _("入会申请"),
        _("时期内（含首尾两日）提交的入会申请，不含后来撤回的；退回后再次提交的，按最近一次提交的日期计一件。"),
        _("件"), "a.asked_on", f"a.state <> '{ApplicationState.WITHDRAWN.value}'",
    ),
    flow(
        "organising.joins_approved", _("批准入会"), _("时期内（含首尾两日）批准的入会申请。"), _("件"), "a.decided_on", JOINED,
    ),
    flow(
        "organising.join_days_sum", _("入会审批用去的工作日"),
        _("时期内（含首尾两日）批准的入会申请，从最近一次提交到批准用去的工作日之和，当天批准的计 0 日。"),
        _("工作日"), "a.decided_on", JOINED, value="a.working_days",
    ),
    Figure(
        "organising.join_days", _("平均入会工作日"), _("入会审批用去的工作日 ÷ 批准入会。"), "ratio", "", ADMIT,
        over=Term("organising.join_days_sum"), under=(Term("organising.joins_approved"),), places=1, order=51,
    ),
)  # fmt: skip
