"""What a person keeps for a list: saved filters as tabs, the columns she wants, rows a page. Everything else stands in the address."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from niangjia.fronts.desk.kept_forms import FilterForm
from niangjia.fronts.desk.places import posts
from niangjia.fronts.shell.doors import own, send
from niangjia.fronts.shell.lists import Shown, columns, size_of
from niangjia.fronts.shell.pages import attempt, done, page
from niangjia.ground.access import actions
from niangjia.ground.access import queries as access
from niangjia.kit.powers import ActorKind, holds

NOT_KEPT = ("after", "before", "from", "size", "col", "all", "exact", "as")
"""Parts of an address that are no filter."""


@dataclass(frozen=True)
class Kind:
    """One of the lists that remember: its name, its address, its power."""

    title: Any
    address: str
    power: str


KINDS = {
    "members": Kind(gettext_lazy("会员"), "desk:members", "people.view"),
    "units": Kind(gettext_lazy("工会组织"), "desk:units", "org.view"),
    "employers": Kind(gettext_lazy("单位"), "desk:employers", "org.view"),
    "officers": Kind(gettext_lazy("工会干部"), "desk:officers", "organising.cadre_view"),
    "contacts": Kind(gettext_lazy("主席通讯录"), "desk:contacts", "organising.contact"),
    "places": Kind(gettext_lazy("分网格"), "desk:grid_places", "organising.grid_edit"),
    "foundings": Kind(gettext_lazy("建会换届"), "desk:foundings", "organising.files"),
    "unread": Kind(gettext_lazy("给主席的通知"), "desk:group_messages", "organising.contact"),
}


@dataclass(frozen=True)
class Tab:
    """A filter that is a tab. `number` is given where it is counted at once, `key` names the place it is filled into later."""

    label: Any
    href: str
    on: bool
    key: str
    query: str
    number: int | None = None
    lent_by: str = ""


@dataclass(frozen=True)
class Look:
    """How one person sees one list: kept columns and size, and where to keep them."""

    kind: str
    shown: list[Shown]
    size: int

    @property
    def keep(self) -> str:
        """Where columns and size are kept."""
        return reverse("desk:list_look", args=[self.kind])


def look_of(request: HttpRequest, kind: str, all_columns: Sequence[Shown]) -> Look:
    """Columns and size: from the address, else as kept, else the usual ones. One query."""
    values = access.kept_values(request.actor, f"columns:{kind}", f"list:{kind}")
    wanted = values.get(f"columns:{kind}", {}).get("columns", [])
    size = values.get(f"list:{kind}", {}).get("size", 0)
    return Look(kind, columns(request, all_columns, wanted), size_of(request, size))


def plain(query: str | QueryDict) -> str:
    """The filter in an address, and nothing else of it, in one order: two addresses of one filter are the same text."""
    read = QueryDict(query) if isinstance(query, str) else query
    kept = QueryDict(mutable=True)
    for name in sorted(read):
        values = sorted({value for value in read.getlist(name) if value})
        if name not in NOT_KEPT and values:
            kept.setlist(name, values)
    return kept.urlencode()


def tabs_of(request: HttpRequest, kind: str, ready: Sequence[tuple[Any, Mapping[str, str]]]) -> list[Tab]:
    """Ready filters, one's own, then those that colleagues lend. `key` is stable: counts are filled in by it."""
    here, base = plain(request.GET), reverse(KINDS[kind].address)
    offered = [(label, plain(_as_query(query)), "") for label, query in ready]
    for one in access.kept(request.actor, f"filter:{kind}"):
        lent = one.account.name if one.account_id != request.actor.account_id else ""
        offered.append((one.name, plain(str(one.value.get("query", ""))), lent))
    return [
        Tab(label, f"{base}?{query}" if query else base, here == query, f"tab-{place}", query, lent_by=lent)
        for place, (label, query, lent) in enumerate(offered)
    ]


def _as_query(values: Mapping[str, str]) -> QueryDict:
    query = QueryDict(mutable=True)
    query.update({name: value for name, value in values.items() if value})  # type: ignore[arg-type]
    return query


def numbered(tabs: Sequence[Tab], count: Callable[[QueryDict], int]) -> list[Tab]:
    """The tabs with their numbers, where counting is cheap; the first ten only."""
    return [
        Tab(one.label, one.href, one.on, one.key, one.query, count(QueryDict(one.query)), one.lent_by)
        if place < 10
        else one
        for place, one in enumerate(tabs)
    ]


