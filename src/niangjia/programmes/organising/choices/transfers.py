"""Closed lists of transfers."""

from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

TRANSFER = "organising.transfer"
"""The kind of approval and of the record."""


class TransferState(TextChoices):
    """Where a transfer is. A person has one open transfer."""

    OPEN = "open", _("在办")
    DONE = "done", _("已转会")
    REFUSED = "refused", _("不予通过")
    WITHDRAWN = "withdrawn", _("已撤回")


BACK: dict[str, Any] = {
    "where": _("不在转入的单位工作，请核对"),
    "other": _("其他要改的"),
}
REFUSED: dict[str, Any] = {
    "not_here": _("不在转入工会的单位工作"),
    "open_matter": _("原工会还有没办完的事，请先办完"),
    "other": _("其他"),
}
"""Why a transfer comes back, or is refused for good."""
