"""The pages of coverage: numbers that open, lists that are worked off, and who may do so."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils import timezone

from niangjia.engines.figures.models import Signed
from niangjia.engines.worklists.models import Task
from niangjia.ground.org.choices import Role
from niangjia.kit.powers import SYSTEM
from niangjia.programmes.organising import actions
from tests import factories as make
from tests.fronts.conftest import House


@pytest.fixture
def firm(house: House) -> Task:
    make.employer(name="还没建会有限公司", workers=160, town=house.town.town, trade="五金")
    actions.refresh_coverage(actor=SYSTEM, now=timezone.now())
    return Task.rows.get(title="还没建会有限公司")


def test_the_rates_stand_by_town_and_by_trade(house: House, desk: Client, firm: Task) -> None:
    answer = desk.get("/desk/coverage/")
    assert [value for _label, value, _word, _href in answer.context["totals"]] == ["2", "1", "1", "50.0%", "50.0%"]
    (row, rest) = sorted(answer.context["rows"], key=lambda one: one["label"] != house.town.town)
    assert (row["label"], [value for value, _href in row["cells"]]) == ("芝英镇", ["1", "0", "0", "0.0%", "0.0%"])
    assert rest["label"] == "未填写"
    by_trade = desk.get("/desk/coverage/?by=trade").context["rows"]
    assert sorted(one["label"] for one in by_trade) == ["五金", "未填写"]


def test_every_number_opens(desk: Client, firm: Task) -> None:
    shown = desk.get("/desk/coverage/").context
    hrefs = [href for *_rest, href in shown["totals"]] + [
        href for row in shown["rows"] for _value, href in row["cells"]
    ]
    assert [desk.get(href).status_code for href in hrefs] == [200] * len(hrefs)


def test_the_sheet_ends_with_the_total(house: House, desk: Client, firm: Task) -> None:
    table = desk.get("/desk/coverage/sheet/").context["table"]
    assert [row["unit"].name for row in table] == ["芝英镇总工会", "古山镇总工会", "永康市总工会"]
    assert [value for value, _href in table[0]["cells"]] == ["2", "1", "1", "1", "50.0%"]
    assert [value for value, _href in table[-1]["cells"]] == ["2", "1", "1", "2", "50.0%"]


def test_each_list_opens_where_it_is_worked_off(desk: Client, firm: Task) -> None:
    lists = desk.get("/desk/coverage/").context["lists"]
    assert [one.count.all if one.count else 0 for one in lists] == [1, 0, 0, 0, 0, 0, 0]
    assert [desk.get(one.href).status_code for one in lists] == [200] * 7
    assert "还没建会有限公司" in desk.get(lists[0].href).content.decode()
    assert "还没建会有限公司" not in desk.get(lists[1].href).content.decode()


def test_a_visit_is_worked_off(desk: Client, firm: Task) -> None:
    assert desk.get(f"/desk/work/{firm.code}/").status_code == 200
    desk.post(f"/desk/work/{firm.code}/finish/", {"outcome": "refused", "words": "等总部同意"})
    firm.refresh_from_db()
    assert (firm.state, firm.outcome, firm.words) == ("done", "refused", "等总部同意")


def test_the_lists_are_brought_up_to_date_at_once(house: House, desk: Client) -> None:
    make.employer(name="刚登记有限公司", workers=160, town=house.town.town)
    assert not Task.rows.exists()
    assert desk.post("/desk/coverage/refresh/").status_code == 302
    assert [one.title for one in Task.rows.all()] == ["刚登记有限公司"]
    assert house.client(Role.READER).post("/desk/coverage/refresh/").status_code == 404
    assert desk.get("/desk/coverage/refresh/").status_code == 405


FREEZE = "/desk/coverage/freeze/?to=2026-06-30"


def test_a_frozen_sheet_stays_as_it_was(house: House, firm: Task) -> None:
    leader = house.client(Role.LEADER)
    answer = leader.post(FREEZE)
    assert (answer.status_code, answer["Location"]) == (302, "/desk/coverage/sheet/?to=2026-06-30")
    assert Signed.rows.filter(whole__isnull=True).count() == 3 * 4
    make.employer(house.union, workers=300)
    page = leader.get(answer["Location"])
    frozen = [(line.unit, [one.value for one in line.signed]) for line in page.context["frozen"]]
    assert frozen == [
        ("芝英镇总工会", ["2", "1", "1", "1"]), ("古山镇总工会", ["0", "0", "0", "1"]), ("合计", ["2", "1", "1", "2"]),
    ]  # fmt: skip
    assert [value for value, _href in page.context["table"][-1]["cells"]][:3] == ["3", "2", "2"]
    assert leader.post(FREEZE).status_code == 409
    assert Signed.rows.filter(whole__isnull=True).count() == 3 * 4


def test_only_who_signs_figures_freezes_a_sheet(house: House, firm: Task) -> None:
    assert house.client(Role.OFFICER).post(FREEZE).status_code == 404
    assert house.client(Role.LEADER).get(FREEZE).status_code == 405
    assert not Signed.rows.exists()
    assert house.client(Role.LEADER).get("/desk/coverage/sheet/").context["frozen"] == []
