"""Words of messaging for the trail."""

from typing import Any

from django.utils.translation import gettext_lazy as _

VERBS = {"messaging.sent": _("发送通知")}


def verbs() -> dict[str, Any]:
    """Verb of the trail → words, for the contribution `audit.verbs`."""
    return VERBS
