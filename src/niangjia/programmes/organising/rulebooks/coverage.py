"""组建覆盖: the numbers that decide who stands on which list of employers without a union."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from niangjia.kit.declare import Book, Case, Param, Rulebook
from niangjia.programmes.organising.choices import CoverageList
from niangjia.programmes.organising.rules.coverage import run

LAW = _("《工会法》（2021）第十一条")
PLAN = _("组建工作的阶段目标，以本级当年文件为准")


def check(book: Book) -> list[Any]:
    """Sentences about numbers that do not fit together."""
    if book.integer("large") <= book.integer("due"):
        return [_("“重点单位的职工人数”应当比“应当建会的职工人数”多。")]
    return []


COVERAGE = Rulebook(
    "organising.coverage",
    _("组建覆盖"),
    (
        Param("large", _("重点单位的职工人数"), "integer", 100, _("人"), source=PLAN, low=2, high=100_000),
        Param("due", _("应当建会的职工人数"), "integer", 25, _("人"), source=LAW, low=1, high=10_000),
        Param("joint", _("够建一家联合工会的小单位"), "integer", 3, _("家"), help=_("同一镇街同一行业，或者同一处楼宇。"), source=PLAN, low=2, high=1000),
        Param("grace", _("登记多久还没有工会要上门"), "integer", 365, _("天"), source=PLAN, low=0, high=3650),
        Param("again", _("拒绝以后多久再上门"), "integer", 90, _("天"), source=PLAN, low=1, high=3650),
        Param("visit", _("清单里的事办理期限"), "days", 20, _("个工作日"), source=PLAN, low=1, high=250),
    ),
    source=_("软件自带，依据《工会法》（2021）第十一条和组建工作的通常做法"),
    help=_("决定哪些单位进入组建清单。改了数，下一次更新清单时起作用。"),
    inputs=(
        Param("workers", _("职工"), "integer", unit=_("人")),
        Param("attached", _("现在的工会"), "choice", choices={"none": _("没有"), "joint": _("联合工会"), "own": _("自己的工会")}),
        Param("age", _("登记了"), "integer", unit=_("天")),
        Param("neighbours", _("附近的小单位"), "integer", unit=_("家")),
    ),
    outputs=(Param("list", _("清单"), "choice", choices={"": _("不进清单"), **dict(CoverageList.choices)}),),
    run=run,
    check=check,
    examples=(
        Case({"workers": 100, "attached": "joint", "age": 30, "neighbours": 1}, {"list": CoverageList.LARGE.value}),
        Case({"workers": 25, "attached": "none", "age": 30, "neighbours": 1}, {"list": CoverageList.DUE.value}),
        Case({"workers": 24, "attached": "joint", "age": 900, "neighbours": 1}, {"list": ""}),
        Case({"workers": 8, "attached": "none", "age": 900, "neighbours": 3}, {"list": CoverageList.SMALL.value}),
        Case({"workers": 8, "attached": "none", "age": 366, "neighbours": 2}, {"list": CoverageList.OLD.value}),
        Case({"workers": 8, "attached": "none", "age": 365, "neighbours": 2}, {"list": CoverageList.NEW.value}),
    ),
    order=20,
)  # fmt: skip
