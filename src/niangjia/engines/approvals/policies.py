"""Who may open the inbox and set routes. Who may decide a matter is a power of the programme that owns its kind."""

from django.utils.translation import gettext_lazy as _

from niangjia.ground.org.choices import BUSINESS, Role
from niangjia.kit.powers import power, powers

USE = "approvals.use"
SET_ROUTES = "approvals.set_routes"


def register() -> None:
    """Declare the powers of the module; called when Django is ready."""
    powers(
        power(USE, _("打开待办审批和审批单"), *BUSINESS),
        power(SET_ROUTES, _("制定审批流程"), Role.LEADER, Role.ORGANISER),
    )
