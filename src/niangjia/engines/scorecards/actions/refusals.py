"""Why an act on scorecards is refused."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from niangjia.kit.powers import NotAllowed, Refused, Stale


class MayNotFill(NotAllowed):
    """The actor fills in no such card there."""

    code = "scorecards.may_not_fill"
    text = _("您不能填这里的评分表。")


class MayNotWrite(NotAllowed):
    """The actor writes no versions for that place."""

    code = "scorecards.may_not_write"
    text = _("您不能起草或发布这个范围的评分表。")


class Incomplete(Refused):
    """Answers that are missing or do not fit; `by_field` says which."""

    code = "scorecards.incomplete"
    text = _("{sentences}")

    def __init__(self, by_field: Mapping[str, list[str]]) -> None:
        super().__init__(sentences=" ".join(one for some in by_field.values() for one in some))
        self.by_field = by_field


class OldVersion(Stale):
    """A new version came into force while the card was being filled in."""

    code = "scorecards.old_version"
    text = _("评分表刚换了新版。您填过的还在，请按新版核对后再交。")


class ChangedMeanwhile(Stale):
    """Somebody changed the version, or filled the card in, meanwhile."""

    code = "scorecards.changed"
    text = _("刚才有人改过。您填的还在，请刷新看看改了什么，再保存。")


class WordsMissing(Refused):
    """A correction says why."""

    code = "scorecards.words"
    text = _("请写一句为什么更正，原来的结果会留着。")


class AlreadyCorrected(Refused):
    """Only the latest sheet is corrected."""

    code = "scorecards.corrected"
    text = _("这一份后面已经有新的了，请更正最新的那一份。")


class NoDraft(Refused):
    """Only a draft can be changed."""

    code = "scorecards.no_draft"
    text = _("已经发布的评分表不能改，请另外起草一版。")


class Unfit(Refused):
    """Items or grades that cannot be."""

    code = "scorecards.unfit"
    text = _("{sentence}")


class NoDay(Refused):
    """A version needs its day and its document."""

    code = "scorecards.no_day"
    text = _("请填从哪天起执行，和文件名称、文号。")


class PastDay(Refused):
    """A version cannot have held before it was published: sheets of those days answered another one."""

    code = "scorecards.past_day"
    text = _("执行日不能早于今天：以前的评分已经按老版算过了。")


class SameHand(Refused):
    """Who wrote a version does not publish it."""

    code = "scorecards.same_hand"
    text = _("起草或改过这一版的人不能自己发布，请另一位负责人核对后发布。")


class DayTaken(Refused):
    """Another version of the same place begins on that day."""

    code = "scorecards.day_taken"
    text = _("同一天已经有一版生效，请换一天。")


class NotNow(Refused):
    """The version does not stand where this could be done."""

    code = "scorecards.not_now"
    text = _("这一版已经发布或撤下，不能这样办。")
