"""Closed lists of comparing with the province's real-name base."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

COMPARISON = "organising.comparison"
"""The kind of the record, and the field of the vault for what stands in its rows."""

BEFORE = "organising.comparison.before"
"""Field of the vault for what taking a value over has overwritten."""

TO_CHECK = "organising.province_check"
"""The list of work: unions that are to look into their differences."""

MOST = 5_000
"""Rows that one act takes."""


class ComparisonState(TextChoices):
    """Where a comparison stands."""

    WAITING = "waiting", _("排队中")
    READING = "reading", _("正在读取")
    COMPARING = "comparing", _("正在比对")
    DONE = "done", _("已比对")
    FAILED = "failed", _("没有比成")


AT_WORK = (ComparisonState.WAITING, ComparisonState.READING, ComparisonState.COMPARING)


class Side(TextChoices):
    """What a difference is: somebody is only in our roster, only in the province's base, or in both and not alike."""

    HERE = "here", _("只在本地")
    THERE = "there", _("只在省库")
    DIFFERS = "differs", _("两边不一样")


class Cell(TextChoices):
    """What is compared."""

    NAME = "name", _("姓名")
    PHONE = "phone", _("手机号")
    UNION = "union", _("所在工会")
    JOINED = "joined_on", _("入会日期")


TAKEN_OVER = (Cell.NAME, Cell.PHONE)
"""What may be taken over from the province's base; a union is changed by a transfer."""


class DifferenceState(TextChoices):
    """What was done about a difference."""

    OPEN = "open", _("没有处理")
    TAKEN = "taken", _("已按省库改")
    LEFT = "left", _("核对过，照旧")
