"""What access refuses, and the sentence that says how to mend it."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from niangjia.kit.powers import NotAllowed, NotFound, Refused


class DelegationNotFound(NotFound):
    """No such delegation, or none of the actor's."""


class KeptNotFound(NotFound):
    """No such kept choice of the actor's own."""


class NotOneself(NotAllowed):
    """Nobody appoints, ends, locks or unlocks oneself."""

    text = _("不能给自己办理，请由另一位管理员办理。")


class AboveOwnPlace(NotAllowed):
    """The account holds or borrows something outside the actor's place."""

    text = _("“{name}”还在别处任职或代理，请由上一级的管理员办理。")


class NotByTerminalOnly(NotAllowed):
    """The act belongs to the log-in of workers or to the terminal."""

    text = _("这一步由系统办理，不能手工操作。")


class UsernameTaken(Refused):
    """The log-in name is in use."""

    code = "access.username_taken"
    text = _("登录名“{username}”已有人使用，请换一个。")


class UsernameUnfit(Refused):
    """The log-in name has other characters than allowed."""

    code = "access.username_unfit"
    text = _("登录名要有 3 到 60 个字符，只用小写字母、数字、点、横线、下划线。")


class NameMissing(Refused):
    """The account has no human name."""

    code = "access.name_missing"
    text = _("请填写姓名。")


class NameTaken(Refused):
    """Another of one's kept choices has this name."""

    code = "access.kept_name_taken"
    text = _("您已有一个叫“{name}”的常用筛选，请换个名字。")


class PhoneUnfit(Refused):
    """The phone number cannot be read."""

    code = "access.phone"
    text = _("手机号不对，应为 11 位，请核对。")


class PhoneTaken(Refused):
    """The phone number belongs to another account."""

    code = "access.phone_taken"
    text = _("这个手机号已绑定别的账号，请核对。")


class AlreadyTakenUp(Refused):
    """The account is in use: a new link needs the two-person reset."""

    code = "access.taken_up"
    text = _("“{name}”的账号已经启用。忘记密码或丢失验证器，请走重设流程。")


class InvitationSpent(Refused):
    """The link is unknown, used, too old, or its account is locked or closed: nobody is told which."""

    code = "access.invitation_spent"
    text = _("这个链接已经失效，请联系管理员重新发送。")


class WeakPassword(Refused):
    """The password does not meet the rules; `why` says which."""

    code = "access.weak_password"
    text = _("{why}")


class WrongPassword(Refused):
    """The present password was not given rightly."""

    code = "access.wrong_password"
    text = _("现在的密码不对，请重新输入。")


class SamePassword(Refused):
    """The new password is the old one."""

    code = "access.same_password"
    text = _("新密码不能和现在的一样，请换一个。")


class ResetNotAsked(Refused):
    """The second person may only agree to what the first one asked for within a day."""

    code = "access.reset_not_asked"
    text = _("还没有系统管理员为“{name}”申请重设，或申请已超过 24 小时。请先由系统管理员申请。")


class AccountClosed(Refused):
    """The account is closed or of a partner: it takes no role."""

    code = "access.closed"
    text = _("“{name}”的账号不能任职，请核对账号。")


class RolesApart(Refused):
    """The three administrators hold one role and nothing else."""

    code = "access.roles_apart"
    text = _("系统管理员、安全管理员、审计管理员只能各任一职，不能兼任。“{name}”另有任职或代理，请先免去。")


class AlreadyHolds(Refused):
    """The same role in the same unit at the same time."""

    code = "access.already_holds"
    text = _("“{name}”已在“{unit}”任{role}，不用重复任命。")


class DaysWrong(Refused):
    """The days are out of order."""

    code = "access.days"
    text = _("截止日期应晚于开始日期和今天，请修改。")


class UnitEnded(Refused):
    """Nobody is appointed in a dissolved unit."""

    code = "access.unit_dissolved"
    text = _("“{unit}”已经撤销，不能任职。")


class RoleUnknown(Refused):
    """Not one of the roles."""

    code = "access.role"
    text = _("请从列表里选择角色。")


class LastAdministrator(Refused):
    """Without a successor nobody could appoint one."""

    code = "access.last_administrator"
    text = _("“{unit}”只有这一位{role}，请先任命接任的人。")


class NotToDelegate(Refused):
    """An administrator's role is not lent, and nothing is lent to an administrator."""

    code = "access.not_to_delegate"
    text = _("三员的权限不能代理，也不能请三员代理。")


class PowerNotHeld(Refused):
    """Only what the appointment grants can be lent."""

    code = "access.power_not_held"
    text = _("这项任职没有“{power}”的权限，不能交给别人代理。")


class DeputyElsewhere(Refused):
    """A deputy comes from the same unit or below it."""

    code = "access.deputy_elsewhere"
    text = _("代理人应是本工会或下级工会的工作人员。")


class TopicUnknown(Refused):
    """Nothing of this kind is kept, or it is too much."""

    code = "access.kept"
    text = _("没有保存：内容太多或无法识别。")


class PurposeMissing(Refused):
    """A key is for one purpose, and says which."""

    code = "access.key_purpose"
    text = _("请写明这把密钥的用途，例如“体检中心每天取一次预约名单”。")


class PowerNotForKeys(Refused):
    """No power, or one that is for people alone."""

    code = "access.key_powers"
    text = _("请至少选一项权限，而且只能从列表里选：审批、看完整号码这类事只能由人来办。")


class AddressUnfit(Refused):
    """An address or network cannot be read."""

    code = "access.key_addresses"
    text = _("网络地址看不懂，请一行写一个，像 10.1.2.3 或 10.1.2.0/24。")


class KeyNotWaiting(Refused):
    """The key was released, revoked, or is over."""

    code = "access.key_not_waiting"
    text = _("这把密钥已经放行、吊销或到期，不能再放行。需要的话请系统管理员重新申请一把。")


class NoPasswordHere(Refused):
    """The account of a key is not for logging in."""

    code = "access.key_account"
    text = _("“{name}”是接口密钥的账号，只能用密钥调用接口，不能登录，也没有密码可设。")
