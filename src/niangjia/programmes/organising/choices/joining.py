"""Closed lists of joining: states of an application, why somebody is entered by another, the reasons of a decision."""

from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

JOINING = "organising.joining"
"""The kind of approval."""

SUBJECT = "organising.application"
SEALED = "organising.application"
"""Kind of the record; field of the vault for what stands in it."""

IDENTITY = "organising.identity"
PHONE = "organising.phone"
"""Fields of the vault for the blind indexes of an application."""

CHARTER_VERSION = "中国工会十八大修正，2023 年 10 月 12 日"
"""The text of the charter that applicants agree to; an application keeps it."""


class ApplicationState(TextChoices):
    """Where an application is. While it is open, its number cannot be asked for a second time."""

    OPEN = "open", _("在办")
    JOINED = "joined", _("已入会")
    REFUSED = "refused", _("不予通过")
    WITHDRAWN = "withdrawn", _("已撤回")


class WhyActing(TextChoices):
    """Why somebody else enters the application."""

    NO_PHONE = "no_phone", _("没有手机，或者不会用")
    ELDERLY = "elderly", _("年纪大，本人要求代办")
    SIGHT = "sight", _("看不清、读写有困难")
    TOGETHER = "together", _("单位集中办理，本人在场")


BACK: dict[str, Any] = {
    "name": _("姓名和证件不一致"),
    "document": _("证件号码要核对"),
    "phone": _("手机号联系不上本人"),
    "work": _("工作单位不对"),
    "other": _("其他要改的"),
}
"""Why an application comes back: each names the question that is asked again."""

REFUSED: dict[str, Any] = {
    "not_here": _("不在本工会的单位工作，请向所在单位的工会申请"),
    "not_worker": _("不是以工资收入为主要生活来源的劳动者"),
    "age": _("未满 16 周岁"),
    "twice": _("已经是会员"),
    "other": _("其他"),
}
"""Why an application is refused for good."""
