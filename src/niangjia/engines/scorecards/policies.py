"""Who may see, fill in, write and publish scorecards, unless a card names other powers."""

from django.utils.translation import gettext_lazy as _

from niangjia.ground.org.choices import Role
from niangjia.kit.powers import power, powers

VIEW = "scorecards.view"
FILL = "scorecards.fill"
EDIT = "scorecards.edit"
PUBLISH = "scorecards.publish"

HANDS = (Role.LEADER, Role.ORGANISER, Role.OFFICER, Role.CHAIR, Role.CLERK)


def register() -> None:
    """Declare the powers of the module; called when Django is ready."""
    powers(
        power(VIEW, _("查看评分表和结果"), *HANDS, Role.DISCIPLINE, Role.READER),
        power(FILL, _("填写评分表"), *HANDS),
        power(EDIT, _("起草评分表的项目和分值"), Role.ORGANISER, Role.LEADER),
        power(PUBLISH, _("发布评分表"), Role.LEADER),
    )
