"""审批流程: the way of each kind in a branch, written as a draft, tried on a union, published for a day."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from niangjia.engines.approvals import actions, queries
from niangjia.engines.approvals.choices import RouteState
from niangjia.fronts.desk import approval_forms as forms
from niangjia.fronts.desk.places import posts
from niangjia.fronts.shell.doors import power
from niangjia.fronts.shell.pages import attempt, done, page
from niangjia.ground.org import queries as org
from niangjia.kit.calendar import today
from niangjia.kit.declare import Stop, approvals
from niangjia.kit.powers import Actor, NotFound, holds, known_powers

SET = "approvals.set_routes"
MOST_STOPS = 9


def unit_of(request: HttpRequest) -> Any:
    """The union whose routes are shown: the one asked for, else the highest where the reader sets them."""
    code = request.GET.get("unit", "")
    if not code:
        mine = [one for one in posts(request) if holds(request.actor, SET, one.path)]
        code = mine[0].code if mine else ""
    return org.unit(request.actor, code, power=SET)


@power(SET)
def route_list(request: HttpRequest) -> HttpResponse:
    """Every kind with its way in one branch."""
    try:
        here = unit_of(request)
    except NotFound:
        if request.GET.get("unit"):
            raise
        return page(request, "desk/approvals/routes.html", {"unit": None, "kinds": []})
    kinds = queries.route_kinds(request.actor, here.code, day=today())
    shown = [(one, steps_of(one.kind, one.steps)) for one in kinds]
    return page(request, "desk/approvals/routes.html", {"unit": here, "kinds": shown})


def steps_of(kind: str, steps: Any) -> list[dict[str, Any]]:
    """Stops in words."""
    where, silence = dict(forms.WHERE), dict(forms.SILENCE)
    labels = {code: one.label for code, one in known_powers().items()}
    return [
        {
            "title": queries.stop_title(kind, one.name, one.title if isinstance(one.title, str) else ""),
            "where": where[one.where],
            "power": labels.get(one.power, one.power),
            "days": one.days,
            "silence": silence[one.silence] if one.silence == "passes" else "",
            "amount_from": one.amount_from,
            "amount_to": one.amount_to,
        }
        for one in steps
    ]


@power(SET)
@require_POST
def route_draft(request: HttpRequest, unit: str, kind: str) -> HttpResponse:
    """Begin, or go on with, the draft of a union's own route."""
    made = actions.draft_route(actor=request.actor, unit_code=unit, kind=kind, now=timezone.now())
    return done(request, _("草稿在这里，发布以前不影响正在办的事。"), "desk:approval_route", made.code)


@power(SET)
def route(request: HttpRequest, code: str) -> HttpResponse:
    """A draft with its stops, its trial walk and its publishing; a published version to read."""
    found = queries.route(request.actor, code)
    stops = [queries.stop_of(row) for row in found.stops.order_by("position")]
    if found.state != RouteState.DRAFT:
        context = {"it": found, "title": approvals()[found.kind].title, "steps": steps_of(found.kind, stops)}
        versions = queries.versions(request.actor, found.unit.code, found.kind)
        end = forms.PublishForm(initial={"revision": found.revision})
        end.fields["on"].label = _("停止执行的日期")
        return page(request, "desk/approvals/route_read.html", {**context, "versions": versions, "form": end})
    return _edit(request, found, stops)


def _edit(request: HttpRequest, found: Any, stops: list[Stop]) -> HttpResponse:
    form = forms.RouteForm(
        request.POST or None,
        initial={"revision": found.revision, "document": found.document, "note": found.note},
    )
    rows = _rows(request.actor, found.kind, stops, request.POST or None)
    wrong = request.method == "POST" and [row for row in rows if _used(row) and not row.is_valid()]
    if request.method == "POST" and form.is_valid() and not wrong:
        given = {**form.cleaned_data, "stops": entered(rows), "now": timezone.now()}
        if attempt(form, actions.edit_route, actor=request.actor, code=found.code, **given):
            return done(request, _("草稿存好了。"), "desk:approval_route", found.code)
    status = 422 if request.method == "POST" else 200
    return page(request, "desk/approvals/route.html", _editing(request, found, form, rows, stops), status=status)


