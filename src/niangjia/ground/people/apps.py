"""Django's entry to the module."""

from functools import partial

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from niangjia.ground.people import figures, policies, reasons
from niangjia.kit.declare import Contribution, register
from niangjia.kit.powers import SYSTEM


class PeopleConfig(AppConfig):
    """Registers what the module declares."""

    name = "niangjia.ground.people"
    label = "people"

    def ready(self) -> None:
        from niangjia.ground.people import actions, listings, queries  # noqa: PLC0415 (tables first)

        policies.register()
        figures.register()
        listings.declare()
        follow = partial(actions.follow_move, actor=SYSTEM)
        register(
            Contribution("unit.move", "people", _("会员"), preview=queries.members_below, move=follow, order=20),
            Contribution("record.places", "people.person", pgettext_lazy("one", "会员"), move=queries.person_places),
            Contribution("audit.verbs", "people", _("会员"), move=reasons.verbs),
        )
