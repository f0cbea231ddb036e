"""Merging unions: choose, see everything that goes along and every figure before and after, confirm; take back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from niangjia.engines.figures import queries as figures
from niangjia.fronts.desk import org_forms as forms
from niangjia.fronts.shell.doors import power
from niangjia.fronts.shell.pages import carried_out, done, page, wrong
from niangjia.ground.org import actions, queries
from niangjia.ground.people import queries as people
from niangjia.kit.calendar import today
from niangjia.kit.powers import Actor, NotFound, Refused, holds

FIGURES = ("people.members", "organising.unions", "organising.employers_covered", "organising.workers_covered")
"""What stands in a preview, before and after."""


@dataclass(frozen=True)
class FigureLine:
    """One union with its figures before and after."""

    name: str
    is_sum: bool
    cells: list[tuple[Any, Any]]


@power("org.edit")
def unit_merge(request: HttpRequest, code: str) -> HttpResponse:
    """Two steps on one address: choose the receiver and see everything; then type the number and do it."""
    unit = queries.unit(request.actor, code, power="org.edit")
    form = forms.MergeForm(request.POST or None, actor=request.actor)
    context: dict[str, Any] = {"form": form, "unit": unit, "preview": None}
    if form.is_valid():
        into = queries.unit(request.actor, form.cleaned_data["into"], power="org.edit")
        preview = queries.preview_merge(request.actor, [code], into.code)
        members = people.members_below(path=unit.path)[0][1]
        revisions = _revisions(request, unit, into)
        sure = request.POST.get("seen") == f"{into.code} {form.cleaned_data['on']}" and "sure" in request.POST
        given = {"codes": [code], "revisions": revisions}
        if sure and form.is_read(members) and carried_out(request, form, actions.merge_units, **given):
            return done(request, _("“%s”已并入“%s”。") % (unit.name, into.name), "desk:unit", into.code)
        context |= {"preview": preview, "into": into, "members": members, "revisions": (unit.revision, into.revision)}
        context["seen"] = f"{into.code} {form.cleaned_data['on']}"
        form.fields["total"].required = True
        context |= _foreseen(request.actor, form, unit, into, given)
    return page(request, "desk/org/unit_merge.html", context, status=wrong(form))


def _revisions(request: HttpRequest, unit: Any, into: Any) -> dict[str, int]:
    """The revisions that the preview was made of; those of today before there was one."""
    told = request.POST.get("into_revision", "")
    theirs = int(told) if told.isdigit() and len(told) < 9 and "sure" in request.POST else into.revision
    return {unit.code: forms.revision_of(request, unit.revision), into.code: theirs}


def _foreseen(actor: Actor, form: Any, unit: Any, into: Any, given: dict[str, Any]) -> dict[str, Any]:
    """Figures of the unions concerned and of the one above them, today and as they would be; or why it cannot be done."""
    upper = queries.upper_of([unit, into])
    above = upper if upper is not None and holds(actor, "figures.read", upper.path) else None

    def look() -> dict[int, Sequence[Any]]:
        if above is not None:
            return dict(figures.table(actor, FIGURES, above.code, today=today()).values)
        both = [figures.table(actor, FIGURES, one.code, today=today(), depth=0).values for one in (unit, into)]
        return {**both[0], **both[1]}

    try:
        before = look()
        after = actions.rehearse_merge(look=look, actor=actor, now=timezone.now(), **form.given(), **given)
    except NotFound:
        raise
    except Refused as refusal:
        return {"refusal": refusal.sentence}
    shown = [(unit, False), (into, False), *([(above, True)] if above is not None else [])]
    return {
        "titles": [one.label for one in _columns(actor)],
        "lines": [
            FigureLine(one.name, is_sum, list(zip(before[one.pk], after[one.pk], strict=True))) for one, is_sum in shown
        ],
    }


def _columns(actor: Actor) -> list[Any]:
    entries = {entry.code: entry for entry in figures.catalogue(actor)}
    return [entries[code] for code in FIGURES]


@power("org.edit")
@require_POST
def reshaping_undo(request: HttpRequest, code: str) -> HttpResponse:
    made = actions.undo_merge(actor=request.actor, code=code, now=timezone.now())
    receiver = made.into
    return done(request, _("合并已撤回，一切和合并以前一样。"), "desk:unit", receiver.code if receiver else "")
