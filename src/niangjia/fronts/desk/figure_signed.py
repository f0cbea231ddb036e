"""Signed figures: confirm and sign, open what was signed, verify it, say why it would be another number today."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from niangjia.engines.figures import actions, queries
from niangjia.engines.figures.choices import Cause
from niangjia.engines.imports import actions as giving
from niangjia.fronts.desk import figure_bridge
from niangjia.fronts.desk import figure_views as views
from niangjia.fronts.desk.places import post
from niangjia.fronts.shell.doors import power
from niangjia.fronts.shell.forms import ActingForm
from niangjia.fronts.shell.pages import attempt, done, page, wrong
from niangjia.ground.access import queries as access
from niangjia.kit.calendar import today
from niangjia.kit.counted import counted
from niangjia.kit.declare import figures
from niangjia.kit.powers import NotFound

PAGE = 50


class SignForm(ActingForm):
    note = forms.CharField(
        label=_("用在哪里"), required=False, max_length=200, help_text=_("例如：11 月通报，第 3 项。以后好对得上。")
    )
    shown = forms.CharField(widget=forms.HiddenInput, required=False, max_length=60)


@power("figures.sign")
def figure_sign(request: HttpRequest, figure: str) -> HttpResponse:
    """Before: the number with everything that will be frozen. After: the signed number."""
    entry = next((one for one in queries.catalogue(request.actor) if one.code == figure), None)
    if entry is None:
        raise Http404
    asked = views.Asked.of(request, post(request).code)
    where = views.narrowing(request, entry)
    when = {"view": asked.view, "where": where, **asked.time(request.actor)}
    answer = queries.value(request.actor, figure, asked.unit, today=today(), **when)
    form = SignForm(request.POST or None, actor=request.actor, initial={"shown": str(answer.value)})
    if form.is_valid():
        shown = views.number(form.cleaned_data["shown"])
        given = {"note": form.cleaned_data["note"], "shown": shown, "now": timezone.now(), **when}
        if attempt(form, actions.sign, actor=request.actor, figure=figure, unit=asked.unit, **given):
            return done(
                request, _("已审定。这个数和它的每一行都留下了，以后改不了。"), "desk:figure_signed", form.result.code
            )
    found = queries.open_rows(request.actor, figure, asked.unit, today=today(), size=1, **when)
    context = {
        "entry": entry,
        "answer": answer,
        "shown": views.shown_value(answer.figure, answer.value),
        "facts": [*views.facts(entry, answer), *views.narrowed_facts(entry, where)],
        "lines": found.count,
        "form": form,
        "back": f"{reverse('desk:figure', args=[figure])}?{request.GET.urlencode()}",
    }
    return page(request, "desk/figures/sign.html", context, status=wrong(form))


@power("figures.read")
def figure_signed_list(request: HttpRequest) -> HttpResponse:
    """What was given out in my branches, the newest first."""
    chosen = {name: request.GET.get(name, "") for name in ("figure", "unit")}
    found = list(queries.signed_figures(request.actor, **chosen)[:PAGE])
    names = access.account_names([one.by_account_id for one in found if one.by_account_id])
    context = {"lines": [line(one, names) for one in found], "chosen": any(chosen.values())}
    return page(request, "desk/figures/signed_list.html", context, part="page")


def line(one: Any, names: dict[int, str]) -> dict[str, Any]:
    """A signed figure for lists and for the sheet beside the number."""
    known = figures().get(one.figure)
    return {
        "it": one,
        "value": written(one)(one.number),
        "who": names.get(one.by_account_id, ""),
        "day_only": one.single or (known is not None and known.shape == "stock"),
        "digest": f"{one.digest[:4]} {one.digest[4:8]} … {one.digest[-4:]}",
    }


def written(one: Any) -> Callable[[Any], str]:
    """How numbers of a signed figure are written, also when the figure is no longer counted."""
    known = figures().get(one.figure)
    return (lambda value: views.shown_value(known, value)) if known else str


@power("figures.read")
def figure_signed(request: HttpRequest, code: str) -> HttpResponse:
    """One signed figure: the seal, the digest computed anew, the way to today's number, the old rows."""
    one = queries.signed(request.actor, code)
    names = access.account_names([one.by_account_id]) if one.by_account_id else {}
    context = {
        "line": line(one, names),
        "one": one,
        "verified": queries.verify(request.actor, code),
        "spans": spans(request, one),
        "rows": opened(request, one, None) if one.count else None,
        "conditions": views.stored_conditions(request.actor, one),
    }
    return page(request, "desk/figures/signed_page.html", context, part="page")


