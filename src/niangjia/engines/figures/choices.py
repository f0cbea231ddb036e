"""Closed lists of figures."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class TreeView(TextChoices):
    """Which tree a figure follows."""

    WAS = "was", _("按当时的组织关系")
    IS = "is", _("按现在的组织关系")


class Cause(TextChoices):
    """Why a row of a signed figure counts differently today."""

    ENTERED = "entered", _("审定以后录入的记录")
    NOW_COUNTS = "now_counts", _("原有记录改动后计入")
    GONE = "gone", _("记录已撤回或删除")
    TIME = "time", _("日期改动后不再计入")
    PLACE = "place", _("已不在这个单位范围内")
    CONDITION = "condition", _("改动后不再符合条件")
    AMOUNT = "amount", _("数额改动")


MISSING = ""
MISSING_LABEL = _("未填写")
