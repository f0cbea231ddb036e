"""Too many wrong passwords: what to do now, and who can unlock."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from niangjia.kit import vault
from niangjia.kit.ids import read_phone


def name_of(request: HttpRequest, credentials: dict[str, Any] | None = None) -> str:
    """Under what a failed log-in is counted: the log-in name; a phone as its blind index, for numbers are never stored
    in the clear."""
    told = str((credentials or {}).get("username") or request.POST.get("login") or "").strip().lower()
    phone = read_phone(told)
    return vault.blind(phone.value, field="account.phone") if phone.value and not phone.error else told[:60]


def locked_out(
    request: HttpRequest, original: HttpResponse | None = None, credentials: dict[str, Any] | None = None
) -> HttpResponse:
    """The page for a name that was tried too often from one place; 429, and nothing about whether the name exists."""
    minutes = int(settings.AXES_COOLOFF_TIME.total_seconds() // 60)
    answer = render(
        request, "account/locked_out.html", {"minutes": minutes, "limit": settings.AXES_FAILURE_LIMIT}, status=429
    )
    answer["Retry-After"] = str(minutes * 60)
    return answer
