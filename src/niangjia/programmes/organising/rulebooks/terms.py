"""届期和选举: how long a term is, when an election holds, when the next one is to be prepared."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from niangjia.kit.declare import Book, Case, Param, Rulebook
from niangjia.programmes.organising.rules.elections import try_vote

LAW_16 = _("《工会法》（2021）第十六条")
MODEL = _("各地工会的示范文本；未核实原文：《工会基层组织选举工作条例》")
CONGRESS = _("《浙江省企业民主管理条例》（2010）第十条、第十五条")
PERSON = _("《基层工会法人登记管理办法》（总工办发〔2020〕20号）")
OWN = _("软件自带，按本地工作安排调整")


def check(book: Book) -> list[Any]:
    """Sentences about numbers that do not fit together."""
    found: list[Any] = []
    if book.integer("short") >= book.integer("long"):
        found.append(_("短的一届应当比长的一届短。"))
    if any(
        book.integer(f"{one}_of") > book.integer(f"{one}_parts") for one in ("quorum", "half", "congress_quorum", "congress_half")
    ):  # fmt: skip
        found.append(_("几分之几里，分子不能比分母大。"))
    return found


TERMS_BOOK = Rulebook(
    "organising.terms",
    _("届期和选举"),
    (
        Param("short", _("任期短的一种"), "integer", 3, _("年"), source=LAW_16, low=1, high=10),
        Param("long", _("任期长的一种"), "integer", 5, _("年"), source=LAW_16, low=1, high=10),
        Param("quorum_of", _("到会人数：几分之几的分子"), "integer", 2, source=MODEL, low=1, high=100),
        Param("quorum_parts", _("到会人数：几分之几的分母"), "integer", 3, help=_("到会的达到应到会的三分之二，大会才能选举。"), source=MODEL, low=1, high=100),
        Param("half_of", _("当选票数：几分之几的分子"), "integer", 1, source=MODEL, low=1, high=100),
        Param("half_parts", _("当选票数：几分之几的分母"), "integer", 2, help=_("赞成票超过应到会人数的一半才当选，不是到会人数的一半。"), source=MODEL, low=1, high=100),
        Param("congress_quorum_of", _("职代会到会：几分之几的分子"), "integer", 2, source=CONGRESS, low=1, high=100),
        Param("congress_quorum_parts", _("职代会到会：几分之几的分母"), "integer", 3, source=CONGRESS, low=1, high=100),
        Param("congress_half_of", _("职代会通过：几分之几的分子"), "integer", 1, source=CONGRESS, low=1, high=100),
        Param("congress_half_parts", _("职代会通过：几分之几的分母"), "integer", 2, help=_("赞成票超过全体代表的一半才通过。"), source=CONGRESS, low=1, high=100),
        Param("ahead", _("届满前多久列入换届清单"), "integer", 6, _("个月"), source=OWN, low=1, high=24),
        Param("register", _("变更以后多久办法人变更登记"), "integer", 30, _("天"), source=PERSON, low=1, high=365),
        Param("expiring", _("法人证书到期前多久提醒"), "integer", 90, _("天"), source=OWN, low=1, high=730),
    ),
    source=_("软件自带，依据《工会法》（2021）和《基层工会法人登记管理办法》；标明“未核实原文”的各项请先照上级文件核对"),
    help=_("决定任期几年、选举是否有效、什么时候列入换届清单。两种算法的分母不同：选举按应到会人数，职代会按全体代表。"),
    inputs=(
        Param("should", _("应到会"), "integer", unit=_("人")),
        Param("attended", _("实到会"), "integer", unit=_("人")),
        Param("votes", _("赞成"), "integer", unit=_("票")),
    ),
    outputs=(
        Param("quorum", _("大会有效"), "yes"),
        Param("elected", _("当选"), "yes"),
    ),
    run=try_vote,
    check=check,
    examples=(
        Case({"should": 60, "attended": 40, "votes": 31}, {"quorum": True, "elected": True}, note=_("正好三分之二到会，票数过应到会的一半")),
        Case({"should": 60, "attended": 40, "votes": 30}, {"quorum": True, "elected": False}, note=_("正好一半，没有超过")),
        Case({"should": 60, "attended": 39, "votes": 39}, {"quorum": False, "elected": False}, note=_("到会不够，票再多也不算")),
        Case({"should": 101, "attended": 70, "votes": 51}, {"quorum": True, "elected": True}),
    ),
    order=23,
)  # fmt: skip
