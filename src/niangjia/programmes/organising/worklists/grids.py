"""The lists of the field: due rounds, what was found on them, what was promised, what was decided together."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext_lazy as _

from niangjia.engines.rulebooks.queries import rule_at
from niangjia.kit.declare import Worklist
from niangjia.programmes.organising.choices.grids import (
    DECISION_TASK,
    FINDING_TASK,
    PROMISE_TASK,
    ROUND_DUE,
    FollowUp,
    RoundOutcome,
)

ENDS = dict(FollowUp.choices)


def finding_days(on: date, path: str) -> int:
    """Working days for what was found, as the rulebook says."""
    return rule_at("organising.grid", on, path).days("finding")


def promise_days(on: date, path: str) -> int:
    """Working days for what was promised, as the rulebook says."""
    return rule_at("organising.officers", on, path).days("promise")


FIELD_LISTS = (
    Worklist(
        ROUND_DUE, _("到期的网格走访"), "org.employer", dict(RoundOutcome.choices), days=5, reminders=(3,),
        page="desk:round_record", facts={"grid": _("网格"), "workers": _("职工（人）"), "last": _("上次走访")},
        help=_("按规则里的天数算出来的。在手机上登记一次走访，这一件就办结。"), order=31,
    ),
    Worklist(
        FINDING_TASK, _("走访中发现的事"), FINDING_TASK, ENDS, days=finding_days, reminders=(3, 1), page="desk:finding",
        facts={"kind": _("发现"), "grid": _("网格")},
        help=_("网格员走访时发现、交给您办的。具体情况在走访记录里。"), order=32,
    ),
    Worklist(
        PROMISE_TASK, _("下基层时答应的事"), PROMISE_TASK, ENDS, days=promise_days, reminders=(3, 1), page="desk:visit",
        facts={"who": _("谁答应的"), "kind": _("类型")},
        help=_("干部下基层时当面答应的。办好了登记结果，会回到那次走访里。"), order=33,
    ),
    Worklist(
        DECISION_TASK, _("党工共建议定的事"), DECISION_TASK, ENDS, days=20, reminders=(5, 1), page="desk:decision",
        facts={"owner": _("谁办"), "party": _("党组织")},
        help=_("联席会议定下来的，到期前提醒，办结的结果列进当年的总览。"), order=34,
    ),
)  # fmt: skip
