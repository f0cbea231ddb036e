"""Words of approvals for the trail."""

from typing import Any

from django.utils.translation import gettext_lazy as _

VERBS = {
    "approvals.drafted": _("保存申请草稿"),
    "approvals.asked": _("提交申请"),
    "approvals.withdrawn": _("撤回申请"),
    "approvals.pulled_back": _("收回申请修改"),
    "approvals.approved": _("审批同意"),
    "approvals.returned": _("审批退回"),
    "approvals.refused": _("审批不予通过"),
    "approvals.claimed": _("逾期未答复，视为同意"),
    "approvals.recalled": _("撤回审批"),
    "approvals.undone": _("撤销刚才的审批"),
    "approvals.handed_over": _("转交审批"),
    "approvals.batch_confirmed": _("确认批量审批"),
    "approvals.route_drafted": _("起草审批流程"),
    "approvals.route_edited": _("修改审批流程草稿"),
    "approvals.route_published": _("发布审批流程"),
    "approvals.route_dropped": _("删除审批流程草稿"),
    "approvals.route_ended": _("停止审批流程"),
}
SUBJECTS = {
    "approvals.batch": _("批量审批"),
    "approvals.route": _("审批流程"),
}
"""Kinds of records in words."""


def verbs() -> dict[str, Any]:
    """Verb of the trail → words, for the contribution `audit.verbs`."""
    return VERBS


def subjects() -> dict[str, Any]:
    """Kind of record → words, for the contribution `audit.subjects`."""
    return SUBJECTS
