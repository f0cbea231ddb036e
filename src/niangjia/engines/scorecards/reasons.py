"""Words of scorecards: for the trail, for answers that do not fit, for versions that cannot be."""

from typing import Any

from django.utils.translation import gettext_lazy as _

VERBS = {
    "scorecards.filled": _("填写评分表"),
    "scorecards.corrected": _("更正评分表"),
    "scorecards.scored": _("批量计算评分"),
    "scorecards.drafted": _("起草评分表"),
    "scorecards.edited": _("修改评分表草稿"),
    "scorecards.discarded": _("删除评分表草稿"),
    "scorecards.published": _("发布评分表"),
    "scorecards.withdrawn": _("撤下评分表"),
}

ANSWERS = {
    "required": _("“{title}”还没有填。"),
    "yes": _("“{title}”请选是或者否。"),
    "number": _("“{title}”要写数字。"),
    "scale": _("“{title}”请打 0 到 {top} 分。"),
}

FAULTS = {
    "items": _("请至少写一个项目，最多 100 个。"),
    "codes": _("项目代码要用英文字母、数字和下划线，不能重复。"),
    "weights": _("分值不能是负数，加起来要大于零。"),
    "bands": _("填数字的项目要写分档：从小到大，每档给满分的 0–100%。"),
    "grades": _("等级的分数线不能重复。"),
}


def verbs() -> dict[str, Any]:
    """Verb of the trail → words, for the contribution `audit.verbs`."""
    return VERBS
