"""Who may do what in organising."""

from django.utils.translation import gettext_lazy as _

from niangjia.ground.org.choices import Role
from niangjia.kit.powers import power, powers

ADMIT = "organising.admit"
APPLY = "organising.apply"
GRID_VIEW = "organising.grid_view"
GRID_EDIT = "organising.grid_edit"
GRID_VISIT = "organising.grid_visit"
CADRE_VIEW = "organising.cadre_view"
CADRE_EDIT = "organising.cadre_edit"
CONTACT = "organising.contact"
FILES = "organising.files"
FORM = "organising.form"
REPLY = "organising.reply"
COMPARE = "organising.compare"


def register() -> None:
    """Declare the powers of the module; called when Django is ready."""
    powers(
        power(ADMIT, _("审批入会、转会和资料更正"), Role.ORGANISER, Role.OFFICER, Role.CHAIR),
        power(
            APPLY,
            _("代办入会和资料更正、管理入会码"),
            Role.ORGANISER,
            Role.OFFICER,
            Role.CHAIR,
            Role.CLERK,
            Role.WINDOW,
            keys=True,
        ),
        power(GRID_VIEW, _("查看网格和走访"), Role.LEADER, Role.ORGANISER, Role.OFFICER, Role.CLERK, Role.READER),
        power(GRID_EDIT, _("维护网格、专项行动"), Role.ORGANISER, Role.OFFICER),
        power(GRID_VISIT, _("登记网格走访"), Role.ORGANISER, Role.OFFICER, Role.CLERK),
        power(CADRE_VIEW, _("查看干部队伍、培训和共建"), Role.LEADER, Role.ORGANISER, Role.OFFICER, Role.READER),
        power(CADRE_EDIT, _("维护干部队伍、培训和共建"), Role.ORGANISER, Role.OFFICER),
        power(CONTACT, _("主席通讯录、给主席群发通知"), Role.LEADER, Role.ORGANISER, Role.OFFICER),
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
        power(COMPARE, _("和省实名制库比对"), Role.ORGANISER, Role.OFFICER, Role.CHAIR, Role.CLERK),
    )
