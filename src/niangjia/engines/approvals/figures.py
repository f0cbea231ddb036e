"""What can be counted of approvals: asked, decided, and the working days that it took."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from niangjia.engines.approvals.choices import MatterState
from niangjia.engines.approvals.policies import USE
from niangjia.kit import declare
from niangjia.kit.declare import Breakdown, Figure, Shown, Source, Term


class KindTitles(Mapping[str, Any]):
    """Titles of the kinds, looked up when they are asked for: programmes declare theirs after the engines."""

    def __getitem__(self, kind: str) -> Any:
        return declare.approvals()[kind].title

    def __iter__(self) -> Iterator[str]:
        return iter(declare.approvals())

    def __len__(self) -> int:
        return len(declare.approvals())


MATTERS = Source(
    name="approvals.matters",
    table="approvals_matter m",
    id="m.id",
    unit="m.unit_id",
    title="u.name",
    code="m.code",
    joins={"u": "JOIN org_unit u ON u.id = m.unit_id"},
)
TITLES = KindTitles()
KIND = Breakdown("kind", _("事项种类"), "m.kind", TITLES)
OUTCOME = Breakdown(
    "outcome", _("结果"), "m.state", {one.value: one.label for one in (MatterState.APPROVED, MatterState.REFUSED)}
)
TOWN = Breakdown("town", _("镇街"), "u.town")
SHOWN = (
    Shown("kind", _("事项种类"), "m.kind", TITLES),
    Shown("asked_on", _("提交日期"), "m.asked_on"),
    Shown("decided_on", _("办结日期"), "m.decided_on"),
    Shown("state", _("状态"), "m.state", dict(MatterState.choices)),
)
DECIDED = f"m.state IN ('{MatterState.APPROVED.value}', '{MatterState.REFUSED.value}')"


def flow(code: str, label: Any, definition: Any, unit: Any, since: str, where: str, **more: Any) -> Figure:
    """Matters by the day on which they were asked or decided."""
    splits = (KIND, TOWN) if since == "m.asked_on" else (KIND, OUTCOME, TOWN)
    return Figure(
        code, label, definition, "flow", unit, USE, "approvals.matter", MATTERS,
        since=since, where=where, columns=SHOWN, breakdowns=splits, order=60, **more,
    )  # fmt: skip


FIGURES = (
    flow(
        "approvals.asked", _("提交的审批"), _("时期内（含首尾两日）提交审批的事项；退回后再次提交的，按最近一次提交的日期计一件。"),
        _("件"), "m.asked_on", "m.asked_on IS NOT NULL",
    ),
    flow(
        "approvals.decided", _("办结的审批"), _("时期内（含首尾两日）批准或不予通过的事项，不含申请人自己撤回的。"),
        _("件"), "m.decided_on", DECIDED,
    ),
    flow(
        "approvals.working_days", _("审批用去的工作日"),
        _("时期内（含首尾两日）办结的事项，从最近一次提交到办结用去的工作日之和，当天办结的计 0 日。"),
        _("工作日"), "m.decided_on", DECIDED, value="m.working_days",
    ),
    Figure(
        "approvals.mean_days", _("平均办结工作日"), _("审批用去的工作日 ÷ 办结的审批。"), "ratio", "", USE,
        over=Term("approvals.working_days"), under=(Term("approvals.decided"),), places=1, order=61,
    ),
)  # fmt: skip


def register() -> None:
    """Declare the figures of the module; called when Django is ready."""
    declare.register(*FIGURES)
