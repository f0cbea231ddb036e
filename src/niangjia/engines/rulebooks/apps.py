"""Django's entry to the module."""

from functools import partial

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from niangjia.engines.rulebooks import policies, reasons
from niangjia.kit.declare import Contribution, Total, register
from niangjia.kit.powers import SYSTEM


class RulebooksConfig(AppConfig):
    """Registers what the module declares."""

    name = "niangjia.engines.rulebooks"
    label = "rulebooks"

    def ready(self) -> None:
        from niangjia.engines.rulebooks import actions, queries  # noqa: PLC0415 (tables first)

        policies.register()
        label = _("规则")
        follow = partial(actions.follow_move, actor=SYSTEM)
        register(
            Contribution("unit.move", "rulebooks", label, preview=queries.editions_below, move=follow, order=70),
            Contribution("record.places", "rulebooks.edition", _("规则的版本"), move=queries.edition_places),
            Total("rulebooks.editions", label, "SELECT '', COUNT(*) FROM rulebooks_edition", order=70),
            Contribution("audit.verbs", "rulebooks", label, move=reasons.verbs),
        )
