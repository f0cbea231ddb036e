"""工会普查: which unions have been counted this year, by town and grade; filling in is the card's own page."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from niangjia.engines.scorecards import queries as scorecards
from niangjia.fronts.shell.doors import power
from niangjia.fronts.shell.lists import address, pages, size_of
from niangjia.fronts.shell.pages import page
from niangjia.kit.calendar import today
from niangjia.kit.powers import holds
from niangjia.programmes.organising import queries

CARD = "organising.census"


@power("scorecards.view")
def census(request: HttpRequest) -> HttpResponse:
    """Unions that are still to be counted, or those of a grade."""
    on, size = today(), size_of(request)
    grades = {one.code: one for one in scorecards.declared(CARD).grades}
    state = request.GET.get("state", "open")
    state = state if state in {"open", "counted", *grades} else "open"
    wanted = queries.CensusFilter(
        state, request.GET.get("town", "").strip()[:60], request.GET.get("q", "").strip()[:60]
    )
    found = queries.census(
        request.actor,
        wanted,
        on=on,
        after=request.GET.get("after", ""),
        before=request.GET.get("before", ""),
        size=size,
    )
    numbers = queries.census_counts(request.actor, wanted, on=on)
    context = {
        "year": on.year,
        "tabs": [
            (address(request, state=None), _("还没有填"), numbers.get("", 0), state == "open"),
            (
                address(request, state="counted"),
                _("填过了"),
                sum(n for grade, n in numbers.items() if grade),
                state != "open",
            ),
        ],
        "grades": [
            (address(request, state=code), one, numbers.get(code, 0), state == code) for code, one in grades.items()
        ],
        "wanted": wanted,
        "rows": [(one, grades.get(one.grade), None if one.score is None else one.score // 100) for one in found.rows],
        "towns": queries.census_towns(request.actor, on=on),
        "town_grades": list(grades.values()),
        "may_fill": holds(request.actor, "scorecards.fill"),
        "pages": pages(request, len(found.rows), before=found.before, after=found.after, size=size),
    }
    return page(request, "desk/census/list.html", context, part="page")
