"""Figures: all of them at one unit, one of them opened, and all units side by side."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse

from niangjia.engines.figures import queries
from niangjia.fronts.desk import figure_rooms as rooms
from niangjia.fronts.desk import figure_signed as signing
from niangjia.fronts.desk import figure_views as views
from niangjia.fronts.desk.places import post
from niangjia.fronts.shell.doors import power
from niangjia.fronts.shell.pages import page
from niangjia.ground.access import queries as access
from niangjia.kit.calendar import today
from niangjia.kit.powers import Actor


@power("figures.read")
def figure_list(request: HttpRequest) -> HttpResponse:
    """The figures of one field at one unit: the ways into all others."""
    asked = views.Asked.of(request, post(request).code)
    entries = queries.catalogue(request.actor)
    fields = rooms.fields([one.code for one in entries])
    field = request.GET.get("field", "")
    field = field if field in fields else next(iter(fields))
    codes = fields[field]
    counted = queries.table(request.actor, codes, asked.unit, today=today(), depth=0, **asked.time(request.actor))
    (unit,) = counted.units.values()
    values = dict(zip(codes, counted.values[unit.id], strict=True))
    context = {
        "unit": unit,
        "asked": asked,
        "field": field,
        "kept": [("field", field)],
        "title": rooms.title_of(field),
        "tabs": [
            (one, rooms.title_of(one), len(listed), asked.href("desk:figures", field=one))
            for one, listed in fields.items()
        ],
        "doors": views.doors(
            [one for one in entries if one.code in values], values, {one.code: one for one in counted.figures}, asked
        ),
        "time": counted.time,
    }
    return page(request, "desk/figures/list.html", context, part="page")


@power("figures.read")
def figure(request: HttpRequest, figure: str) -> HttpResponse:
    """One figure: what it is, split, the rows behind it."""
    asked = views.Asked.of(request, post(request).code)
    entry = next((one for one in queries.catalogue(request.actor) if one.code == figure), None)
    if entry is None:
        raise Http404
    where = views.narrowing(request, entry)
    by = request.GET.get("by", "unit")
    by = by if by in entry.breakdowns else "unit"
    when = {"today": today(), "view": asked.view, "where": where, **asked.time(request.actor)}
    answer = queries.value(request.actor, figure, asked.unit, by=by, **when)
    context = {
        "entry": entry,
        "answer": answer,
        "asked": asked,
        "by": by,
        "shown": views.shown_value(answer.figure, answer.value),
        "facts": views.facts(entry, answer),
        "bars": views.bars(answer, asked, by, figure),
        "splits": views.splits(request, entry, by),
        "narrowed": views.narrowed(request, entry, where),
        "rows": views.opened(queries.rows(request.actor, figure, asked.unit, after=asked.after, size=20, **when)),
        "kept": [("by", by), *where.items()],
        "query": request.GET.urlencode(),
        "day_only": views.stock(entry, answer),
        "presets": views.presets(asked, figure, day_only=views.stock(entry, answer), kept={"by": by, **where}),
        "signed": latest(request.actor, figure, answer.at, where),
    }
    return page(request, "desk/figures/figure.html", context, part="page")


def latest(actor: Actor, figure: str, at: Any, where: dict[str, str]) -> dict[str, Any] | None:
    """The last signing of this figure at this unit, narrowed in the same way, verified anew."""
    signed = list(queries.signed_figures(actor, figure=figure, unit=at.code)[:20])
    found = [one for one in signed if one.where == where]
    if not found:
        return None
    names = access.account_names([found[0].by_account_id]) if found[0].by_account_id else {}
    return {
        "line": signing.line(found[0], names),
        "whole": queries.verify(actor, found[0].code).whole,
        "more": len(signed) > 1,
        "unit": at,
    }


@power("figures.read")
def figure_since(request: HttpRequest, code: str) -> HttpResponse:
    """The bridge since a signing; asked for after the page is on the screen."""
    one = queries.signed(request.actor, code)
    return page(request, "desk/figures/spans.html", {"spans": signing.spans(request, one)})


@power("figures.read")
def figure_trend(request: HttpRequest, figure: str) -> HttpResponse:
    """Twelve months as a line; asked for after the page is on the screen."""
    asked = views.Asked.of(request, post(request).code)
    series = queries.trend(request.actor, figure, asked.unit, until=asked.last, view=asked.view)
    return page(request, "desk/figures/trend.html", {"line": views.line(series, asked, figure)})


@power("figures.read")
def figure_table(request: HttpRequest) -> HttpResponse:
    """Several figures for all units one or two steps below."""
    asked = views.Asked.of(request, post(request).code)
    entries = queries.catalogue(request.actor)
    codes = views.chosen_codes(request, entries)
    depth = 2 if request.GET.get("depth") == "2" else 1
    counted = queries.table(
        request.actor, codes, asked.unit, today=today(), depth=depth, view=asked.view, **asked.time(request.actor)
    )
    context: dict[str, Any] = {
        "asked": asked,
        "entries": entries,
        "codes": codes,
        "depth_one": depth == 1,
        "depth_two": depth == 2,
        "table": views.table_rows(counted, asked),
        "figures": counted.figures,
        "time": counted.time,
        "unit": next(iter(counted.units.values())),
    }
    return page(request, "desk/figures/table.html", context, part="page")
