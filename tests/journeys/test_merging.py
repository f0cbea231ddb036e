"""A town is merged into another one, the figures agree before and after, and it is taken back the same afternoon."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from niangjia.ground.org.choices import Role
from niangjia.ground.org.models import Reshaping, Unit
from niangjia.ground.people.models import Membership
from tests import factories as make

pytestmark = pytest.mark.browser


def test_a_town_goes_into_another_and_comes_back(reader: Callable[..., Any]) -> None:
    county = make.county()
    east, west = make.town(county, "舟山镇总工会"), make.town(county, "前仓镇总工会")
    for name in ("永康市恒达五金有限公司工会", "永康市鑫盛工具有限公司工会"):
        at = make.union(east, name)
        for _ in range(6):
            make.member(at)
        make.employer(at, workers=40)
    make.member(east)
    make.member(west)
    who = make.account("应红", unit=county, username="yinghong")
    make.appoint(who, Role.ORGANISER, county)
    before = dict(Membership.rows.values_list("person_id", "path")), dict(Unit.objects.values_list("pk", "path"))
    person = reader("desk")
    person.log_in("yinghong")
    page = person.page
    person.goto(f"/desk/unions/{east.code}/")
    page.get_by_text("更多").first.click()
    page.get_by_role("link", name="并入另一家工会").click()
    page.fill("[name=into]", "前仓镇总工会")
    page.fill("[name=document]", "永总工〔2026〕12 号")
    person.settle()
    page.get_by_role("button", name="看会带走什么").click()
    page.get_by_role("heading", name="合并前后的数").wait_for()
    sums = page.get_by_role("row").filter(has_text="连同下级合计").inner_text()
    assert sums.count("不变") == 4
    assert "14" in sums
    assert person.violations() == []
    assert Reshaping.objects.count() == 0
    page.fill("[name=total]", "13")
    person.settle()
    page.get_by_role("button", name="并入“前仓镇总工会”").click()
    page.get_by_text("“舟山镇总工会”已并入“前仓镇总工会”。").wait_for()
    assert "14" in page.get_by_label("现在的数").inner_text()
    person.goto("/desk/search/?q=舟山")
    assert "已并入前仓镇总工会" in page.locator("#main").inner_text()
    page.get_by_role("link", name="舟山镇总工会").click()
    assert "起已并入" in page.locator("#main").inner_text()
    assert person.violations() == []
    page.get_by_role("button", name="撤回这次合并").click()
    page.get_by_text("合并已撤回，一切和合并以前一样。").wait_for()
    after = dict(Membership.rows.values_list("person_id", "path")), dict(Unit.objects.values_list("pk", "path"))
    assert after == before
    assert person.said == []
