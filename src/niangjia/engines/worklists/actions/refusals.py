"""Why an act on tasks is refused."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from niangjia.kit.powers import NotAllowed, Refused, Stale


class MayNotSync(NotAllowed):
    """The actor does not keep the list there."""

    code = "worklists.may_not_sync"
    text = _("您没有更新这份清单的权限。")


class NotNow(Refused):
    """The task is in a state in which this cannot be done."""

    code = "worklists.not_now"
    text = _("这件事现在是“{state}”，不能{act}。请刷新后再看。")


class ChangedMeanwhile(Stale):
    """What was previewed is no longer what is there."""

    code = "worklists.changed"
    text = _("清单变了，什么都没有办。请把名单再看一遍，再办。")


class WordsMissing(Refused):
    """The act wants a sentence."""

    code = "worklists.words"
    text = _("请写一句为什么，接手的人看得到。")


class WordsTooLong(Refused):
    """The sentence is too long."""

    code = "worklists.long"
    text = _("说明最多 {most} 个字，请写短一些。")


class NoSuchOutcome(Refused):
    """The list has no such outcome."""

    code = "worklists.outcome"
    text = _("请从这份清单的结果里选一项。")


class NotAhead(Refused):
    """A task can only be postponed to a day that is to come."""

    code = "worklists.day"
    text = _("延期要延到今天以后的一天。")


class NotTheirs(Refused):
    """Who is to do it holds no power there."""

    code = "worklists.not_theirs"
    text = _("{name}不负责这件事所在的工会，不能交给他办。")


class NoHand(Refused):
    """Only somebody with an account can take a task."""

    code = "worklists.no_hand"
    text = _("要登录以后才能领办。")


class TooLate(Refused):
    """Nothing is left to be taken back: the ten seconds are over, or somebody went on with it."""

    code = "worklists.too_late"
    text = _("已经过了 10 秒，或者后面又有人办过，撤不回了。可以把事重新打开。")
