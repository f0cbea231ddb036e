"""Closed lists of officers, trainings, messages to chairs and party-union joint building."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

OFFICER_PHONE = "organising.officer"
LIAISON_PHONE = "organising.liaison"
"""Fields of the vault for phones of the register."""


class OfficerKind(TextChoices):
    """How somebody serves as a union officer."""

    FULL = "full", _("专职")
    PART = "part", _("兼职")
    SOCIAL = "social", _("社会化工作者")
    SECONDED = "seconded", _("挂职")


class Invited(TextChoices):
    """Whom a training is for."""

    CHAIRS = "chairs", _("基层工会主席")
    OFFICERS = "officers", _("工会干部")
    BOTH = "both", _("主席和干部")


class Way(TextChoices):
    """How an attendance was written down."""

    LIST = "list", _("名单")
    SIGN = "sign", _("扫码签到")
    SHEET = "sheet", _("表格导入")


class LookReason(TextChoices):
    """Why a whole phone number is looked at."""

    CONTACT = "contact", _("联系工作")
    VERIFY = "verify", _("核对资料")
    URGENT = "urgent", _("紧急情况")


class Side(TextChoices):
    """Whose liaison somebody is."""

    PARTY = "party", _("党组织")
    UNION = "union", _("工会")
