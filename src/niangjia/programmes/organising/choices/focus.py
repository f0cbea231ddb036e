"""Closed lists of the new forms of employment (新就业形态), and the eight groups that the national campaign names."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

GROUP, PLAN = "organising.focus_group", "organising.focus_plan"
"""Kinds of record."""


class PhaseKind(TextChoices):
    """The phases of a plan of several years, in order."""

    PILOT = "pilot", _("试点")
    WIDEN = "widen", _("推广")
    DEEPEN = "deepen", _("深化")


class Measure(TextChoices):
    """What a target counts; each is a figure."""

    UNIONS = "unions", _("工会（家）")
    MEMBERS = "members", _("会员（人）")


FIGURES = {Measure.UNIONS: "organising.focus_unions", Measure.MEMBERS: "organising.focus_members"}

EIGHT = (
    ("货车司机", ("货车", "货运", "物流", "道路运输")),
    ("快递员", ("快递", "邮政")),
    ("护工护理员", ("护工", "护理", "养老")),
    ("家政服务员", ("家政", "保洁", "月嫂")),
    ("商场信息员", ("商场", "信息员", "促销")),
    ("网约送餐员", ("送餐", "外卖", "配送", "骑手")),
    ("房产中介员", ("房产", "中介", "经纪")),
    ("保安员", ("保安", "安保")),
)
"""八大群体, each with words by which a union is recognised. A county adds its own and mends the words."""
EIGHT_SOURCE = _("全国总工会推进的“八大群体”入会")
