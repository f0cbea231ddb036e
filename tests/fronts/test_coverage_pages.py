"""The pages of coverage: numbers that open, lists that are worked off, and who may do so."""

from __future__ import annotations

import pytest
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from niangjia.engines.figures.models import Signed
from niangjia.engines.worklists.models import Task
from niangjia.ground.org.choices import Role
from niangjia.kit.powers import SYSTEM
from niangjia.programmes.organising import actions
from tests import factories as make
from tests.fronts.conftest import House

LARGE = "/desk/coverage/uncovered_large/"


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


def test_a_visit_is_worked_off(desk: Client, firm: Task) -> None:
    assert "还没建会有限公司" in desk.get(LARGE).content.decode()
    answer = desk.post(f"{LARGE}{firm.code}/", {"outcome": "refused", "words": "等总部同意"})
    assert (answer.status_code, answer["Location"]) == (302, LARGE)
    firm.refresh_from_db()
    assert (firm.state, firm.outcome, firm.words) == ("done", "refused", "等总部同意")
    assert "还没建会有限公司" not in desk.get(LARGE).content.decode()


def test_without_an_outcome_nothing_is_written(desk: Client, firm: Task) -> None:
    assert desk.post(f"{LARGE}{firm.code}/", {"outcome": "", "words": "x"}).status_code == 422
    firm.refresh_from_db()
    assert (firm.state, firm.words) == ("open", "")


def test_a_reader_sees_and_does_not_write(house: House, firm: Task) -> None:
    reader = house.client(Role.READER)
    page = reader.get(f"{LARGE}{firm.code}/")
    assert page.context["form"] is None
    assert reader.post(f"{LARGE}{firm.code}/", {"outcome": "formed"}).status_code == 404
    firm.refresh_from_db()
    assert firm.state == "open"


def test_elsewhere_it_is_not_there(house: House, firm: Task) -> None:
    assert house.client("elsewhere").get(f"{LARGE}{firm.code}/").status_code == 404
    assert house.client(Role.OFFICER).get(f"/desk/coverage/uncovered_due/{firm.code}/").status_code == 404
    assert house.client(Role.OFFICER).get("/desk/coverage/no_such/").status_code == 404


def test_the_lists_are_brought_up_to_date_at_once(house: House, desk: Client) -> None:
    make.employer(name="刚登记有限公司", workers=160, town=house.town.town)
    assert not Task.rows.exists()
    assert desk.post("/desk/coverage/refresh/").status_code == 302
    assert [one.title for one in Task.rows.all()] == ["刚登记有限公司"]
    assert house.client(Role.READER).post("/desk/coverage/refresh/").status_code == 404
    assert desk.get("/desk/coverage/refresh/").status_code == 405


def test_a_list_costs_the_same_at_1_and_40_rows(house: House, desk: Client, firm: Task) -> None:
    from django.db import connection

    costs = []
    for more in (0, 2, 37):
        for _ in range(more):
            make.employer(workers=160, town=house.town.town)
        actions.refresh_coverage(actor=SYSTEM, now=timezone.now())
        desk.get(LARGE)
        with CaptureQueriesContext(connection) as asked:
            desk.get(LARGE)
        costs.append(len(asked))
    assert costs[0] == costs[1] == costs[2] <= 30


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
