"""The registers: what they say and we do not, who is who, decided one after the other; changes taken over."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import resolve_url
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from niangjia.engines.worklists import queries as worklists
from niangjia.fronts.desk.coverage_views import ListLine, list_lines
from niangjia.fronts.shell.doors import power, send
from niangjia.fronts.shell.forms import ActingForm, DayField
from niangjia.fronts.shell.lists import Facet, facet, pages, size_of, values
from niangjia.fronts.shell.pages import attempt, done, page, wrong
from niangjia.kit.calendar import today
from niangjia.programmes.organising import actions, queries
from niangjia.programmes.organising.choices.registry import EntryState, RegistryList, RegistrySource, RegistryStatus
from niangjia.programmes.organising.queries import EntryFilter

TABS = ((EntryState.OPEN, _("等人认定")), (EntryState.NONE, _("没有相近的")), (EntryState.LINKED, _("已对上")))
ACTS = {"same": actions.link_entry, "different": actions.refuse_candidate}
BUTTONS = {
    RegistryList.NEW: _("收进单位名录"), RegistryList.CLOSED: _("登记注销"), RegistryList.MOVED: _("按登记改镇街"),
    RegistryList.RENAMED: _("按登记更名"), RegistryList.TRADE: _("按登记改行业"), RegistryList.WORKERS: _("按参保人数更新职工人数"),
}  # fmt: skip


@power("org.view")
def registry(request: HttpRequest) -> HttpResponse:
    """The lines of one state, with the lists of changes above."""
    asked = request.GET.get("state", "")
    state = asked if asked in EntryState.values else EntryState.OPEN.value
    wanted = EntryFilter(
        text=request.GET.get("q", "").strip()[:60], states=[state], sources=values(request.GET, "source", RegistrySource.values),
        statuses=values(request.GET, "status", RegistryStatus.values), towns=values(request.GET, "town"),
    )  # fmt: skip
    size, marks = size_of(request), {name: request.GET.get(name, "") for name in ("after", "before")}
    found = queries.entries(request.actor, wanted, size=size, **marks)
    numbers = queries.entry_counts(request.actor)
    context = {
        "rows": found.rows, "state": state, "facets": _facets(request, wanted), "empty_house": not sum(numbers.values()),
        "pages": pages(request, len(found.rows), before=found.before, after=found.after, size=size),
        "tabs": [(one.value, label, numbers[one.value], one.value == state) for one, label in TABS],
        "first": queries.next_open(request.actor), "lists": _lists(request),
    }  # fmt: skip
    return page(request, "desk/registry/list.html", context, part="page")


def _lists(request: HttpRequest) -> list[ListLine]:
    return list_lines(RegistryList, worklists.home_counts(request.actor, today=today()))


def _facets(request: HttpRequest, wanted: EntryFilter) -> list[Facet]:
    counted = queries.entry_facets(request.actor, wanted)
    labels: dict[str, Any] = {"source": dict(RegistrySource.choices), "status": dict(RegistryStatus.choices)}
    titles = {"source": _("来源"), "status": _("登记状态"), "town": _("镇街")}
    return [
        facet(
            request,
            name,
            title,
            [(one, labels.get(name, {}).get(one, one)) for one, _n in counted[name]],
            dict(counted[name]),
        )
        for name, title in titles.items()
    ]


@power("org.view")
def registry_entry(request: HttpRequest, code: str) -> HttpResponse:
    """One line: theirs and ours side by side, with the reasons of each score."""
    shown = queries.entry_page(request.actor, code)
    changes = [(one, one.label, ours, theirs, BUTTONS[one]) for one, ours, theirs in shown.changes]
    return page(request, "desk/registry/entry.html", {"it": shown, "entry": shown.entry, "changes": changes})


@power("org.edit")
@require_POST
def registry_decide(request: HttpRequest, code: str, act: str) -> HttpResponse:
    """The same, not the same, or none of them; then on to the next line that waits."""
    revision = request.POST.get("revision", "")
    given: dict[str, Any] = {"code": code, "revision": int(revision) if revision.isdigit() and len(revision) < 9 else 0}
    given |= {"actor": request.actor, "now": timezone.now()}
    if act == "none":
        row = actions.refuse_all(**given)
    elif act == "reopen":
        row = actions.reopen_entry(**given)
    else:
        row = ACTS[act](**given, employer_code=request.POST.get("employer", "")[:40])
    if act in {"different", "reopen"} and row.state == EntryState.OPEN:
        return send(request, resolve_url("desk:registry_entry", code))
    following = queries.next_open(request.actor, after=(row.name, row.pk))
    said = _now("“%(name)s”已认定。") % {"name": row.name}
    if act == "reopen":
        return done(request, _now("已撤回认定，可以重新看。"), "desk:registry_entry", code)
    return done(request, said, "desk:registry_entry", following) if following else done(request, said, "desk:registry")


class ChangeForm(ActingForm):
    on = DayField(label=_("从哪天起"), initial=timezone.localdate, help_text=_("今天或以前，一般写登记的日期。"))


@power("org.edit")
def registry_apply(request: HttpRequest, code: str, change: str) -> HttpResponse:
    """Take one change over into our register, from a day on."""
    shown = queries.entry_page(request.actor, code)
    kind = RegistryList(f"organising.registry_{change}")
    line = next((one for one in shown.changes if one[0] == kind), None)
    if line is None:
        raise Http404
    form = ChangeForm(request.POST or None, actor=request.actor)
    if form.is_valid() and attempt(
        form, actions.apply_change, actor=request.actor, code=code, change=kind.value, on=form.cleaned_data["on"], now=timezone.now()
    ):  # fmt: skip
        return done(request, _now("已按登记修改，这件事办结了。"), "desk:registry_entry", code)
    context = {
        "form": form,
        "it": shown,
        "entry": shown.entry,
        "line": line,
        "button": BUTTONS[kind],
        "title": kind.label,
    }
    return page(request, "desk/registry/apply.html", context, status=wrong(form))
