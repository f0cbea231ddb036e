"""The lists of membership: members who leave, and unions that are to look into their differences with the province's base."""

from django.utils.translation import gettext_lazy as _

from niangjia.kit.declare import Worklist
from niangjia.programmes.organising.choices.leaving import LEAVING
from niangjia.programmes.organising.choices.provincial import TO_CHECK
from niangjia.programmes.organising.rulebooks.membership import difference_days

LEAVING_TALK = Worklist(
    LEAVING,
    _("申请退会的会员"),
    LEAVING,
    {"talked": _("谈过了，仍要退"), "solved": _("事情解决了，留下"), "unreached": _("没有联系上")},
    days=5,
    reminders=(1,),
    page="desk:leaving",
    facts={"why": _("原因")},
    help=_("本人在手机上申请退会，最后一天过完就办好，在那以前随时可以撤回。到期日就是最后一天。"),
    order=40,
)
PROVINCE_CHECK = Worklist(
    TO_CHECK,
    _("核对和省实名制库的差异"),
    "org.unit",
    {"done": _("核对完了"), "partly": _("核对了一部分")},
    days=difference_days,
    reminders=(3, 1),
    page="desk:province_unit",
    facts={"here": _("只在本地（人）"), "there": _("只在省库（人）"), "differs": _("两边不一样（人）")},
    help=_("每次和省库比对以后，由比对的人一起派给各工会。"),
    order=41,
)
