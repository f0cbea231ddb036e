"""网格走访 and 干部队伍: days between rounds, days for what was found, kinds of visits, how long a training counts."""

from django.utils.translation import gettext_lazy as _

from niangjia.kit.declare import Book, Case, Param, Rulebook
from niangjia.programmes.organising.rules.grids import run

SOURCE = _("软件自带，请按本地网格化工作文件调整")
CUSTOM = _("软件自带，请按本地干部联系基层的文件调整")


def check(book: Book) -> list[object]:
    """Sentences about numbers that do not fit together."""
    if book.integer("every_large") > book.integer("every"):
        return [_("重点单位的走访间隔应当不长于一般单位。")]
    return []


GRID = Rulebook(
    "organising.grid",
    _("网格走访"),
    (
        Param("every", _("一般单位多久走访一次"), "integer", 90, _("天"), source=SOURCE, low=1, high=3650),
        Param("every_large", _("重点单位多久走访一次"), "integer", 30, _("天"), source=SOURCE, low=1, high=3650),
        Param("large", _("重点单位的职工人数"), "integer", 100, _("人"), source=SOURCE, low=1, high=100_000),
        Param("first", _("进网格以后多久要走访第一次"), "integer", 30, _("天"), source=SOURCE, low=0, high=3650),
        Param("ahead", _("提前多久列进走访清单"), "integer", 7, _("天"), source=SOURCE, low=0, high=365),
        Param("finding", _("走访中发现的事办理期限"), "days", 10, _("个工作日"), source=SOURCE, low=1, high=250),
    ),
    source=SOURCE,
    help=_("决定网格里的单位什么时候进走访清单。改了数，下一次更新清单时起作用。"),
    inputs=(
        Param("visited", _("走访过"), "yes"),
        Param("days", _("从上次走访（没有走访过的，从进网格）算起过了"), "integer", unit=_("天")),
        Param("workers", _("职工"), "integer", unit=_("人")),
    ),
    outputs=(Param("due", _("列进走访清单"), "yes"),),
    run=run,
    check=check,
    examples=(
        Case({"visited": True, "days": 83, "workers": 30}, {"due": True}),
        Case({"visited": True, "days": 82, "workers": 30}, {"due": False}),
        Case({"visited": True, "days": 23, "workers": 100}, {"due": True}),
        Case({"visited": True, "days": 23, "workers": 99}, {"due": False}),
        Case({"visited": False, "days": 23, "workers": 8}, {"due": True}),
        Case({"visited": False, "days": 22, "workers": 800}, {"due": False}),
    ),
    order=22,
)  # fmt: skip

OFFICERS = Rulebook(
    "organising.officers",
    _("干部培训和下基层"),
    (
        Param("trained", _("参加培训多久以内算受过培训"), "integer", 365, _("天"), help=_("评分表里“主席一年内受过培训”按它算。"),
              source=_("“六有”工会评分表的通行做法，请按本地文件调整"), low=1, high=3650),
        Param("kinds", _("下基层的类型"), "text", "三服务、五进五送五联系、蹲点一周（当一周职工）、日常走访",
              help=_("用顿号隔开。年份变了就另发一版，以前登记的不变。"), source=CUSTOM),
        Param("promise", _("下基层时答应的事办理期限"), "days", 15, _("个工作日"), source=CUSTOM, low=1, high=250),
    ),
    source=CUSTOM,
    help=_("决定登记下基层时能选的类型，和“受过培训”的算法。"),
    order=23,
)  # fmt: skip
