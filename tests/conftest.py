"""What every test may rely on."""

from __future__ import annotations

import shutil

import pytest


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Browser journeys need the system's Chromium; without it they are left out, and `script/test` says so."""
    if shutil.which("chromium") or shutil.which("google-chrome"):
        return
    for item in list(items):
        if item.get_closest_marker("browser"):
            items.remove(item)
