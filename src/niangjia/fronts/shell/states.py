"""One vocabulary of states for all pages: a word with an icon, and the colour only as a third sign."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.utils.translation import gettext_lazy as _


class State(NamedTuple):
    """`tone` is done, soon, late, go or empty."""

    word: Any
    icon: str
    tone: str = ""


STATES: dict[str, State] = {
    # whatever is on its way
    "draft": State(_("草稿"), "pencil"),
    "reviewing": State(_("审核中"), "progress", "go"),
    "waiting_for_you": State(_("等您补材料"), "alert-triangle", "soon"),
    "due_today": State(_("今天到期"), "clock", "soon"),
    "due_soon": State(_("快到期"), "clock", "soon"),
    "overdue": State(_("已逾期"), "alert-circle", "late"),
    "published": State(_("公示中"), "speakerphone", "go"),
    "approved": State(_("已批准"), "circle-check", "done"),
    "paid": State(_("已发放"), "circle-check", "done"),
    "returned": State(_("退回"), "arrow-back-up", "soon"),
    "refused": State(_("不予通过"), "circle-x", "late"),
    "withdrawn": State(_("已撤回"), "minus"),
    "lapsed": State(_("失效"), "minus"),
    # members
    "active": State(_("在会"), "circle-check", "done"),
    "retired": State(_("退休保留"), "circle-check"),
    "unemployed": State(_("待业保留"), "progress", "soon"),
    "held": State(_("上级工会代管"), "arrow-up-circle", "soon"),
    "left": State(_("已离会"), "minus"),
    "merged": State(_("已并入"), "arrow-merge"),
    "verified": State(_("已实名"), "shield-check", "done"),
    "unverified": State(_("未实名"), "id-badge-2", "soon"),
    # units and employers
    "in_force": State(_("在运行"), "circle-check", "done"),
    "dissolved": State(_("已撤销"), "minus"),
    "closed": State(_("已注销"), "minus"),
    "attached": State(_("已建会"), "circle-check", "done"),
    "unattached": State(_("未建会"), "alert-triangle", "soon"),
    # accounts and appointments
    "account_on": State(_("可登录"), "circle-check", "done"),
    "account_locked": State(_("已锁定"), "lock", "late"),
    "account_invited": State(_("等本人启用"), "mail", "soon"),
    "appointed": State(_("在任"), "circle-check", "done"),
    "appointment_ended": State(_("已卸任"), "minus"),
    # how the house is
    "house_done": State(_("正常"), "circle-check", "done"),
    "house_soon": State(_("要留意"), "alert-triangle", "soon"),
    "house_late": State(_("要处理"), "alert-circle", "late"),
    # keys of the API
    "key_open": State(_("可以用"), "circle-check", "done"),
    "key_waiting": State(_("等安全管理员放行"), "clock", "soon"),
    "key_revoked": State(_("已吊销"), "minus"),
    "key_over": State(_("已到期"), "minus"),
    # imports and other long jobs
    "staged": State(_("已收下"), "file-check"),
    "reading": State(_("正在读"), "progress", "go"),
    "unread": State(_("没有读成"), "alert-circle", "late"),
    "stopped": State(_("停下了"), "alert-circle", "late"),
    "checking": State(_("正在检查"), "progress", "go"),
    "waiting": State(_("等您确认"), "alert-triangle", "soon"),
    "ready": State(_("等您确认"), "alert-triangle", "soon"),
    "queued": State(_("排队中"), "clock"),
    "running": State(_("正在写入"), "progress", "go"),
    "finished": State(_("已完成"), "circle-check", "done"),
    "partly": State(_("有行待更正"), "alert-circle", "soon"),
    "failed": State(_("没有完成"), "alert-circle", "late"),
    "cancelled": State(_("已取消"), "minus"),
    "undone": State(_("已撤回"), "arrow-back-up"),
    # lists given out
    "writing": State(_("正在生成"), "progress", "go"),
    "at_work": State(_("正在做"), "progress", "go"),
    "again": State(_("没做成，会自动再试"), "refresh", "soon"),
    "can_fetch": State(_("可下载"), "circle-check", "done"),
    "expired": State(_("已过期删除"), "minus"),
    # rows of an import
    "new": State(_("新增"), "user-plus", "done"),
    "changed": State(_("更新"), "edit", "done"),
    "same": State(_("和现有的一样"), "equal"),
    "transfer": State(_("转会"), "arrows-exchange", "soon"),
    "wrong": State(_("有错"), "alert-circle", "late"),
    # signed figures
    "seal_whole": State(_("没有被改过"), "circle-check", "done"),
    "seal_broken": State(_("对不上，请报告"), "alert-circle", "late"),
}

UNKNOWN = State(_("不明"), "help")


def state(code: str) -> State:
    """The state's word, icon and tone; an unknown code says so instead of breaking the page."""
    return STATES.get(str(code), UNKNOWN)
