"""Words of rulebooks: for the trail, and for numbers that cannot be read."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from niangjia.engines.rulebooks.rules import shown
from niangjia.kit.declare import Param

VERBS = {
    "rulebooks.drafted": _("起草规则"),
    "rulebooks.edited": _("修改规则草稿"),
    "rulebooks.exampled": _("修改规则的例子"),
    "rulebooks.discarded": _("删除规则草稿"),
    "rulebooks.published": _("发布规则"),
    "rulebooks.withdrawn": _("撤下规则"),
}

SENTENCES = {
    "empty": _("请填写“{title}”。"),
    "days": _("“{title}”要写整数天数。"),
    "integer": _("“{title}”要写整数。"),
    "money": _("“{title}”看不懂，请写成 4800 或 4800.50（元）。"),
    "share": _("“{title}”看不懂，请写百分数，例如 80。"),
    "number": _("“{title}”看不懂，请写数字。"),
    "yes": _("“{title}”请选是或者否。"),
    "day": _("“{title}”看不懂，请写成 2026-11-20 这样。"),
    "text": _("“{title}”太长，最多 200 个字。"),
    "choice": _("“{title}”请从列表里选一项。"),
    "low": _("“{title}”不能小于 {low}。"),
    "high": _("“{title}”不能大于 {high}。"),
}


def sentence(fault: str, param: Param) -> str:
    """What is wrong with a number, and how to mend it."""
    values = {"title": param.title, "low": shown(param, param.low), "high": shown(param, param.high)}
    return str(SENTENCES[fault]).format(**values)


def verbs() -> dict[str, Any]:
    """Verb of the trail → words, for the contribution `audit.verbs`."""
    return VERBS
