"""A served house and a real Chromium; everything that the page says on its console is kept."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from niangjia.ground.org.choices import Role
from tests import factories as make

SIZES = {"desk": {"width": 1440, "height": 900}, "phone": {"width": 375, "height": 812}}
AXE = Path(__file__).resolve().parents[2] / "src/niangjia/fronts/shell/static/vendored/test/axe.min.js"
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
        self.page, self.base, self.said = page, base, []  # type: ignore[var-annotated]
        page.on("console", lambda line: self.said.append(line.text) if line.type in {"error", "warning"} else None)
        page.on("pageerror", lambda fault: self.said.append(str(fault)))

    def goto(self, path: str) -> Any:
        answer = self.page.goto(self.base + path)
        self.page.wait_for_load_state("networkidle")
        return answer

    def log_in(self, name: str) -> None:
        self.goto("/accounts/login/")
        self.page.fill("[name=login]", name)
        self.page.fill("[name=password]", make.PASSWORD)
        self.page.keyboard.press("Enter")
        self.page.wait_for_url("**/desk/")

    def violations(self) -> list[str]:
        """What axe finds: WCAG 2.2 A and AA and good practice."""
        session = self.page.context.new_cdp_session(self.page)
        session.send("Page.setBypassCSP", {"enabled": True})
        self.page.reload()
        self.page.wait_for_load_state("networkidle")
        self.page.evaluate(AXE.read_text(encoding="utf-8"))
        tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
        found = self.page.evaluate("tags => axe.run(document, {runOnly: tags})", tags)
        session.send("Page.setBypassCSP", {"enabled": False})
        return [f"{one['id']}: {one['nodes'][0]['html'][:120]}" for one in found["violations"]]

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
