"""Django's own stops (400, 403, 404, 429, 500, a forged or outdated form) in our words."""

from __future__ import annotations

import logging
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from niangjia.fronts.shell.pages import stop

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
    """500: a page that needs no database, with the number under which the log keeps the cause."""
    log.error("500 %s", getattr(request, "number", ""))
    return stop(request, 500, framed=False)


def outdated_form(request: HttpRequest, reason: str = "", **_kwargs: Any) -> HttpResponse:
    """A form without our token: usually a page that was left open over a new log-in."""
    return stop(
        request,
        403,
        title=_("这一页放得太久了"),
        text=_("什么都没有改。请返回上一页，刷新后再办一次；填过的内容多数浏览器会保留。"),
        framed=False,
    )
