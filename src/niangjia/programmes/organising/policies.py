"""Who may do what in organising."""

from django.utils.translation import gettext_lazy as _

from niangjia.ground.org.choices import Role
from niangjia.kit.powers import power, powers

ADMIT = "organising.admit"
APPLY = "organising.apply"
FILES = "organising.files"
FORM = "organising.form"
REPLY = "organising.reply"


def register() -> None:
    """Declare the powers of the module; called when Django is ready."""
    powers(
        power(ADMIT, _("审批入会申请"), Role.ORGANISER, Role.OFFICER, Role.CHAIR),
        power(
            APPLY,
            _("代办入会申请、管理入会码"),
            Role.ORGANISER,
            Role.OFFICER,
            Role.CHAIR,
            Role.CLERK,
            Role.WINDOW,
        ),
        power(
            FILES,
            _("查看建会和换届档案、届期"),
            Role.LEADER,
            Role.ORGANISER,
            Role.OFFICER,
            Role.CHAIR,
            Role.CLERK,
            Role.REVIEWER,
            Role.DISCIPLINE,
            Role.READER,
        ),
        power(FORM, _("办理建会和换届、登记届期"), Role.ORGANISER, Role.OFFICER, Role.CHAIR, Role.CLERK),
        power(REPLY, _("批复建会和换届"), Role.LEADER, Role.ORGANISER, Role.OFFICER),
    )
