"""工会普查: once a year, whether a union is one that lives. The wording is that of "六有"工会 as it is found in practice; counties put their own
census in its place as a new version."""

from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from niangjia.kit.declare import Grade, Item, Scorecard
from niangjia.programmes.organising.queries.census import census_known, key_of, located

CENSUS_KIND = "organising.census"
SIX = _("“六有”工会的通行提法，软件自带的例子")


def _yes(code: str, title: object, weight: int, help: object = "") -> Item:
    return Item(code, title, "yes", weight, help=help, required=False, source=SIX)


def _steps(*pairs: tuple[str, str]) -> tuple[tuple[Decimal, Decimal], ...]:
    return tuple((Decimal(low), Decimal(share)) for low, share in pairs)


CENSUS = Scorecard(
    CENSUS_KIND,
    _("工会普查"),
    subject="org.unit",
    items=(
        _yes("chair", _("有依法选举的工会主席"), 10, _("现任主席是会员（代表）大会或者委员会选出来的。")),
        _yes("committee", _("工会委员会在任，届期没有到"), 10, _("独立健全的组织机构。")),
        _yes("legal", _("有工会法人资格，证书在有效期内"), 10),
        _yes("account", _("经费独立开户，或者由上级工会代管"), 10, _("自主管理的工会经费。上级代管的也选“是”，备注里写代管。")),
        _yes("dues", _("这一年会费收了，工会经费拨缴了"), 10, _("小额缴费全额返还的，选“是”。")),
        Item("activities", _("这一年办了几次活动"), "number", 10, _("服务职工的活动载体。"), bands=_steps(("0", "0"), ("1", "0.5"), ("4", "1")), unit=_("次"), required=False, source=SIX),
        _yes("democratic", _("厂务公开、职工代表大会等民主管理在做"), 10, _("健全完善的制度机制。")),
        _yes("meeting", _("这一年开过会员大会或者会员代表大会"), 10),
        _yes("trained", _("主席一年内参加过培训"), 5),
        Item("joined", _("入会率"), "number", 5, _("会员数除以职工数，按百分比填。"), bands=_steps(("0", "0"), ("80", "0.5"), ("95", "1")), unit="%", required=False, source=SIX),
        Item("content", _("会员满意的工作绩效，打几分"), "scale", 10, _("问几名会员再打分；没有问就不填。"), top=5, required=False, source=SIX),
    ),
    grades=(
        Grade("sound", _("六有齐全"), Decimal(85)),
        Grade("fair", _("基本达到"), Decimal(60), "soon"),
        Grade("poor", _("需要整改"), Decimal(0), "late"),
    ),
    source=_("“六有”工会的通行提法，软件自带的例子，请按本地普查文件调整"),
    page="desk:unit",
    locate=located,
    find=key_of,
    known=census_known,
    help=_("系统已经知道的先填好了，请核对；不清楚的可以不填，不填的不计分。"),
    order=25,
)  # fmt: skip
