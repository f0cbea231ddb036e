"""What the tree refuses, and the sentence that says how to mend it."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from niangjia.ground.org.reasons import SENTENCES
from niangjia.kit import powers
from niangjia.kit.powers import NotAllowed, NotFound, Refused, Stale


class Unfit(powers.Unfit):
    """What was entered breaks a rule of the tree. `reasons` names the fields, for the form."""

    code = "org.unfit"
    sentences = SENTENCES


class MayNotEdit(NotAllowed):
    """The actor sees the unit or employer but may not change it."""

    text = _("您可以查看“{name}”，但没有修改它的权限。需要修改的话，请联系上级工会。")


class MayNotReshape(NotAllowed):
    """Moving, dissolving and restoring need the power over the unit above."""

    text = _("调整和撤销“{name}”由上一级工会办理，请联系上级工会。")


class ChangedMeanwhile(Stale):
    """Somebody changed the record after it was opened."""

    text = _("您打开之后，“{name}”已被别人改过，这次没有保存。您填的内容还在，请对照最新内容后再保存。")


class AlreadyDissolved(Refused):
    """The unit is dissolved: it can be restored, nothing else."""

    code = "org.dissolved"
    text = _("“{name}”已于 {on} 撤销，不能再修改。撤销错了的话，请先恢复。")


class NotDissolved(Refused):
    """Only a dissolved unit can be restored."""

    code = "org.not_dissolved"
    text = _("“{name}”没有撤销，不用恢复。")


class StillHasUnits(Refused):
    """A unit is dissolved after everything below it."""

    code = "org.still_has_units"
    text = _("“{name}”下面还有 {count} 家工会，例如“{example}”，请先调整或撤销它们。")


class WasMerged(Refused):
    """A merged unit does not come back by itself: the merge is taken back."""

    code = "org.was_merged"
    text = _("“{name}”已并入“{into}”，不能单独恢复。当天办错的，请撤回合并；以后要分开的，请新设工会。")


class SplitWasUndone(Refused):
    """A unit that a taken-back split had made does not come back: the split is made again."""

    code = "org.split_was_undone"
    text = _("“{name}”是拆分时新设的，那次拆分已经撤回，不能恢复。需要的话请重新办理拆分。")


class ReshapingNotFound(NotFound):
    """No such reshaping, or none of the actor's."""


class UndoTooLate(Refused):
    """A reshaping is taken back on the day on which it was made, once."""

    code = "org.undo_too_late"
    text = _("只能在办理的当天撤回一次。以后要改，请新设工会，再办理转会和调整。")


class ReliedOn(Refused):
    """Something was built on a reshaping since, so it stays."""

    code = "org.relied_on"
    text = _("办理以后又办了别的事，不能撤回：{what}。")


class WrongDay(Refused):
    """The day lies in the future, or before a fact that it would overtake."""

    code = "org.wrong_day"
    text = _("日期应在 {first} 和今天之间，请修改日期。")


class FutureDay(Refused):
    """The day has not come yet."""

    code = "org.future_day"
    text = _("日期晚于今天，请修改日期。")


class AlreadyClosed(Refused):
    """The employer is struck off."""

    code = "org.closed"
    text = _("“{name}”已于 {on} 注销。")


class NotAttached(Refused):
    """The employer hangs on no union, so it cannot be taken off one."""

    code = "org.not_attached"
    text = _("“{name}”现在没有所属工会。")


class MayNotFound(NotAllowed):
    """Roots are made at set-up, from the terminal."""

    text = _("建立县级工会在安装时由系统完成，请联系平台管理员。")
