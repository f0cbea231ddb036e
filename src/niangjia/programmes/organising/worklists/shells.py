"""Visits to unions that look as if they existed on paper only."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext_lazy as _

from niangjia.engines.rulebooks.queries import rule_at
from niangjia.kit.declare import Worklist


def visit_days(on: date, path: str) -> int:
    """Working days that a visit has, as the rulebook says."""
    return rule_at("organising.shell", on, path).days("visit")


SHELL_VISIT = Worklist(
    "organising.shell_visit",
    _("疑似空壳工会上门核查"),
    "org.unit",
    {"normal": _("正常"), "mend": _("限期整改"), "merge": _("建议合并"), "dissolve": _("建议撤销")},
    days=visit_days,
    reminders=(5, 1),
    page="desk:unit_shell",
    facts={"score": _("得分"), "members": _("会员（人）"), "signs": _("迹象")},
    help=_("按工会自己留下的记录打分得来，只说明要去看，不是结论。看过是正常的，记“正常”，迹象不变就不再列。"),
    order=30,
)
