"""Who may see how the house is: the three administrators. Nothing there is about a person."""

from django.utils.translation import gettext_lazy as _

from niangjia.ground.org.choices import ADMINISTRATORS
from niangjia.kit.powers import power, powers

HEALTH = "custody.health"


def register() -> None:
    """Declare the powers of the module; called when Django is ready."""
    powers(power(HEALTH, _("查看平台运行情况"), *ADMINISTRATORS))
