"""What the list of members shows and is narrowed by."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.html import format_html
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from niangjia.fronts.shell.lists import Chip, Facet, Option, Shown, address, chips, chosen, facet, values
from niangjia.fronts.shell.templatetags.nj import day, state
from niangjia.ground.people.choices import Education, Gender, JoinMode, LeavingReason, MemberState, WorkForm
from niangjia.ground.people.queries import FacetCount, Filters
from niangjia.kit.calendar import today

VERIFIED = (("yes", _("已实名")), ("no", _("未实名")))
LACKS = (("identity", _("没有证件号码")), ("phone", _("没有手机号")))
MOST_OCCUPATIONS = 40
READY = (
    ("", _("全部")),
    ("platform", _("平台从业")),
    ("unverified", _("未实名")),
    ("new", _("今年入会")),
    ("left", _("已离会")),
)
"""Filters that everybody finds ready; those of one's own come behind them."""


def ready_query(name: str, on: date) -> dict[str, str]:
    """The address of a ready filter."""
    return {
        "": {},
        "platform": {"form": WorkForm.PLATFORM.value},
        "unverified": {"verified": "no"},
        "new": {"joined_from": f"{on.year}-01-01"},
        "left": {"left": "1"},
    }[name]


def _day(query: QueryDict, name: str) -> date | None:
    try:
        return parse_date(query.get(name, ""))
    except ValueError:
        return None


def _years(query: QueryDict, name: str) -> int | None:
    told = query.get(name, "")
    return int(told) if told.isdigit() and len(told) < 4 else None


def filters_of(query: QueryDict) -> Filters:
    """An address as filters; what does not read as one is left out."""
    verified = values(query, "verified", dict(VERIFIED))
    genders = values(query, "gender", Gender.values)
    return Filters(
        occupations=values(query, "occupation"),
        forms=values(query, "form", WorkForm.values),
        states=values(query, "state", MemberState.values),
        modes=values(query, "mode", JoinMode.values),
        educations=values(query, "education", Education.values),
        gender=genders[0] if len(genders) == 1 else "",
        verified=verified[0] == "yes" if len(verified) == 1 else None,
        joined_from=_day(query, "joined_from"),
        joined_to=_day(query, "joined_to"),
        age_from=_years(query, "age_from"),
        age_to=_years(query, "age_to"),
        on=today(),
        workplace=query.get("workplace", "").strip()[:60],
        lacks=values(query, "lacks", dict(LACKS)),
        left=query.get("left") == "1",
    )


def facets_of(request: HttpRequest, counts: Mapping[str, FacetCount] | None = None) -> list[Facet]:
    """The fields to narrow by; with numbers once they were counted. Occupations are whatever members have."""
    counted = dict(counts or {})
    if counted:
        lacking = {name: counted[name].numbers.get("yes", 0) for name in ("identity", "phone")}
        counted["lacks"] = FacetCount(lacking, counted["identity"].exact)
    found = [*counted["occupation"].numbers][:MOST_OCCUPATIONS] if counted else []
    worked = found + [one for one in chosen(request, "occupation") if one not in found]
    fields = (
        ("state", _("会员状态"), MemberState.choices),
        ("verified", _("实名"), VERIFIED),
        ("form", _("用工形式"), WorkForm.choices),
        ("occupation", _("职业"), [(one, one) for one in worked]),
        ("mode", _("入会方式"), JoinMode.choices),
        ("gender", _("性别"), Gender.choices),
        ("education", _("学历"), Education.choices),
        ("lacks", _("缺什么"), LACKS),
    )
    shown = [replace(facet(request, *field), late=field[0] == "occupation") for field in fields]
    return [replace(one, options=_numbered(one, counted.get(one.name))) for one in shown]


def _numbered(one: Facet, counted: FacetCount | None) -> tuple[Option, ...]:
    """The options with their numbers: 0 where there is none, nothing where it was not counted."""
    if counted is None or not counted.exact:
        return one.options
    return tuple(replace(option, count=counted.numbers.get(option.value, 0)) for option in one.options)


