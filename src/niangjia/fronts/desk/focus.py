"""New forms of employment: groups with their figures, and plans with the state against each target."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from niangjia.fronts.desk import focus_forms as forms
from niangjia.fronts.desk.places import post
from niangjia.fronts.shell.doors import power
from niangjia.fronts.shell.pages import carried_out, done, page, wrong
from niangjia.kit.calendar import today
from niangjia.kit.counted import counted
from niangjia.programmes.organising import actions, queries
from niangjia.programmes.organising.choices.focus import FIGURES, Measure


def _figure(code: str, unit: str, on: Any = None, where: Any = None) -> str:
    asked = {"at": unit, **({"to": on} if on else {}), **(where or {})}
    return f"{reverse('desk:figure', args=[code])}?{urlencode(asked)}"


@power("figures.read")
def focus(request: HttpRequest) -> HttpResponse:
    """The groups with their figures, and the plans."""
    shown = queries.focus_page(request.actor, request.GET.get("at") or post(request).code, today=today())
    unions, members = (FIGURES[one] for one in (Measure.UNIONS, Measure.MEMBERS))
    code = shown.unit.code
    lines = [
        (
            one,
            _figure(unions, code, where={"group": one.group.name}),
            _figure(members, code, where={"group": one.group.name}),
        )
        for one in shown.lines
    ]
    context = {"it": shown, "lines": lines, "unions": _figure(unions, code), "members": _figure(members, code)}
    return page(request, "desk/focus/list.html", context)


@power("org.edit")
@require_POST
def focus_adopt(request: HttpRequest) -> HttpResponse:
    """Take the eight national groups in."""
    made = actions.adopt_groups(actor=request.actor, unit_code=post(request).code, now=timezone.now())
    return done(request, counted("已采用 %(n)s 个群体。", made) % {"n": made}, "desk:focus")


@power("org.edit")
@require_POST
def focus_fit(request: HttpRequest) -> HttpResponse:
    """Put every union that fits a group into it."""
    placed = actions.place_fitting(actor=request.actor, unit_code=post(request).code, now=timezone.now())
    return done(request, counted("已把 %(n)s 家工会归入群体。", placed) % {"n": placed}, "desk:focus")


@power("org.edit")
def focus_group_add(request: HttpRequest) -> HttpResponse:
    """A group of the county's own."""
    form = forms.GroupForm(request.POST or None, actor=request.actor)
    if carried_out(request, form, actions.add_group, unit_code=post(request).code):
        return done(request, _("已增加“%s”。") % form.result.name, "desk:focus")
    context = {"form": form, "title": _("增加一个群体"), "button": _("增加这个群体")}
    return page(request, "desk/focus/form.html", context, status=wrong(form))


@power("org.edit")
def focus_place(request: HttpRequest, code: str) -> HttpResponse:
    """A union belongs to a group."""
    form = forms.PlaceForm(request.POST or None, actor=request.actor)
    if carried_out(request, form, actions.place_units, code=code):
        return done(request, _("已归入群体，人数按这一群体计。"), "desk:focus")
    context = {"form": form, "title": _("把工会归入群体"), "button": _("归入这个群体")}
    return page(request, "desk/focus/form.html", context, status=wrong(form))


@power("org.edit")
@require_POST
def focus_end(request: HttpRequest, code: str) -> HttpResponse:
    """A group is no more from today on."""
    row = actions.end_group(actor=request.actor, code=code, on=today(), now=timezone.now())
    return done(request, _("“%s”今天起停用，以前的数不变。") % row.name, "desk:focus")


# ------------------------------------------------------------------ plans


@power("org.edit")
def focus_plan_add(request: HttpRequest) -> HttpResponse:
    """A plan with its three phases."""
    form = forms.PlanForm(request.POST or None, actor=request.actor)
    if carried_out(request, form, actions.add_plan, unit_code=post(request).code):
        return done(request, _("计划已建好，接着写各阶段的目标。"), "desk:focus_plan", form.result.code)
    context = {"form": form, "title": _("制定计划"), "button": _("建好这个计划")}
    return page(request, "desk/focus/form.html", context, status=wrong(form))


@power("figures.read")
def focus_plan(request: HttpRequest, code: str) -> HttpResponse:
    """A plan with the state against each target; nobody types a number that was reached."""
    shown = queries.plan_page(request.actor, code, today=today())
    form = forms.TargetForm(actor=request.actor, groups=shown.groups)
    phases = [
        (one, [(line, _figure(line.figure, shown.plan.unit.code, line.on, line.where)) for line in one.targets])
        for one in shown.phases
    ]
    return page(request, "desk/focus/plan.html", {"it": shown, "phases": phases, "form": form})


@power("org.edit")
def focus_target(request: HttpRequest, code: str) -> HttpResponse:
    """One more target of a phase."""
    shown = queries.plan_page(request.actor, code, today=today())
    form = forms.TargetForm(request.POST or None, actor=request.actor, groups=shown.groups)
    if carried_out(request, form, actions.set_target, code=code):
        return done(request, _("目标已写下，现状按记录计算。"), "desk:focus_plan", code)
    context = {"form": form, "title": _("写一个目标"), "button": _("写下这个目标"), "plan": shown.plan}
    return page(request, "desk/focus/form.html", context, status=wrong(form))


@power("org.edit")
@require_POST
def focus_target_drop(request: HttpRequest, code: str, number: str) -> HttpResponse:
    """A target was wrong."""
    actions.drop_target(actor=request.actor, code=code, target_id=int(number), now=timezone.now())
    return done(request, _("目标已删掉。"), "desk:focus_plan", code)
