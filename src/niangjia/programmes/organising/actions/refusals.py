"""What organising refuses, and the sentence that says how to mend it."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from niangjia.ground.people import actions as people
from niangjia.kit import powers
from niangjia.kit.powers import Refused
from niangjia.programmes.organising.reasons import SENTENCES


class Unfit(powers.Unfit):
    """What was entered breaks a rule. `reasons` names the fields, for the form."""

    code = "organising.unfit"
    sentences = {**people.Unfit.sentences, **SENTENCES}


class NotTaking(Refused):
    """The union takes no applications: no code is open, or it was dissolved."""

    code = "organising.not_taking"
    text = _("这家工会现在不收入会申请。请换一家，或者打 12351 问该去哪里。")


class PhoneUnproved(Refused):
    """The phone has to be confirmed by a code."""

    code = "organising.phone_unproved"
    text = _("手机号还没有用验证码确认，请先确认。")


class TooYoung(Refused):
    """Younger than the age of employment."""

    code = "organising.too_young"
    text = _("入会要年满 16 周岁（劳动法第十五条）。证件号码里的出生日期还不到，请核对号码。")


class MemberHere(Refused):
    """She is a member of this union already."""

    code = "organising.member_here"
    text = _("您已经是这家工会的会员，不用再申请。用登记的手机号登录就能看到会员证。")


class MemberElsewhere(Refused):
    """She is a member of another union; `unit` only if her phone proves who she is."""

    code = "organising.member_elsewhere"
    text = _("您现在是另一家工会的会员。一个人同一时间只在一家工会，请办理转会。")


class NotThisName(Refused):
    """The number is on record under another name; nobody is told whose."""

    code = "organising.not_this_name"
    text = _("证件号码和姓名没有对上。请对照证件再看一遍；都没有写错的话，请打 12351 或者去镇街的工会窗口。")


class WasExpelled(Refused):
    """An expelled member is taken in again by a meeting."""

    code = "organising.was_expelled"
    text = _("这次不能在手机上办。请打 12351，或者到镇街总工会当面办理。")


class AlreadyApplied(Refused):
    """An application with this number is open."""

    code = "organising.already_applied"
    text = _("这个证件号码已经有一份入会申请在办，不用再交一份。")


class KeyReused(Refused):
    """The same key came with other answers."""

    code = "organising.key_reused"
    text = _("这份申请已经提交过，后来改的内容没有收下。请从“我的申请”里打开它。")


class NobodyWithNumber(Refused):
    """Nobody with this number is a member now."""

    code = "organising.nobody_with_number"
    text = _("现在没有会员用这个证件号码。请对照证件核对；还没有入会的，请办入会。")


class AlreadyTransferring(Refused):
    """A transfer of hers is open."""

    code = "organising.already_transferring"
    text = _("此人已经有一份转会申请在办，不用再提交。要转到别家的话，请先撤回那一份。")


class NotOpen(Refused):
    """The application came to its end."""

    code = "organising.not_open"
    text = _("这份申请已经办结，不能再改。")


class NotToMend(Refused):
    """The application did not come back."""

    code = "organising.not_to_mend"
    text = _("这份申请现在不用改，正在办。")


class SameUnion(Refused):
    """The employer hangs on that union already."""

    code = "organising.same_union"
    text = _("这个单位现在就归“{name}”，不用调整。请换一家工会。")


class OtherPeopleNow(Refused):
    """Somebody joined, left or changed work since the preview."""

    code = "organising.other_people_now"
    text = _("您看过以后，随同过去的会员有了变化，这次没有办。请重新看一遍再办。")


class EntryChanged(Refused):
    """Somebody decided about the line after it was opened."""

    code = "organising.entry_changed"
    text = _("您打开之后，“{name}”已由别人认定，这次没有改。请看最新的结果。")


class NothingToApply(Refused):
    """The register does not say so any more, or nobody decided."""

    code = "organising.nothing_to_apply"
    text = _("现在没有这一项要改的，可能别人已经办了。请看最新的结果。")
