"""Work at the desk without a mouse: search, add, refuse, merge."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from niangjia.ground.people.models import Person

pytestmark = pytest.mark.browser


def test_slash_searches_and_question_mark_lists_the_keys(reader: Callable[..., Any], organiser: Any) -> None:
    person = reader("desk")
    person.log_in(organiser.username)
    person.page.keyboard.press("?")
    assert person.page.locator("#keys").is_visible()
    person.page.keyboard.press("Escape")
    person.page.keyboard.press("/")
    person.page.keyboard.type("建伟")
    person.page.keyboard.press("Enter")
    person.page.wait_for_url("**/search/**")
    assert person.page.locator("main").get_by_role("link", name="应建伟").is_visible()


def test_letters_in_a_field_stay_letters(reader: Callable[..., Any], organiser: Any) -> None:
    person = reader("desk")
    person.log_in(organiser.username)
    person.goto("/desk/employers/add/")
    person.page.focus("[name=name]")
    person.page.keyboard.type("a/b?c")
    assert person.page.input_value("[name=name]") == "a/b?c"
    assert not person.page.locator("#keys").is_visible()


def test_the_summary_of_errors_takes_the_focus(reader: Callable[..., Any], organiser: Any) -> None:
    person = reader("desk")
    person.log_in(organiser.username)
    person.goto("/desk/employers/add/")
    person.page.fill("[name=address]", "前陈路 8 号")
    person.page.click("main button[type=submit]")
    person.settle()
    assert person.page.title().startswith("错误：")
    assert person.page.evaluate("document.activeElement.className") == "nj-summary"
    assert person.page.input_value("[name=address]") == "前陈路 8 号"


def test_two_records_become_one_and_two_again(reader: Callable[..., Any], organiser: Any) -> None:
    person = reader("desk")
    person.log_in(organiser.username)
    person.goto("/desk/duplicates/")
    person.page.get_by_role("link", name="比一比").first.click()
    person.page.get_by_role("button", name="是同一个人，合并").click()
    person.page.wait_for_url("**/people/**")
    assert Person.objects.filter(name="王桂兰", merged_into__isnull=True).count() == 1
    person.page.get_by_role("button", name="拆开").click()
    person.settle()
    assert Person.objects.filter(name="王桂兰", merged_into__isnull=True).count() == 2


def test_facets_narrow_without_leaving_the_page(reader: Callable[..., Any], organiser: Any) -> None:
    person = reader("desk")
    person.log_in(organiser.username)
    person.goto("/desk/employers/")
    person.page.get_by_label("100 人以上").check()
    person.page.wait_for_url("**workers=100**")
    rows = person.page.locator("main tbody tr")
    assert rows.count() == 1
    assert "恒达五金有限公司" in rows.first.inner_text()
    assert person.page.get_by_label("100 人以上").is_checked()
