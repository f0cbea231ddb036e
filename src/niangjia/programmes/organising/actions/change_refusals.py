"""What corrections, leaving and comparisons refuse, and the sentence that says how to mend it."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from niangjia.kit.powers import Refused


class NotAMember(Refused):
    """She is in no union that could decide."""

    code = "organising.not_a_member"
    text = _("现在没有工会管着这份资料，手机上办不了。请打 12351，或者去镇街的工会窗口。")


class SameAsBefore(Refused):
    """What she asks for stands there already."""

    code = "organising.same_as_before"
    text = _("和现在登记的一样，不用改。")


class NumberElsewhere(Refused):
    """The number is on another record; nobody is told whose."""

    code = "organising.number_elsewhere"
    text = _(
        "这个证件号码已经登记在另一份资料上。可能您被登记了两次，请打 12351 或者去镇街的工会窗口核对，核对好会合并。"
    )


class ProofMissing(Refused):
    """A name and a number are put right by what a document shows."""

    code = "organising.proof_missing"
    text = _("还没有证明照片。请拍一张能看清的，再提交。")


class NotAgreed(Refused):
    """The photo of a document is looked at with her consent only."""

    code = "organising.not_agreed"
    text = _("同意工会看这张照片的话，请在方框里打勾；不同意的，可以带证件到工会窗口，当场看、不留照片。")


class AlreadyChanging(Refused):
    """A correction of the same thing is open."""

    code = "organising.already_changing"
    text = _("这一项已经有一份更正在办，不用再交一份。要改别的内容，请先撤回那一份。")


class AlreadyLeaving(Refused):
    """She has said already that she leaves."""

    code = "organising.already_leaving"
    text = _("已经申请过退会，不用再交一份。")


class LastDayWrong(Refused):
    """The last day of a membership is today or soon."""

    code = "organising.last_day_wrong"
    text = _("最后一天请选今天到 {last} 之间的一天。")


class LeavingReasonMissing(Refused):
    """A reason of the list, one of which says that she does not want to tell."""

    code = "organising.leaving_reason"
    text = _("请选一个原因；不想说，选“不想说”。")
