"""Words of the module's verbs in the trail."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

VERBS: dict[str, Any] = {
    "access.account_opened": _("开设账号"),
    "access.invited": _("发出启用链接"),
    "access.link_used": _("用链接设置了密码"),
    "access.password_changed": _("修改密码"),
    "access.account_locked": _("锁定账号"),
    "access.account_unlocked": _("解锁账号"),
    "access.account_closed": _("注销账号"),
    "access.phone_taken": _("绑定手机号"),
    "access.phone_released": _("手机号改由别的账号使用"),
    "access.reset_asked": _("申请重设密码和验证器"),
    "access.reset_agreed": _("同意重设密码和验证器"),
    "access.appointed": _("任命"),
    "access.appointment_ended": _("免去任职"),
    "access.delegated": _("委托代理"),
    "access.appointment_restored": _("恢复任职"),
    "access.delegation_withdrawn": _("收回代理"),
    "access.kept_shared": _("共享常用筛选"),
    "access.key_asked": _("申请接口密钥"),
    "access.key_released": _("放行接口密钥"),
    "access.key_revoked": _("吊销接口密钥"),
}


SUBJECTS: dict[str, Any] = {
    "access.appointment": _("任职"),
    "access.delegation": _("代理"),
    "access.kept": _("常用筛选"),
    "access.key": _("接口密钥"),
    "audit.anchor": _("链头"),
    "imports.batch": _("导入"),
    "imports.export": _("导出"),
    "messaging.message": _("消息"),
}
"""Kinds of records that lie nowhere by themselves, in words."""


def subjects() -> dict[str, Any]:
    """Kind of record → words, for the contribution `audit.subjects`."""
    return SUBJECTS


def verbs() -> dict[str, Any]:
    """Verb of the trail → words, for the contribution `audit.verbs`."""
    return VERBS
