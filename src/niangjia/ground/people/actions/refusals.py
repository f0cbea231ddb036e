"""What people refuses, and the sentence that says how to mend it."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from niangjia.ground.people.reasons import SENTENCES
from niangjia.kit import powers
from niangjia.kit.powers import NotAllowed, Refused, Stale


class Unfit(powers.Unfit):
    """What was entered breaks a rule. `reasons` names the fields, for the form."""

    code = "people.unfit"
    sentences = SENTENCES


class MayNotEdit(NotAllowed):
    """The actor sees the person but may not change her."""

    text = _("您可以查看这位会员，但没有修改的权限。需要修改的话，请联系所在工会或上级工会。")


class MayNotReveal(NotAllowed):
    """The actor sees the person but not her numbers."""

    text = _("您没有查看完整号码的权限。确有需要的话，请联系县总工会组织部门。")


class MayNotMerge(NotAllowed):
    """The actor sees both but may not merge them."""

    text = _("您没有合并档案的权限，请联系县总工会组织部门。")


class MayNotErase(NotAllowed):
    """The actor may not erase."""

    text = _("您没有删除个人信息的权限，请联系县总工会组织部门。")


class ChangedMeanwhile(Stale):
    """Somebody changed the record after it was opened."""

    text = _("您打开之后，这份资料已被别人改过，这次没有保存。您填的内容还在，请对照最新内容后再保存。")


class AlreadyHere(Refused):
    """The number is on record in the actor's own reach: her page is `code_of_person`."""

    code = "people.already_here"
    text = _("这个证件号码已经登记过，是“{unit}”的会员，请打开已有的档案核对，不要重复登记。")


class ExistsElsewhere(Refused):
    """The number is on record out of reach; only the union is told."""

    code = "people.exists_elsewhere"
    text = _("这个证件号码已在“{unit}”登记入会。请本人先办理转会，或联系该工会。")


class NameDiffers(Refused):
    """The number is on record under another name: the first holder stays."""

    code = "people.name_differs"
    text = _("这个证件号码已登记在另一个姓名名下，没有保存。请对照证件核对号码和姓名。")


class PersonDied(Refused):
    """The person has died."""

    code = "people.died"
    text = _("登记显示此人已去世，不能办理。登记错了的话，请联系县总工会组织部门。")


class AlreadyMember(Refused):
    """One membership at a time."""

    code = "people.already_member"
    text = _("此人已经是“{unit}”的会员。一个人同一时间只在一家工会，请办理转会。")


class WasExpelled(Refused):
    """An expelled member is taken in again by a meeting of members, not by an application."""

    code = "people.was_expelled"
    text = _("此人曾被开除会籍，重新入会要经会员大会或会员代表大会决定，不能由申请办理。")


class NotMember(Refused):
    """There is no membership in force."""

    code = "people.not_member"
    text = _("此人现在没有会籍，不能办理。请先登记入会。")


class SameUnit(Refused):
    """A transfer to where she is already."""

    code = "people.same_unit"
    text = _("此人已经在“{unit}”，不用转会。")


class NotYours(NotAllowed):
    """A transfer needs the power over both unions, or the receiver's acceptance."""

    text = _("“{unit}”不在您负责的范围内，要由对方工会接收。请从“转会”发起申请。")


class UnitClosed(Refused):
    """Nobody joins a union that was dissolved."""

    code = "people.unit_closed"
    text = _("“{unit}”已经撤销，不能办理入会和转入，请选择别的工会。")


class WrongDay(Refused):
    """The day lies in the future, or before a fact that it would overtake."""

    code = "people.wrong_day"
    text = _("日期应在 {first} 和今天之间，请修改日期。")


class WrongState(Refused):
    """The membership cannot pass to that state."""

    code = "people.wrong_state"
    text = _("现在的会员状态是“{here}”，不能改为“{there}”。")


class DocumentMissing(Refused):
    """An expulsion needs the number of the decision."""

    code = "people.document_missing"
    text = _("开除会籍要有会员大会或会员代表大会的决定，请填写决定文号。")


class NumbersMissing(Refused):
    """Verified means identity and phone confirmed, so both must be there."""

    code = "people.numbers_missing"
    text = _("证件号码和手机号要都有，才能核实。请先补全。")


class CannotMerge(Refused):
    """The two cannot be one person, or one of them is merged already."""

    code = "people.cannot_merge"
    text = _("这两份档案不能合并：{why}")


class NotMerged(Refused):
    """The merge was taken back already."""

    code = "people.not_merged"
    text = _("这次合并已经拆开过了。")


class NoSuchPurpose(Refused):
    """A purpose that is not asked for."""

    code = "people.no_such_purpose"
    text = _("没有这一项同意，请刷新页面后再选。")


class StillMember(Refused):
    """Erasure comes after leaving."""

    code = "people.still_member"
    text = _("此人还是“{unit}”的会员。删除个人信息之前，请先办理退会。")


class MustKeep(Refused):
    """A law asks to keep what would be erased; `objections` says what and until when."""

    code = "people.must_keep"
    text = _("依照规定，下列资料还要保存，现在不能删除：{objections}")

    def __init__(self, *, objections: Sequence[str]) -> None:
        super().__init__(objections="；".join(objections))
        self.objections = objections
