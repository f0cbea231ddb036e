"""Words of imports for the trail."""

from typing import Any

from django.utils.translation import gettext_lazy as _

VERBS: dict[str, Any] = {
    "imports.staged": _("上传表格"),
    "imports.mapped": _("核对列"),
    "imports.mended": _("更正一批值"),
    "imports.checked": _("检查表格"),
    "imports.confirmed": _("确认写入"),
    "imports.applied": _("写入一批行"),
    "imports.finished": _("导入完成"),
    "imports.cancelled": _("取消导入"),
    "imports.discarded": _("删除上传的文件"),
    "imports.errors_given": _("取出错误清单"),
    "imports.undo_asked": _("要求撤回导入"),
    "imports.taken_back": _("撤回一批行"),
    "imports.undone": _("导入已撤回"),
    "imports.exported": _("导出名单"),
    "imports.export_fetched": _("下载导出的名单"),
}


def verbs() -> dict[str, Any]:
    """Verb of the trail → words, for the contribution `audit.verbs`."""
    return VERBS
