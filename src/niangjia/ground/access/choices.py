"""Closed lists of access."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class AccountKind(TextChoices):
    """Who the account is for; decides which door opens after log-in."""

    STAFF = "staff", _("工作人员")
    WORKER = "worker", _("职工")
    PARTNER = "partner", _("合作方")


class InvitationPurpose(TextChoices):
    """What a one-time link is for. `RESET_ASKED` is a request that waits for the second person; no link exists yet."""

    JOIN = "join", _("启用账号")
    RESET = "reset", _("重设密码和验证器")
    RESET_ASKED = "reset_asked", _("申请重设")


KEPT_TOPICS = ("columns", "filter", "list", "name_shown", "type_size")
"""What an account may keep: shown columns, saved filters, page sizes, whether workers see the officer's name, size of type."""
