"""A worker and her phone, in Chromium: log in by code, see her data and who looked, give and take back a consent, export.

Every page she passes is held to: no script or style refused by the browser, axe without a finding and without an
incomplete one of contrast, targets of 44 (60 in 大字版), 150 KB with everything, nothing wider than the screen.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from niangjia.fronts.shell.accounts import codes
from niangjia.ground.audit import actions as audit
from niangjia.ground.people.models import Consent, Membership
from tests import factories
from tests.journeys.looks import FAINT, OF_LOOKS, SQUEEZED, TOO_SMALL, findings

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PHONE, NUMBER, NAME = "13812345621", "330784198506121224", "李秀英"
HEAVIEST = 150_000
OWN = (
    "/m/",
    "/m/messages/",
    "/m/me/",
    "/m/me/data/",
    "/m/me/data/wrong/",
    "/m/me/looks/",
    "/m/me/consents/",
    "/m/me/consents/service_messages/",
    "/m/me/copy/",
    "/m/me/sessions/",
    "/m/me/leave/",
    "/m/me/leave/account/",
    "/m/me/leave/data/",
    "/m/nowhere/",
)
MODES: dict[str, dict[str, str]] = {
    "normal": {},
    "elder": {"nj_elder": "1"},
    "dark": {"nj_theme": "dark"},
    "english": {"django_language": "en"},
}


class Phone:
    """A phone with a page open; keeps what the browser refused and how much it loaded."""

    def __init__(self, context: BrowserContext, base: str) -> None:
        self.base = base
        self.page: Page = context.new_page()
        self.refused: list[str] = []
        self.weight = 0
        self.page.on(
            "console", lambda said: self.refused.append(said.text) if "Content Security" in said.text else None
        )
        self.page.on("pageerror", lambda error: self.refused.append(str(error)))
        self.page.on("response", self._weigh)

    def _weigh(self, response: Any) -> None:
        if response.status == 200:
            self.weight += int(response.headers.get("content-length", 0))

    def go(self, path: str) -> Page:
        self.page.goto(self.base + path)
        return self.page

    def see(self) -> str:
        return self.page.inner_text("main")

    def press(self, name: str) -> None:
        self.page.get_by_role("button", name=name, exact=True).click()
        self.page.wait_for_load_state()

    def follow(self, name: str) -> None:
        self.page.get_by_role("link", name=name).first.click()
        self.page.wait_for_load_state()

    def enter(self) -> None:
        """Number, code and, the first time, name."""
        self.go("/m/login/")
        self.page.get_by_label("手机号").fill("138 1234 5621")
        self.press("发验证码")
        self.page.get_by_label("验证码").fill(codes.sent[-1][1])
        self.press("登录")
        self.page.get_by_label("姓名").fill(NAME)
        self.press("对一下名字，进入")


def hold(phone: Phone, *, least: int, rules: list[str] | None = None) -> None:
    """What every page is held to."""
    page = phone.page
    where = page.url
    assert phone.refused == [], where
    assert page.evaluate("document.documentElement.scrollWidth") <= (page.viewport_size or {})["width"], where
    assert page.evaluate(TOO_SMALL, least) == [], where
    assert findings(page, rules=rules) == [], where


def phone_of(chromium: Browser, base: str, cookies: dict[str, str], **more: Any) -> Phone:
    context = chromium.new_context(
        viewport={"width": 375, "height": 812}, is_mobile=True, has_touch=True, bypass_csp=False, **more
    )
    context.add_cookies([{"name": name, "value": value, "url": base} for name, value in cookies.items()])
    return Phone(context, base)


@pytest.fixture
def worker() -> Any:
    county = factories.county()
    town = factories.town(county)
    union = factories.union(town, "芝英镇货运行业联合工会")
    her = factories.member(union, NAME, phone=PHONE, number=NUMBER)
    officer = factories.account("陈国平")
    factories.appoint(officer, "officer", town)
    audit.record(
        actor=factories.actor(officer),
        verb="people.number_revealed",
        subject=("people.person", her.pk),
        path=union.path,
        look=True,
        facts={"field": "phone", "reason": "contact"},
    )
    codes.sent.clear()
    return her


def test_a_worker_and_her_data(chromium: Browser, live_server: Any, worker: Any, tmp_path: Path) -> None:
    phone = phone_of(chromium, live_server.url, {})
    phone.enter()
    assert "李秀英，" in phone.see()
    assert "芝英镇货运行业联合工会" in phone.see()

    # who looked: unit, role, what for; no name
    assert "查看完整号码：手机号" in phone.see()
    phone.follow("全部记录")
    assert "芝英镇总工会，工会干部" in phone.see()
    assert "为了：联系本人" in phone.see()
    assert "陈国平" not in phone.see()

    # her data: masked, shown, right
    phone.go("/m/")
    phone.follow("核对我的资料")
    assert NUMBER not in phone.see()
    phone.press("显示证件号码")
    assert NUMBER in phone.see()
    phone.press("都对")
    assert "记下了：您的资料都对。" in phone.see()
    worker.refresh_from_db()
    assert worker.verified_on is not None

    # a consent: given, and taken back in three taps from home
    phone.go("/m/me/consents/service_messages/")
    phone.press("同意这一件")
    assert "同意的话，请先在方框里打勾。" in phone.see()
    phone.page.get_by_label("我同意").check()
    phone.press("同意这一件")
    assert Consent.objects.get().withdrawn_at is None
    phone.go("/m/")
    phone.follow("我的同意")
    phone.follow("短信、微信服务提醒")
    phone.press("收回同意")
    assert Consent.objects.get().withdrawn_at is not None

    # a copy: to read, and as a file
    phone.go("/m/me/copy/")
    with phone.page.expect_download() as waiting:
        phone.page.get_by_role("button", name="下载文件").click()
    waiting.value.save_as(tmp_path / "own.json")
    data = json.loads((tmp_path / "own.json").read_text(encoding="utf-8"))
    assert {line["项目"]: line["内容"] for line in data["基本资料"]}["证件号码"] == NUMBER
    phone.press("打开表格")
    assert NUMBER in phone.see()
    hold(phone, least=44)

    # out
    phone.go("/m/me/")
    phone.press("退出登录")
    assert phone.page.url.endswith("/m/login/")
    assert Membership.rows.get(person=worker).left_on is None


@pytest.mark.parametrize("mode", MODES)
def test_every_page_holds(chromium: Browser, live_server: Any, worker: Any, mode: str) -> None:
    inside = phone_of(chromium, live_server.url, {})
    inside.enter()
    cookies = {one["name"]: one["value"] for one in inside.page.context.cookies() if one["name"] == "sessionid"}
    least = 60 if mode == "elder" else 44
    rules = OF_LOOKS if mode == "dark" else None  # the same document in other colours
    for path in ("/m/login/", "/m/login/other/", "/m/nowhere/"):
        stranger = phone_of(chromium, live_server.url, MODES[mode])
        stranger.go(path)
        hold(stranger, least=least, rules=rules)
        assert 0 < stranger.weight < HEAVIEST
        stranger.page.context.close()
    for path in OWN:
        phone = phone_of(chromium, live_server.url, {**MODES[mode], **cookies})
        phone.go(path)
        hold(phone, least=least, rules=rules)
        assert phone.weight < HEAVIEST, path
        phone.page.context.close()


def test_twice_the_size_of_type_still_fits(chromium: Browser, live_server: Any, worker: Any) -> None:
    """200 % of zoom is half the width: 188 points, nothing sideways, nothing cut."""
    inside = phone_of(chromium, live_server.url, {})
    inside.enter()
    inside.page.set_viewport_size({"width": 188, "height": 406})
    for path in OWN:
        inside.go(path)
        assert inside.page.evaluate("document.documentElement.scrollWidth") <= 188, path
        assert inside.page.evaluate(SQUEEZED) == [], path


def test_without_script_everything_is_read_and_done(chromium: Browser, live_server: Any, worker: Any) -> None:
    phone = phone_of(chromium, live_server.url, {}, java_script_enabled=False)
    phone.enter()
    phone.go("/m/me/data/")
    phone.press("显示证件号码")
    assert NUMBER in phone.see()
    phone.press("都对")
    worker.refresh_from_db()
    assert worker.verified_on is not None


def test_elder_mode_is_found_on_the_first_screen_and_stays(chromium: Browser, live_server: Any, worker: Any) -> None:
    phone = phone_of(chromium, live_server.url, {})
    phone.go("/m/login/")
    phone.press("大字版")
    assert phone.page.get_attribute("body", "data-weui-mode") == "care"
    phone.enter()
    assert phone.page.get_by_role("link", name="打电话找工会 12351").bounding_box()["height"] >= 60
    sizes = phone.page.evaluate(
        "[...document.querySelectorAll('main *')].filter((one) => [...one.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim()))"
        ".map((one) => parseFloat(getComputedStyle(one).fontSize))"
    )
    assert min(sizes) >= 18


def test_a_planted_fault_would_be_noticed(chromium: Browser, live_server: Any, worker: Any) -> None:
    """The control: small, faint, wide and refused things are found."""
    phone = phone_of(chromium, live_server.url, {})
    phone.go("/m/login/")
    phone.page.evaluate(
        "document.querySelector('main').insertAdjacentHTML('beforeend', '<a id=plant href=/m/>小</a><p id=faint>淡</p>');"
        "document.getElementById('plant').style.fontSize = '10px';"
        "document.getElementById('faint').style.color = '#cccccc';"
    )
    assert [one[2] for one in phone.page.evaluate(TOO_SMALL, 44)] == ["小"]
    assert [one[1] for one in phone.page.evaluate(FAINT)] == ["淡"]
    with pytest.raises(AssertionError):
        hold(phone, least=44)
    phone.page.evaluate("document.body.insertAdjacentHTML('beforeend', '<p style=\"color:red\">x</p>')")
    assert any("Content Security" in one for one in phone.refused)
