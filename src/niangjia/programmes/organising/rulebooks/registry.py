"""登记名单比对: how alike two names have to be to be shown, how much each part counts, when a difference becomes a task."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from niangjia.kit.declare import Book, Param, Rulebook

SOURCE = _("软件自带，按本地比对结果调整")


def check(book: Book) -> list[Any]:
    """Sentences about numbers that do not fit together."""
    if sum(book.integer(name) for name in ("name", "town", "address", "day")) != 100:
        return [_("四项分值加起来应当是 100。")]
    return []


REGISTRY = Rulebook(
    "organising.registry",
    _("登记名单比对"),
    (
        Param("least", _("够多少分才列为可能是同一家"), "integer", 60, _("分"), source=SOURCE, low=1, high=100),
        Param("most", _("一条最多列几家"), "integer", 5, _("家"), source=SOURCE, low=1, high=9),
        Param("name", _("名称的分值"), "integer", 70, _("分"), source=SOURCE, low=0, high=100),
        Param("town", _("镇街的分值"), "integer", 10, _("分"), source=SOURCE, low=0, high=100),
        Param("address", _("地址的分值"), "integer", 10, _("分"), source=SOURCE, low=0, high=100),
        Param("day", _("登记日期的分值"), "integer", 10, _("分"), source=SOURCE, low=0, high=100),
        Param("workers", _("参保人数和申报人数差多少要核实"), "share", Decimal("0.2"), source=SOURCE, low=Decimal(0), high=Decimal(1)),
        Param("days", _("清单里的事办理期限"), "days", 15, _("个工作日"), source=SOURCE, low=1, high=250),
    ),
    source=SOURCE,
    help=_("只决定先给人看哪几家。是不是同一家，总是由人认定；信用代码相同的除外。"),
    check=check,
    order=22,
)  # fmt: skip
