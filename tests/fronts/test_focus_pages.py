"""The pages of the new forms of employment."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

from django.utils import timezone

from niangjia.ground.org.choices import Role
from niangjia.programmes.organising.models import FocusGroup, FocusPlan, FocusTarget
from tests import factories as make
from tests.fronts.conftest import House

TODAY = timezone.localdate()


def words(answer: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def test_groups_and_a_plan_from_nothing(house: House) -> None:
    union = make.union(house.town, "芝英镇快递行业联合工会")
    make.member(union)
    desk, leader = house.client(Role.ORGANISER), house.client(Role.LEADER)
    assert "还没有新就业形态群体" in words(desk.get("/desk/focus/"))
    assert "focus/adopt" not in house.client(Role.READER).get("/desk/focus/").content.decode()
    desk.post("/desk/focus/adopt/")
    page = desk.get("/desk/focus/")
    assert "有 1 家工会还没有归到群体" in words(page)
    desk.post("/desk/focus/fit/")
    page = desk.get("/desk/focus/")
    assert ("快递员 1 1" in words(page), "/desk/figures/organising.focus_members/?at=" in page.content.decode()) == (
        True,
        True,
    )
    desk.post("/desk/focus/groups/add/", {"name": "民宿从业人员", "words": "民宿、农家乐"})
    own = FocusGroup.rows.get(name="民宿从业人员")
    assert own.words == ["民宿", "农家乐"]
    desk.post(f"/desk/focus/groups/{own.code}/place/", {"unit_code": house.union.name})
    assert "民宿从业人员" in words(desk.get(f"/desk/unions/{house.union.code}/"))
    spans = {}
    for at, kind in enumerate(("pilot", "widen", "deepen")):
        first = TODAY + timedelta(days=100 * (at - 1))
        spans |= {f"{kind}_first": first.isoformat(), f"{kind}_last": (first + timedelta(days=90)).isoformat()}
    wrong = desk.post("/desk/focus/plans/add/", {"name": "三年行动", "key": "a", **spans, "pilot_last": "2020-01-01"})
    assert (wrong.status_code, "结束的日期早于开始" in words(wrong)) == (422, True)
    given = {"name": "三年行动", "key": "a", **spans}
    assert (
        desk.post("/desk/focus/plans/add/", given)["Location"] == desk.post("/desk/focus/plans/add/", given)["Location"]
    )
    plan = FocusPlan.rows.get()
    address = f"/desk/focus/plans/{plan.code}/"
    desk.post(f"{address}target/", {"phase": "widen", "measure": "members", "number": "4"})
    again = desk.post(f"{address}target/", {"phase": "widen", "measure": "members", "number": "5"})
    assert (again.status_code, "已经有同样的目标" in words(again)) == (422, True)
    seen = words(leader.get(address))
    assert re.search(r"全部群体 全部镇街 会员（人） 4 2 50.0%", seen), seen
    assert house.client("elsewhere").get(address).status_code == 404
    target = FocusTarget.objects.get()
    desk.post(f"{address}target/{target.pk}/drop/")
    assert FocusTarget.objects.count() == 0
    desk.post(f"/desk/focus/groups/{own.code}/end/")
    desk.get("/desk/focus/")
    assert "民宿从业人员" not in words(desk.get("/desk/focus/"))
