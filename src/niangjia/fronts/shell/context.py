"""What every template may use: the looks, the actor, the county's name, the line that says when something is degraded."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from niangjia.fronts.shell import health
from niangjia.fronts.shell.doors import NOBODY


def shell(request: HttpRequest) -> dict[str, Any]:
    """Cheap values only; nothing here asks the database."""
    return {
        "looks": getattr(request, "looks", None),
        "actor": getattr(request, "actor", NOBODY),
        "degraded": health.degraded(),
        "hotline": settings.NIANGJIA_HOTLINE,
    }
