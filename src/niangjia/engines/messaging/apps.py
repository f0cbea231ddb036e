"""Django's entry to the module."""

from functools import partial

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from niangjia.engines.messaging import policies, reasons
from niangjia.engines.messaging.choices import BODY
from niangjia.kit.declare import Contribution, Sealed, register
from niangjia.kit.powers import SYSTEM


class MessagingConfig(AppConfig):
    """Registers what the module declares."""

    name = "niangjia.engines.messaging"
    label = "messaging"

    def ready(self) -> None:
        from niangjia.engines.messaging import actions, queries  # noqa: PLC0415 (tables first)

        policies.register()
        label = _("通知")
        register(
            Contribution("person.merge", "messaging", label, move=partial(actions.follow_merge, actor=SYSTEM)),
            Contribution("person.unmerge", "messaging", label, move=partial(actions.follow_unmerge, actor=SYSTEM)),
            Contribution("person.erase", "messaging", label, move=partial(actions.forget, actor=SYSTEM)),
            Contribution("person.export", "messaging", label, move=partial(actions.hand_out, actor=SYSTEM)),
            Contribution("audit.verbs", "messaging", label, move=reasons.verbs),
            Contribution("health.signs", "messaging", label, move=queries.outbox_signs),
            Sealed("messaging_message", "body_sealed", BODY),
        )
