"""Who may do what in organising."""

from django.utils.translation import gettext_lazy as _

from niangjia.ground.org.choices import Role
from niangjia.kit.powers import power, powers

ADMIT = "organising.admit"
APPLY = "organising.apply"


def register() -> None:
    """Declare the powers of the module; called when Django is ready."""
    powers(
        power(ADMIT, _("审批入会申请"), Role.ORGANISER, Role.OFFICER, Role.CHAIR),
        power(
            APPLY,
            _("代办入会申请、管理入会码"),
            Role.ORGANISER,
            Role.OFFICER,
            Role.CHAIR,
            Role.CLERK,
            Role.WINDOW,
            keys=True,
        ),
    )
