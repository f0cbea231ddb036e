"""Django's entry to the module."""

from typing import Any

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from niangjia.kit.declare import Contribution, Total, register

VERBS: dict[str, Any] = {"audit.anchored": _("交出链头"), "audit.trail_exported": _("导出操作记录")}


def verbs() -> dict[str, Any]:
    """Verb of the trail → words, for the contribution `audit.verbs`."""
    return VERBS


class AuditConfig(AppConfig):
    """Registers what the module declares."""

    name = "niangjia.ground.audit"
    label = "audit"

    def ready(self) -> None:
        register(
            Contribution("audit.verbs", "audit", _("操作记录"), move=verbs),
            Total("audit.entries", _("操作记录"), "SELECT '', COUNT(*) FROM audit_entry", order=90),
            Total("audit.head", _("链头"), "SELECT digest, seq FROM audit_seal ORDER BY seq DESC LIMIT 1", order=91),
        )