def context_of(request: HttpRequest, look: Look, tabs: Sequence[Tab]) -> dict[str, Any]:
    """What the templates of a list with kept choices need."""
    here = plain(request.GET)
    return {
        "tabs": tabs,
        "keep_look": look.keep,
        "keep_filter": reverse("desk:list_filters", args=[look.kind]),
        "can_keep": bool(here) and not any(one.on for one in tabs),
        "has_own": any(not one.lent_by and one.key != "" for one in tabs),
        "query": request.GET.urlencode(),
        "filter_query": here,
    }


# ------------------------------------------------------------------ keeping


def _kind(request: HttpRequest, name: str) -> Kind:
    kind = KINDS[name]
    if not holds(request.actor, kind.power):
        raise Http404
    return kind


@own(ActorKind.STAFF)
@require_POST
def list_look(request: HttpRequest, kind: str) -> HttpResponse:
    """Keep the columns or the rows a page of a list."""
    one = _kind(request, kind)
    now, actor = timezone.now(), request.actor
    if request.POST.get("size", "").isdigit():
        actions.keep(actor=actor, topic=f"list:{kind}", value={"size": int(request.POST["size"][:4])}, now=now)
    else:
        wanted = [] if "usual" in request.POST else request.POST.getlist("col")[:60]
        actions.keep(actor=actor, topic=f"columns:{kind}", value={"columns": [name[:20] for name in wanted]}, now=now)
    query = QueryDict(request.POST.get("query", ""), mutable=True)
    for name in ("col", "size", "after", "before", "from"):
        query.pop(name, None)
    return send(request, f"{reverse(one.address)}?{query.urlencode()}" if query else reverse(one.address))


@own(ActorKind.STAFF)
def list_filters(request: HttpRequest, kind: str) -> HttpResponse:
    """Keep the filter that is on the screen under a name; below it, those that are kept already."""
    one = _kind(request, kind)
    query = plain(request.POST.get("query", "") or request.GET)
    form = FilterForm(request.POST or None, units=posts(request))
    if form.is_valid() and attempt(
        form,
        actions.keep,
        actor=request.actor,
        topic=f"filter:{kind}",
        name=form.cleaned_data["name"],
        value={"query": query},
        shared_unit_code=form.cleaned_data["share"],
        now=timezone.now(),
    ):
        said = _("已存为常用筛选“%s”。") % form.cleaned_data["name"]
        return done(request, said, f"{reverse(one.address)}?{query}" if query else one.address)
    context = {"form": form, "kind": kind, "one": one, "back": reverse(one.address), "filter_query": query}
    return page(request, "desk/kept/filters.html", context | _kept(request, kind), status=422 if form.errors else 200)


def _kept(request: HttpRequest, kind: str) -> dict[str, Any]:
    rows = access.kept(request.actor, f"filter:{kind}")
    return {
        "mine": [row for row in rows if row.account_id == request.actor.account_id],
        "lent": [row for row in rows if row.account_id != request.actor.account_id],
    }


@own(ActorKind.STAFF)
def list_filter(request: HttpRequest, kind: str, number: str) -> HttpResponse:
    """Rename one kept filter, lend it or take it back, or forget it."""
    one = _kind(request, kind)
    found = next((row for row in _kept(request, kind)["mine"] if row.pk == int(number)), None)
    if found is None:
        raise Http404
    if request.method == "POST" and "forget" in request.POST:
        actions.forget(actor=request.actor, kept_id=found.pk, now=timezone.now())
        return done(request, _("已去掉常用筛选“%s”，名单没有变。") % found.name, "desk:list_filters", kind)
    initial = {"name": found.name, "share": found.shared_unit.code if found.shared_unit else ""}
    form = FilterForm(request.POST or None, units=posts(request), initial=initial)
    if form.is_valid() and attempt(
        form,
        actions.rename,
        actor=request.actor,
        kept_id=found.pk,
        name=form.cleaned_data["name"],
        shared_unit_code=form.cleaned_data["share"],
        now=timezone.now(),
    ):
        return done(request, _("已保存常用筛选“%s”。") % form.result.name, "desk:list_filters", kind)
    context = {"form": form, "kind": kind, "one": one, "it": found}
    return page(request, "desk/kept/filter.html", context, status=422 if form.errors else 200)
