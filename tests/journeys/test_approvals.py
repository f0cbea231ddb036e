"""A chair between two shifts: fifty joins by keyboard in under three minutes, one sent back with a reason, a few on the phone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from time import monotonic
from typing import Any

import pytest
from django.utils import timezone

from niangjia.engines.approvals.models import Matter, Move, Stand
from niangjia.ground.org.choices import Role
from niangjia.kit.calendar import today
from tests import approving
from tests import factories as make
from tests.approving import FORMING, JOINING, ask

pytestmark = pytest.mark.browser


@pytest.fixture(autouse=True)
def made_up_kinds() -> Iterator[None]:
    with approving.made_up():
        yield


@pytest.fixture
def chair(organiser: Any) -> Any:
    """The chair of the union, with joins that wait: some overdue, some due today."""
    who = make.account("陈国平", unit=organiser.union, demo=True)
    make.appoint(who, Role.CHAIR, organiser.union)
    who.union = organiser.union  # type: ignore[attr-defined]
    return who


def wait(chair: Any, number: int) -> list[Matter]:
    made = [
        ask(JOINING, chair.union, make.person(), private={"workplace": "恒达五金有限公司"}, facts={"number": n})
        for n in range(number)
    ]
    for n, one in enumerate(made):
        Stand.rows.filter(matter=one).update(due_on=today() + timedelta(days=(-1, 0, 2)[n % 3]))
    return made


def states() -> list[str]:
    return sorted(Matter.rows.values_list("state", flat=True))


def test_fifty_by_keyboard_in_under_three_minutes(reader: Callable[..., Any], chair: Any) -> None:
    wait(chair, 50)
    person = reader("desk")
    person.log_in(chair.username)
    page, press = person.page, person.page.keyboard.press
    assert "50 件" in page.locator("main").inner_text()
    begun = monotonic()
    page.get_by_role("link", name="入会申请，17 件等您审批").first.focus()
    press("Enter")
    page.get_by_role("heading", name="审批").wait_for()
    page.goto(person.base + "/desk/approvals/")
    press("Shift+X")
    page.get_by_text("已选 50 件").wait_for()
    press("a")
    page.get_by_role("heading", name="会办的 50 件").wait_for()
    assert states() == ["waiting"] * 50
    press("a")
    page.get_by_role("heading", name="已同意 50 件").wait_for()
    took = monotonic() - begun
    assert states() == ["approved"] * 50
    assert took < 180
    assert person.violations() == []
    assert person.said == []


def test_row_by_row_choose_undo_and_the_case_page(reader: Callable[..., Any], chair: Any) -> None:
    wait(chair, 4)
    person = reader("desk")
    person.log_in(chair.username)
    page, press = person.page, person.page.keyboard.press
    person.goto("/desk/approvals/")
    first = page.locator("[data-row]").nth(0)
    press("j")
    press("j")
    press("x")
    assert "已选 1 件" in page.locator("[data-bulk]").inner_text()
    press("x")
    press("k")
    assert "is-here" in (first.get_attribute("class") or "")
    page.locator("[data-pick]").nth(1).check()
    press("k")
    press("x")
    assert "已选 2 件" in page.locator("[data-bulk]").inner_text()
    press("o")
    page.get_by_text("第 1 件，共 4 件").wait_for()
    press("j")
    page.get_by_text("第 2 件，共 4 件").wait_for()
    press("a")
    page.locator("[data-gone-after]").wait_for()
    assert states() == ["approved", "waiting", "waiting", "waiting"]
    press("z")
    page.get_by_text("撤销了 1 件").wait_for()
    assert states() == ["waiting"] * 4
    press("r")
    page.get_by_role("heading", name="退回").wait_for()
    page.get_by_role("button", name="退回给申请人").click()
    page.get_by_text("还没有办成").wait_for()
    page.get_by_label("照片看不清").check()
    page.fill("[name=words]", "照片请再拍一张")
    page.get_by_role("button", name="退回给申请人").click()
    page.get_by_text("退回了，申请的人会看到原因。").wait_for()
    assert states() == ["returned", "waiting", "waiting", "waiting"]
    assert person.violations() == []
    assert [line for line in person.said if "422" not in line] == []


def test_keys_are_letters_in_a_field(reader: Callable[..., Any], chair: Any) -> None:
    wait(chair, 2)
    person = reader("desk")
    person.log_in(chair.username)
    person.goto("/desk/approvals/")
    find = person.page.get_by_label("在审批里找")
    find.focus()
    person.page.keyboard.type("ajxz")
    assert find.input_value() == "ajxz"
    assert states() == ["waiting", "waiting"]


@pytest.mark.parametrize("looks", [{}, {"nj_elder": "1"}])
def test_a_chair_on_the_phone(reader: Callable[..., Any], chair: Any, looks: dict[str, str]) -> None:
    wait(chair, 3)
    ask(FORMING, chair.union)
    person = reader("phone", **looks)
    person.log_in(chair.username)
    page = person.page
    person.goto("/m/")
    page.get_by_role("link", name="3 件等您审批").click()
    page.get_by_role("heading", name="等我审批").wait_for()
    assert not person.wider_than_the_window()
    assert person.violations() == []
    page.get_by_role("checkbox").nth(0).check()
    page.get_by_role("checkbox").nth(2).check()
    page.get_by_role("button", name="同意选中的").click()
    page.get_by_role("heading", name="同意这 2 件？").wait_for()
    assert states() == ["waiting"] * 4
    assert not person.wider_than_the_window()
    page.get_by_role("button", name="同意这 2 件").click()
    page.get_by_role("heading", name="办好了 2 件").wait_for()
    assert states() == ["approved", "approved", "waiting", "waiting"]
    page.get_by_role("button", name="撤销").click()
    page.get_by_text("撤销了 2 件").wait_for()
    assert states() == ["waiting"] * 4
    page.locator("a.nj-row").first.click()
    page.get_by_role("heading", name="申请内容").wait_for()
    assert person.violations() == []
    page.get_by_role("link", name="退回").click()
    page.get_by_label("照片看不清").check()
    page.fill("[name=words]", "照片请再拍一张")
    page.get_by_role("button", name="退回给申请人").click()
    page.get_by_text("退回了").wait_for()
    assert Move.objects.filter(act="returned").count() == 1
    assert person.said == []


def test_a_route_is_written_tried_and_published(reader: Callable[..., Any], organiser: Any) -> None:
    person = reader("desk")
    person.log_in(organiser.username)
    page = person.page
    person.goto("/desk/approvals/routes/")
    page.locator("form[action*='test.joining'] button").click()
    page.get_by_role("heading", name="入会申请").wait_for()
    page.fill("[name=s1-title]", "镇街复核")
    page.select_option("[name=s1-where]", "town")
    page.select_option("[name=s1-power]", "people.edit")
    page.fill("[name=document]", "永总工〔2026〕12 号")
    page.get_by_role("button", name="存草稿").click()
    page.get_by_text("草稿存好了。").wait_for()
    page.fill("[name=unit_code]", organiser.union.name)
    page.get_by_role("button", name="看会经过哪里").click()
    page.get_by_text("镇街复核，今天提交的话").wait_for()
    assert person.violations() == []
    page.get_by_role("button", name="发布存好的草稿").click()
    page.get_by_text("流程发布了。").wait_for()
    one = ask(JOINING, organiser.union, now=timezone.now())
    assert list(Stand.rows.filter(matter=one).order_by("position").values_list("title", flat=True)) == [
        "工会审批", "镇街复核",
    ]  # fmt: skip
    assert person.violations() == []
    assert person.said == []
