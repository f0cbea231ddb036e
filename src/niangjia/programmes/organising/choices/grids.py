"""Closed lists of grids, rounds and drives."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

NOTE = "organising.fieldnote"
"""Field of the vault under which notes of the field are sealed: they may tell of somebody's hardship."""

GRID_PHONE = "organising.grid_officer"
ROUND_DUE = "organising.grid_round"
FINDING_TASK = "organising.finding"
PROMISE_TASK = "organising.promise"
DECISION_TASK = "organising.decision"
"""Kinds of lists of work; the last three are also the kinds of the records that a task is about."""


class FindingKind(TextChoices):
    """What is looked for on a round."""

    INTENT = "intent", _("建会意向")
    OPENNESS = "openness", _("会务公开、厂务公开")
    DEMOCRACY = "democracy", _("职代会等民主管理")
    CONTRACT = "contract", _("集体合同")
    HAZARD = "hazard", _("劳动关系隐患")
    HARDSHIP = "hardship", _("困难职工线索")
    OTHER = "other", _("其他")


class Stage(TextChoices):
    """How it stands with openness, democratic management or a collective contract."""

    GOOD = "good", _("做到了")
    LACKING = "lacking", _("没有做到")
    INVITED = "invited", _("已发出要约")
    TALKING = "talking", _("正在协商")
    SIGNED = "signed", _("已签订")
    DECLINED = "declined", _("不愿意签")


STAGES: dict[str, tuple[str, ...]] = {
    FindingKind.OPENNESS.value: (Stage.GOOD.value, Stage.LACKING.value),
    FindingKind.DEMOCRACY.value: (Stage.GOOD.value, Stage.LACKING.value),
    FindingKind.CONTRACT.value: (Stage.INVITED.value, Stage.TALKING.value, Stage.SIGNED.value, Stage.DECLINED.value),
}
"""Which stages a finding may have; the kinds that are missing have none."""

REACHED = (Stage.GOOD.value, Stage.SIGNED.value)
"""Stages with which a drive's employer has what the drive is about."""


class Concern(TextChoices):
    """To whom a finding goes as a task."""

    NOBODY = "", _("不用另外办")
    TOWN = "town", _("网格所在的镇街")
    UNION = "union", _("单位所属的工会")


class DriveKind(TextChoices):
    """What a drive is about; each is a kind of finding."""

    OPENNESS = "openness", _("会务公开、厂务公开督查")
    DEMOCRACY = "democracy", _("民主管理督查")
    CONTRACT = "contract", _("集体合同集中签约")


class FollowUp(TextChoices):
    """How a task out of a finding, a promise or a decision ended."""

    SOLVED = "solved", _("办好了")
    PARTLY = "partly", _("办了一部分")
    PASSED = "passed", _("转给别的部门办")
    EXPLAINED = "explained", _("办不了，已说明")


class RoundOutcome(TextChoices):
    """How a due round ended."""

    VISITED = "visited", _("走访过了")
    SHUT = "shut", _("没有人，改天再去")
    GONE = "gone", _("已停业或搬走")
