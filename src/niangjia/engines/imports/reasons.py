"""Words of imports for the trail."""

from typing import Any

from django.utils.translation import gettext_lazy as _

VERBS: dict[str, Any] = {
    "imports.received": _("收下表格"),
    "imports.read_again": _("说明是什么表"),
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
    "imports.printed": _("打印文书"),
    "imports.export_fetched": _("下载导出的名单"),
}


STOPS: dict[str, Any] = {
    "space": _("服务器的磁盘满了，要管理员腾出地方"),
    "memory": _("服务器的内存不够，要等别的大表做完，或者请管理员加内存"),
    "busy": _("数据库一时忙不过来，或者连不上"),
    "file": _("平台里存的这份文件读不出来，可能被动过，请告诉管理员"),
    "fault": _("平台出了错，不是表格的问题，请把批次号告诉管理员"),
}
"""Why a fault stopped a job, as far as a person can use it."""


def why_stopped(code: str) -> Any:
    """The sentence of a fault."""
    return STOPS.get(code, STOPS["fault"])


def verbs() -> dict[str, Any]:
    """Verb of the trail → words, for the contribution `audit.verbs`."""
    return VERBS