def _editing(request: HttpRequest, found: Any, form: Any, rows: list[Any], stops: list[Stop]) -> dict[str, Any]:
    trial = forms.TryForm(request.GET if "unit_code" in request.GET else None, actor=request.actor)
    walked = None
    if trial.is_bound and trial.is_valid():
        values = trial.cleaned_data
        walked = queries.preview(
            request.actor, found.code, unit_code=values["unit_code"], amount=values["amount"] or 0, day=today()
        )
    return {
        "it": found,
        "title": approvals()[found.kind].title,
        "form": form,
        "rows": rows,
        "steps": steps_of(found.kind, stops),
        "publish": forms.PublishForm(initial={"revision": found.revision, "on": today()}),
        "trial": trial,
        "walked": walked,
    }


def _rows(actor: Actor, kind: str, stops: list[Stop], data: Any) -> list[Any]:
    """A form for each stop, and a blank one to add with."""
    labels = {code: one.label for code, one in known_powers().items()}
    powers = forms.power_choices(approvals()[kind], labels)
    filled = [
        {**{name: getattr(stop, name) for name in ("name", "title", "where", "power", "days", "silence")},
         "amount_from": stop.amount_from, "amount_to": stop.amount_to, "levels": list(stop.levels),
         "unit_kinds": list(stop.unit_kinds), "order": number}
        for number, stop in enumerate(stops, 1)
    ]  # fmt: skip
    filled += [{"order": len(filled) + 1, "days": 5}] if len(filled) < MOST_STOPS else []
    return [
        forms.StopForm(data, actor=actor, prefix=f"s{number}", initial=one, powers=powers)
        for number, one in enumerate(filled)
    ]


def _used(row: Any) -> bool:
    """Whether a row says anything: the blank one may stay blank, one that is taken out need not be right."""
    named = row.data.get(f"{row.prefix}-title", "").strip()
    return bool(named) and not row.data.get(f"{row.prefix}-gone")


def entered(rows: list[Any]) -> list[Stop]:
    """The stops in the order that was typed, without those taken out; names never meet."""
    used = sorted((row for row in rows if _used(row)), key=lambda row: row.cleaned_data["order"] or 99)
    found: list[Stop] = []
    for number, row in enumerate(used, 1):
        stop = row.stop(number)
        while any(one.name == stop.name for one in found):
            number += 10
            stop = row.stop(number)
        found.append(stop)
    return found


@power(SET)
@require_POST
def route_publish(request: HttpRequest, code: str) -> HttpResponse:
    """Put a draft in force."""
    found = queries.route(request.actor, code)
    form = forms.PublishForm(request.POST)
    given = {"actor": request.actor, "code": code, "now": timezone.now()}
    if form.is_valid() and attempt(form, actions.publish_route, **given, **form.cleaned_data):
        return done(request, _("流程发布了。正在办的事仍按原来的流程走完。"), "desk:approval_route", code)
    stops = [queries.stop_of(row) for row in found.stops.order_by("position")]
    top = forms.RouteForm(initial={"revision": found.revision, "document": found.document, "note": found.note})
    context = _editing(request, found, top, _rows(request.actor, found.kind, stops, None), stops)
    return page(request, "desk/approvals/route.html", {**context, "publish": form}, status=422)


@power(SET)
@require_POST
def route_end(request: HttpRequest, code: str) -> HttpResponse:
    """End a route in force, or throw a draft away."""
    found = queries.route(request.actor, code)
    form = forms.PublishForm(request.POST)
    if found.state == RouteState.DRAFT:
        actions.drop_route(actor=request.actor, code=code, revision=found.revision, now=timezone.now())
        return done(request, _("草稿删掉了。"), "desk:approval_routes")
    if form.is_valid() and attempt(
        form, actions.end_route, actor=request.actor, code=code, now=timezone.now(), **form.cleaned_data
    ):
        return done(request, _("到那天起停止执行。"), "desk:approval_route", code)
    context = {
        "it": found,
        "title": approvals()[found.kind].title,
        "steps": steps_of(found.kind, [queries.stop_of(row) for row in found.stops.order_by("position")]),
        "versions": queries.versions(request.actor, found.unit.code, found.kind),
        "form": form,
    }
    return page(request, "desk/approvals/route_read.html", context, status=422)
