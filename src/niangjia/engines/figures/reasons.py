"""What is refused, in sentences."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from niangjia.kit.powers import NotFound, Refused


class UnknownFigure(NotFound):
    """No figure has this code."""

    code = "figures.unknown_figure"
    text = _("没有“{asked}”这项统计。{near}")


class UnknownUnit(NotFound):
    """No unit of that name or code within reach."""

    code = "figures.unknown_unit"
    text = _("在您负责的范围内找不到“{asked}”。{near}")


class UnknownBreakdown(Refused):
    """The figure is not split that way."""

    code = "figures.unknown_breakdown"
    text = _("“{figure}”不能按“{asked}”分。{near}")


class UnknownValue(Refused):
    """A closed list does not hold the value."""

    code = "figures.unknown_value"
    text = _("“{breakdown}”里没有“{asked}”。{near}")


class WrongTime(Refused):
    """A stock needs a date, a flow a period."""

    code = "figures.wrong_time"
    text = _("“{figure}”是一段时期的数，请给出起止日期或年份，而不是某一天。")


class BackwardPeriod(Refused):
    """The period ends before it begins."""

    code = "figures.backward_period"
    text = _("结束日期 {last} 早于开始日期 {first}，请调换。")


class NothingToSign(Refused):
    """There is no value."""

    code = "figures.nothing_to_sign"
    text = _("“{figure}”没有可审定的数：分母为零。")


def did_you_mean(names: list[str]) -> str:
    """The second half of a sentence: what was perhaps meant, or nothing."""
    return str(_("您要找的是不是：{names}？")).format(names="、".join(names)) if names else ""


VERBS = {"figures.signed": _("审定统计数")}


def verbs() -> dict[str, Any]:
    """Verb of the trail → words, for the contribution `audit.verbs`."""
    return VERBS
