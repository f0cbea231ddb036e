"""Grids at the desk: the list, one grid, what is in none, putting many into one after a preview."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from niangjia.fronts.desk import giving
from niangjia.fronts.desk import grid_forms as forms
from niangjia.fronts.desk.field_pages import Act, Ask, ListPage, ask, link, listing, marks, tabs, text_of, went
from niangjia.fronts.desk.places import post
from niangjia.fronts.shell.doors import power
from niangjia.fronts.shell.lists import Shown, chips, chosen, facet
from niangjia.fronts.shell.pages import done, page
from niangjia.fronts.shell.templatetags.nj import count, day
from niangjia.kit.counted import counted
from niangjia.kit.powers import Refused, holds
from niangjia.programmes.organising import actions
from niangjia.programmes.organising.queries import grids as queries
from niangjia.programmes.organising.queries.grids import PlaceFilter

VIEW, EDIT = "organising.grid_view", "organising.grid_edit"
SHOWN_IN_PREVIEW = 500
COLUMNS = (
    Shown("name", _("网格"), lambda row: link(reverse("desk:grid", args=[row.code]), row.name)),
    Shown("unit", _("镇街"), lambda row: row.unit.name),
    Shown("area", _("范围"), lambda row: row.area, style="sub"),
    Shown("employers", _("单位（家）"), lambda row: count(row.employers or 0), style="num"),
    Shown("unions", _("工会（家）"), lambda row: count(row.unions or 0), style="num"),
    Shown("officers", _("网格员（人）"), lambda row: count(row.officers_now or 0), style="num"),
    Shown("last", _("最近走访"), lambda row: day(row.last_round) or _("还没有")),
)
STATES = (("", _("在用")), ("ended", _("已停用")))


@power(VIEW)
def grid_list(request: HttpRequest) -> HttpResponse:
    """Grids in force, or those that ended."""
    ended = request.GET.get("state") == "ended"
    found = queries.grids(request.actor, text=text_of(request), ended=ended, **marks(request))
    words = ListPage(
        _("网格"), _("一家单位同一时间只在一个网格。"), COLUMNS, _("还没有网格"),
        _("先建网格、指定网格员，再把单位分进去。到期要走访的会自动列进清单。"), _("网格、范围或镇街"),
    )  # fmt: skip
    acts = (
        Act(_("没有进网格的单位"), reverse("desk:grid_places"), "list-search", EDIT),
        Act(_("到期的走访"), f"{reverse('desk:work')}?kind=organising.grid_round", "list-check", "worklists.view"),
        Act(_("新增网格"), reverse("desk:grid_add"), "plus", EDIT, primary=True),
    )
    return listing(request, words, found, acts=acts, tabs=tabs(request, "state", STATES))


def _crumbs(*more: tuple[Any, str]) -> list[tuple[Any, str]]:
    return [(_("网格"), reverse("desk:grids")), *more]


@power(EDIT)
def grid_add(request: HttpRequest) -> HttpResponse:
    form = forms.GridForm(request.POST or None, actor=request.actor, initial={"unit_code": post(request).name})
    words = Ask(
        _("新增网格"), _("建好网格"), _("网格建好了，接着指定网格员、把单位分进来。"), ("desk:grids",), _crumbs()
    )
    return ask(request, words, form, actions.add_grid, to=lambda made: ("desk:grid", made.code))


@power(VIEW)
def grid_page(request: HttpRequest, code: str) -> HttpResponse:
    """One grid: who looks after it, what is in it, when each was visited last."""
    grid = queries.grid_of(request.actor, code)
    unions = request.GET.get("show") == "unions"
    found = queries.places_of(grid, unions=unions, text=text_of(request), **marks(request))
    context = {
        "grid": grid,
        "officers": queries.officers_of(grid),
        "may_edit": holds(request.actor, EDIT, grid.path) and grid.ended_on is None,
        "may_restore": holds(request.actor, EDIT, grid.path) and grid.ended_on is not None,
        "may_visit": holds(request.actor, "organising.grid_visit", grid.path),
        "unions": unions,
        "gone": queries.history_of(grid),
        "tabs": tabs(request, "show", (("", _("单位")), ("unions", _("工会")))),
    }
    words = ListPage(grid.name, grid.unit.name, (), "", "", _("名称里有"))
    return listing(request, words, found, template="desk/field/grid.html", **context)


@power(EDIT)
def grid_act(request: HttpRequest, code: str, act: str) -> HttpResponse:
    """Mend, end, restore, give an officer, let things go."""
    grid = queries.grid_of(request.actor, code, power=EDIT)
    back, crumbs = ("desk:grid", code), _crumbs((grid.name, reverse("desk:grid", args=[code])))
    data, actor = request.POST or None, request.actor
    if act == "edit":
        told = {"name": grid.name, "area": grid.area, "since": grid.since}
        form: Any = forms.GridForm(data, actor=actor, initial=told, mending=True)
        words = Ask(_("修改网格"), _("保存"), _("改好了。"), back, crumbs)
        revision = request.POST.get("revision", "")
        known = int(revision) if revision.isdigit() and len(revision) < 9 else grid.revision
        return ask(request, words, form, actions.edit_grid, code=code, revision=known)
    if act == "end":
        text = _("停用以后，里面的单位和网格员都空出来；以前的走访和数据还在。停用的网格能恢复。")
        words = Ask(_("停用网格"), _("停用这个网格"), _("网格停用了。"), back, crumbs, text=text, refusing=True)
        return ask(request, words, forms.EndForm(data, actor=actor), actions.end_grid, code=code)
    if act == "officer":
        words = Ask(_("指定网格员"), _("指定"), _("指定好了。"), back, crumbs)
        return ask(request, words, forms.GridOfficerForm(data, actor=actor), actions.add_grid_officer, grid_code=code)
    return _at_once(request, code, act)


def _at_once(request: HttpRequest, code: str, act: str) -> HttpResponse:
    """Acts of one press."""
    if request.method != "POST":
        raise Http404
    now, actor = timezone.now(), request.actor
    if act == "restore":
        actions.restore_grid(actor=actor, code=code, now=now)
        return done(request, _("网格恢复了，停用时空出来、还没有分到别处的单位也回来了。"), "desk:grid", code)
    if act == "officer-end":
        actions.end_grid_officer(actor=actor, grid_code=code, code=request.POST.get("pick", ""), now=now)
        return done(request, _("从今天起不再是网格员。"), "desk:grid", code)
    number = actions.release_from_grid(actor=actor, grid_code=code, codes=request.POST.getlist("pick")[:500], now=now)
    return done(
        request, counted("移出了 %(n)s 家，列在“没有进网格的单位”里。", number) % {"n": number}, "desk:grid", code
    )


@power(EDIT)
@require_POST
def grid_refresh(request: HttpRequest) -> HttpResponse:
    """Bring the list of due rounds of one's own branch up to date at once."""
    made = actions.refresh_rounds(actor=request.actor, now=timezone.now(), under=post(request).path)
    said = counted("已更新，新列出 %(n)s 家要走访的单位。", made.opened + made.returned)
    return done(request, said % {"n": made.opened + made.returned}, "desk:grids")


