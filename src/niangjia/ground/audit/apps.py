"""Django's entry to the module."""

from typing import Any

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from niangjia.kit.declare import Contribution, register

VERBS: dict[str, Any] = {"audit.anchored": _("交出链头"), "audit.trail_exported": _("导出操作记录")}


def verbs() -> dict[str, Any]:
    """Verb of the trail → words, for the contribution `audit.verbs`."""
    return VERBS


class AuditConfig(AppConfig):
    """Registers what the module declares."""

    name = "niangjia.ground.audit"
    label = "audit"

    def ready(self) -> None:
        register(Contribution("audit.verbs", "audit", _("操作记录"), move=verbs))
