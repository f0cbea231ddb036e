"""Django's own stops (400, 403, 404, 429, 500, a forged or outdated form) in our words."""

from __future__ import annotations

import logging
import sys
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from niangjia.fronts.shell import health
from niangjia.fronts.shell.pages import stop
from niangjia.kit import faults

log = logging.getLogger("niangjia.fronts")


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400, or 413 where the form was too big."""
    return stop(request, 413 if isinstance(exception, RequestDataTooBig) else 400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403."""
    return stop(request, 403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404: not there, or not yours; nobody is told which."""
    return stop(request, 404)


def too_many(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """429."""
    answer = stop(request, 429)
    answer["Retry-After"] = "60"
    return answer


def broken(request: HttpRequest) -> HttpResponse:
    """500: a page that needs no database, with the number under which the log keeps the cause. A fault of the machine is
    503 instead: what does not work now, that nothing was done by halves, and what was typed, to be sent again."""
    kind = faults.kind_of(sys.exc_info()[1])
    _without_base(request)
    if kind:
        return stormy(request, kind)
    log.error("500 %s", getattr(request, "number", ""))
    return stop(request, 500, framed=False)


def _without_base(request: HttpRequest) -> None:
    """Let nothing that draws the page, or comes after it, ask the database: it may be what is gone."""
    request.user = AnonymousUser()
    request.session = {}  # type: ignore[assignment]
    request.__dict__.pop("_messages", None)


NOT_KEPT = ("password", "secret", "token", "csrfmiddlewaretoken", "code")
MOST_KEPT = 200


def stormy(request: HttpRequest, kind: str) -> HttpResponse:
    """503 with the words of a fault; a form's answers stand in the page, so that one press sends them again."""
    log.error("503 %s %s", kind, getattr(request, "number", ""))
    title, text = health.storm(kind)
    answer = stop(request, 503, title=title, text=text, framed=False, code=kind, again=typed(request))
    answer["Retry-After"] = "10"
    return answer


def typed(request: HttpRequest) -> list[tuple[str, str]] | None:
    """What was typed into the form that could not be sent, but for passwords; None where there is nothing to send again."""
    if request.method != "POST" or request.content_type not in {
        "application/x-www-form-urlencoded",
        "multipart/form-data",
    }:
        return None
    try:
        given = [(name, str(value)) for name, values in request.POST.lists() for value in values]
        files = bool(request.FILES)
    except Exception:  # the body itself could not be read: then there is nothing to keep
        return None
    if files or any(word in name.lower() for name, _value in given for word in NOT_KEPT[:3]) or len(given) > MOST_KEPT:
        return None
    return [(name, value) for name, value in given if name not in NOT_KEPT]


def outdated_form(request: HttpRequest, reason: str = "", **_kwargs: Any) -> HttpResponse:
    """A form without our token: usually a page that was left open over a new log-in."""
    return stop(
        request,
        403,
        title=_("这一页放得太久了"),
        text=_("什么都没有改。请返回上一页，刷新后再办一次；填过的内容多数浏览器会保留。"),
        framed=False,
    )
