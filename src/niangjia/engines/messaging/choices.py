"""Closed lists of messaging."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Channel(TextChoices):
    """Ways out of the house; the inbox is always used."""

    SMS = "sms", _("短信")
    WECHAT = "wechat", _("微信")


class OutgoingState(TextChoices):
    """Where an outgoing message is."""

    WAITING = "waiting", _("待发送")
    SENT = "sent", _("已发送")
    FAILED = "failed", _("发送失败")
    WITHHELD = "withheld", _("未发送：本人不同意")


HEALTH_WORDS = (
    "癌", "肿瘤", "白血病", "尿毒症", "透析", "化疗", "放疗", "艾滋", "肝炎", "结核", "抑郁", "精神病", "残疾", "怀孕", "流产",
    "手术", "住院", "诊断", "病历", "病情", "患病", "重病", "大病", "疾病", "职业病", "工伤", "伤残",
)  # fmt: skip
"""Words about somebody's health. None may stand in a title, for titles show on locked screens and pass through operators."""

BODY = "messaging.body"
"""Field of the vault under which bodies are sealed."""
