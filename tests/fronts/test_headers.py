"""What every answer carries, errors included (G20)."""

from __future__ import annotations

import re
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


def inline(text: str) -> list[str]:
    """Scripts, styles and handlers that stand in the page itself."""
    found = re.findall(r"""<style|\sstyle\s*=|javascript:|\son[a-z]+\s*=\s*["']""", text, flags=re.IGNORECASE)
    for opening in re.findall(r"<script[^>]*>", text, flags=re.IGNORECASE):
        if "src=" not in opening and 'type="application/json"' not in opening:
            found.append(opening)
    return found


@pytest.mark.parametrize("who", ["", "organiser", "system_admin", "audit_admin"])
def test_nothing_inline(who: str, house: House) -> None:
    browser, seen = house.client(who) if who else Client(), 0
    for route in ROUTES:
        answer = browser.get(example(route, house))
        if answer.headers.get("Content-Type", "").startswith("text/html"):
            seen += answer.status_code == 200
            assert inline(answer.content.decode()) == [], route.name
    assert seen >= (5 if not who else 20)


# ------------------------------------------------------------------ controls


CARRIED = (
    "Content-Security-Policy", "X-Content-Type-Options", "X-Frame-Options", "Referrer-Policy",
    "Cross-Origin-Opener-Policy", "Cross-Origin-Resource-Policy", "Permissions-Policy", "X-Request-Id", "Cache-Control",
)  # fmt: skip


@pytest.mark.parametrize("name", CARRIED)
def test_a_view_that_leaves_one_out_would_be_noticed(name: str, desk: Client) -> None:
    answer = desk.get("/desk/help/")
    check(answer)
    del answer.headers[name]
    with pytest.raises((AssertionError, KeyError)):
        check(answer)


@pytest.mark.parametrize(
    "looser", ["default-src 'none' 'unsafe-inline'", "default-src 'none'; img-src *", "default-src 'self'"]
)
def test_a_looser_policy_would_be_noticed(looser: str, desk: Client) -> None:
    answer = desk.get("/desk/help/")
    answer.headers["Content-Security-Policy"] = looser
    with pytest.raises(AssertionError):
        check(answer)


@pytest.mark.parametrize(
    ("gone", "header"),
    [
        ("niangjia.fronts.shell.middleware.Headers", "Permissions-Policy"),
        ("csp.middleware.CSPMiddleware", "Content-Security-Policy"),
        ("django.middleware.security.SecurityMiddleware", "X-Content-Type-Options"),
        ("django.middleware.clickjacking.XFrameOptionsMiddleware", "X-Frame-Options"),
    ],
)
def test_a_layer_taken_out_would_be_noticed(gone: str, header: str, settings: Any, house: House) -> None:
    """The headers come from the layers and from nowhere else, so that the walk above tests them."""
    settings.MIDDLEWARE = [layer for layer in settings.MIDDLEWARE if layer != gone]
    browser = house.client("organiser")
    browser.raise_request_exception = False
    answer = browser.get("/desk/help/")
    assert answer.status_code == (500 if gone.endswith(".Headers") else 200)
    assert header not in answer.headers


@pytest.mark.parametrize(
    "plant",
    [
        "<script>alert(1)</script>", "<SCRIPT type='module'>x()</SCRIPT>", "<p style='color:red'>", "<style>p{}</style>",
        '<a href="javascript:x()">', '<b onclick="x()">', "<img src=x onerror='x()'>",
    ],
)  # fmt: skip
def test_an_inline_plant_would_be_noticed(plant: str, desk: Client) -> None:
    sound = desk.get("/desk/help/").content.decode()
    assert inline(sound) == []
    assert len(inline(sound.replace("</main>", f"{plant}</main>"))) == 1
