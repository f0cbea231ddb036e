"""Closed lists of access."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class AccountKind(TextChoices):
    """Who the account is for; decides which door opens after log-in."""

    STAFF = "staff", _("工作人员")
    WORKER = "worker", _("职工")
    PARTNER = "partner", _("合作方")
