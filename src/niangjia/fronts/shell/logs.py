"""One line a request in the log, and one more in the metrics. What a line looks like: `lines`."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from niangjia.fronts.shell import metrics

log = logging.getLogger("niangjia.requests")


class Logged:
    """One line a request: number, route by name (never the address: codes and tokens stand in it), who, how long."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        begun = time.perf_counter()
        answer = self.get_response(request)
        seconds = time.perf_counter() - begun
        match = request.resolver_match
        route = match.view_name if match else ""
        metrics.count(route or "none", request.method or "", answer.status_code, seconds)
        facts = {
            "number": getattr(request, "number", ""),
            "route": route,
            "method": request.method,
            "status": answer.status_code,
            "ms": round(seconds * 1000, 1),
            "account": getattr(getattr(request, "actor", None), "account_id", None),
        }
        log.info("request", extra={"facts": facts})
        return answer
