"""Django's entry to the module."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from niangjia.engines.custody import policies, reasons
from niangjia.kit.declare import Contribution, register


class CustodyConfig(AppConfig):
    """Registers what the module declares."""

    name = "niangjia.engines.custody"
    label = "custody"

    def ready(self) -> None:
        policies.register()
        register(Contribution("audit.verbs", "custody", _("备份和密钥"), move=reasons.verbs))
