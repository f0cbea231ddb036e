"""Who may bring stacks of scans in and work off the tray. Files themselves are opened by the powers that their kind names."""

from django.utils.translation import gettext_lazy as _

from niangjia.ground.org.choices import Role
from niangjia.kit.powers import power, powers

SCAN = "evidence.scan"


def register() -> None:
    """Declare the powers of the module; called when Django is ready."""
    powers(
        power(
            SCAN, _("批量归档扫描件"), Role.LEADER, Role.ORGANISER, Role.OFFICER, Role.CHAIR, Role.CLERK, Role.WINDOW
        ),
    )
