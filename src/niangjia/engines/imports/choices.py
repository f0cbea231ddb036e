"""Closed lists of imports."""

from datetime import timedelta

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class State(TextChoices):
    """Where a batch stands."""

    READING = "reading", _("正在读取")
    UNREAD = "unread", _("没有读成")
    STAGED = "staged", _("待核对列")
    CHECKING = "checking", _("正在检查")
    READY = "ready", _("待确认")
    APPLYING = "applying", _("正在写入")
    DONE = "done", _("已写入")
    CANCELLING = "cancelling", _("正在取消")
    CANCELLED = "cancelled", _("已取消")
    UNDOING = "undoing", _("正在撤回")
    UNDONE = "undone", _("已撤回")
    FAILED = "failed", _("没有完成")


class Verdict(TextChoices):
    """What a row would do."""

    NEW = "new", _("新增")
    CHANGED = "changed", _("更新")
    SAME = "same", _("一样")
    TRANSFER = "transfer", _("转会")
    WRONG = "wrong", _("有错")


class ExportState(TextChoices):
    """Where an export stands."""

    WAITING = "waiting", _("排队中")
    WRITING = "writing", _("正在生成")
    READY = "ready", _("可下载")
    EXPIRED = "expired", _("已过期")
    CANCELLED = "cancelled", _("已取消")
    FAILED = "failed", _("没有完成")


class Form(TextChoices):
    """What kind of file an export is."""

    SHEET = "xlsx", _("表格")
    PDF = "pdf", "PDF"
    WORD = "docx", "Word"


AT_WORK = (State.READING, State.CHECKING, State.APPLYING, State.CANCELLING, State.UNDOING)
"""States that a job carries on; after a kill another job takes over."""

EXPORT_AT_WORK = (ExportState.WAITING, ExportState.WRITING)
"""States of an export that a job carries on."""

TRIES = 3
"""How often a job that was stopped by a fault is tried again by itself."""

STALE = timedelta(minutes=5)
"""Work that nobody has touched for so long, although it should be going on, has died."""
