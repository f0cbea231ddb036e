"""Unions that look as if they existed on paper only: the list by score, and the reasons of one."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse

from niangjia.engines.scorecards import queries as scorecards
from niangjia.engines.worklists import queries as worklists
from niangjia.fronts.shell.doors import power
from niangjia.fronts.shell.pages import page
from niangjia.ground.org import queries as org
from niangjia.kit.calendar import today
from niangjia.programmes.organising import queries

CARD, VISIT = "organising.shell", "organising.shell_visit"


@power("scorecards.view")
def shell_list(request: HttpRequest) -> HttpResponse:
    """Unions by score, the highest first, those of one grade."""
    card = scorecards.declared(CARD)
    grades = {one.code: one for one in card.grades}
    grade = request.GET.get("grade", "shell")
    grade = grade if grade in grades else "shell"
    wanted = scorecards.SheetFilter(grades=(grade,), text=request.GET.get("q", "").strip()[:60])
    after, before = request.GET.get("after", ""), request.GET.get("before", "")
    found = scorecards.sheets(request.actor, CARD, wanted, highest_first=True, after=after, before=before)
    numbers = scorecards.grade_counts(request.actor, CARD, wanted)
    context = {
        "card": card,
        "grade": grades[grade],
        "tabs": [(one, numbers.get(one.code, 0), one.code == grade) for one in card.grades],
        "wanted": wanted,
        "rows": [
            (
                one,
                (one.score or 0) // 100,
                reverse("desk:unit_shell", args=[one.subject_code]),
                queries.shell_found(one),
            )
            for one in found.rows
        ],
        "page": found,
    }
    return page(request, "desk/shells/list.html", context, part="page")


@power("scorecards.view")
def unit_shell(request: HttpRequest, code: str) -> HttpResponse:
    """Why one union scores as it does, its visits, and how it scored before."""
    unit = org.unit(request.actor, code, power="scorecards.view")
    sheets = scorecards.sheets_about(request.actor, CARD, unit.pk)
    if not sheets:
        raise Http404
    visits = [one for one in worklists.tasks_about(request.actor, "org.unit", unit.pk) if one.kind == VISIT]
    outcomes = worklists.declared(VISIT).outcomes
    context = {
        "unit": unit,
        "sheet": sheets[0],
        "trace": queries.shell_reasons(sheets[0]),
        "visits": [(one, outcomes.get(one.outcome, ""), reverse("desk:work_task", args=[one.code])) for one in visits],
        "earlier": [(one.on, (one.score or 0) // 100) for one in sheets[1:11]],
        "today": today(),
    }
    return page(request, "desk/shells/unit.html", context)
