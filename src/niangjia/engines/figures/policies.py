"""Who may read and sign figures."""

from django.utils.translation import gettext_lazy as _

from niangjia.ground.org.choices import ADMINISTRATORS, Role
from niangjia.kit.powers import power, powers

READ = "figures.read"
SIGN = "figures.sign"

BUSINESS = tuple(role for role in Role if role not in ADMINISTRATORS)
"""Roles of the union's own work; the three administrators see no business data."""


def register() -> None:
    """Declare the powers of the module; called when Django is ready."""
    powers(
        power(READ, _("查看统计数"), *BUSINESS, keys=True),
        power(SIGN, _("审定统计数"), Role.LEADER),
    )