def chips_of(request: HttpRequest, facets: list[Facet], filters: Filters, under: str) -> list[Chip]:
    """All conditions that are in force, each with the way to drop it."""
    more = [
        ("under", under),
        ("workplace", _now("单位含“%s”") % filters.workplace),
        ("joined_from", _now("%s 起入会") % filters.joined_from),
        ("joined_to", _now("%s 前入会") % filters.joined_to),
        ("age_from", _now("满 %s 岁") % filters.age_from),
        ("age_to", _now("不超过 %s 岁") % filters.age_to),
        ("left", _now("已离会")),
    ]
    return chips(request, facets, more)


_NARROWING = {
    "state", "verified", "form", "occupation", "mode", "gender", "education", "lacks", "under", "workplace",
    "joined_from", "joined_to", "age_from", "age_to", "left",
}  # fmt: skip


def hidden_of(request: HttpRequest, *besides: str) -> list[tuple[str, str]]:
    """The conditions of the address, for a form that must not lose them."""
    return [
        (name, value)
        for name in (*_NARROWING, "sort", "size", "col")
        if name not in besides
        for value in request.GET.getlist(name)
    ]


def order_of(request: HttpRequest) -> str:
    """How the list is sorted."""
    wanted = request.GET.get("sort", "")
    return wanted if wanted.lstrip("-") in {"pinyin", "joined", "unit"} else "pinyin"


def _name(row: Any) -> Any:
    if not row.opens:
        return row.name
    return format_html('<a class="nj-link nowrap" href="{}">{}</a>', reverse("desk:person", args=[row.code]), row.name)


def _mask(text: str) -> Any:
    return format_html('<span class="mask">{}</span>', text)


def _unit(row: Any) -> Any:
    return format_html('<a class="nj-link" href="{}">{}</a>', reverse("desk:unit", args=[row.unit_code]), row.unit_name)


def _label(choices: Any, value: str) -> Any:
    return choices(value).label if value in choices.values else value


def _state(row: Any) -> Any:
    return state("left", _label(LeavingReason, row.leaving)) if row.left_on else state(row.state)


COLUMNS = (
    Shown("name", _("姓名"), _name, fixed=True, sort="pinyin"),
    Shown("identity", _("证件号码"), lambda row: _mask(row.identity)),
    Shown("phone", _("手机号"), lambda row: _mask(row.phone)),
    Shown("unit", _("所在工会"), _unit, sort="unit"),
    Shown("workplace", _("工作单位"), lambda row: row.workplace, default=False),
    Shown("occupation", _("职业"), lambda row: row.occupation),
    Shown("joined", _("入会日期"), lambda row: day(row.joined_on), sort="joined"),
    Shown("state", _("会员状态"), _state),
    Shown("verified", _("实名"), lambda row: state("verified" if row.verified else "unverified"), default=False),
    Shown("gender", _("性别"), lambda row: _label(Gender, row.gender), default=False),
    Shown("born", _("出生日期"), lambda row: day(row.born_on), default=False),
    Shown("form", _("用工形式"), lambda row: _label(WorkForm, row.form), default=False),
    Shown("mode", _("入会方式"), lambda row: _label(JoinMode, row.mode), default=False),
    Shown("education", _("学历"), lambda row: _label(Education, row.education), default=False),
    Shown("native_place", _("户籍地"), lambda row: row.native_place, default=False),
    Shown("left", _("离会日期"), lambda row: day(row.left_on), default=False),
)


def sort_link(request: HttpRequest, column: Shown) -> tuple[str, str]:
    """(address, "ascending", "descending" or "") of a column's heading."""
    now = order_of(request)
    if now == column.sort:
        return address(request, sort=f"-{column.sort}"), "ascending"
    return address(request, sort=column.sort), "descending" if now == f"-{column.sort}" else ""