@power("figures.read")
def figure_signed_rows(request: HttpRequest, code: str, cause: str) -> HttpResponse:
    """The records of one group of the difference."""
    one = queries.signed(request.actor, code)
    names = access.account_names([one.by_account_id]) if one.by_account_id else {}
    context = {
        "line": line(one, names),
        "one": one,
        "cause": Cause(cause),
        "rows": opened(request, one, Cause(cause)),
    }
    return page(request, "desk/figures/signed_rows.html", context, part="page")


def opened(request: HttpRequest, one: Any, cause: Cause | None) -> dict[str, Any]:
    """A page of stored rows with their doors."""
    after = request.GET.get("after", "")
    start = int(after) if after.isdigit() and len(after) < 19 else None
    if cause is None:
        found = queries.signed_rows(request.actor, one.code, after=start, size=PAGE)
    else:
        found = queries.explained_rows(request.actor, one.code, cause, after=start, size=PAGE)
    known = figures().get(one.figure)
    door = views.DOORS.get(known.subject, "") if known else ""
    show = written(one)
    return {
        "it": found,
        "lines": [
            (row, reverse(door, args=[row.code]) if door and row.code else "", show(row.value)) for row in found.items
        ],
        "summed": bool(known and known.value) or cause is not None,
        "first": start is None,
    }


def spans(request: HttpRequest, one: Any) -> list[dict[str, Any]]:
    """The bridge to today's number; of a ratio, one for each number that it divides. None if it is counted no more."""
    try:
        bridge = queries.explain(request.actor, one.code)
    except NotFound:
        return []
    return [span(part) for part in bridge.terms or (bridge,)]


def span(bridge: Any) -> dict[str, Any]:
    """One bridge: its words, its drawing, its groups with their rows."""
    one, show = bridge.signed, written(bridge.signed)
    difference = (bridge.now or 0) - (bridge.then or 0)

    def href(cause: Cause) -> str:
        return reverse("desk:figure_signed_rows", args=[one.code, cause.value])

    old = reverse("desk:figure_signed", args=[one.code])
    new = _question(one)
    size = show(abs(difference))
    return {
        "one": one,
        "bridge": bridge,
        "headline": _headline(difference, f"{size} {one.word}".strip()),
        "drawing": figure_bridge.draw(bridge, show, href, old, new) if bridge.groups else None,
        "groups": [
            {
                "group": group,
                "icon": figure_bridge.ICONS.get(group.cause, "minus"),
                "effect": figure_bridge.signed_text(group.effect, show(group.effect)),
                "href": href(group.cause),
            }
            for group in bridge.groups
        ],
    }


def _headline(difference: Any, size: str) -> str:
    if not difference:
        return _now("从那以后，数没有变")
    return _now("从那以后，多了 %s") % size if difference > 0 else _now("从那以后，少了 %s") % size


def _question(one: Any) -> str:
    """The same question as it is answered today."""
    asked = {"at": one.unit.code, "from": f"{one.first:%Y-%m-%d}", "to": f"{one.last:%Y-%m-%d}", "view": one.view}
    return f"{reverse('desk:figure', args=[one.figure])}?{views.urlencode({**asked, **one.where})}"


@power("imports.export")
@require_POST
def figure_export(request: HttpRequest, figure: str) -> HttpResponse:
    """Give out the rows behind a number, with the question in the head of the sheet."""
    entry = next((one for one in queries.catalogue(request.actor) if one.code == figure), None)
    if entry is None:
        raise Http404
    asked = views.Asked.of(request, post(request).code)
    where = views.narrowing(request, entry)
    time = asked.time(request.actor)
    answer = queries.value(request.actor, figure, asked.unit, today=today(), view=asked.view, where=where, **time)
    told = [entry.label, *(f"{name}：{value}" for name, value in views.facts(entry, answer)[1:])]
    told += [f"{name}：{value}" for name, value in views.narrowed_facts(entry, where)]
    made = giving.order(
        actor=request.actor,
        source="figures.rows",
        asked={
            "figure": figure, "unit": asked.unit, "view": asked.view.value, "where": where,
            "first": time["first"].isoformat(), "last": time["last"].isoformat(),
        },
        columns=["title", "unit", "value", "details"],
        filter_text="；".join([*told, _moment(timezone.now())]),
        now=timezone.now(),
    )  # fmt: skip
    said = counted("正在导出 %(n)s 行，可以先去忙别的，好了会通知您。", made.total) % {"n": f"{made.total:,}"}
    return done(request, said, "desk:tasks")


def _moment(now: datetime) -> str:
    return _now("%s 导出") % f"{timezone.localtime(now):%Y-%m-%d %H:%M}"
