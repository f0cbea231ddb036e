"""A copy of everything the union keeps about me: a table to read, a file for another platform."""

from __future__ import annotations

import json

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from niangjia.fronts.mobile.frame import framed, personal
from niangjia.fronts.shell import limits
from niangjia.fronts.shell.pages import stop
from niangjia.ground.people import actions, queries


@personal
def own_copy(request: HttpRequest) -> HttpResponse:
    """What is in it, and the two ways to take it."""
    if request.actor.person_id is None:
        return redirect("mobile:data")
    return framed(request, "copy/copy.html")


def _taken(request: HttpRequest) -> actions.OwnData | None:
    """The copy itself; None once it was taken too often. Asked for by POST: every copy is a line of the trail."""
    code = queries.mine(request.actor).page.code
    if not limits.spend("own.export", str(request.actor.account_id)):
        return None
    return actions.export_own(actor=request.actor, code=code, now=timezone.now())


@personal
@require_POST
def table(request: HttpRequest) -> HttpResponse:
    """The copy as a page that reads well on a phone and prints: each row as a short list of label and value."""
    taken = _taken(request)
    if taken is None:
        return stop(request, 429)
    parts = []
    for number, (heading, columns, rows) in enumerate(taken.sections):
        if number == 0:  # the facts themselves are label and value already
            parts.append({"title": heading, "tables": [rows]})
        else:
            parts.append({"title": heading, "tables": [list(zip(columns, row, strict=True)) for row in rows]})
    return framed(request, "copy/table.html", {"parts": parts, "made_at": timezone.now()})


@personal
@require_POST
def file(request: HttpRequest) -> HttpResponse:
    """The copy as a JSON file."""
    taken = _taken(request)
    if taken is None:
        return stop(request, 429)
    answer = HttpResponse(
        json.dumps(taken.as_json(), ensure_ascii=False, indent=2), content_type="application/json; charset=utf-8"
    )
    answer["Content-Disposition"] = f'attachment; filename="niangjia-{timezone.localdate().isoformat()}.json"'
    return answer
