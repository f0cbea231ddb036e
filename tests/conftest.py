"""What every test may rely on."""

from __future__ import annotations

import os
import shutil

import pytest
from hypothesis import settings

# CI walks the same examples each time, so that a landing never fails by luck; a person's own runs look for new ones.
settings.register_profile("ci", derandomize=True, deadline=None)
settings.register_profile("here", deadline=None)
settings.load_profile("ci" if os.environ.get("CI") else "here")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Browser journeys need the system's Chromium; without it they are left out, and `script/test` says so."""
    if shutil.which("chromium") or shutil.which("google-chrome"):
        return
    for item in list(items):
        if item.get_closest_marker("browser"):
            items.remove(item)
