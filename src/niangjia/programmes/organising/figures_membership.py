"""What can be counted of corrections and of members who leave of their own will."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from niangjia.kit.declare import Breakdown, Figure, Shown, Source
from niangjia.programmes.organising.choices.changes import ChangeField, ChangeState
from niangjia.programmes.organising.choices.leaving import LeavingState, WhyLeaving
from niangjia.programmes.organising.policies import ADMIT

CHANGES = Source(
    name="organising.changes",
    table="organising_change c",
    id="c.id",
    unit="c.unit_id",
    title="u.name",
    code="c.matter_code",
    joins={"u": "JOIN org_unit u ON u.id = c.unit_id"},
    where=f"c.state NOT IN ('{ChangeState.DRAFT.value}', '{ChangeState.WITHDRAWN.value}')",
)
LEAVINGS = Source(
    name="organising.leavings",
    table="organising_leaving l",
    id="l.id",
    unit="l.unit_id",
    person="l.person_id",
    title="p.name",
    code="p.code",
    joins={"p": "JOIN people_person p ON p.id = l.person_id", "u": "JOIN org_unit u ON u.id = l.unit_id"},
)
FIELD = Breakdown("field", _("更正什么"), "c.field", dict(ChangeField.choices))
BY = Breakdown(
    "by", _("谁提交的"), "CASE WHEN c.why = '' THEN 'own' ELSE 'other' END", {"own": _("本人"), "other": _("代办")}
)
SHOWN = (
    Shown("field", _("更正什么"), "c.field", dict(ChangeField.choices)),
    Shown("asked_on", _("提交日期"), "c.asked_on"),
    Shown("decided_on", _("办结日期"), "c.decided_on"),
    Shown("state", _("状态"), "c.state", dict(ChangeState.choices)),
)


def _town(alias: str) -> Breakdown:
    return Breakdown("town", _("镇街"), f"{alias}.town")


def _changes(code: str, label: Any, definition: Any, since: str, where: str = "") -> Figure:
    return Figure(
        code, label, definition, "flow", _("件"), ADMIT, "approvals.matter", CHANGES, since=since, where=where,
        columns=SHOWN, breakdowns=(_town("u"), FIELD, BY), order=53,
    )  # fmt: skip


FIGURES = (
    _changes(
        "organising.changes_asked", _("资料更正申请"),
        _("时期内（含首尾两日）提交的姓名、证件号码、手机号更正，不含后来撤回的；退回后再次提交的，按最近一次提交的日期计一件。"), "c.asked_on",
    ),
    _changes(
        "organising.changes_made", _("办成的资料更正"), _("时期内（含首尾两日）批准的资料更正。"), "c.decided_on",
        f"c.state = '{ChangeState.DONE.value}'",
    ),
    Figure(
        "organising.left_own_will", _("在手机上申请退会的会员"), _("时期内（含首尾两日）办成的、本人在手机上申请的退会，计在原来的工会。"),
        "flow", _("人"), "people.view", "people.person", LEAVINGS, since="l.decided_on",
        where=f"l.state = '{LeavingState.DONE.value}'",
        breakdowns=(_town("u"), Breakdown("why", _("原因"), "l.reason", dict(WhyLeaving.choices))), order=54,
    ),
)  # fmt: skip
