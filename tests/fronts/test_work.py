"""工作清单 on the desk: the list and its numbers, one task, acts on many over a frozen preview, ten seconds to take back."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from niangjia.engines.worklists import actions
from niangjia.engines.worklists.actions import Wanted
from niangjia.engines.worklists.models import Task
from niangjia.ground.org.choices import Role
from niangjia.kit import declare
from niangjia.kit.declare import Worklist
from niangjia.kit.powers import SYSTEM
from tests.fronts.conftest import House
from tests.fronts.test_costs import steady

UNFORMED = Worklist(
    "test.unformed", "还没有建会的单位", "org.employer", {"formed": "已建会", "later": "暂缓"}, page="desk:employer",
    facts={"workers": "职工（人）"}, help="每月从单位名册更新。",
)  # fmt: skip


@pytest.fixture(autouse=True)
def _declared(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(declare, "_worklists", {})
    declare.register(UNFORMED)


def open_tasks(house: House, *numbers: int, unit: Any = None) -> None:
    here = unit or house.union
    rows = [Wanted(one, house.employer.code, here.pk, f"第{one}家单位", {"workers": one}) for one in numbers]
    known = Task.rows.exclude(subject_id__in=numbers)
    rows += [Wanted(one.subject_id, one.subject_code, one.unit_id, one.title, one.facts) for one in known]
    actions.sync(actor=SYSTEM, kind="test.unformed", wanted=rows, now=timezone.now())


def titles(answer: Any) -> list[str]:
    return re.findall(r"data-open[^>]*>([^<]+)</a>", answer.content.decode())


def code_of(number: int) -> str:
    return Task.rows.get(subject_id=number).code


def test_the_list_shows_what_there_is_to_do(house: House, desk: Client) -> None:
    open_tasks(house, 1, 2)
    answer = desk.get("/desk/work/")
    assert titles(answer) == ["第1家单位", "第2家单位"]
    assert "共 2 件" in answer.content.decode()
    assert "职工 1 人" in answer.content.decode()
    assert titles(desk.get("/desk/work/?owner=mine")) == []
    assert titles(desk.get("/desk/work/?q=第2")) == ["第2家单位"]
    assert titles(desk.get("/desk/work/?state=done")) == []
    assert "每月从单位名册更新" in desk.get("/desk/work/?kind=test.unformed").content.decode()
    assert titles(house.client("elsewhere").get("/desk/work/")) == []


def test_an_empty_list_says_what_will_stand_there(house: House, desk: Client) -> None:
    assert "没有要办的事" in desk.get("/desk/work/").content.decode()
    assert "一条也没有" in desk.get("/desk/work/?q=x").content.decode()


def test_one_task_from_taking_to_the_end(house: House, desk: Client) -> None:
    open_tasks(house, 1)
    code = code_of(1)
    shown = desk.get(f"/desk/work/{code}/").content.decode()
    assert "还没有人，谁都可以领" in shown
    assert f"/desk/employers/{house.employer.code}/" in shown
    answer = desk.post(f"/desk/work/{code}/take/", follow=True)
    assert "10 秒内可以撤销" in answer.content.decode() or "9 秒内可以撤销" in answer.content.decode()
    assert desk.post(f"/desk/work/{code}/note/", {"words": ""}).status_code == 422
    desk.post(f"/desk/work/{code}/note/", {"words": "老板答应下周谈"})
    wrong = desk.post(f"/desk/work/{code}/finish/", {"words": "批复了"})
    assert (wrong.status_code, "请从列表里选一项" in wrong.content.decode()) == (422, True)
    assert "批复了" in wrong.content.decode()
    desk.post(f"/desk/work/{code}/finish/", {"outcome": "formed", "words": "批复了"})
    here = Task.rows.get()
    assert (here.state, here.outcome, here.words) == ("done", "formed", "批复了")
    told = desk.get(f"/desk/work/{code}/").content.decode()
    assert [part in told for part in ("已建会", "老板答应下周谈", "领办")] == [True] * 3


def test_it_is_taken_back_within_ten_seconds(house: House, desk: Client) -> None:
    open_tasks(house, 1)
    desk.post(f"/desk/work/{code_of(1)}/finish/", {"outcome": "formed"})
    assert Task.rows.get().state == "done"
    answer = desk.post("/desk/work/undo/", follow=True)
    assert "和原来一样" in answer.content.decode()
    assert Task.rows.get().state == "open"
    again = desk.post("/desk/work/undo/", follow=True)
    assert "撤不回了" in again.content.decode()


def test_a_refusal_is_told_on_the_page(house: House, desk: Client) -> None:
    open_tasks(house, 1)
    desk.post(f"/desk/work/{code_of(1)}/drop/", {"words": "搬走了"})
    answer = desk.post(f"/desk/work/{code_of(1)}/take/")
    assert (answer.status_code, "不能领办" in answer.content.decode()) == (409, True)
    late = desk.post(f"/desk/work/{code_of(1)}/postpone/", {"to": "2020-01-01", "words": "等"})
    assert (late.status_code, Task.rows.get().state) == (422, "dropped")


def test_others_find_nothing(house: House) -> None:
    open_tasks(house, 1)
    elsewhere, reader = house.client("elsewhere"), house.client(Role.READER)
    code = code_of(1)
    assert elsewhere.get(f"/desk/work/{code}/").status_code == 404
    assert elsewhere.post(f"/desk/work/{code}/take/").status_code == 404
    assert reader.get(f"/desk/work/{code}/").status_code == 200
    assert reader.post(f"/desk/work/{code}/take/").status_code == 404
    assert "data-pick" not in reader.get("/desk/work/").content.decode().replace("data-picks", "")
    assert Task.rows.get().owner_id is None


def preview(desk: Client, act: str, **chosen: Any) -> Any:
    return desk.post(f"/desk/work/many/{act}/", chosen)


def confirm(desk: Client, act: str, shown: Any, **given: Any) -> Any:
    """Send the preview back as the browser would."""
    text = shown.content.decode()
    hidden = dict(re.findall(r'type="hidden" name="(digest|number|sure|all)" value="([^"]*)"', text))
    picks = re.findall(r'name="pick" value="([^"]*)"', text)
    return desk.post(f"/desk/work/many/{act}/", {**hidden, "pick": picks, **given})


def test_many_are_shown_and_then_exactly_these_are_done(house: House, desk: Client) -> None:
    open_tasks(house, 1, 2, 3)
    shown = preview(desk, "finish", pick=[code_of(1), code_of(3)])
    assert re.findall(r"<td>(第\d家单位)</td>", shown.content.decode()) == ["第1家单位", "第3家单位"]
    assert "办结 2 件" in shown.content.decode()
    assert set(Task.rows.values_list("state", flat=True)) == {"open"}
    done = confirm(desk, "finish", shown, outcome="later", words="等批复")
    assert "办结 2 件" in done.content.decode()
    assert dict(Task.rows.values_list("subject_id", "state")) == {1: "done", 2: "open", 3: "done"}
    desk.post("/desk/work/undo/")
    assert set(Task.rows.values_list("state", flat=True)) == {"open"}


def test_a_list_that_changed_meanwhile_does_nothing(house: House, desk: Client) -> None:
    open_tasks(house, 1, 2)
    shown = preview(desk, "take", all="1")
    open_tasks(house, 3)
    answer = confirm(desk, "take", shown)
    assert (answer.status_code, "什么都没有办" in answer.content.decode()) == (409, True)
    assert not Task.rows.filter(owner__isnull=False).exists()


def test_many_want_the_number_typed(house: House, desk: Client) -> None:
    open_tasks(house, *range(1, 61))
    shown = preview(desk, "drop", all="1")
    wrong = confirm(desk, "drop", shown, words="搬走了", total="59")
    assert (wrong.status_code, "和上面的件数不一样" in wrong.content.decode()) == (422, True)
    assert set(Task.rows.values_list("state", flat=True)) == {"open"}
    assert "60 件不了" not in confirm(desk, "drop", shown, words="搬走了", total="60").content.decode()
    assert set(Task.rows.values_list("state", flat=True)) == {"dropped"}


def test_nothing_chosen_is_said(house: House, desk: Client) -> None:
    open_tasks(house, 1)
    answer = desk.post("/desk/work/many/take/", follow=True)
    assert "还没有勾选" in answer.content.decode()


def test_many_are_given_to_a_colleague(house: House, desk: Client) -> None:
    open_tasks(house, 1, 2)
    shown = preview(desk, "assign", all="1")
    officer = house.accounts[Role.OFFICER]
    assert officer.code in shown.content.decode()
    confirm(desk, "assign", shown, owner_code=officer.code)
    assert set(Task.rows.values_list("owner_id", flat=True)) == {officer.pk}
    assert titles(house.client(Role.OFFICER).get("/desk/work/?owner=mine")) == ["第1家单位", "第2家单位"]


@pytest.mark.parametrize("address", ["/desk/work/", "/desk/work/?kind=test.unformed&state=all"])
def test_a_page_costs_the_same(house: House, desk: Client, address: str) -> None:
    costs = []
    for numbers in ((1,), (2, 3), tuple(range(4, 41))):
        open_tasks(house, *numbers)
        desk.get(address)
        with CaptureQueriesContext(connection) as asked:
            desk.get(address)
        costs.append(len(asked))
    assert steady(costs), costs


def test_home_shows_what_is_mine_and_what_nobody_took(house: House, desk: Client) -> None:
    open_tasks(house, 1, 2, 3)
    desk.post(f"/desk/work/{code_of(2)}/take/")
    home = desk.get("/desk/").content.decode()
    assert f"/desk/work/{code_of(2)}/" in home
    assert f"/desk/work/{code_of(1)}/" not in home
    later = desk.get("/desk/later/", headers={"HX-Request": "true"}).content.decode()
    assert "还没有建会的单位：2 件还没有人办" in later
    assert len(titles(desk.get("/desk/work/?kind=test.unformed&owner=nobody"))) == 2
