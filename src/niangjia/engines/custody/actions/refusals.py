"""What copies and keys refuse, in words."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from niangjia.kit.powers import NotAllowed, Refused


class NoRecoveryYet(Refused):
    """Without a recovery code a copy could never be opened elsewhere."""

    code = "custody.no_recovery"
    text = _("还没有恢复码，备份了也打不开。请先运行 niangjia keys recovery，把显示的恢复码抄在纸上收好。")


class MistypedCode(Refused):
    """A slip of the pen; `group` names where."""

    code = "custody.mistyped"
    text = _("恢复码的第 {group} 组不对，请对照纸上逐个字符核对。")


class CodeLength(MistypedCode):
    """Too few characters, or too many."""

    code = "custody.code_length"
    text = _("恢复码是 8 组、每组 5 个字符，您输入的长短不对，请对照纸上核对。")


class OtherCode(Refused):
    """A good code of something else."""

    code = "custody.other_code"
    text = _("这个恢复码书写无误，但不是这份的：这份用的是编号 {id} 的恢复码。重新生成过恢复码的，旧备份要用旧恢复码。")


class CopyUnreadable(Refused):
    """Not a copy at all."""

    code = "custody.unreadable"
    text = _("“{name}”不是本平台的备份文件，或者文件开头已经损坏，没有恢复任何内容。请换另一份备份。")


class CopyDamaged(Refused):
    """Some byte is not as it was written."""

    code = "custody.damaged"
    text = _("备份已损坏，坏在“{member}”，没有恢复任何内容。请换另一份备份。")


class CopyDamagedAt(CopyDamaged):
    """The same, when the place in the file is known."""

    text = _("备份已损坏，坏在“{member}”，就是文件的第 {first}–{last} 字节，没有恢复任何内容。请换另一份备份。")


class CopyOfNewer(Refused):
    """The copy was made by a version that this one does not know."""

    code = "custody.newer"
    text = _("这份备份出自更新的版本（{version}），现在的程序读不了，没有恢复任何内容。请先升级程序。")


class AnotherBase(Refused):
    """SQLite into PostgreSQL or the other way round."""

    code = "custody.another_base"
    text = _("这份备份出自 {theirs}，现在用的数据库是 {ours}，没有恢复任何内容。请按备份设置 DATABASE_URL 再恢复。")


class HoldsPeople(Refused):
    """There is something that a restore would overwrite."""

    code = "custody.holds_people"
    text = _(
        "这个库里已经有工会和会员，没有恢复任何内容。请换一个空的数据文件夹或空库；确实要用备份覆盖，加 --replace。"
    )


class StrangeTables(Refused):
    """The database is somebody else's, too: emptying it would destroy what is not ours."""

    code = "custody.strange_tables"
    text = _("这个库里有别的系统的表（例如 {table}），没有恢复任何内容。请给本平台单独建一个空库再恢复。")


class PlaceTaken(Refused):
    """The copy is older or younger than the base that it would replace."""

    code = "custody.place_taken"
    text = _("备份和现在的库版本不同，不能直接覆盖，没有恢复任何内容。请建一个空库，把 DATABASE_URL 指过去再恢复。")


class StillOpen(Refused):
    """Somebody works with the base."""

    code = "custody.still_open"
    text = _("数据库正在使用，没有恢复任何内容。请先停掉 niangjia serve 和后台任务再恢复。")


class OldKeysNeeded(Refused):
    """Something still hangs on an old key."""

    code = "custody.old_keys_needed"
    text = _("还有内容用着旧密钥，没有销毁。请再运行一次 niangjia rotate-keys。")


class TooEarly(Refused):
    """A process that began before the change may still write with the old key."""

    code = "custody.too_early"
    text = _("换密钥还不到一天，正在办的任务可能还用着旧密钥，没有销毁。请在 {when} 之后再运行。")


class NothingToDrop(Refused):
    """There are no old keys."""

    code = "custody.nothing_to_drop"
    text = _(
        "没有可以销毁的旧密钥：没有换过，或者旧的已经销毁，或者上次没有换完（请再运行一次 niangjia rotate-keys）。"
    )


class OnlyOperator(NotAllowed):
    """Everything at once goes out only where somebody stands at the machine."""

    text = _("导出全部数据只能在服务器上由本机操作员来做。")


class TargetTaken(Refused):
    """There is something already where the export should go."""

    code = "custody.target_taken"
    text = _("“{place}”已经有了，没有导出。请换个名字。")
