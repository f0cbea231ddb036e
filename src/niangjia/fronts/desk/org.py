"""Unions and employers: pages, adding, editing, moving, dissolving."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from niangjia.fronts.desk import as_was, org_history
from niangjia.fronts.desk import org_forms as forms
from niangjia.fronts.desk.field_parts import field_of_employer, field_of_unit
from niangjia.fronts.shell.doors import power
from niangjia.fronts.shell.lists import size_of
from niangjia.fronts.shell.pages import carried_out, done, page, wrong
from niangjia.ground.org import actions, queries
from niangjia.ground.org.choices import UnitKind
from niangjia.ground.people import queries as people
from niangjia.kit.calendar import today
from niangjia.programmes.organising import queries as organising


def cursors(request: HttpRequest) -> dict[str, Any]:
    """Where the page of a list starts, from the address."""
    return {
        "after": request.GET.get("after", ""),
        "before": request.GET.get("before", ""),
        "size": size_of(request),
    }


# ------------------------------------------------------------------ unions


@power("org.view")
def unit_page(request: HttpRequest, code: str) -> HttpResponse:
    on = as_was.day_of(request.GET)
    shown = unit_then(request, code, on) if on else unit_now(request, code)
    unit = shown["it"].unit
    below = [(kind, UnitKind(kind).label, number) for kind, number in shown["it"].below]
    former = queries.former_names(unit)
    groups = organising.groups_of_unit(unit.pk, on or today())
    context = {**shown, **as_was.context(request), "unit": unit, "below": below, "former": former, "groups": groups}
    context |= field_of_unit(request, unit) if not on else {}
    return page(request, "desk/org/unit.html", context)


def unit_now(request: HttpRequest, code: str) -> dict[str, Any]:
    """A unit's page as it is."""
    shown = queries.unit_page(request.actor, code)
    children = list(queries.children(request.actor, shown.unit)[:201])
    merged = queries.merged_into([shown.unit.pk]).get(shown.unit.pk) if shown.is_dissolved else None
    return {
        "it": shown, "members": people.count_members(request.actor, unit=shown.unit), "children": children[:200],
        "more_children": len(children) > 200, "merged": merged, "history": org_history.history(request.actor, shown),
    }  # fmt: skip


def unit_then(request: HttpRequest, code: str, on: date) -> dict[str, Any]:
    """A unit's page as it was on a day."""
    shown = queries.unit_page_on(request.actor, code, on)
    children = queries.children_on(request.actor, shown.unit, on)
    return {
        "it": shown, "members": people.members_on(shown.unit, on), "children": children[:200],
        "more_children": len(children) > 200, "merged": None, "history": org_history.history(request.actor, shown),
    }  # fmt: skip


@power("org.edit")
def unit_add(request: HttpRequest, code: str) -> HttpResponse:
    parent = queries.unit(request.actor, code, power="org.edit")
    form = forms.UnitForm(request.POST or None, actor=request.actor, initial={"town": parent.town})
    if carried_out(request, form, actions.add_unit, parent_code=code):
        return done(request, _("已新增“%s”。") % form.result.name, "desk:unit", form.result.code)
    return page(request, "desk/org/unit_form.html", {"form": form, "parent": parent}, status=wrong(form))


@power("org.edit")
def unit_edit(request: HttpRequest, code: str) -> HttpResponse:
    unit = queries.unit(request.actor, code, power="org.edit")
    form = forms.UnitForm(request.POST or None, actor=request.actor, initial=forms.facts_of(unit, forms.UnitForm))
    revision = forms.revision_of(request, unit.revision)
    if carried_out(request, form, actions.edit_unit, code=code, revision=revision):
        return done(request, _("已保存“%s”的资料。") % form.result.name, "desk:unit", code)
    context = {"form": form, "unit": unit, "revision": revision}
    return page(request, "desk/org/unit_form.html", context, status=wrong(form))


@power("org.edit")
def unit_rename(request: HttpRequest, code: str) -> HttpResponse:
    """Another name from a day on; a slip is mended in the form of its facts."""
    unit = queries.unit(request.actor, code, power="org.edit")
    initial = {"name": unit.name, "short_name": unit.short_name, "seal_name": unit.seal_name}
    form = forms.RenameForm(request.POST or None, actor=request.actor, initial=initial)
    revision = forms.revision_of(request, unit.revision)
    if carried_out(request, form, actions.rename_unit, code=code, revision=revision):
        return done(request, _("已更名为“%s”，旧名留作曾用名。") % form.result.name, "desk:unit", code)
    context = {"form": form, "unit": unit, "revision": revision}
    return page(request, "desk/org/unit_rename.html", context, status=wrong(form))


