"""Who may see and work off tasks, unless a list names other powers."""

from django.utils.translation import gettext_lazy as _

from niangjia.ground.org.choices import Role
from niangjia.kit.powers import power, powers

VIEW = "worklists.view"
WORK = "worklists.work"

HANDS = (Role.ORGANISER, Role.OFFICER, Role.CHAIR, Role.CLERK)


def register() -> None:
    """Declare the powers of the module; called when Django is ready."""
    powers(
        power(VIEW, _("查看工作清单"), *HANDS, Role.LEADER, Role.WINDOW, Role.DISCIPLINE, Role.READER, keys=True),
        power(WORK, _("办理工作清单里的事"), *HANDS, Role.LEADER),
    )
