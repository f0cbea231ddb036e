"""Numbers for a monitor, in the text that Prometheus reads: requests of this process, and how the house is.

Only from allowed addresses or with a token; to all others the address is not there. Labels are names of routes, methods and
statuses: nothing of a person.
"""

from __future__ import annotations

import hmac
import ipaddress
import os
import threading
from collections import Counter
from collections.abc import Iterator

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from niangjia.engines.custody import queries
from niangjia.fronts.shell.doors import open_to_all

STEPS = (0.05, 0.1, 0.25, 0.5, 1, 2, 5)
_counts: Counter[tuple[str, str, int]] = Counter()
_spent: Counter[str] = Counter()
_steps: Counter[tuple[str, float]] = Counter()
_lock = threading.Lock()


def count(route: str, method: str, status: int, seconds: float) -> None:
    """One more request."""
    with _lock:
        _counts[route, method, status] += 1
        _spent[route] += seconds  # type: ignore[assignment]
        for step in STEPS:
            if seconds <= step:
                _steps[route, step] += 1


def _lines() -> Iterator[str]:
    with _lock:
        counts, spent, steps = dict(_counts), dict(_spent), dict(_steps)
    process = f'process="{os.getpid()}"'
    yield "# TYPE niangjia_requests_total counter"
    for (route, method, status), number in sorted(counts.items()):
        yield f'niangjia_requests_total{{route="{route}",method="{method}",status="{status}",{process}}} {number}'
    yield "# TYPE niangjia_request_seconds histogram"
    for route, seconds in sorted(spent.items()):
        total = sum(number for (name, _m, _s), number in counts.items() if name == route)
        for step in STEPS:
            yield f'niangjia_request_seconds_bucket{{route="{route}",le="{step}",{process}}} {steps.get((route, step), 0)}'
        yield f'niangjia_request_seconds_bucket{{route="{route}",le="+Inf",{process}}} {total}'
        yield f'niangjia_request_seconds_sum{{route="{route}",{process}}} {seconds:.3f}'
        yield f'niangjia_request_seconds_count{{route="{route}",{process}}} {total}'
    for one in queries.signs(now=timezone.now()):
        yield f'niangjia_sign{{sign="{one.code}"}} {("done", "soon", "late").index(one.tone)}'
        for name, value in one.numbers.items():
            yield f"niangjia_{name} {value:g}"


def allowed(request: HttpRequest) -> bool:
    """Whether a monitor asks: by its token, or from where monitors stand (never through a proxy that is not ours)."""
    written = request.headers.get("Authorization", "")
    if settings.NIANGJIA_METRICS_TOKEN:
        return hmac.compare_digest(written, f"Bearer {settings.NIANGJIA_METRICS_TOKEN}")
    if "X-Forwarded-For" in request.headers and not getattr(request, "proxied", False):
        return False
    try:
        here = ipaddress.ip_address(str(request.META.get("REMOTE_ADDR", "")))
    except ValueError:
        return False
    return any(here in ipaddress.ip_network(one, strict=False) for one in settings.NIANGJIA_METRICS_FROM)


@open_to_all
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """For a monitor."""
    if not allowed(request):
        raise Http404
    return HttpResponse("\n".join(_lines()) + "\n", content_type="text/plain; version=0.0.4; charset=utf-8")
