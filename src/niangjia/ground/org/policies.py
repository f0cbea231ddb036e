"""Who may read and change the tree."""

from django.utils.translation import gettext_lazy as _

from niangjia.ground.org.choices import BUSINESS, Role
from niangjia.kit.powers import power, powers


def register() -> None:
    """Declare the powers of the module; called when Django is ready."""
    powers(
        power("org.names", _("查看工会名称和上下级关系"), *Role),
        power("org.view", _("查看工会和单位的资料"), *BUSINESS, keys=True),
        power("org.edit", _("新增、修改、调整工会和单位"), Role.ORGANISER, Role.OFFICER, Role.LEADER),
    )
