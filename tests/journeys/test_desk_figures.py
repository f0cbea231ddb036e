"""A leader opens a number, signs it, sees the world change, and reads why."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from niangjia.ground.org.choices import Role
from niangjia.ground.org.models import Unit
from niangjia.ground.people.models import Membership
from tests import factories as make

pytestmark = pytest.mark.browser


@pytest.fixture
def leader(organiser: Any) -> Any:
    """The leader of the organiser's county."""
    county = Unit.objects.get(path=organiser.union.path[:4])
    who = make.account("胡建军", unit=county, demo=True)
    make.appoint(who, Role.LEADER, county)
    who.union = organiser.union
    return who


def clean(person: Any) -> list[str]:
    found = person.violations()
    return [*found, "wider than the window"] if person.wider_than_the_window() else found


@pytest.mark.parametrize("size", ["desk", "phone"])
def test_signed_changed_explained(size: str, reader: Callable[..., Any], leader: Any) -> None:
    person = reader(size)
    person.log_in(leader.username)
    page = person.page
    person.goto("/desk/figures/people.members/")
    assert page.locator(".is-hero").inner_text().startswith("4")
    assert "行数和数字相等" in page.inner_text("main")
    page.get_by_role("link", name="审定这个数").click()
    person.settle()
    assert clean(person) == []
    page.fill("[name=note]", "11 月通报，第 3 项")
    page.get_by_role("button", name="审定 4 人").click()
    page.wait_for_url("**/figures/signed/**")
    signed = page.url
    assert "没有被改过" in page.inner_text("main")
    assert "从那以后，数没有变" in page.inner_text("main")

    make.member(leader.union, "李春花")
    make.member(leader.union, "徐建平")
    gone = Membership.rows.filter(person__name="应建伟")
    gone.update(left_on=timezone.localdate() - timedelta(days=1))
    page.goto(signed)
    person.settle()
    assert "从那以后，多了 1 人" in page.inner_text("main")
    assert clean(person) == []
    page.locator("svg.nj-chart a").nth(1).click()
    person.settle()
    assert "李春花" in page.locator("tbody").inner_text()
    assert clean(person) == []
    person.goto("/desk/figures/people.members/")
    assert "从那以后，多了 1 人" in page.inner_text("main")
    assert "当时的 4 行" in page.inner_text("main")
    assert clean(person) == []
    page.get_by_role("button", name="导出 5 行").click()
    page.wait_for_url("**/tasks/")
    with page.expect_download() as given:
        page.get_by_role("link", name="下载").first.click()
    assert given.value.suggested_filename.endswith(".xlsx")
    assert clean(person) == []
    person.goto("/desk/figures/signed/")
    assert clean(person) == []
    assert person.said == []
