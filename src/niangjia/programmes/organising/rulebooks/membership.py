"""入会和会籍: within how many working days joining, transfers and corrections are answered, and how long answers are kept."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from niangjia.engines.rulebooks.queries import rule_at
from niangjia.kit.declare import Book, Case, Param, Rulebook
from niangjia.programmes.organising.rules.membership import run

KIND = "organising.membership"
CHARTER = _("《中国工会章程》第二条（经基层工会委员会批准；没有写天数，按本地要求调整）")
MOVING = _("《工会会员会籍管理办法》（2016）（会籍随劳动关系变动；没有写天数，按本地要求调整）")
PIPL = _("《个人信息保护法》第十九条（保存期限为实现处理目的所必要的最短时间）")


def check(book: Book) -> list[Any]:
    """Sentences about numbers that do not fit together."""
    if book.integer("keep_papers") > book.integer("keep_answers"):
        return [_("“证明照片保留”不要比“退回、撤回的申请保留”更长。")]
    return []


MEMBERSHIP = Rulebook(
    KIND,
    _("入会和会籍"),
    (
        Param("joining", _("入会申请的审批期限"), "days", 5, _("个工作日"), source=CHARTER, low=1, high=60),
        Param("sender", _("转出工会的答复期限"), "days", 5, _("个工作日"), help=_("过了期限还没有答复，转入的一方可以接着办。"), source=MOVING, low=1, high=60),
        Param("receiver", _("转入工会的答复期限"), "days", 5, _("个工作日"), source=MOVING, low=1, high=60),
        Param("change", _("资料更正的审批期限"), "days", 5, _("个工作日"), source=_("《个人信息保护法》第四十六条（更正、补充；没有写天数，按本地要求调整）"), low=1, high=60),
        Param("difference", _("核对省实名制差异的期限"), "days", 10, _("个工作日"), source=_("软件自带，按本地要求调整"), low=1, high=120),
        Param("keep_answers", _("没有通过的申请，填写的内容保留"), "integer", 180, _("天"), help=_("从办结那天算起，到期自动删除；撤回的当时就删。"), source=PIPL, low=1, high=1095),
        Param("keep_papers", _("更正办结以后，证明照片保留"), "integer", 90, _("天"), source=PIPL, low=1, high=1095),
        Param("keep_compared", _("和省实名制库的比对结果保留"), "integer", 400, _("天"), help=_("到期只留下各工会的数字。"), source=PIPL, low=31, high=1095),
    ),
    source=_("软件自带，依据《中国工会章程》、《工会会员会籍管理办法》和《个人信息保护法》"),
    help=_("改了数，以后提交的申请按新的期限；正在办的不变。县里另定了审批流程的，期限以流程为准。"),
    inputs=(
        Param("what", _("办什么"), "choice", choices={"joining": _("入会"), "transfer": _("转会"), "change": _("资料更正")}),
        Param("state", _("结果"), "choice", choices={"open": _("在办"), "refused": _("没有通过"), "withdrawn": _("撤回"), "done": _("办成")}),
        Param("age", _("办结了"), "integer", unit=_("天")),
    ),
    outputs=(Param("kept", _("填写的内容"), "choice", choices={"kept": _("保留"), "gone": _("删除")}),),
    run=run,
    check=check,
    examples=(
        Case({"what": "joining", "state": "refused", "age": 179}, {"kept": "kept"}),
        Case({"what": "joining", "state": "refused", "age": 180}, {"kept": "gone"}),
        Case({"what": "joining", "state": "withdrawn", "age": 0}, {"kept": "gone"}),
        Case({"what": "joining", "state": "done", "age": 900}, {"kept": "kept"}),
        Case({"what": "change", "state": "refused", "age": 180}, {"kept": "gone"}),
        Case({"what": "joining", "state": "open", "age": 0}, {"kept": "kept"}),
    ),
    order=22,
)  # fmt: skip


def joining_days(on: date, path: str) -> int:
    """Working days that the union has for an application."""
    return rule_at(KIND, on, path).days("joining")


def sender_days(on: date, path: str) -> int:
    """Working days after which the silence of the sender of a transfer passes."""
    return rule_at(KIND, on, path).days("sender")


def receiver_days(on: date, path: str) -> int:
    """Working days that the receiver of a transfer has."""
    return rule_at(KIND, on, path).days("receiver")


def change_days(on: date, path: str) -> int:
    """Working days that the union has for a correction."""
    return rule_at(KIND, on, path).days("change")


def difference_days(on: date, path: str) -> int:
    """Working days that a union has to look into its differences."""
    return rule_at(KIND, on, path).days("difference")


def kept_days(on: date, path: str) -> int:
    """Days after which what was told in a refused application is wiped."""
    return rule_at(KIND, on, path).integer("keep_answers")
