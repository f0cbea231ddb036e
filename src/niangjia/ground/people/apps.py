"""Django's entry to the module."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from niangjia.ground.people import policies
from niangjia.kit.declare import Contribution, register
from niangjia.kit.powers import SYSTEM


class PeopleConfig(AppConfig):
    """Registers what the module declares."""

    name = "niangjia.ground.people"
    label = "people"

    def ready(self) -> None:
        from niangjia.ground.people import actions, queries  # tables are known only now

        def members_below(*, path: str) -> Sequence[tuple[Any, int]]:
            return [(_("会员"), queries.members_below(path))]

        def follow(*, old: str, new: str, on: date) -> None:
            actions.follow_move(actor=SYSTEM, old=old, new=new, on=on)

        policies.register()
        register(
            Contribution("unit.move", "people", _("会员"), preview=members_below, move=follow, order=20),
        )