# ------------------------------------------------------------------ what is in which grid


PLACE_COLUMNS = (
    Shown("name", _("名称"), lambda row: row.name),
    Shown("town", _("镇街"), lambda row: row.town),
    Shown("trade", _("行业"), lambda row: row.trade),
    Shown("address", _("地址"), lambda row: row.address, style="sub"),
    Shown("grid", _("现在的网格"), lambda row: row.grid_name or ""),
)


def _wanted(request: HttpRequest) -> PlaceFilter:
    """What the address narrows the list to."""
    grid = request.GET.get("grid", "none")
    return PlaceFilter(
        unions=request.GET.get("unions") == "1",
        grid=grid if grid.isalnum() else "none",
        text=text_of(request),
        towns=chosen(request, "town"),
        trades=chosen(request, "trade"),
    )


@power(EDIT)
def grid_places(request: HttpRequest) -> HttpResponse:
    """Employers or unions in no grid (or in any), to be ticked and put into one."""
    wanted = _wanted(request)
    found = queries.place_page(request.actor, wanted, **marks(request))
    values = queries.place_facets(request.actor, wanted)
    facets = [
        facet(request, name, title, [(one, one) for one, _n in values[name]], dict(values[name]))
        for name, title in (("town", _("镇街")), ("trade", _("行业")))
    ]
    words = ListPage(
        _("分网格"), _("勾选，或者按条件全部选中，核对以后分到一个网格。"), PLACE_COLUMNS, _("这些条件下没有"),
        _("都已经进了网格，或者条件太窄。"), _("村、园区、楼宇或名称"), (_("网格"), reverse("desk:grids")),
    )  # fmt: skip
    kinds = tabs(request, "unions", (("", _("单位")), ("1", _("工会"))))
    states = tabs(request, "grid", (("none", _("没有进网格")), ("all", _("全部"))), "none")
    return listing(
        request, words, found, template="desk/field/places.html", tabs=kinds, states=states, facets=facets,
        chips=chips(request, facets), total=queries.count_places(request.actor, wanted), wanted=wanted,
        query=request.GET.urlencode(),
        giving=f"{reverse('desk:grid_places_export')}?{request.GET.urlencode()}" if holds(request.actor, "imports.export") else "",
    )  # fmt: skip


