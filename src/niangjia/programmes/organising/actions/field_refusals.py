"""What the field refuses (grids, rounds, officers, trainings, messages, joint building), and how to mend it."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from niangjia.kit.powers import NotFound, Refused


class FieldNotFound(NotFound):
    """No such record of the field, or none of the actor's."""

    code = "organising.field_not_found"


class NameTaken(Refused):
    """A grid of this name is in force at the unit."""

    code = "organising.grid_name_taken"
    text = _("这里已经有一个同名的网格，请换个名称，或者先停用那一个。")


class GridEnded(Refused):
    """The grid is no longer in force."""

    code = "organising.grid_ended"
    text = _("这个网格已经停用，不能再改。要用的话，请先恢复。")


class WrongDays(Refused):
    """A day lies before another, or in the future."""

    code = "organising.wrong_days"
    text = _("日期的先后不对：结束不能早于开始，已经发生的事不能写成以后的日期。请核对。")


class ChangedSince(Refused):
    """Somebody else saved it meanwhile, or the preview no longer fits."""

    code = "organising.changed_since"
    text = _("打开这一页以后内容有变动，什么都没有改。请看一下现在的内容，再办一次。")


class NobodyChosen(Refused):
    """Nothing was ticked, or nothing of it is the actor's."""

    code = "organising.nobody_chosen"
    text = _("还没有选，或者选的不在您负责的范围内。请在名单里勾选。")


class TooMany(Refused):
    """More than one act may meet."""

    code = "organising.too_many"
    text = _("一次最多办 {most} 家，请再缩小一下范围，分几次办。")


class NotInGrid(Refused):
    """The employer is in no grid in which the actor records rounds."""

    code = "organising.not_in_grid"
    text = _("这家单位不在您的网格里，不能登记走访。请先把它分到网格。")


class SameKey(Refused):
    """The same key came with other content."""

    code = "organising.field_key_reused"
    text = _("这一份已经收下了，后来改的内容没有收下。请从记录里打开它核对。")


class AlreadyReversed(Refused):
    """It was taken back before."""

    code = "organising.already_reversed"
    text = _("这条记录已经作废过了，不用再作废。")


class WordsNeeded(Refused):
    """A reason is missing."""

    code = "organising.words_needed"
    text = _("请写明原因，别人才看得懂。")


class CannotTakeBack(Refused):
    """It is too late, or something was built on it."""

    code = "organising.cannot_take_back"
    text = _("现在撤不回来了：不是今天办的，或者后来又有了变动。可以逐家调整。")


class NoSuchAccount(Refused):
    """No account has this log-in name."""

    code = "organising.no_such_account"
    text = _("没有这个登录名的账号，请核对，或者先请系统管理员开通。")


class BadPhone(Refused):
    """The number is none."""

    code = "organising.bad_phone"
    text = _("手机号应为 11 位，请核对。")


class OfficerNeeded(Refused):
    """A grid officer is an account or a name."""

    code = "organising.officer_needed"
    text = _("请填登录名；没有账号的，填姓名和手机号。")


class AlreadyPosted(Refused):
    """The same post is open."""

    code = "organising.already_posted"
    text = _("此人在这家工会已经有在任的职务，请先结束那一个，或者改成今天换任。")


class KnownOfficer(Refused):
    """Somebody with this name and number, or of this name at this union, is on the register."""

    code = "organising.known_officer"
    text = _("名册里已经有这个人，请打开已有的那一条，给他添加职务。")


class ReliedUpon(Refused):
    """It is named by other records."""

    code = "organising.field_relied_upon"
    text = _("这一条已经有培训或者下基层的记录，不能删掉。不再任职的，请结束职务。")


class TrainingOver(Refused):
    """Cancelled, or sign-in is not open."""

    code = "organising.training_over"
    text = _("这次培训现在不能签到：还没有开放、已经关闭或者取消了。请找现场的工作人员。")


class WrongHours(Refused):
    """A training has hours."""

    code = "organising.wrong_hours"
    text = _("学时要在 1 到 200 之间，请核对。")


class UnknownVisitKind(Refused):
    """Not in the list that is in force on that day."""

    code = "organising.unknown_visit_kind"
    text = _("那一天的规则里没有这个类型，请从列表里选一个。")


class NobodyReached(Refused):
    """No chair can be reached."""

    code = "organising.nobody_reached"
    text = _("选的工会里没有一位主席能收到：没有账号，也没有会员档案。请先补主席姓名或者开账号。")


class AllHaveRead(Refused):
    """Everybody has read it."""

    code = "organising.all_have_read"
    text = _("所有人都看过了，不用再提醒。")


class MayNotReveal(Refused):
    """A whole number is not theirs to see."""

    code = "organising.may_not_reveal"
    text = _("您没有查看完整号码的权限，或者这里没有登记号码。")
