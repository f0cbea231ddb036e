"""Who may take spreadsheets in, take them back and give lists out."""

from django.utils.translation import gettext_lazy as _

from niangjia.ground.org.choices import Role
from niangjia.kit.powers import power, powers

USE = "imports.use"
UNDO = "imports.undo"
EXPORT = "imports.export"


def register() -> None:
    """Declare the powers of imports."""
    powers(
        power(USE, _("导入表格"), Role.ORGANISER, Role.OFFICER, Role.CHAIR, Role.CLERK, keys=True),
        power(UNDO, _("撤回导入"), Role.ORGANISER, Role.OFFICER, Role.CHAIR, Role.CLERK),
        power(EXPORT, _("导出名单"), Role.LEADER, Role.ORGANISER, Role.OFFICER, Role.CHAIR, Role.CLERK),
    )