@power(EDIT)
def grid_places_export(request: HttpRequest) -> HttpResponse:
    """Give that list out."""
    asked = {"filters": asdict(_wanted(request))}
    words = [text_of(request)] if text_of(request) else []
    told = [*words, *chosen(request, "town"), *chosen(request, "trade")]
    return giving.give(request, giving.Order("places", "organising.places", asked, told), PLACE_COLUMNS)


@power(EDIT)
def grid_assign(request: HttpRequest) -> HttpResponse:
    """Exactly what would go into which grid; then it is done."""
    if request.method != "POST":
        return went(request, "desk:grid_places")
    wanted, whole = _wanted(request), request.POST.get("all") == "1"
    codes = None if whole else request.POST.getlist("pick")[: queries.MOST]
    grids, into, refusal = queries.open_grids(request.actor), request.POST.get("into", ""), ""
    chosen_grid = next((one for one in grids if one.code == into), None)
    if chosen_grid is not None and "sure" in request.POST:
        try:
            made = actions.assign_to_grid(
                actor=request.actor, grid_code=into, wanted=wanted, codes=codes, digest=request.POST.get("digest", ""),
                now=timezone.now(),
            )  # fmt: skip
        except Refused as stop:
            refusal = stop.sentence
        else:
            request.session["grid_batch"] = {"batch": made.batch, "grid": into}
            said = counted("分进来 %(n)s 家。", made.number) % {"n": made.number}
            return done(request, said, "desk:grid", into)
    picked = queries.pick_places(request.actor, wanted, codes, into=chosen_grid)
    if not picked.lines and not refusal:
        messages.warning(request, _now("还没有选，或者都已经在这个网格里了。"))
        return went(request, "desk:grid_places")
    context = {
        "picked": picked, "lines": picked.lines[:SHOWN_IN_PREVIEW], "rest": max(0, len(picked.lines) - SHOWN_IN_PREVIEW),
        "grids": grids, "into": chosen_grid, "whole": whole, "codes": codes or [], "refusal": refusal,
        "query": request.GET.urlencode(), "wanted": wanted,
    }  # fmt: skip
    return page(request, "desk/field/assign.html", context, status=409 if refusal else 200)


@power(EDIT)
@require_POST
def grid_assign_undo(request: HttpRequest) -> HttpResponse:
    """Take the last assignment of this session back."""
    kept = request.session.pop("grid_batch", None)
    if not kept:
        raise Http404
    number = actions.undo_assignment(actor=request.actor, batch=kept["batch"], now=timezone.now())
    return done(
        request, counted("撤回了 %(n)s 家，回到原来的样子。", number) % {"n": number}, "desk:grid", kept["grid"]
    )
