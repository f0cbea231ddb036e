"""What the lists of unions and employers show and are narrowed by."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from niangjia.fronts.desk import as_was
from niangjia.fronts.shell.lists import Facet, Shown, chosen, facet, values
from niangjia.fronts.shell.templatetags.nj import count, day, state
from niangjia.ground.org.choices import Ownership, UnitKind
from niangjia.ground.org.queries import EmployerFilter, UnitFilter

UNIT_STATES = (("living", _("在运行")), ("dissolved", _("已撤销")), ("all", _("全部")))
EMPLOYER_STATES = (
    ("all", _("全部"), None, None),
    ("no", _("未建会"), "no", None),
    ("yes", _("已建会"), "yes", None),
    ("closed", _("已注销"), None, "closed"),
)


def _text(query: QueryDict) -> str:
    return query.get("q", "").strip()[:60]


def unit_order(request: HttpRequest) -> str:
    """How the list of unions is sorted."""
    wanted = request.GET.get("sort", "")
    return wanted if wanted in {"name", "founded"} else "tree"


def unit_filter(query: QueryDict) -> UnitFilter:
    """An address as a filter of unions."""
    wanted = query.get("state", "")
    return UnitFilter(
        text=_text(query),
        under=next(iter(values(query, "under")), ""),
        kinds=values(query, "kind", UnitKind.values),
        towns=values(query, "town"),
        trades=values(query, "trade"),
        focuses=values(query, "focus"),
        modes=values(query, "mode"),
        state=wanted if wanted in dict(UNIT_STATES) and not as_was.iso(query) else "living",
        on=as_was.iso(query),
    )


def unit_facets(request: HttpRequest, counted: dict[str, list[tuple[str, int]]]) -> list[Facet]:
    """Facets of the list of unions with their counts."""
    titles = {
        "kind": _("工会类型"),
        "town": _("镇街"),
        "trade": _("所属行业"),
        "focus": _("重点领域"),
        "mode": _("建会方式"),
    }
    found = []
    for name, title in titles.items():
        counts = dict(counted.get(name, []))
        values = list(counts) + [value for value in chosen(request, name) if value not in counts]
        labels = [(value, UnitKind(value).label if name == "kind" and value in UnitKind else value) for value in values]
        found.append(facet(request, name, title, labels, counts))
    return found


def _unit_name(unit: Any) -> Any:
    then = f"?on={unit.on_then}" if getattr(unit, "on_then", "") else ""
    return format_html('<a class="nj-link" href="{}{}">{}</a>', reverse("desk:unit", args=[unit.code]), then, unit.name)


def _unit_state(unit: Any) -> Any:
    return state("dissolved" if unit.dissolved_on and unit.dissolved_on <= timezone.localdate() else "in_force")


UNIT_COLUMNS = (
    Shown("name", _("工会名称"), _unit_name, fixed=True, sort="name"),
    Shown("kind", _("类型"), lambda unit: unit.get_kind_display()),
    Shown("town", _("镇街"), lambda unit: unit.town),
    Shown("trade", _("所属行业"), lambda unit: unit.trade),
    Shown("focus", _("重点领域"), lambda unit: unit.focus, default=False),
    Shown("mode", _("建会方式"), lambda unit: unit.mode, default=False),
    Shown("chair", _("主席"), lambda unit: unit.chair_name),
    Shown("phone", _("办公电话"), lambda unit: unit.phone, default=False),
    Shown("founded", _("成立日期"), lambda unit: day(unit.founded_on), sort="founded"),
    Shown("state", _("状态"), _unit_state),
)


def employer_filter(query: QueryDict) -> EmployerFilter:
    """An address as a filter of employers."""
    attached, closed = query.get("attached", ""), query.get("state") == "closed"
    bounds = {"lt25": (None, 24), "25": (25, 99), "100": (100, None)}
    low, high = bounds.get(next(iter(values(query, "workers", bounds)), ""), (None, None))
    return EmployerFilter(
        text=_text(query),
        under=next(iter(values(query, "under")), ""),
        towns=values(query, "town"),
        trades=values(query, "trade"),
        ownerships=values(query, "ownership", Ownership.values),
        attached=attached if attached in {"yes", "no"} and not closed else "all",
        state="closed" if closed else "open",
        workers_from=low,
        workers_to=high,
        on=as_was.iso(query),
    )


def employer_facets(request: HttpRequest, counted: dict[str, list[tuple[str, int]]]) -> list[Facet]:
    """Facets of the list of employers with their counts."""
    sizes = (("100", _("100 人以上")), ("25", _("25–99 人")), ("lt25", _("24 人以下")))
    numbers = {name: dict(pairs) for name, pairs in counted.items()}
    towns, trades = (
        [*numbers[name], *(one for one in chosen(request, name) if one not in numbers[name])]
        for name in ("town", "trade")
    )
    return [
        facet(request, "workers", _("职工人数"), sizes),
        facet(request, "ownership", _("单位性质"), Ownership.choices, numbers["ownership"]),
        facet(request, "town", _("镇街"), [(one, one) for one in towns], numbers["town"]),
        facet(request, "trade", _("行业"), [(one, one) for one in trades], numbers["trade"]),
    ]


def _employer_name(row: Any) -> Any:
    return format_html('<a class="nj-link" href="{}">{}</a>', reverse("desk:employer", args=[row.code]), row.name)


def _employer_unit(row: Any) -> Any:
    if not row.unit_name:
        return state("unattached")
    return format_html('<a class="nj-link" href="{}">{}</a>', reverse("desk:unit", args=[row.unit_code]), row.unit_name)


EMPLOYER_COLUMNS = (
    Shown("name", _("单位名称"), _employer_name, fixed=True),
    Shown("unit", _("所属工会"), _employer_unit),
    Shown("workers", _("职工（人）"), lambda row: count(row.workers), style="num"),
    Shown("town", _("镇街"), lambda row: row.town),
    Shown("trade", _("行业"), lambda row: row.trade),
    Shown("ownership", _("单位性质"), lambda row: row.get_ownership_display()),
    Shown("credit_code", _("统一社会信用代码"), lambda row: row.credit_code or "", default=False),
    Shown("founded", _("成立日期"), lambda row: day(row.founded_on), default=False),
)
