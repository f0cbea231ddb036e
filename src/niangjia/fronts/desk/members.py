"""The list of members: what it shows, how many there are, and giving it out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy, pgettext

from niangjia.fronts.desk import giving, kept
from niangjia.fronts.desk import people_lists as lists
from niangjia.fronts.shell.doors import power
from niangjia.fronts.shell.lists import column_choices, pages
from niangjia.fronts.shell.pages import page
from niangjia.ground.org import queries as org
from niangjia.ground.people.queries import Filters, Tally, count_members, facet_counts, member_list, tallies
from niangjia.kit.calendar import today
from niangjia.kit.powers import NotFound, holds

SORTED = {"pinyin": gettext_lazy("按姓名拼音"), "joined": gettext_lazy("按入会日期"), "unit": gettext_lazy("按工会")}
COUNTED = 9
"""Tabs whose members are counted; the ready ones are the first five."""


def under_of(request: HttpRequest, query: QueryDict | None = None) -> Any:
    """The union that the list is narrowed to, if it is."""
    code = (query or request.GET).get("under", "").strip()
    return org.unit(request.actor, code) if code else None


def _tabs(request: HttpRequest) -> list[kept.Tab]:
    ready = [(label, lists.ready_query(name, today())) for name, label in lists.READY]
    return kept.tabs_of(request, "members", ready)


@power("people.view")
def member_list_page(request: HttpRequest) -> HttpResponse:
    filters, unit, sort = lists.filters_of(request.GET), under_of(request), lists.order_of(request)
    look = kept.look_of(request, "members", lists.COLUMNS)
    found = member_list(
        request.actor,
        unit=unit,
        filters=filters,
        sort=sort,
        after=request.GET.get("after", ""),
        before=request.GET.get("before", ""),
        size=look.size,
    )
    whole = request.GET.get("all") == "1" and not filters.left
    tally = count_members(request.actor, unit=unit, filters=filters) if whole else None
    facets = lists.facets_of(request)
    context = {
        "rows": found.rows,
        "pages": pages(
            request, len(found.rows), before=found.before, after=found.after, size=look.size, keep=look.keep
        ),
        "columns": [(one, *lists.sort_link(request, one)) for one in look.shown],
        "column_choices": column_choices(look.shown, lists.COLUMNS),
        "facets": facets,
        "chips": lists.chips_of(request, facets, filters, unit.name if unit else ""),
        "under": unit,
        "filters": filters,
        "hidden": lists.hidden_of(request, "col"),
        "sorted_words": SORTED.get(sort.lstrip("-"), SORTED["unit"]),
        "whole": whole,
        "whole_tally": told(tally) if tally else "",
        "bulk": _bulk(request, filters, tally),
        **kept.context_of(request, look, _tabs(request)),
    }
    return page(request, "desk/people/members.html", context, part="page")


def _bulk(request: HttpRequest, filters: Filters, whole: Tally | None = None) -> list[tuple[str, str, str]]:
    """Acts on many that the reader may do: (address, icon, words with the number); the script counts those ticked."""
    acts = [
        ("messaging.send", "desk:member_message", "send", pgettext("button", "给 {n} 人发通知")),
        ("people.edit", "desk:member_transfer", "arrows-exchange", pgettext("button", "转会 {n} 人")),
        ("people.export", "desk:member_export", "file-export", pgettext("button", "导出 {n} 人")),
    ]
    here = kept.plain(request.GET)
    number = format_html("{}", told(whole)) if whole else mark_safe("<span data-n>0</span>")
    offered = [
        (f"{reverse(address)}?{here}", icon, format_html(words, n=number))
        for code, address, icon, words in acts
        if holds(request.actor, code) and not (filters.left and code != "people.export")
    ]
    if holds(request.actor, "imports.export") and not filters.left:
        words = pgettext("button", "打印 {n} 人")
        offered.append(
            (f"{reverse('desk:member_print', args=['form'])}?{here}", "printer", format_html(words, n=number))
        )
    return offered


def told(tally: Tally) -> str:
    """The number as far as it was counted: 2,684 or 10,000+."""
    return f"{tally.number:,}" if tally.exact else f"{tally.number:,}+"


@power("people.view")
def member_count(request: HttpRequest) -> HttpResponse:
    """How many the list holds, each facet leaves and each tab has: asked for after the list is on the screen."""
    filters, unit, exact = lists.filters_of(request.GET), under_of(request), request.GET.get("exact") == "1"
    counts = facet_counts(request.actor, unit=unit, filters=filters, exact=exact)
    tabs = _tabs(request)
    tally = count_members(request.actor, unit=unit, filters=filters, exact=exact)
    context = {
        "tally": tally,
        "told": told(tally),
        "query": request.GET.urlencode(),
        "facets": lists.facets_of(request, counts),
        "tabs": list(zip(tabs, _tallies(request, tabs), strict=False)),
        "picking": request.GET.get("all") != "1" and not filters.left and bool(_bulk(request, filters)),
    }
    return page(request, "desk/people/count.html", context)


def _tallies(request: HttpRequest, tabs: Sequence[kept.Tab]) -> list[Tally | None]:
    """What the first tabs hold; None where a kept filter names a union that is no longer in reach."""
    asked: list[tuple[Any, Filters] | None] = []
    for one in tabs[:COUNTED]:
        query = QueryDict(one.query)
        try:
            asked.append((under_of(request, query), lists.filters_of(query)))
        except NotFound:
            asked.append(None)
    counted = iter(tallies(request.actor, [one for one in asked if one is not None]))
    return [next(counted) if one is not None else None for one in asked]


@power("people.export")
def member_export(request: HttpRequest) -> HttpResponse:
    """Give the list out as a spreadsheet: what is shown, or those that were ticked."""
    filters, unit = lists.filters_of(request.GET), under_of(request)
    facets = lists.facets_of(request)
    told = [one.label for one in lists.chips_of(request, facets, filters, unit.name if unit else "")]
    order = giving.Order(
        kind="members",
        source="people.members",
        asked={"filters": filters.as_json(), "under": unit.code if unit else "", "sort": lists.order_of(request)},
        told=[str(one) for one in told],
    )
    return giving.give(request, order, lists.COLUMNS)
