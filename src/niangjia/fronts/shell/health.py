"""Whether the house stands: `/healthz` for machines, one amber line on every page for people when it does not."""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from niangjia.engines.custody import queries as custody
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
_storm: dict[str, Any] = {"kind": "", "since": None, "last": 0.0}
CALM_AFTER = 10.0
"""Seconds without a fault after which the line goes by itself."""

STORMS: Mapping[str, tuple[Any, Any]] = {
    "full": (
        _("服务器的磁盘满了，现在只能看，不能改"),
        _("什么都没有改，没有办一半。请管理员腾出地方，腾出来就能接着办。"),
    ),
    "read_only": (
        _("数据库现在只读，只能看，不能改"),
        _("什么都没有改，没有办一半。一般是在切换或维护，恢复后就能接着办。"),
    ),
    "busy": (_("数据库一时忙不过来"), _("什么都没有改，没有办一半。请等几秒再办一次。")),
    "slow": (
        _("这一次查得太久，停下了"),
        _("什么都没有改。请把范围缩小一些，例如只看一个镇街或一段时间；一直这样请告诉管理员。"),
    ),
    "gone": (_("数据库连不上"), _("什么都没有改，没有办一半。平台会自己重新连接，请过一会儿再试。")),
}
"""Faults of the machine: what does not work, and what was kept and what to do."""


def storm(kind: str) -> tuple[Any, Any]:
    """Note a fault, so that every page says so for a while; its words."""
    now = time.monotonic()
    if kind != _storm["kind"] or now - _storm["last"] > CALM_AFTER:
        _storm["since"] = timezone.now()
    _storm["kind"], _storm["last"] = kind, now
    return STORMS[kind]


def _stormy() -> Degraded | None:
    if not _storm["kind"] or _storm["kind"] == "slow" or time.monotonic() - _storm["last"] > CALM_AFTER:
        return None
    return Degraded(str(STORMS[_storm["kind"]][0]), _storm["since"])


def notice_file() -> Path:
    """Where the operator (or a script of hers) says what is wrong: {"text", "since", "until"}."""
    return Path(settings.DATA) / "notice.json"


def degraded() -> Degraded | None:
    """The line to show: a fault of the last seconds, else what the operator says, looked up at most every few seconds."""
    stormy = _stormy()
    if stormy is not None:
        return stormy
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
def readyz(request: HttpRequest) -> HttpResponse:
    """200 when this version can serve: the base answers and is up to date, and no job waits for a worker that is gone."""
    try:
        told = {one.code: one.tone for one in custody.signs(now=timezone.now()) if one.code in {"version", "jobs"}}
    except Exception:  # whatever the reason: not ready
        log.exception("readyz")
        told = {"base": "late"}
    ready = "late" not in told.values()
    return JsonResponse({"status": "ready" if ready else "not_ready"}, status=200 if ready else 503)


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
