"""Words of the trail."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

VERBS: dict[str, Any] = {
    "custody.backed_up": _("备份"),
    "custody.exported": _("导出全部数据"),
    "custody.restored": _("从备份恢复"),
    "custody.recovery_made": _("生成恢复码"),
    "custody.keys_returned": _("用恢复码找回密钥文件"),
    "custody.key_added": _("换上新密钥"),
    "custody.resealed": _("旧密钥的内容已全部改用新密钥"),
    "custody.keys_dropped": _("销毁旧密钥"),
}
"""The acts of the module as the trail shows them."""


def verbs() -> dict[str, Any]:
    """Verb of the trail → words, for the contribution `audit.verbs`."""
    return VERBS
