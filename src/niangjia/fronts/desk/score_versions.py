"""The versions of a scorecard: items with weights, grades with bounds; written by one, published by another."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from niangjia.engines.scorecards import actions, queries
from niangjia.engines.scorecards.choices import VersionState
from niangjia.fronts.desk import score_forms as forms
from niangjia.fronts.desk.scores import known
from niangjia.fronts.shell.doors import power
from niangjia.fronts.shell.pages import attempt, done, page, stop
from niangjia.kit.calendar import today
from niangjia.kit.powers import NotFound, Refused, holds

BLANK_ITEMS, BLANK_GRADES = 2, 1


@power("scorecards.view")
def versions(request: HttpRequest, kind: str) -> HttpResponse:
    """All versions of a card, and beginning one."""
    one = known(request, kind)
    held = actions.version_at(actor=request.actor, kind=kind, on=today(), now=timezone.now())
    form = forms.DraftForm(actor=request.actor) if holds(request.actor, "scorecards.edit") else None
    rows = [(row, *queries.names_of(row)) for row in queries.versions(request.actor, kind)]
    context = {"one": one, "rows": rows, "held": held, "form": form}
    return page(request, "desk/scores/versions.html", context)


@power("scorecards.edit")
@require_POST
def version_draft(request: HttpRequest, kind: str) -> HttpResponse:
    """Begin a version with what holds there now."""
    known(request, kind)
    form = forms.DraftForm(request.POST, actor=request.actor)
    if not form.is_valid():
        return stop(request, 409, text=" ".join(str(error) for some in form.errors.values() for error in some))
    made = actions.draft(
        actor=request.actor, kind=kind, unit_code=form.cleaned_data["unit_code"] or "", now=timezone.now()
    )
    return done(request, _("草稿在这里，发布以前照旧版打分。"), "desk:score_version_edit", made.code)


@power("scorecards.view")
def version(request: HttpRequest, code: str) -> HttpResponse:
    """One version: its items and grades."""
    return _version(request, code)


def _version(request: HttpRequest, code: str, *, refusal: str = "", status: int = 200) -> HttpResponse:
    it = queries.version(request.actor, code)
    items = [(item, forms.typed_bands(item)) for item in queries.items_of(it)]
    title, document = queries.names_of(it)
    context = {
        "it": it,
        "title": title,
        "document": document,
        "one": known(request, it.kind),
        "items": items,
        "grades": queries.grades_of(it),
        "total": sum(item.weight for item, _bands in items),
        "acts": queries.acts_on(request.actor, it, today=today()),
        "mine": request.actor.account_id in it.hands,
        "refusal": refusal,
    }
    return page(request, "desk/scores/version.html", context, status=status)


@power("scorecards.edit")
def version_edit(request: HttpRequest, code: str) -> HttpResponse:
    """The items and grades of a draft, and blank rows to add with."""
    it = queries.version(request.actor, code)
    if it.state != VersionState.DRAFT:
        raise Http404
    form = forms.VersionForm(
        request.POST or None,
        initial={name: getattr(it, name) for name in ("revision", "title", "document", "valid_from")},
    )
    items, grades = _items(request, it), _grades(request, it)
    if request.method == "POST":
        used, given = [row for row in items if row.used], [row for row in grades if row.used]
        if all([form.is_valid(), *(row.is_valid() for row in [*used, *given])]):
            kept = {item.code: item for item in queries.items_of(it)}
            values = form.cleaned_data | {
                "items": [row.item(number, kept.get(row.cleaned_data["code"])) for number, row in enumerate(used, 1)],
                "grades": [row.grade(number) for number, row in enumerate(given, 1)],
            }
            if attempt(form, actions.edit, actor=request.actor, code=code, now=timezone.now(), **values):
                return done(request, _("草稿存好了。"), "desk:score_version", code)
    context = {"it": it, "one": known(request, it.kind), "form": form, "items": items, "grades": grades}
    return page(request, "desk/scores/version_edit.html", context, status=422 if request.method == "POST" else 200)


def _items(request: HttpRequest, it: Any) -> list[forms.ItemForm]:
    told = [
        {
            "code": one.code, "title": one.title, "type": one.type, "weight": one.weight, "good": one.good, "top": one.top,
            "bands": forms.typed_bands(one), "help": one.help, "required": one.required,
        }
        for one in queries.items_of(it)
    ]  # fmt: skip
    return [
        forms.ItemForm(request.POST or None, prefix=f"i{number}", initial=one)
        for number, one in enumerate([*told, *[{}] * BLANK_ITEMS])
    ]


def _grades(request: HttpRequest, it: Any) -> list[forms.GradeForm]:
    told: list[dict[str, Any]] = [
        {"code": one.code, "title": one.title, "low": one.low, "tone": one.tone} for one in queries.grades_of(it)
    ]
    return [
        forms.GradeForm(request.POST or None, prefix=f"g{number}", initial=one)
        for number, one in enumerate([*told, *[{}] * BLANK_GRADES])
    ]


@power("scorecards.edit")
@require_POST
def version_discard(request: HttpRequest, code: str) -> HttpResponse:
    """Throw a draft away."""
    it = queries.version(request.actor, code)
    actions.discard(actor=request.actor, code=code, now=timezone.now())
    return done(request, _("草稿删掉了，照旧版打分。"), "desk:score_versions", it.kind)


@power("scorecards.publish")
@require_POST
def version_publish(request: HttpRequest, code: str) -> HttpResponse:
    """Let a draft hold from its day on."""
    told = request.POST.get("revision", "")
    revision = int(told) if told.isdecimal() and len(told) < 9 else 0
    try:
        made = actions.publish(actor=request.actor, code=code, revision=revision, now=timezone.now())
    except NotFound:
        raise
    except Refused as refusal:
        return _version(request, code, refusal=refusal.sentence, status=409)
    return done(request, _("发布了，从 %(day)s 起按新版打分。") % {"day": made.valid_from}, "desk:score_version", code)


@power("scorecards.publish")
@require_POST
def version_withdraw(request: HttpRequest, code: str) -> HttpResponse:
    """Take a version back before its day."""
    try:
        actions.withdraw(actor=request.actor, code=code, now=timezone.now())
    except NotFound:
        raise
    except Refused as refusal:
        return _version(request, code, refusal=refusal.sentence, status=409)
    return done(request, _("撤下了，照旧版打分。"), "desk:score_version", code)
