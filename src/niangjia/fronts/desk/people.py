"""Members: the list, one person's page, search."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from niangjia.fronts.desk import people_lists as lists
from niangjia.fronts.shell.doors import power
from niangjia.fronts.shell.lists import chosen, column_choices, columns, pages, size_of
from niangjia.fronts.shell.pages import page
from niangjia.ground.org import queries as org
from niangjia.ground.people.queries import count_members, member_list
from niangjia.ground.people.queries.persons import person as person_page


@power("people.view")
def member_list_page(request: HttpRequest) -> HttpResponse:
    filters = lists.filters_of(request)
    under = next(iter(chosen(request, "under")), "")
    unit = org.unit(request.actor, under) if under else None
    found = member_list(
        request.actor,
        unit=unit,
        filters=filters,
        sort=lists.order_of(request),
        after=request.GET.get("after", ""),
        before=request.GET.get("before", ""),
        size=size_of(request),
    )
    shown = columns(request, lists.COLUMNS)
    facets = lists.facets_of(request)
    context = {
        "rows": found.rows,
        "pages": pages(request, len(found.rows), before=found.before, after=found.after),
        "columns": [(one, *lists.sort_link(request, one)) for one in shown],
        "column_choices": column_choices(shown, lists.COLUMNS),
        "facets": facets,
        "chips": lists.chips_of(request, facets, filters, unit.name if unit else ""),
        "tabs": lists.tabs_of(request, []),
        "under": unit,
        "filters": filters,
        "hidden": lists.hidden_of(request, "col"),
        "query": request.GET.urlencode(),
        "sorted_by": lists.order_of(request).lstrip("-"),
    }
    return page(request, "desk/people/members.html", context, part="page")


@power("people.view")
def member_count(request: HttpRequest) -> HttpResponse:
    """How many the list holds: asked for after the list is on the screen."""
    under = next(iter(chosen(request, "under")), "")
    tally = count_members(
        request.actor,
        unit=org.unit(request.actor, under) if under else None,
        filters=lists.filters_of(request),
        exact=request.GET.get("exact") == "1",
    )
    return page(request, "desk/people/count.html", {"tally": tally, "query": request.GET.urlencode()})


@power("people.view")
def person(request: HttpRequest, code: str) -> HttpResponse:
    return page(request, "desk/people/person.html", {"it": person_page(request.actor, code)})
