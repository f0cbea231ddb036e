"""What every test may rely on."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
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


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Before the test base goes: sessions that threads of a live server left open would keep PostgreSQL from dropping it."""
    yield
    with django_db_blocker.unblock():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                    "WHERE datname = current_database() AND pid <> pg_backend_pid()"
                )
