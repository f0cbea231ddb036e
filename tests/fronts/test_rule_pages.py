"""规则 on the desk: what holds, a draft with its examples, publishing by somebody else, two editions side by side."""

from __future__ import annotations

import html
import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from niangjia.engines.rulebooks.models import Edition
from niangjia.ground.org.choices import Role
from niangjia.kit import declare
from tests import factories as make
from tests.engines.rulebooks.conftest import GRANTS, PLAIN
from tests.fronts.conftest import House

NUMBERS = {"reply": "10", "share": "60", "top": "2000", "open": "1", "tier": "city", "since": "2027-01-01"}


@pytest.fixture(autouse=True)
def _declared(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(declare, "_rulebooks", {})
    declare.register(GRANTS, PLAIN)


@pytest.fixture
def leader(house: House) -> Client:
    return house.client(Role.LEADER)


def text(answer: Any) -> str:
    return html.unescape(re.sub(r"<[^>]+>", "", answer.content.decode()))


def draft(desk: Client, *, unit: str = "") -> Edition:
    desk.post("/desk/rules/test.grants/draft/", {"unit_code": unit})
    return Edition.objects.latest("pk")


def write(desk: Client, here: Edition, **changes: str) -> Any:
    told = {
        "revision": here.revision, "title": "补助办法", "document": "永总工〔2026〕7 号", "valid_from": "2027-01-01", **NUMBERS, **changes,
    }  # fmt: skip
    return desk.post(f"/desk/rules/editions/{here.code}/edit/", told)


def examples(desk: Client, here: Edition, amount: str = "600") -> Any:
    here.refresh_from_db()
    told = {"revision": here.revision, "e0-in_cost": "1000", "e0-in_member": "1", "e0-out_amount": amount}
    return desk.post(f"/desk/rules/editions/{here.code}/examples/", told)


def publish(client: Client, here: Edition) -> Any:
    here.refresh_from_db()
    return client.post(f"/desk/rules/editions/{here.code}/publish/", {"revision": here.revision})


def test_what_holds_today_is_shown_with_its_clause(desk: Client) -> None:
    assert "随平台自带" in text(desk.get("/desk/rules/"))
    shown = text(desk.get("/desk/rules/test.grants/"))
    for part in ("15 个工作日", "《某法》第二十条", "80%", "3,000.00", "县级"):
        assert part in shown
    assert desk.get("/desk/rules/test.unknown/").status_code == 404


def test_a_rule_from_the_draft_to_the_day_it_holds(house: House, desk: Client, leader: Client) -> None:
    here = draft(desk)
    assert 'value="80"' in desk.get(f"/desk/rules/editions/{here.code}/edit/").content.decode()
    assert write(desk, here).status_code == 302
    told = text(desk.get(f"/desk/rules/editions/{here.code}/"))
    assert "个算出来不对" in told
    assert "补助应该是 800.00，算出来是 600.00" in told
    assert "取小（1,000.00 × 60%，2,000.00） = 600.00" in told
    refused = publish(leader, here)
    assert (refused.status_code, "算出来不对，没有发布" in text(refused)) == (409, True)
    assert examples(desk, here).status_code == 302
    assert "都算对了" in text(desk.get(f"/desk/rules/editions/{here.code}/"))
    assert publish(leader, here).status_code == 302
    here.refresh_from_db()
    assert (here.state, here.published_by_id) == ("published", house.accounts[Role.LEADER].pk)
    assert "到日子生效" in text(desk.get("/desk/rules/"))
    done = leader.post(f"/desk/rules/editions/{here.code}/withdraw/", {"words": "文件没有发"})
    here.refresh_from_db()
    assert (done.status_code, here.state, here.note) == (302, "withdrawn", "文件没有发")


def test_who_wrote_it_is_told_that_somebody_else_publishes(leader: Client) -> None:
    here = draft(leader)
    write(leader, here)
    shown = text(leader.get(f"/desk/rules/editions/{here.code}/"))
    assert "您起草的，要另一位负责人发布" in shown
    assert "核对无误，发布" not in shown
    answer = publish(leader, here)
    assert (answer.status_code, "不能自己发布" in text(answer)) == (409, True)


def test_wrong_numbers_keep_what_was_typed(desk: Client) -> None:
    here = draft(desk)
    answer = write(desk, here, reply="很多", share="120")
    shown = answer.content.decode()
    assert (answer.status_code, 'value="很多"' in shown, 'value="120"' in shown) == (422, True, True)
    assert "“答复期限”要写整数天数。" in text(answer)
    assert "“补助比例”不能大于 100%。" in text(answer)
    here.refresh_from_db()
    assert here.revision == 1


def test_wrong_examples_are_told_by_field(desk: Client) -> None:
    here = draft(desk)
    answer = desk.post(
        f"/desk/rules/editions/{here.code}/examples/", {"revision": 1, "e0-in_cost": "八百", "e0-out_amount": "1"}
    )
    assert answer.status_code == 422
    assert "“费用”看不懂" in text(answer)
    assert "请填写“是会员”" in text(answer)
    assert here.examples.count() == 2
    assert desk.post(f"/desk/rules/editions/{here.code}/examples/", {"revision": 1}).status_code == 302
    assert here.examples.count() == 0


def test_two_editions_side_by_side(desk: Client, leader: Client) -> None:
    here = draft(desk)
    write(desk, here)
    examples(desk, here)
    publish(leader, here)
    shown = text(desk.get(f"/desk/rules/test.grants/compare/?a=first&b={here.code}"))
    assert "答复期限15 个工作日10 个工作日" in re.sub(r"\s+(?=\S)", " ", shown).replace(" ", "").replace(
        "15个", "15 个"
    ).replace("10个", "10 个")
    assert desk.get("/desk/rules/test.grants/compare/?a=first&b=aaaaaaaaaaaaaaaa").status_code == 404
    assert desk.get("/desk/rules/test.plain/compare/?b=" + here.code).status_code == 404


def test_rules_of_a_place_and_who_sees_them(house: House, desk: Client) -> None:
    here = draft(desk, unit=house.other.name)
    assert here.path == house.other.path
    write(desk, here)
    elsewhere = house.client("elsewhere")
    assert elsewhere.get(f"/desk/rules/editions/{here.code}/").status_code == 404  # a draft
    examples(desk, here)
    publish(house.client(Role.LEADER), here)
    assert elsewhere.get(f"/desk/rules/editions/{here.code}/").status_code == 200
    nearby = make.account("近处主席", unit=house.union)
    make.appoint(nearby, Role.CHAIR, house.union)
    house.accounts["nearby"] = nearby
    assert house.client("nearby").get(f"/desk/rules/editions/{here.code}/").status_code == 404


def test_readers_write_nothing(house: House, desk: Client) -> None:
    here = draft(desk)
    for role in (Role.READER, Role.OFFICER):
        browser = house.client(role)
        assert browser.get("/desk/rules/").status_code == 200
        assert browser.post("/desk/rules/test.grants/draft/").status_code == 404
        assert browser.get(f"/desk/rules/editions/{here.code}/edit/").status_code == 404
        assert browser.post(f"/desk/rules/editions/{here.code}/discard/").status_code == 404
    assert Edition.objects.count() == 1
    assert desk.post(f"/desk/rules/editions/{here.code}/publish/", {"revision": 1}).status_code == 404
    desk.post(f"/desk/rules/editions/{here.code}/discard/")
    assert Edition.objects.count() == 0


def test_pages_cost_the_same(house: House, desk: Client) -> None:
    costs = []
    for number in (1, 2):
        for _ in range(number):
            here = draft(desk)
            write(desk, here, valid_from=(timezone.localdate() + timedelta(days=30 + here.pk)).isoformat())
        for address in ("/desk/rules/", "/desk/rules/test.grants/", f"/desk/rules/editions/{here.code}/"):
            desk.get(address)
            with CaptureQueriesContext(connection) as asked:
                desk.get(address)
            costs.append((address.split("/")[3], len(asked)))
    assert costs[:3] == costs[3:]
    assert max(number for _name, number in costs) <= 30
