"""Who may manage accounts, appointments and the trail: three administrators, none of whom can do another's part."""

from django.utils.translation import gettext_lazy as _

from niangjia.ground.org.choices import Role
from niangjia.kit.powers import power, powers


def register() -> None:
    """Declare the powers of the module; called when Django is ready."""
    powers(
        power("access.view", _("查看账号和任职"), Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN),
        power("access.account", _("开设账号、发出启用链接"), Role.SYSTEM_ADMIN),
        power("access.appoint", _("任命和免去角色"), Role.SECURITY_ADMIN),
        power("access.unlock", _("锁定、解锁账号，重设验证器"), Role.SECURITY_ADMIN),
        power("access.trail", _("查看操作记录"), Role.AUDIT_ADMIN),
        power("access.explain", _("查看谁能看、谁看过一条记录"), Role.AUDIT_ADMIN, Role.DISCIPLINE, Role.LEADER),
    )
