"""Django's entry to the module."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from niangjia.engines.figures import policies
from niangjia.kit.declare import Contribution, register


class FiguresConfig(AppConfig):
    """Registers what the module declares."""

    name = "niangjia.engines.figures"
    label = "figures"

    def ready(self) -> None:
        from niangjia.engines.figures import listings, queries, reasons  # noqa: PLC0415 (tables first)

        policies.register()
        listings.declare()
        register(
            Contribution("record.places", "figures.signed", _("审定的统计数"), move=queries.signed_places),
            Contribution("audit.verbs", "figures", _("统计"), move=reasons.verbs),
        )
