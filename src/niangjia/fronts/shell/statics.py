"""Addresses of static files carry a mark of what is in them, so that browsers may keep them for long."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import StaticFilesStorage


class MarkedStorage(StaticFilesStorage):
    """Adds `?v=` and eight characters of the content's digest; a file that is not there keeps its plain address."""

    def url(self, name: str | None) -> str:
        plain = str(super().url(name))
        mark = "" if settings.DEBUG or not name else mark_of(name)
        return f"{plain}?v={mark}" if mark else plain


@lru_cache(maxsize=256)
def mark_of(name: str) -> str:
    """Once a process: files change with a new version only."""
    place = finders.find(name)
    return hashlib.sha256(Path(place).read_bytes()).hexdigest()[:8] if isinstance(place, str) else ""
