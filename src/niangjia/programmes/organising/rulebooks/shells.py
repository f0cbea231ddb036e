"""空壳工会核查: from when on silence counts as a sign, and when a sign says nothing about anybody."""

from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from niangjia.kit.declare import Param, Rulebook

SOURCE = _("软件自带，按本地核查结果调整")

SHELL = Rulebook(
    "organising.shell",
    _("空壳工会核查"),
    (
        Param("idle", _("多久没有会员活动算一个迹象"), "integer", 365, _("天"), source=SOURCE, low=30, high=3650),
        Param("still", _("多久没有人入会离会算一个迹象"), "integer", 730, _("天"), source=SOURCE, low=30, high=3650),
        Param("few", _("会员少于多少算一个迹象"), "integer", 3, _("人"), source=SOURCE, low=1, high=25),
        Param("phones", _("共用手机号的会员占多少算一个迹象"), "share", Decimal("0.5"), source=SOURCE, low=Decimal(0), high=Decimal(1)),
        Param("young", _("成立多久以内不打分"), "integer", 180, _("天"), source=SOURCE, low=0, high=3650),
        Param("usual", _("全平台不到这个比例的会员有的，不作迹象"), "share", Decimal("0.05"), source=SOURCE, low=Decimal(0), high=Decimal(1)),
        Param("visit", _("上门核查的期限"), "days", 30, _("个工作日"), source=SOURCE, low=1, high=250),
    ),
    source=SOURCE,
    help=_("决定哪些迹象计分。各迹象的分值在评分表里。"),
    order=21,
)  # fmt: skip
