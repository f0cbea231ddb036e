"""A worker joins by the QR of a poster, is returned once with a reason, mends, is approved; fifty by keyboard."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import timedelta
from time import monotonic
from typing import Any

import pytest
from django.utils import timezone

from niangjia.engines.approvals.models import Stand
from niangjia.engines.messaging.models import Message
from niangjia.fronts.shell.accounts import codes
from niangjia.ground.org.choices import Role
from niangjia.ground.org.models import Unit
from niangjia.ground.people.models import Membership, Person
from niangjia.kit import vault
from niangjia.programmes.organising.models import Application
from tests import factories as make
from tests.journeys.tasks import told
from tests.programmes.organising import joining

pytestmark = pytest.mark.browser


@pytest.fixture
def chair(organiser: Any) -> Any:
    """The chair of a union that takes applications."""
    who = make.account("陈国平", unit=organiser.union, demo=True)
    make.appoint(who, Role.CHAIR, organiser.union)
    who.union, who.code_of_union = organiser.union, joining.taking(organiser.union)  # type: ignore[attr-defined]
    return who


class Phone:
    """A worker with her phone; counts what she has to do."""

    def __init__(self, reader: Any) -> None:
        self.reader, self.page, self.steps, self.begun = reader, reader.page, 0, monotonic()

    def press(self, name: str) -> None:
        self.page.get_by_role("button", name=name, exact=True).click()
        self.reader.settle()
        self.steps += 1
        self.look()

    def fill(self, name: str, value: str) -> None:
        self.page.fill(f"[name={name}]", value)
        self.steps += 1

    def look(self) -> None:
        assert not self.reader.wider_than_the_window()
        assert self.reader.violations() == []


@pytest.mark.parametrize("looks", [{}, {"nj_elder": "1"}])
def test_joining_by_the_poster(reader: Callable[..., Any], chair: Any, looks: dict[str, str]) -> None:
    person = Phone(reader("phone", **looks))
    person.reader.goto(f"/m/join/{chair.code_of_union.code}/")
    person.look()
    person.press("开始申请")
    person.fill("name", "应小妹")
    person.press("下一步")
    person.fill("identity", make.identity())
    person.press("下一步")
    person.fill("phone", "13987650001")
    person.press("发验证码")
    person.fill("code", codes.sent[-1][1])
    person.press("下一步")
    person.fill("workplace", "恒达")
    person.press("下一步")
    person.page.get_by_label("我自愿加入工会，同意工会章程").check()
    person.press("下一步")
    person.press("下一步")
    person.page.get_by_role("heading", name="核对一遍，再提交").wait_for()
    person.press("申请入会")
    person.page.get_by_role("heading", name="已提交").wait_for()
    told("join", person.steps, person.begun)
    row = Application.rows.get()
    joining.send_back(make.actor(chair), row)
    person.page.reload()
    person.page.get_by_text("请写单位全称").first.wait_for()
    person.look()
    person.press("去改")
    person.fill("workplace", "恒达五金有限公司")
    person.press("下一步")
    person.press("改好了，再送去")
    person.page.get_by_role("heading", name="已提交").wait_for()
    joining.approve(make.actor(chair), row)
    person.page.reload()
    person.page.get_by_role("link", name="看会员证").click()
    person.page.get_by_role("heading", name="工会会员证").wait_for()
    person.look()
    assert Membership.rows.filter(person__name="应小妹", unit=chair.union).count() == 1
    person.reader.goto("/m/")
    person.look()
    assert person.reader.said == []


def test_a_chair_approves_fifty_by_keyboard(reader: Callable[..., Any], chair: Any) -> None:
    before = Person.objects.count()
    for number in range(50):
        joining.apply(chair.union, joining.answers(f"应{chr(0x4E00 + number)}"))
    person = reader("desk")
    person.log_in(chair.username)
    page, press = person.page, person.page.keyboard.press
    person.goto("/desk/approvals/")
    begun = monotonic()
    press("Shift+X")
    page.get_by_text("已选 50 件").wait_for()
    press("a")
    page.get_by_role("heading", name="会办的 50 件").wait_for()
    press("a")
    page.get_by_role("heading", name="已同意 50 件").wait_for()
    assert told("approve fifty", 3, begun) < 180
    assert Application.rows.filter(state="joined").count() == 50
    assert Person.objects.count() == before + 50
    assert person.said == []


def test_the_code_and_the_poster(reader: Callable[..., Any], chair: Any) -> None:
    person = reader("desk")
    person.log_in(chair.username)
    for path in ("join-code/", "join-code/poster/", "apply/"):
        person.goto(f"/desk/unions/{chair.union.code}/{path}")
        assert person.violations() == []
        assert not person.wider_than_the_window()
    assert person.said == []


def test_a_sender_that_sleeps(reader: Callable[..., Any], chair: Any, organiser: Any) -> None:
    """She asks on the phone to pass on; the old union keeps silent until its day is over; she goes on; the new one takes her in."""
    here = Membership.rows.filter(unit=organiser.union, person__name="楼月仙").get()
    joining.taking(make.union(make.town(make.county("义乌市总工会"), "佛堂镇总工会"), "鑫盛工会"))
    taker = make.account("鑫盛主席", unit=Unit.objects.get(name="鑫盛工会"), demo=True)
    make.appoint(taker, Role.CHAIR, Unit.objects.get(name="鑫盛工会"))
    person = Phone(reader("phone"))
    phone = vault.unseal(here.person.phone_sealed, field="person.phone")
    log_in_by_phone(person, phone, "楼月仙")
    person.reader.goto("/m/transfers/")
    person.fill("q", "佛堂")
    person.press("找")
    person.press("申请转到这家")
    person.look()
    shot(person.page, "transfer-asked")
    assert not person.page.get_by_role("button", name="接着转", exact=True).count()
    Stand.rows.filter(name="sender").update(due_on=timezone.localdate() - timedelta(days=1))
    person.page.reload()
    person.press("接着转")
    shot(person.page, "transfer-claimed")
    desk = reader("desk")
    desk.log_in(taker.username)
    desk.goto("/desk/approvals/")
    desk.page.get_by_role("link", name="楼月仙的转会申请").click()
    desk.page.get_by_role("heading", name="楼月仙的转会申请").wait_for()
    assert desk.violations() == []
    shot(desk.page, "transfer-desk")
    desk.page.keyboard.press("a")
    desk.page.get_by_text("同意了").first.wait_for()
    person.page.reload()
    person.page.get_by_text("已转会").first.wait_for()
    person.look()
    assert Membership.rows.get(person=here.person, left_on__isnull=True).unit.name == "鑫盛工会"
    titles = set(Message.objects.values_list("title", flat=True))
    assert {"您的转会申请已收到，原工会逾期不答复也能转", "转会办好了，会龄接着算"} <= titles
    print(f"transfer: {person.steps} steps on the phone, {monotonic() - person.begun:.1f} s with the desk's")  # noqa: T201
    assert person.reader.said == desk.said == []


def log_in_by_phone(person: Phone, number: str, name: str) -> None:
    """As a worker does: number, code, and the name where it is asked for."""
    person.reader.goto("/m/login/")
    person.fill("phone", number)
    person.page.locator("main button[type=submit]").first.click()
    person.reader.settle()
    person.fill("code", codes.sent[-1][1])
    person.page.locator("main button[type=submit]").first.click()
    person.reader.settle()
    if person.page.locator("[name=name]").count():
        person.fill("name", name)
        person.page.locator("main button[type=submit]").first.click()
        person.reader.settle()


def shot(page: Any, name: str) -> None:
    """A picture of the page, where NIANGJIA_SHOTS names a folder."""
    folder = os.environ.get("NIANGJIA_SHOTS")
    if folder:
        page.screenshot(path=f"{folder}/{name}.png", full_page=True)
