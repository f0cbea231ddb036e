"""A served house and a real Chromium; everything that the page says on its console is kept."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from niangjia.ground.org.choices import Role
from tests import factories as make
from tests.journeys import looks

SIZES = {"desk": {"width": 1440, "height": 900}, "phone": {"width": 375, "height": 812}}
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]


@pytest.fixture(scope="session", autouse=True)
def _orm_beside_the_browser() -> None:
    """Playwright's own loop runs in this thread; the tests use the database beside it."""
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    place = shutil.which("chromium") or shutil.which("google-chrome")
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=place, args=ARGUMENTS)
        yield browser
        browser.close()


class Reader:
    """Somebody in front of a browser."""

    def __init__(self, page: Any, base: str) -> None:
        self.page, self.base, self.said, self.asked = page, base, [], 0  # type: ignore[var-annotated]
        page.on("console", lambda line: self.said.append(line.text) if line.type in {"error", "warning"} else None)
        page.on("pageerror", lambda fault: self.said.append(str(fault)))
        page.on("request", lambda _request: self._count(1))
        page.on("requestfinished", lambda _request: self._count(-1))
        page.on("requestfailed", lambda _request: self._count(-1))

    def _count(self, more: int) -> None:
        self.asked += more

    def goto(self, path: str) -> Any:
        answer = self.page.goto(self.base + path)
        self.settle(quiet=2)
        return answer

    def settle(self, *, quiet: int = 4, longest: float = 10) -> None:
        """Wait until the page and the parts that it asks for are here: nothing under way, some looks in a row."""
        self.page.wait_for_load_state("load")
        end, still = time.monotonic() + longest, 0
        while still < quiet and time.monotonic() < end:
            self.page.wait_for_timeout(25)
            still = still + 1 if self.asked <= 0 and not self.page.locator(".htmx-request").count() else 0

    def log_in(self, name: str) -> None:
        self.goto("/accounts/login/")
        self.page.fill("[name=login]", name)
        self.page.fill("[name=password]", make.PASSWORD)
        self.page.keyboard.press("Enter")
        self.page.wait_for_url("**/desk/")

    def violations(self, rules: list[str] | None = None) -> list[str]:
        """What is wrong with the looks of the page: see `looks`."""
        return looks.findings(self.page, rules=rules)

    def wider_than_the_window(self) -> bool:
        return bool(self.page.evaluate("document.documentElement.scrollWidth > window.innerWidth"))


@pytest.fixture
def reader(chromium: Any, live_server: Any) -> Iterator[Callable[..., Reader]]:
    opened = []

    def open_(size: str = "desk", **cookies: str) -> Reader:
        context = chromium.new_context(locale="zh-CN", viewport=SIZES[size])
        context.add_cookies([{"name": name, "value": value, "url": live_server.url} for name, value in cookies.items()])
        opened.append(context)
        return Reader(context.new_page(), live_server.url)

    yield open_
    for context in opened:
        context.close()


@pytest.fixture
def organiser(transactional_db: Any) -> Any:
    """The organiser of a county with a little of everything."""
    county = make.county()
    town = make.town(county)
    union = make.union(town, "恒达五金有限公司工会委员会")
    make.employer(union, workers=120, name="恒达五金有限公司")
    make.employer(workers=60, name="还没建会有限公司", town=town.town)
    for name in ("王桂兰", "应建伟", "楼月仙"):
        make.member(union, name, work="恒达五金有限公司")
    twin = make.person("王桂兰", number="", phone="13912345678")
    make.join(twin, union)
    who = make.account("胡晓岚", unit=county, demo=True)
    make.appoint(who, Role.ORGANISER, county)
    who.union, who.person = union, twin  # type: ignore[attr-defined]
    return who
