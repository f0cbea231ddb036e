"""A morning with the list of members: tick, all of the filter, a message, a kept filter, columns, a file."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from niangjia.engines.messaging.models import Recipient
from niangjia.ground.access.models import Kept
from niangjia.ground.people.models import Person
from tests import factories as make

pytestmark = pytest.mark.browser


def test_some_and_then_all_of_the_filter_are_told(reader: Callable[..., Any], organiser: Any) -> None:
    Person.objects.update(gender="f")
    for _ in range(55):
        make.member(organiser.union, gender="m")
    person = reader("desk")
    person.log_in(organiser.username)
    person.goto("/desk/members/")
    page = person.page
    assert "筛出 59 人" in page.locator("#tally").inner_text()
    page.check("#f-gender-m")
    page.wait_for_url("**gender=m**")
    page.get_by_text("筛出 55 人").wait_for()
    page.get_by_label("选中本页全部").check()
    assert "已选 50 人" in page.locator("[data-bulk]").inner_text()
    page.get_by_role("link", name="改选筛出的全部 55 人").click()
    page.wait_for_url("**all=1**")
    page.get_by_role("button", name="给 55 人发通知").click()
    page.get_by_role("heading", name="会收到的 55 人").wait_for()
    assert Recipient.objects.count() == 0
    page.fill("[name=title]", "体检安排")
    page.fill("[name=body]", "12 月 2 日上午在镇卫生院。")
    page.fill("[name=total]", "55")
    page.get_by_role("button", name="发给这 55 人").click()
    page.get_by_role("heading", name="通知已发给 55 人").wait_for()
    wanted = set(Person.objects.filter(gender="m", memberships__unit=organiser.union).values_list("pk", flat=True))
    assert set(Recipient.objects.values_list("person_id", flat=True)) == wanted
    assert person.violations() == []
    assert person.said == []


def test_one_person_is_ticked_by_keyboard(reader: Callable[..., Any], organiser: Any) -> None:
    person = reader("desk")
    person.log_in(organiser.username)
    person.goto("/desk/members/")
    page = person.page
    page.get_by_label("应建伟").focus()
    page.keyboard.press("Space")
    bar = page.locator("[data-bulk]")
    assert "已选 1 人" in bar.inner_text()
    page.get_by_role("button", name="取消选择").focus()
    page.keyboard.press("Enter")
    assert bar.is_hidden()
    page.get_by_label("应建伟").check()
    page.get_by_role("button", name="转会 1 人").click()
    page.get_by_role("heading", name="会转走的 1 人").wait_for()
    assert "应建伟" in page.locator("main").inner_text()
    assert "楼月仙" not in page.locator("main").inner_text()


def test_a_filter_columns_and_a_file_are_kept(reader: Callable[..., Any], organiser: Any) -> None:
    person = reader("desk")
    person.log_in(organiser.username)
    person.goto("/desk/members/?workplace=五金")
    page = person.page
    page.get_by_role("link", name="存为常用筛选").click()
    page.fill("[name=name]", "五金厂")
    page.get_by_role("button", name="存为常用筛选").click()
    tab = page.locator(".nj-tabs a[aria-current]")
    tab.filter(has_text="五金厂 3").wait_for()
    assert Kept.objects.filter(topic="filter:members").count() == 1
    page.get_by_text("显示列 7/16").click()
    page.get_by_label("工作单位", exact=True).check()
    for _ in range(3):
        page.get_by_role("button", name="所在工会 往前移").click()
    page.get_by_role("button", name="按这样显示").click()
    page.get_by_text("显示列 8/16").wait_for()
    assert page.locator("thead th").nth(2).inner_text().strip() == "所在工会"
    page.get_by_role("link", name="导出筛出的 3 人").click()
    page.get_by_role("button", name="导出这 3 人").click()
    page.wait_for_url("**/tasks/")
    with page.expect_download() as file:
        page.get_by_role("link", name="下载").click()
    assert file.value.suggested_filename.endswith(".xlsx")
    assert person.said == []
