"""Static files: kept for long by browsers because their addresses change with their content, and small on the wire."""

from __future__ import annotations

import hashlib
import re
from typing import Any

import pytest
from django.contrib.staticfiles import finders
from django.test import Client

MONTH = 30 * 24 * 3600


@pytest.mark.django_db
def test_addresses_carry_the_digest_of_the_content() -> None:
    text = Client().get("/accounts/login/").content.decode()
    found = dict(re.findall(r'(?:href|src)="/static/([^"?]+)\?v=(\w{8})"', text))
    assert {"nj/desk.css", "nj/shell.js", "vendored/tabler.min.css"} <= set(found)
    for name, mark in found.items():
        with open(str(finders.find(name)), "rb") as file:
            assert mark == hashlib.sha256(file.read()).hexdigest()[:8]
    assert re.findall(r'(?:href|src)="/static/[^"?]+"', text) == []


def test_browsers_may_keep_them_for_a_month_and_get_them_squeezed() -> None:
    answer: Any = Client().get("/static/vendored/tabler.min.css", headers={"Accept-Encoding": "gzip, br"})
    assert answer.status_code == 200
    assert f"max-age={MONTH}" in answer["Cache-Control"]
    assert answer["Content-Encoding"] in {"br", "gzip"}
    assert int(answer["Content-Length"]) < 100_000
