"""The papers of a founding file or a term election, filled from the file: nothing is typed twice, and what is not known yet is a blank."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from niangjia.kit.papers import Paper
from niangjia.kit.powers import Actor, NotFound
from niangjia.programmes.organising.choices.founding import Purpose, Stage
from niangjia.programmes.organising.models import Founding
from niangjia.programmes.organising.queries import papers_asking as asking
from niangjia.programmes.organising.queries import papers_meeting as meeting
from niangjia.programmes.organising.queries.founding import file_row
from niangjia.programmes.organising.queries.paper_facts import CHINESE, Facts, facts_of
from niangjia.programmes.organising.rules import founding as rules


class PaperNotFound(NotFound):
    """The file has no such paper."""


# ------------------------------------------------------------------ which papers there are

Maker = Callable[[Facts], Paper | list[Paper]]

PAPERS: dict[str, tuple[str, Any, Maker]] = {
    "request": (Stage.ASKED, _("请示"), asking.request),
    "consent": (Stage.AGREED, _("同意的批复"), asking.consent),
    "members": (Stage.GATHERED, _("会员名册"), asking.members),
    "nomination": (Stage.NOMINATED, _("候选人请示"), asking.nomination),
    "roll": (Stage.NOMINATED, _("候选人名册"), asking.roll),
    "method": (Stage.HELD, _("选举办法"), meeting.method),
    "ballots": (Stage.HELD, _("选票"), meeting.ballots),
    "tally": (Stage.HELD, _("计票单"), meeting.tally),
    "result": (Stage.REPORTED, _("选举结果报告"), asking.result),
    "reply": (Stage.REPLIED, _("成立批复"), asking.founding_reply),
    "seal": (Stage.SEALED, _("刻章介绍信"), meeting.seal_letter),
    "registration": (Stage.REGISTERED, _("法人登记申请表"), meeting.registration),
    "account": (Stage.BANKED, _("开户介绍信"), meeting.account_letter),
    "funds": (Stage.FUNDED, _("经费缴拨登记表"), meeting.funds),
}
"""Name → the stage to which the paper belongs, what it is called, how it is made."""


@dataclass(frozen=True)
class PaperLine:
    """A paper in the list of a file's page."""

    name: str
    label: Any
    stage: str


def paper_lines(row: Founding) -> list[PaperLine]:
    """The papers of a file, in the order of its stages."""
    stages = set(rules.STAGES[row.purpose])
    lines = [PaperLine(name, label, stage) for name, (stage, label, _make) in PAPERS.items() if stage in stages]
    return [
        replace(one, label=_("换届批复")) if one.name == "reply" and row.purpose == Purpose.TERM else one
        for one in lines
    ]


def papers(actor: Actor, code: str, what: str) -> tuple[str, list[Paper]]:
    """A name for the file, and the papers: one of them by its name, all of a stage, or `all`. Raises FileNotFound, PaperNotFound."""
    row = file_row(actor, code)
    wanted = [one for one in paper_lines(row) if what in {"all", one.name, one.stage}]
    if not wanted:
        raise PaperNotFound
    it = facts_of(row)
    made: list[Paper] = []
    for one in wanted:
        found = PAPERS[one.name][2](it)
        made += found if isinstance(found, list) else [found]
    with override(CHINESE):
        label = "全套文书" if what == "all" else str(wanted[0].label)
    return f"{row.name}{label}", made
