"""Who may do what with people."""

from django.utils.translation import gettext_lazy as _

from niangjia.ground.org.choices import Role
from niangjia.kit.powers import power, powers

VIEW = "people.view"
EDIT = "people.edit"
REVEAL = "people.reveal"
REVEAL_BY_LAW = "people.reveal_by_law"
EXPORT = "people.export"
MERGE = "people.merge"
ERASE = "people.erase"

KEEPERS = (Role.ORGANISER, Role.OFFICER, Role.CHAIR, Role.CLERK)
"""Roles that keep the roster."""


def register() -> None:
    """Declare the powers of the module; called when Django is ready."""
    powers(
        power(
            VIEW,
            _("查看会员名册和档案"),
            *KEEPERS,
            Role.LEADER,
            Role.WINDOW,
            Role.DISCIPLINE,
            Role.READER,
            keys=True,
        ),
        power(EDIT, _("登记和修改会员"), *KEEPERS),
        power(
            REVEAL,
            _("查看完整证件号码和手机号"),
            Role.ORGANISER,
            Role.OFFICER,
            Role.CHAIR,
            Role.WINDOW,
            Role.DISCIPLINE,
        ),
        power(REVEAL_BY_LAW, _("依法查看完整号码（本人不可见）"), Role.DISCIPLINE),
        power(EXPORT, _("导出会员名册"), Role.LEADER, Role.ORGANISER, Role.OFFICER),
        power(MERGE, _("合并重复档案"), Role.ORGANISER, Role.OFFICER),
        power(ERASE, _("删除个人信息"), Role.ORGANISER),
    )