@power("org.edit")
def unit_move(request: HttpRequest, code: str) -> HttpResponse:
    """Two steps on one address: choose where to and see what goes along; then do it."""
    unit = queries.unit(request.actor, code, power="org.edit")
    form = forms.MoveForm(request.POST or None, actor=request.actor)
    preview = None
    if form.is_valid():
        preview = queries.preview_move(request.actor, code, form.cleaned_data["parent"])
        revision = forms.revision_of(request, unit.revision)
        if "sure" in request.POST and carried_out(request, form, actions.move_unit, code=code, revision=revision):
            return done(request, _("“%s”已调整上级。") % unit.name, "desk:unit", code)
    context = {"form": form, "unit": unit, "preview": preview, "revision": unit.revision}
    return page(request, "desk/org/unit_move.html", context, status=wrong(form))


@power("org.edit")
def unit_dissolve(request: HttpRequest, code: str) -> HttpResponse:
    unit = queries.unit(request.actor, code, power="org.edit")
    form = forms.DissolveForm(request.POST or None, actor=request.actor)
    revision = forms.revision_of(request, unit.revision)
    if carried_out(request, form, actions.dissolve_unit, code=code, revision=revision):
        return done(request, _("“%s”已撤销，会员等待转会。") % unit.name, "desk:unit", code)
    members = people.count_members(request.actor, unit=unit)
    context = {"form": form, "unit": unit, "members": members, "revision": unit.revision}
    return page(request, "desk/org/unit_dissolve.html", context, status=wrong(form))


@power("org.edit")
@require_POST
def unit_restore(request: HttpRequest, code: str) -> HttpResponse:
    unit = queries.unit(request.actor, code, power="org.edit")
    revision = forms.revision_of(request, unit.revision)
    actions.restore_unit(actor=request.actor, code=code, revision=revision, now=timezone.now())
    return done(request, _("“%s”已恢复。") % unit.name, "desk:unit", code)


@power("org.names")
def unit_suggestions(request: HttpRequest) -> HttpResponse:
    """Names for a union field while one types."""
    text = request.GET.get("q", "")[:60]
    asked = request.GET.get("power", "")
    over = asked if asked in {"org.view", "org.edit", "people.view", "people.edit", "figures.read"} else "org.view"
    found = queries.pick_units(request.actor, text, power=over, limit=15)
    return page(request, "desk/org/suggestions.html", {"found": found})


# ------------------------------------------------------------------ employers


@power("org.view")
def employer_page(request: HttpRequest, code: str) -> HttpResponse:
    shown = queries.employer_page(request.actor, code)
    moves = organising.moves_of(request.actor, shown.employer.pk, now=timezone.now())
    may_move = queries.may_move_members(request.actor, shown.employer.pk)
    context = {"it": shown, "employer": shown.employer, "moves": moves, "may_move": may_move}
    context["former"] = queries.former_names(shown.employer)
    context |= field_of_employer(request, shown.employer)
    return page(request, "desk/org/employer.html", context)


@power("org.edit")
def employer_add(request: HttpRequest) -> HttpResponse:
    form = forms.NewEmployerForm(request.POST or None, actor=request.actor)
    if carried_out(request, form, actions.add_employer):
        return done(request, _("已新增“%s”。") % form.result.name, "desk:employer", form.result.code)
    return page(request, "desk/org/employer_form.html", {"form": form}, status=wrong(form))


@power("org.edit")
def employer_edit(request: HttpRequest, code: str) -> HttpResponse:
    employer = queries.employer(request.actor, code, power="org.edit")
    initial = forms.facts_of(employer, forms.EmployerForm)
    form = forms.EmployerForm(request.POST or None, actor=request.actor, initial=initial)
    revision = forms.revision_of(request, employer.revision)
    if carried_out(request, form, actions.edit_employer, code=code, revision=revision):
        return done(request, _("已保存“%s”的资料。") % form.result.name, "desk:employer", code)
    context = {"form": form, "employer": employer, "revision": revision}
    return page(request, "desk/org/employer_form.html", context, status=wrong(form))


@power("org.edit")
def employer_act(request: HttpRequest, code: str, act: str) -> HttpResponse:
    """The short acts on one employer: hang on a union, take off, count workers, strike off."""
    employer = queries.employer(request.actor, code, power="org.edit")
    one = forms.EMPLOYER_ACTS[act]
    initial = {"name": employer.name} if act == "rename" else None
    form = one.form(request.POST or None, actor=request.actor, initial=initial)
    seen = {"revision": forms.revision_of(request, employer.revision)} if act in {"close", "rename"} else {}
    if carried_out(request, form, one.act, code=code, **seen):
        return done(request, one.said % {"name": employer.name}, "desk:employer", code)
    context = {"form": form, "employer": employer, "one": one, "revision": employer.revision}
    return page(request, "desk/org/employer_act.html", context, status=wrong(form))
