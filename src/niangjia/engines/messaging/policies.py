"""Who may write to people."""

from django.utils.translation import gettext_lazy as _

from niangjia.ground.org.choices import Role
from niangjia.kit.powers import power, powers

SEND = "messaging.send"


def register() -> None:
    """Declare the powers of the module; called when Django is ready. One's own inbox needs none."""
    powers(power(SEND, _("发送通知"), Role.LEADER, Role.ORGANISER, Role.OFFICER, Role.CHAIR, Role.CLERK))
