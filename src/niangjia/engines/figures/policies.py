"""Who may read and sign figures."""

from django.utils.translation import gettext_lazy as _

from niangjia.ground.org.choices import ADMINISTRATORS, Role
from niangjia.kit.powers import power, powers

BUSINESS = tuple(role for role in Role if role not in ADMINISTRATORS)

powers(
    power("figures.read", _("查看统计数"), *BUSINESS),
    power("figures.sign", _("审定统计数"), Role.LEADER),
)
