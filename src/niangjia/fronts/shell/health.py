"""Whether the house stands: `/healthz` for machines, one amber line on every page for people when it does not."""

from __future__ import annotations

import json
import logging
import time
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.dateparse import parse_datetime
from django.views.decorators.http import require_safe

from niangjia.fronts.shell.doors import open_to_all

log = logging.getLogger("niangjia.fronts")

LOOK_EVERY = 5.0


@dataclass(frozen=True)
class Degraded:
    """Something does not work as it should: what, since when, until when."""

    text: str
    since: datetime | None = None
    until: datetime | None = None


_seen: dict[str, Any] = {"at": 0.0, "line": None}


def notice_file() -> Path:
    """Where the operator (or a script of hers) says what is wrong: {"text", "since", "until"}."""
    return Path(settings.DATA) / "notice.json"


def degraded() -> Degraded | None:
    """The line to show, looked up at most every few seconds."""
    if time.monotonic() - _seen["at"] > LOOK_EVERY:
        _seen["at"] = time.monotonic()
        _seen["line"] = _read()
    line: Degraded | None = _seen["line"]
    return line


def _read() -> Degraded | None:
    try:
        told = json.loads(notice_file().read_text(encoding="utf-8"))
        return Degraded(
            str(told["text"])[:200], parse_datetime(told.get("since") or ""), parse_datetime(told.get("until") or "")
        )
    except (OSError, ValueError, KeyError, TypeError):
        return None


@open_to_all
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """200 while the database answers, 503 otherwise; says nothing else to strangers."""
    try:
        SessionStore().exists("healthz")
        answers = True
    except Exception:  # whatever the reason: a machine asked, and the answer is no
        log.exception("healthz")
        answers = False
    return JsonResponse({"status": "ok" if answers else "down"}, status=200 if answers else 503)
