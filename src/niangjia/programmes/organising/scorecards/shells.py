"""空壳工会: signs that a union exists on paper only, each with its weight. A score is a reason to go and look, never a verdict."""

from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from niangjia.kit.declare import Grade, Item, Scorecard


def _sign(code: str, title: object, weight: int, help: object = "") -> Item:
    return Item(code, title, "yes", weight, help=help, required=False)


SHELL = Scorecard(
    "organising.shell",
    _("疑似空壳工会"),
    subject="org.unit",
    items=(
        _sign("closed", _("名下的单位全部注销"), 50),
        _sign("empty", _("一名会员也没有"), 40),
        _sign("one_hand", _("会员全部由花名册导入，多人共用手机号"), 40),
        _sign("twin", _("会员与另一家工会完全相同"), 40),
        _sign("few", _("会员少得不够成立工会"), 20),
        _sign("idle", _("很久没有一名会员参加活动或自己办事"), 15, _("全平台都很少有人自己办事时，不计分。")),
        _sign("chair", _("主席不在会员里"), 10, _("联合工会的主席常由镇村干部兼任，不计分。")),
        _sign("still", _("很久没有人入会，也没有人离会"), 10, _("联合工会不计分。")),
        _sign("term", _("届期已满没有换届"), 10, _("不知道届期的不计分。")),
        _sign("unverified", _("没有一名会员本人核实过"), 10, _("全平台都很少有人核实时，不计分。")),
    ),
    grades=(
        Grade("shell", _("疑似空壳"), Decimal(60), "late"),
        Grade("look", _("有疑点"), Decimal(40), "soon"),
        Grade("alive", _("没有明显疑点"), Decimal(0)),
    ),
    source=_("软件自带，按工会自己留下的记录打分，权重可以按本地核查结果调整"),
    basis="sum",
    computed=True,
    page="desk:unit",
    help=_("分数越高越要上门看。分数只说明要去核查，不能凭它撤销工会。"),
    order=30,
)
