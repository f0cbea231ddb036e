"""Closed lists of corrections: what may be put right, where a correction is, the reasons of a decision."""

from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

CHANGE = "organising.change"
"""The kind of approval, of the record and of its papers; field of the vault for what stands in it."""

BEFORE = "organising.change.before"
"""Field of the vault for what stood on record before, for taking a correction back."""

DRAFT_DAYS = 7
"""Days after which a correction that was begun with a photo and never handed in is thrown away with the photo."""


class ChangeField(TextChoices):
    """What of her record is wrong."""

    NAME = "name", _("姓名")
    IDENTITY = "identity", _("证件号码")
    PHONE = "phone", _("手机号")


class ChangeState(TextChoices):
    """Where a correction is. A draft has a photo already, but was not handed in."""

    DRAFT = "draft", _("草稿")
    OPEN = "open", _("在办")
    DONE = "done", _("已更正")
    REFUSED = "refused", _("不予通过")
    WITHDRAWN = "withdrawn", _("已撤回")


BACK: dict[str, Any] = {
    "value": _("填的内容和证明对不上"),
    "photo": _("照片看不清，或者不是要的证明"),
    "other": _("其他要改的"),
}
"""Why a correction comes back; the first two name the question that is asked again."""

REFUSED: dict[str, Any] = {
    "unproved": _("没有证明，或者证明不能说明要改的内容"),
    "taken": _("号码已经登记在另一份档案上，要先核对是不是同一个人"),
    "not_her": _("不是本人的资料"),
    "other": _("其他"),
}
"""Why a correction is refused for good."""
