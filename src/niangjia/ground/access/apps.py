"""Django's entry to the module."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from niangjia.ground.access import policies, reasons, rules
from niangjia.kit.declare import Contribution, Sealed, Total, register
from niangjia.kit.powers import NOWHERE, Actor, ActorKind, PathRange, Power, install_giver, install_reach


def reach_of(actor: Actor, power: Power) -> tuple[PathRange, ...]:
    """Answer of `kit.powers.reach`: from what the actor was built with. Partners hold what their key lists, if they came
    with one."""
    if actor.kind not in {ActorKind.STAFF, ActorKind.WORKER, ActorKind.PARTNER}:
        return NOWHERE
    if actor.kind is ActorKind.PARTNER:
        return rules.reach([one for one in actor.appointments if one.role == rules.KEY], power)
    return rules.reach(actor.appointments, power)


def giver_of(actor: Actor, power: Power, path: str) -> int | None:
    """Answer of `kit.powers.giver`: what a deputy does with a borrowed power is done for its giver."""
    return rules.deputised(actor.appointments, power, path)


class AccessConfig(AppConfig):
    """Registers what the module declares."""

    name = "niangjia.ground.access"
    label = "access"

    def ready(self) -> None:
        policies.register()
        install_reach(reach_of)
        install_giver(giver_of)
        from niangjia.ground.access import queries  # noqa: PLC0415 (tables first)
        from niangjia.ground.access.actions.reshaping import end_with_unit, stand_again  # noqa: PLC0415 (tables first)

        register(
            Contribution("unit.merge", "access", _("任职"), preview=queries.ending_with, move=end_with_unit, order=30),
            Contribution("unit.unmerge", "access", _("任职"), move=stand_again, order=30),
            Contribution("audit.verbs", "access", _("账号和任职"), move=reasons.verbs),
            Contribution("audit.subjects", "access", _("账号和任职"), move=reasons.subjects),
            Contribution("record.places", "access.account", pgettext_lazy("one", "账号"), move=queries.account_places),
            Total("access.keys", _("接口密钥"), "SELECT '', COUNT(*) FROM access_apikey", order=41),
            Sealed("access_account", "phone_sealed", "account.phone"),
            Total("access.appointments", _("任职"), "SELECT '', COUNT(*) FROM access_appointment", order=40),
        )
