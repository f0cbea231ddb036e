"""A copy of everything the union keeps about me: a table to read, a file for another platform."""

from __future__ import annotations

import json
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from niangjia.fronts.mobile import copy_words
from niangjia.fronts.mobile.frame import framed, personal
from niangjia.fronts.shell import limits
from niangjia.fronts.shell.pages import stop
from niangjia.ground.people import actions


@personal
def own_copy(request: HttpRequest) -> HttpResponse:
    """What is in it, and the two ways to take it."""
    if request.actor.person_id is None:
        return redirect("mobile:data")
    return framed(request, "copy/copy.html")


def _taken(request: HttpRequest) -> dict[str, Any] | None:
    """The copy itself; None once it was taken too often. Asked for by POST: every copy is a line of the trail."""
    if not limits.spend("own.export", str(request.actor.account_id)):
        return None
    return actions.export_own(actor=request.actor, now=timezone.now())


@personal
@require_POST
def table(request: HttpRequest) -> HttpResponse:
    """The copy as a page that reads well on a phone and prints."""
    taken = _taken(request)
    if taken is None:
        return stop(request, 429)
    return framed(request, "copy/table.html", {"parts": copy_words.parts(taken), "made_at": timezone.now()})


@personal
@require_POST
def file(request: HttpRequest) -> HttpResponse:
    """The copy as a JSON file."""
    taken = _taken(request)
    if taken is None:
        return stop(request, 429)
    answer = HttpResponse(
        json.dumps(taken, ensure_ascii=False, indent=2, default=str), content_type="application/json; charset=utf-8"
    )
    day = timezone.localdate().isoformat()
    answer["Content-Disposition"] = f'attachment; filename="niangjia-{day}.json"'
    return answer
