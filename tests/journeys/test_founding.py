"""A union formed from the coverage list to the reply, which is given on the phone; then the pack of a term election in one click."""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic
from typing import Any

import pytest
from django.utils import timezone

from niangjia.ground.org.choices import Role
from niangjia.ground.org.models import Unit
from niangjia.kit.powers import SYSTEM
from niangjia.programmes.organising import actions
from niangjia.programmes.organising.models import Document, Founding
from tests import factories as make
from tests.journeys.tasks import told

pytestmark = pytest.mark.browser
AGREEING = 3
"""Presses of the officer for each of three replies."""

NAME = "还没建会有限公司工会委员会"
PEOPLE = (("应建伟", "男", "主席"), ("胡小兰", "女", "副主席"), ("吕志强", "男", "委员"), ("程立新", "男", "委员"),
          ("施美华", "女", "经审主任"), ("楼晓燕", "女", "女工主任"))  # fmt: skip
VOTES = (38, 36, 33, 12, 39, 37)


def agree(phone: Any) -> None:
    """The officer of the town agrees to what waits on her phone."""
    phone.goto("/m/approvals/")
    assert not phone.wider_than_the_window()
    phone.page.get_by_role("checkbox").nth(0).check()
    phone.page.get_by_role("button", name="同意选中的").click()
    phone.page.get_by_role("button", name="同意这 1 件").click()
    phone.page.get_by_role("heading", name="办好了 1 件").wait_for()


@pytest.fixture
def officer(organiser: Any) -> Any:
    who = make.account("胡金华", unit=organiser.union, demo=True)
    make.appoint(who, Role.OFFICER, Unit.objects.get(name="芝英镇总工会"))
    return who


def test_a_union_formed_from_request_to_reply(reader: Callable[..., Any], organiser: Any, officer: Any) -> None:
    actions.refresh_coverage(actor=SYSTEM, now=timezone.now())
    desk, phone = reader("desk"), reader("phone")
    desk.log_in(organiser.username)
    phone.log_in(officer.username)
    page = desk.page
    begun = monotonic()
    desk.goto("/desk/work/?kind=organising.uncovered_due")
    page.get_by_role("link", name="还没建会有限公司", exact=True).click()
    page.get_by_role("link", name="发起建会", exact=True).click()
    assert page.get_by_label("工会全称").input_value() == NAME
    assert desk.violations() == []
    page.get_by_role("button", name="建立建会档案").click()
    page.get_by_role("link", name="报请示", exact=True).click()
    page.get_by_role("button", name="报请示").click()
    page.get_by_text("等批复").first.wait_for()
    row = Founding.rows.get()
    agree(phone)
    here = f"/desk/founding/{row.code}/"
    desk.goto(here)
    page.get_by_role("link", name="登记会员人数", exact=True).click()
    page.get_by_label("会员人数").fill("60")
    page.get_by_label("其中女会员").fill("12")
    page.get_by_role("button", name="登记会员人数").click()
    page.locator(".nj-actbar").get_by_role("link", name="填候选人", exact=True).click()
    for place, (name, sex, post) in enumerate(PEOPLE):
        page.fill(f"[name=c-{place}-name]", name)
        page.select_option(f"[name=c-{place}-sex]", label=sex)
        page.select_option(f"[name=c-{place}-post]", label=post)
    page.get_by_label("委员会名额").fill("3")
    page.get_by_label("经审组织名额").fill("1")
    page.get_by_label("女职工组织名额").fill("1")
    assert desk.violations() == []
    page.get_by_role("button", name="保存候选人").click()
    page.get_by_role("link", name="把候选人名单报上级工会", exact=True).click()
    page.get_by_role("button", name="把候选人名单报上级工会").click()
    agree(phone)
    desk.goto(f"{here}next/")
    page.get_by_label("应到会").fill("60")
    page.get_by_label("实到会").fill("42")
    for place, votes in enumerate(VOTES, 1):
        page.fill(f"[name=votes_{place}]", str(votes))
    assert desk.violations() == []
    page.get_by_role("button", name="登记选举结果").click()
    page.get_by_text("未当选").first.wait_for()
    page.get_by_role("link", name="向上级工会报告选举结果", exact=True).click()
    page.get_by_role("button", name="向上级工会报告选举结果").click()
    agree(phone)
    desk.goto(here)
    page.get_by_text(Document.rows.get(number=2).text).first.wait_for()
    assert Unit.objects.get(name=NAME).chair_name == "应建伟"
    assert desk.violations() == []
    told("form a union", 21 + 3 * len(PEOPLE) + len(VOTES) + 3 * AGREEING, begun)
    assert desk.said == []
    assert phone.said == []


def test_the_pack_of_a_term_election_in_one_click(reader: Callable[..., Any], organiser: Any, officer: Any) -> None:
    person = reader("desk")
    person.log_in(organiser.username)
    page = person.page
    person.goto(f"/desk/unions/{organiser.union.code}/terms/add/")
    page.get_by_label("从哪天起").fill("2023-03-01")
    page.get_by_label("主席").fill("应建伟")
    page.get_by_label("其他人").fill("施美华 女 经审主任")
    page.get_by_role("button", name="登记这一届").click()
    page.get_by_text("届期登记好了").wait_for()
    assert person.violations() == []
    page.get_by_role("button", name="发起换届").click()
    page.get_by_role("heading", name=organiser.union.name).first.wait_for()
    assert person.violations() == []
    page.get_by_text("全套文书").click()
    with page.expect_download() as waiting:
        page.get_by_role("link", name="一个 Word 文件", exact=True).click()
    assert waiting.value.suggested_filename.endswith("全套文书.docx")
    small = reader("phone")
    small.log_in(organiser.username)
    for where in (
        f"/desk/founding/{Founding.rows.get().code}/",
        "/desk/founding/",
        f"/desk/unions/{organiser.union.code}/terms/",
    ):
        small.goto(where)
        assert not small.wider_than_the_window()
        assert small.violations() == []
    assert person.said == []
