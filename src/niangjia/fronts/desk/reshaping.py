"""Merging unions: choose, see everything that goes along and every figure before and after, confirm; take back."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from niangjia.fronts.desk import org_forms as forms
from niangjia.fronts.desk import shape_figures
from niangjia.fronts.shell.doors import power
from niangjia.fronts.shell.pages import carried_out, done, page, wrong
from niangjia.ground.org import actions, queries
from niangjia.ground.org.choices import Shape
from niangjia.ground.people import queries as people
from niangjia.kit.counted import counted
from niangjia.kit.powers import Actor, NotFound, Refused, holds


@power("org.edit")
def unit_merge(request: HttpRequest, code: str) -> HttpResponse:
    """Two steps on one address: choose the receiver (and others that end with this one) and see everything; then type the
    number and do it."""
    unit = queries.unit(request.actor, code, power="org.edit")
    form = forms.MergeForm(request.POST or None, actor=request.actor, beside=queries.beside(request.actor, unit))
    context: dict[str, Any] = {"form": form, "unit": unit, "preview": None}
    if form.is_valid():
        into = queries.unit(request.actor, form.cleaned_data["into"], power="org.edit")
        codes = [code, *(one for one in form.cleaned_data["others"] if one != into.code)]
        preview = queries.preview_merge(request.actor, codes, into.code)
        members = people.count_below(path=[one.path for one in preview.units])
        seen = " ".join([into.code, str(form.cleaned_data["on"]), *codes])
        given = {"codes": codes, "revisions": _revisions(request, preview.units, into)}
        sure = request.POST.get("seen") == seen and "sure" in request.POST
        if sure and form.is_read(members) and carried_out(request, form, actions.merge_units, **given):
            return done(request, _said(preview.units, into), "desk:unit", into.code)
        context |= {"preview": preview, "into": into, "members": members, "seen": seen, "names": _names(preview.units)}
        context["revisions"] = [(one.code, one.revision) for one in (*preview.units, into)]
        form.fields["total"].required = True
        context |= _foreseen(request.actor, form, preview.units, into, given)
    return page(request, "desk/org/unit_merge.html", context, status=wrong(form))


def _names(units: Any) -> str:
    return "、".join(f"“{one.name}”" for one in units)


def _said(units: Any, into: Any) -> str:
    if len(units) == 1:
        return _("“%s”已并入“%s”。") % (units[0].name, into.name)
    return counted("%(n)s 家工会已并入“%(into)s”。", len(units)) % {"n": len(units), "into": into.name}


def _revisions(request: HttpRequest, units: Any, into: Any) -> dict[str, int]:
    """The revisions that the preview was made of; those of today before there was one."""
    found = {}
    for one in (*units, into):
        told = request.POST.get(f"revision_{one.code}", "") if "sure" in request.POST else ""
        found[one.code] = int(told) if told.isdigit() and len(told) < 9 else one.revision
    return found


def _foreseen(actor: Actor, form: Any, units: Any, into: Any, given: dict[str, Any]) -> dict[str, Any]:
    """Figures of the unions concerned and of the one above them, today and as they would be; or why it cannot be done."""
    asked = {name: value for name, value in form.given().items() if name in {"into_code", "on"}}
    try:
        actions.check_merge(actor=actor, now=timezone.now(), **asked, **given)
    except NotFound:
        raise
    except Refused as refusal:
        return {"refusal": refusal.sentence}
    upper = queries.upper_of([*units, into])
    above = upper if upper is not None and holds(actor, "figures.read", upper.path) else None
    values: dict[int, Any] = {}
    for top in [above] if above is not None else [*units, into]:
        values |= shape_figures.of_units(actor, top, [*units, into, *([above] if above else [])]) or {}
    if not values:
        return {"titles": [], "lines": [], "ready": True}
    lines = shape_figures.merged(units, into, above, values)
    return {"titles": shape_figures.titles(actor), "lines": lines, "ready": True}


@power("org.edit")
@require_POST
def reshaping_undo(request: HttpRequest, code: str) -> HttpResponse:
    """Take a merge or a split of today back."""
    made = actions.undo_reshaping(actor=request.actor, code=code, now=timezone.now())
    if made.kind == Shape.SPLIT:
        here = queries.split_from(made)
        return done(request, _("拆分已撤回，一切和拆分以前一样。"), "desk:unit", here.code)
    receiver = made.into
    return done(request, _("合并已撤回，一切和合并以前一样。"), "desk:unit", receiver.code if receiver else "")
