"""Django's entry to the module."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from niangjia.ground.org import policies, reasons
from niangjia.kit.declare import Contribution, Total, register


class OrgConfig(AppConfig):
    """Registers what the module declares."""

    name = "niangjia.ground.org"
    label = "org"

    def ready(self) -> None:
        from niangjia.ground.org import listings  # noqa: PLC0415 (tables first)
        from niangjia.ground.org.queries import employer_places, unit_places, units_below  # noqa: PLC0415 (tables first)

        policies.register()
        listings.declare()
        register(
            Contribution("unit.move", "org", _("工会和单位"), preview=units_below, order=10),
            Contribution("record.places", "org.unit", _("工会"), move=unit_places),
            Contribution("record.places", "org.employer", pgettext_lazy("one", "单位"), move=employer_places),
            Total("org.units", _("工会"), "SELECT '', COUNT(*) FROM org_unit", order=10),
            Total("org.employers", _("单位"), "SELECT '', COUNT(*) FROM org_employer", order=11),
            Contribution("audit.verbs", "org", _("工会和单位"), move=reasons.verbs),
        )
