"""Closed lists of leaving: why somebody leaves of her own will, and where her leaving is."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

LEAVING = "organising.leaving"
"""The kind of the record and of the task at the desk."""


class WhyLeaving(TextChoices):
    """Why she leaves; nobody has to tell."""

    MOVING = "moving", _("离开本地，到外地工作")
    STOPPED = "stopped", _("不工作了，以后也不打算找")
    OFFICIAL = "official", _("不再是以工资为主要收入的职工")
    SERVICE = "service", _("工会办的事对我没有用")
    UNASKED = "unasked", _("当初不是自己要入会的")
    OTHER = "other", _("其他")
    UNTOLD = "untold", _("不想说")


class LeavingState(TextChoices):
    """Where a leaving is. It may be taken back as long as it is open, that is until the last day is over."""

    OPEN = "open", _("等最后一天过完")
    DONE = "done", _("已退会")
    WITHDRAWN = "withdrawn", _("已撤回")
