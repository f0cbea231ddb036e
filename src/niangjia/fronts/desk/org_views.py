"""The lists of unions and employers: what they show, and giving them out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from niangjia.fronts.desk import as_was, giving, kept
from niangjia.fronts.desk import org_lists as lists
from niangjia.fronts.shell.doors import power
from niangjia.fronts.shell.lists import Chip, Facet, Shown, chips, column_choices, pages
from niangjia.fronts.shell.pages import page
from niangjia.ground.org import queries
from niangjia.kit.declare import listings
from niangjia.kit.powers import NotFound, holds

SHEET = "organising.unions"
"""Unions in the columns of the sheet that is taken in."""


def _asked(request: HttpRequest, size: int) -> dict[str, Any]:
    return {"after": request.GET.get("after", ""), "before": request.GET.get("before", ""), "size": size}


def _under(request: HttpRequest, wanted: Any) -> Any:
    return queries.unit(request.actor, wanted.under) if wanted.under else None


def _chips(request: HttpRequest, facets: Sequence[Facet], wanted: Any, under: Any) -> list[Chip]:
    then = _("%(d)s 那天的样子") % {"d": wanted.on} if wanted.on else ""
    more = [("q", _("名称含“%s”") % wanted.text), ("under", under.name if under else ""), ("on", then)]
    return chips(request, facets, [one for one in more if one[1]])


def _context(
    request: HttpRequest, look: kept.Look, found: Any, facets: Sequence[Facet], wanted: Any, columns: Sequence[Shown]
) -> dict[str, Any]:
    """What both lists show."""
    under = _under(request, wanted)
    export = reverse("desk:unit_export" if look.kind == "units" else "desk:employer_export")
    here = kept.plain(request.GET)
    hidden = ("state", "attached", "q", "under", "sort", "on")
    return {
        "rows": found.rows,
        "pages": pages(
            request, len(found.rows), before=found.before, after=found.after, size=look.size, keep=look.keep
        ),
        "facets": facets,
        "columns": look.shown,
        "column_choices": column_choices(look.shown, columns),
        "chips": _chips(request, facets, wanted, under),
        "under": under,
        **as_was.context(request),
        "hidden": [(name, request.GET[name]) for name in hidden if request.GET.get(name)],
        "giving": f"{export}?{here}" if holds(request.actor, "imports.export") else "",
    }


# ------------------------------------------------------------------ unions


@power("org.view")
def unit_list(request: HttpRequest) -> HttpResponse:
    wanted, look = lists.unit_filter(request.GET), kept.look_of(request, "units", lists.UNIT_COLUMNS)
    found = queries.units(request.actor, wanted, sort=lists.unit_order(request), **_asked(request, look.size))
    facets = lists.unit_facets(request, queries.unit_facets(request.actor, wanted))

    def counted(query: QueryDict) -> int:
        return _or_none(lambda: queries.count_units(request.actor, lists.unit_filter(query)))

    ready = [(label, {"state": value if value != "living" else ""}) for value, label in lists.UNIT_STATES]
    tabs = kept.numbered(kept.tabs_of(request, "units", ready), counted)
    context = _context(request, look, found, facets, wanted, lists.UNIT_COLUMNS)
    context["total"] = queries.count_units(request.actor, wanted)
    return page(request, "desk/org/units.html", context | kept.context_of(request, look, tabs), part="page")


@power("imports.export")
def unit_export(request: HttpRequest) -> HttpResponse:
    """Give the list of unions out."""
    wanted = lists.unit_filter(request.GET)
    facets = lists.unit_facets(request, queries.unit_facets(request.actor, wanted))
    told = [str(one.label) for one in _chips(request, facets, wanted, _under(request, wanted))]
    told += [str(dict(lists.UNIT_STATES)[wanted.state])]
    asked = {"filters": asdict(wanted), "sort": lists.unit_order(request)}
    if request.GET.get("as") == "sheet":
        columns = [Shown(one.name, one.title, one.cell) for one in listings()[SHEET].columns]
        return giving.give(request, giving.Order("units", SHEET, asked, told), columns)
    return giving.give(request, giving.Order("units", "org.units", asked, told), lists.UNIT_COLUMNS)


# ------------------------------------------------------------------ employers


@power("org.view")
def employer_list(request: HttpRequest) -> HttpResponse:
    wanted = lists.employer_filter(request.GET)
    look = kept.look_of(request, "employers", lists.EMPLOYER_COLUMNS)
    found = queries.employers(request.actor, wanted, **_asked(request, look.size))
    facets = lists.employer_facets(request, queries.employer_facets(request.actor, wanted))

    def counted(query: QueryDict) -> int:
        return _or_none(lambda: queries.count_employers(request.actor, lists.employer_filter(query)))

    ready = [
        (label, {"attached": attached or "", "state": state or ""})
        for _name, label, attached, state in lists.EMPLOYER_STATES
    ]
    tabs = kept.numbered(kept.tabs_of(request, "employers", ready), counted)
    context = _context(request, look, found, facets, wanted, lists.EMPLOYER_COLUMNS)
    context["total"] = queries.count_employers(request.actor, wanted)
    return page(request, "desk/org/employers.html", context | kept.context_of(request, look, tabs), part="page")


@power("imports.export")
def employer_export(request: HttpRequest) -> HttpResponse:
    """Give the list of employers out."""
    wanted = lists.employer_filter(request.GET)
    facets = lists.employer_facets(request, queries.employer_facets(request.actor, wanted))
    told = [str(one.label) for one in _chips(request, facets, wanted, _under(request, wanted))]
    told += [
        str(label)
        for _name, label, attached, state in lists.EMPLOYER_STATES
        if (attached or "all", state or "open") == (wanted.attached, wanted.state) and (attached or state)
    ]
    asked = {"filters": asdict(wanted)}
    return giving.give(request, giving.Order("employers", "org.employers", asked, told), lists.EMPLOYER_COLUMNS)


def _or_none(count: Any) -> Any:
    """The number, or None where a kept filter names a union that is no longer in reach."""
    try:
        return count()
    except NotFound:
        return None
