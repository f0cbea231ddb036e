"""The list of unions on paper only, the reasons of one, and the visit that is worked off."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from niangjia.engines.worklists.models import Task
from niangjia.ground.org.choices import Role
from niangjia.ground.org.models import Unit
from niangjia.kit.powers import SYSTEM
from niangjia.programmes.organising import actions
from tests import factories as make
from tests.fronts.conftest import House


@pytest.fixture
def shell(house: House) -> Unit:
    made = make.union(house.town, "只有牌子的工会", chair_name="某主席", founded_on=date(2015, 1, 1))
    actions.score_shells(actor=SYSTEM, now=timezone.now())
    return made


def test_the_list_shows_the_worst_first(house: House, desk: Client, shell: Unit) -> None:
    answer = desk.get("/desk/shells/")
    assert [(one.title, score) for one, score, *_rest in answer.context["rows"]] == [
        ("只有牌子的工会", 80), ("鑫盛工具有限公司工会委员会", 70),
    ]  # fmt: skip
    assert [n for _one, n, _on in answer.context["tabs"]] == [2, 0, 1]
    assert answer.context["rows"][0][3].startswith("一名会员也没有、会员少得不够成立工会")
    found = desk.get("/desk/shells/?q=鑫盛").context
    assert [one.title for one, *_rest in found["rows"]] == ["鑫盛工具有限公司工会委员会"]
    assert [n for _one, n, _on in found["tabs"]][0] == 1
    assert "这一档里没有名称带“天外”的工会" in desk.get("/desk/shells/?q=天外").content.decode()
    alive = desk.get("/desk/shells/?grade=alive").context["rows"]
    assert [one.title for one, *_rest in alive] == [house.union.name]


def test_the_reasons_stand_in_plain_words(desk: Client, shell: Unit) -> None:
    text = desk.get(f"/desk/shells/{shell.code}/").content.decode()
    for words in (
        "得分 80，疑似空壳",
        "一名会员也没有",
        "主席不在会员里",
        "不计分：届期已满没有换届",
        "只说明要去核查",
    ):
        assert words in text


def test_a_visit_is_found_and_closed(desk: Client, shell: Unit) -> None:
    task = Task.rows.get(title="只有牌子的工会")
    visit = f"/desk/work/{task.code}/"
    assert visit in desk.get(f"/desk/shells/{shell.code}/").content.decode()
    desk.post(f"{visit}finish/", {"outcome": "dissolve", "words": "厂房已空"})
    task.refresh_from_db()
    assert (task.state, task.outcome) == ("done", "dissolve")
    assert "建议撤销" in desk.get(f"/desk/shells/{shell.code}/").content.decode()


def test_elsewhere_and_unscored_it_is_not_there(house: House, desk: Client, shell: Unit) -> None:
    assert house.client("elsewhere").get(f"/desk/shells/{shell.code}/").status_code == 404
    assert house.client(Role.WINDOW).get("/desk/shells/").status_code == 404
    assert desk.get(f"/desk/shells/{house.town.code}/").status_code == 404


def test_the_list_costs_the_same_at_1_3_and_40_rows(house: House, desk: Client, shell: Unit) -> None:
    from django.db import connection

    costs = []
    for more in (0, 2, 37):
        for _ in range(more):
            make.union(house.town)
        actions.score_shells(actor=SYSTEM, now=timezone.now())
        desk.get("/desk/shells/")
        with CaptureQueriesContext(connection) as asked:
            desk.get("/desk/shells/")
        costs.append(len(asked))
    assert costs[0] == costs[1] == costs[2] <= 30
