"""Closed lists of evidence, and what a file may be."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class FileState(TextChoices):
    """Where a file is."""

    KEPT = "kept", _("有效")
    EXPIRED = "expired", _("已过有效期")
    REMOVED = "removed", _("已移除")


class Origin(TextChoices):
    """How a file came in."""

    UPLOAD = "upload", _("上传")
    PHONE = "phone", _("手机拍照")
    SCAN = "scan", _("扫描归档")
    EXCHANGE = "exchange", _("外单位交换")


class PageState(TextChoices):
    """Where a page of a stack is."""

    WAITING = "waiting", _("等人归档")
    FILED = "filed", _("已归档")
    THROWN = "thrown", _("已丢弃")


class StackState(TextChoices):
    """Where a stack is."""

    READING = "reading", _("正在读")
    DONE = "done", _("读完了")
    FAILED = "failed", _("没有读完")


class Why(TextChoices):
    """Why a page waits in the tray."""

    NO_CODE = "no_code", _("没有认出纸上的编号")
    UNKNOWN = "unknown", _("编号不是本平台的，或者打印件已作废")
    NOT_YOURS = "not_yours", _("不归您归档，请转给负责的人")
    UNREADABLE = "unreadable", _("这一页打不开，或者没有收下")


JPEG, PNG, WEBP, PDF = "image/jpeg", "image/png", "image/webp", "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
IMAGES = (JPEG, PNG, WEBP)
ENDINGS = {JPEG: "jpg", PNG: "png", PDF: "pdf", DOCX: "docx", XLSX: "xlsx"}

LARGEST = 50 * 1024 * 1024
"""Bytes of one file."""
LARGEST_STACK = 200 * 1024 * 1024
MOST_PIXELS = 50_000_000
"""Of a JPEG, which can be read at a fraction of its size; other pictures half as many."""
LONGEST_SIDE = 3000
"""Pixels of a kept picture: an A4 page at 250 dots an inch."""
THUMBNAIL = 360
MOST_PAGES = 500
MOST_FILES = 200
"""Files of one record."""

NAME = "evidence.name"
"""Field of the vault under which names of files are sealed: people write names and illnesses into them."""
LABEL = "evidence.label"
"""Field of the vault with which labels are signed."""
