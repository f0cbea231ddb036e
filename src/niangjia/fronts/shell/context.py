"""What every template may use: the looks, the actor, the county's name, the line that says when something is degraded."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from niangjia.fronts.shell import frames, health
from niangjia.fronts.shell.accounts.adapter import HOMES
from niangjia.fronts.shell.doors import NOBODY


def account_frame(request: HttpRequest) -> str:
    """The frame of the pages about one's own account: that of the front where the person is at home."""
    actor = getattr(request, "actor", NOBODY)
    return frames.frame_of(HOMES[actor.kind]) if actor.account_id is not None else frames.PLAIN


def shell(request: HttpRequest) -> dict[str, Any]:
    """Cheap values only; nothing here asks the database."""
    return {
        "looks": getattr(request, "looks", None),
        "actor": getattr(request, "actor", NOBODY),
        "degraded": health.degraded(),
        "account_frame": account_frame(request),
        "hotline": settings.NIANGJIA_HOTLINE,
    }
