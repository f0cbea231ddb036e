"""Who may read, write and publish rules. Nobody publishes what she wrote (`actions.publish`)."""

from django.utils.translation import gettext_lazy as _

from niangjia.ground.org.choices import BUSINESS, Role
from niangjia.kit.powers import power, powers

VIEW = "rulebooks.view"
EDIT = "rulebooks.edit"
PUBLISH = "rulebooks.publish"


def register() -> None:
    """Declare the powers of the module; called when Django is ready."""
    powers(
        power(VIEW, _("查看规则"), *BUSINESS),
        power(EDIT, _("起草规则"), Role.ORGANISER, Role.LEADER),
        power(PUBLISH, _("发布和撤下规则"), Role.LEADER),
    )
