"""What every answer carries, errors included (G20)."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from tests.fronts.conftest import House
from tests.fronts.routes import every_route, example

ROUTES = [route for route in every_route() if not route.name.startswith(("mobile:", "m:"))]


def check(answer: Any, *, kept: bool = False) -> None:
    """Headers that no answer may lack."""
    policy = answer["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "*" not in policy
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["Referrer-Policy"] == "same-origin"
    assert answer["Cross-Origin-Opener-Policy"] == "same-origin"
    assert answer["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "geolocation=(self)" in answer["Permissions-Policy"]
    assert answer["X-Request-Id"].startswith("E-")
    if not kept:
        assert "no-store" in answer["Cache-Control"]


@pytest.mark.parametrize("who", ["", "organiser"])
def test_every_address_closes_its_doors(who: str, house: House) -> None:
    for route in ROUTES:
        browser = house.client(who) if who else Client()
        answer = browser.get(example(route, house))
        assert answer.status_code < 500, route.name
        check(answer)


def test_errors_carry_them_too(house: House, desk: Client, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    check(desk.get("/nothing/here/"))
    check(desk.put("/looks/"))
    check(Client(enforce_csrf_checks=True).post("/accounts/login/", {"login": "a"}))

    def broken(*_args: Any, **_kwargs: Any) -> None:
        raise RuntimeError("planted")

    monkeypatch.setattr("niangjia.fronts.desk.queue.lines", broken)
    desk.raise_request_exception = False
    answer = desk.get("/desk/")
    assert answer.status_code == 500
    assert answer["X-Request-Id"] in answer.content.decode()
    check(answer)


@pytest.mark.parametrize("path", ["/accounts/login/", "/desk/", "/desk/members/", "/desk/unions/"])
def test_nothing_inline(path: str, house: House, desk: Client) -> None:
    text = (Client() if "login" in path else desk).get(path).content.decode()
    assert " style=" not in text
    assert "<style" not in text
    assert "javascript:" not in text
    assert " onclick=" not in text
    for tag in text.split("<script")[1:]:
        opening = tag.split(">")[0]
        assert "src=" in opening or 'type="application/json"' in opening
