"""建会: the numbers that a founding is checked against. What we have not read in the original says so in its source."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from niangjia.kit.declare import Book, Case, Param, Rulebook
from niangjia.programmes.organising.choices.founding import Meeting
from niangjia.programmes.organising.rules.elections import BANDS, plan

LAW_11 = _("《工会法》（2021）第十一条")
LAW_14 = _("《工会法》（2021）第十四条")
SEATS = _("深圳市福田区的通行做法，本地以上级文件为准")
WOMEN = _("通行做法，本地以上级文件为准；《北京市实施〈工会法〉办法》第九条为 25 人")
UNREAD = _("未核实原文：《工会基层组织选举工作条例》，以上级文件为准")
UNIVERSITY = _("未核实原文：有的高校工会这样做，以上级文件为准")

FIRST = ((11, 25, 3, 3), (26, 100, 3, 5), (101, 200, 5, 7), (201, 500, 7, 9), (501, 1000, 9, 15))


def _bands() -> tuple[Param, ...]:
    found: list[Param] = []
    titles = (
        _("第一档：会员到多少人"), _("第二档：会员到多少人"), _("第三档：会员到多少人"), _("第四档：会员到多少人"), _("第五档：会员到多少人"),
    )  # fmt: skip
    lows = (
        _("第一档：委员最少"),
        _("第二档：委员最少"),
        _("第三档：委员最少"),
        _("第四档：委员最少"),
        _("第五档：委员最少"),
    )
    highs = (
        _("第一档：委员最多"),
        _("第二档：委员最多"),
        _("第三档：委员最多"),
        _("第四档：委员最多"),
        _("第五档：委员最多"),
    )
    for number, (_first, last, low, high) in enumerate(FIRST, 1):
        found += [
            Param(
                f"band_{number}_to", titles[number - 1], "integer", last, _("人"), source=SEATS, low=1, high=1_000_000
            ),
            Param(f"band_{number}_low", lows[number - 1], "integer", low, _("人"), source=SEATS, low=1, high=99),
            Param(f"band_{number}_high", highs[number - 1], "integer", high, _("人"), source=SEATS, low=1, high=99),
        ]
    return tuple(found)


def check(book: Book) -> list[Any]:
    """Sentences about numbers that do not fit together."""
    ends = [book.integer(f"band_{number}_to") for number in range(1, BANDS + 1)]
    lows = [book.integer(f"band_{number}_low") for number in range(1, BANDS + 1)]
    highs = [book.integer(f"band_{number}_high") for number in range(1, BANDS + 1)]
    found: list[Any] = []
    if ends != sorted(set(ends)):
        found.append(_("各档的会员人数应当一档比一档多。"))
    if any(low > high for low, high in zip(lows, highs, strict=True)):
        found.append(_("委员的最少人数不能比最多人数多。"))
    if any(number % 2 == 0 for number in (*lows, *highs)):
        found.append(_("委员人数应当是单数。"))
    return found


FOUNDING_BOOK = Rulebook(
    "organising.founding",
    _("建会"),
    (
        Param("committee", _("应当建立基层工会委员会的会员人数"), "integer", 25, _("人"), source=LAW_11, low=1, high=10_000),
        Param("women", _("应当设女职工委员会的女会员人数"), "integer", 10, _("人"), help=_("不到的设女职工委员。"), source=WOMEN, low=1, high=10_000),
        Param("delegates", _("可以开会员代表大会的会员人数"), "integer", 100, _("人"), help=_("不到的开会员大会。"), source=UNREAD, low=2, high=100_000),
        Param("full_time", _("可以设专职主席的职工人数"), "integer", 200, _("人"), source=LAW_14, low=1, high=100_000),
        Param("more", _("委员候选人的差额率"), "share", Decimal("0.05"), source=UNIVERSITY, low=Decimal(0), high=Decimal(1)),
        Param("prepare", _("同意筹备以后多久成立"), "integer", 3, _("个月"), source=UNREAD, low=1, high=24),
        Param("report", _("选举以后多久报告结果"), "integer", 15, _("天"), source=UNREAD, low=1, high=180),
        *_bands(),
    ),
    source=_("软件自带，依据《工会法》（2021）；标明“未核实原文”的各项请先照上级文件核对"),
    help=_("建会档案照这些数检查人数、委员名额、女职工组织和大会形式。检查只提示，拦下的只有法律明文禁止的。"),
    inputs=(
        Param("members", _("会员"), "integer", unit=_("人")),
        Param("women", _("女会员"), "integer", unit=_("人")),
    ),
    outputs=(
        Param("must", _("应当建立委员会"), "yes"),
        Param("low", _("委员最少"), "integer", unit=_("人")),
        Param("high", _("委员最多"), "integer", unit=_("人")),
        Param("women", _("女职工组织"), "choice", choices={"committee": _("女职工委员会"), "officer": _("女职工委员")}),
        Param("meeting", _("大会"), "choice", choices=dict(Meeting.choices)),
    ),
    run=plan,
    check=check,
    examples=(
        Case({"members": 24, "women": 9}, {"must": False, "low": 3, "high": 3, "women": "officer", "meeting": "members"}),
        Case({"members": 25, "women": 10}, {"must": True, "low": 3, "high": 3, "women": "committee", "meeting": "members"}),
        Case({"members": 100, "women": 40}, {"must": True, "low": 3, "high": 5, "women": "committee", "meeting": "delegates"}),
        Case({"members": 101, "women": 0}, {"must": True, "low": 5, "high": 7, "women": "officer", "meeting": "delegates"}),
        Case({"members": 3000, "women": 900}, {"must": True, "low": 9, "high": 15, "women": "committee", "meeting": "delegates"}),
    ),
    order=22,
)  # fmt: skip
