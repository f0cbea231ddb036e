"""Splitting a union: choose what goes to the new one, see everything with figures before and after, type the number, do it."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from niangjia.fronts.desk import org_forms, shape_figures
from niangjia.fronts.desk import splitting_forms as forms
from niangjia.fronts.shell.doors import power
from niangjia.fronts.shell.pages import carried_out, done, page, wrong
from niangjia.ground.org import actions, queries
from niangjia.ground.people import queries as people
from niangjia.kit.powers import Actor, NotFound, Refused, holds


@power("org.edit")
def unit_split(request: HttpRequest, code: str) -> HttpResponse:
    """Two steps on one address: say what goes and see everything; then type the number and do it."""
    unit = queries.unit(request.actor, code, power="org.edit")
    form = forms.SplitForm(
        request.POST or None, actor=request.actor, unit=unit, divisible=queries.divisible(request.actor, code),
        workplaces=forms.workplaces(request.actor, unit),
    )  # fmt: skip
    context: dict[str, Any] = {"form": form, "unit": unit, "preview": None, "revision": unit.revision}
    if form.is_valid():
        given = form.given()
        preview = queries.preview_split(request.actor, code, given["portion"])
        revision = org_forms.revision_of(request, unit.revision)
        members = preview.members + _below(preview)
        seen = _digest(given)
        sure = request.POST.get("seen") == seen and "sure" in request.POST
        if sure and form.is_read(members) and carried_out(
            request, form, actions.split_unit, code=code, revision=revision
        ):  # fmt: skip
            return done(
                request,
                _("已从“%s”拆分出“%s”。") % (unit.name, form.result.into.name),
                "desk:unit",
                form.result.into.code,
            )
        form.fields["total"].required = True
        context |= {"preview": preview, "members": members, "seen": seen, "name": given["details"].name}
        context |= _foreseen(request.actor, unit, preview, given)
    return page(request, "desk/org/unit_split.html", context, status=wrong(form))


def _below(preview: Any) -> int:
    paths = [one.path for one in preview.units]
    return people.count_below(path=paths) if paths else 0


def _digest(given: dict[str, Any]) -> str:
    """The same for the same choice only: what was seen is what is done."""
    told = json.dumps([str(given["on"]), vars(given["details"]), vars(given["portion"])], default=str, sort_keys=True)
    return hashlib.blake2b(told.encode(), digest_size=16).hexdigest()


def _foreseen(actor: Actor, unit: Any, preview: Any, given: dict[str, Any]) -> dict[str, Any]:
    """Figures of both unions and of the one above, today and as they would be; or why it cannot be done."""
    asked = {name: given[name] for name in ("details", "portion", "on")}
    try:
        _here, details, _chosen = actions.check_split(
            actor=actor, code=unit.code, revision=unit.revision, now=timezone.now(), **asked
        )
    except NotFound:
        raise
    except Refused as refusal:
        return {"refusal": refusal.sentence}
    above = queries.upper_of([unit])
    shown = above if above is not None and holds(actor, "figures.read", above.path) else None
    values = shape_figures.of_units(actor, shown or unit, [unit, *preview.units, *([shown] if shown else [])])
    if values is None:
        return {"titles": [], "lines": [], "ready": True}
    own = (preview.members, 0, preview.employers, preview.workers)
    going = shape_figures.plus(own, *(values[one.pk] for one in preview.units))
    lines = shape_figures.split(unit, details.name, details.kind, shown, values, going)
    return {"titles": shape_figures.titles(actor), "lines": lines, "ready": True}
