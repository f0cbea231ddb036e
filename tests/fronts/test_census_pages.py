"""The census at the desk and on the phone: the list, the card with what is known, once handed in it is counted."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from niangjia.engines.scorecards.models import Sheet
from niangjia.ground.org.choices import Role
from tests import factories as make
from tests.fronts.conftest import House

ANSWERS = {
    "chair": "1",
    "committee": "1",
    "legal": "1",
    "account": "1",
    "dues": "1",
    "activities": "4",
    "democratic": "1",
    "meeting": "1",
}


def test_filled_in_at_the_desk(house: House, desk: Client) -> None:
    shown = desk.get("/desk/census/")
    assert {one.name for one, _grade, _score in shown.context["rows"]} == {house.union.name, house.other.name}
    where = f"/desk/scores/organising.census/fill/{house.union.code}/"
    form = desk.get(where).context["form"]
    assert (form["joined"].value(), form["joined__said"].value()) == ("1", "会员 1 人，职工 120 人")

    assert desk.post(where, ANSWERS)["Location"].startswith("/desk/scores/sheets/")
    assert Sheet.rows.get().grade == "sound"
    counted = desk.get("/desk/census/?state=counted")
    assert [(one.name, score) for one, _grade, score in counted.context["rows"]] == [(house.union.name, 100)]
    assert house.union.name in desk.get("/desk/census/?state=sound").content.decode()
    assert desk.get("/desk/census/?state=poor").context["rows"] == []


def test_filled_in_on_the_phone_by_the_chair(house: House) -> None:
    chair = make.account("本家主席", unit=house.union)
    make.appoint(chair, Role.CHAIR, house.union)
    phone = Client()
    phone.force_login(chair, backend="django.contrib.auth.backends.ModelBackend")
    assert "/m/census/" in phone.get("/m/").content.decode()
    page = phone.get("/m/census/").content.decode()
    assert [house.union.name in page, house.other.name in page] == [True, False]
    where = f"/m/census/{house.union.code}/"
    assert "会员 1 人，职工 120 人" in phone.get(where).content.decode()
    wrong = phone.post(where, {**ANSWERS, "activities": "很多"})
    assert (wrong.status_code, Sheet.rows.count()) == (422, 0)
    assert phone.post(where, {}).status_code in {302, 422}
    Sheet.rows.all().delete()
    assert phone.post(where, ANSWERS)["Location"] == "/m/census/"
    assert "都填过了" in phone.get("/m/census/").content.decode()
    assert phone.get(f"/m/census/{house.other.code}/").status_code == 404


@pytest.mark.parametrize("number", [1, 30])
def test_the_list_costs_the_same(house: House, desk: Client, number: int) -> None:
    for _one in range(number):
        make.union(house.town, town="芝英镇")
    with CaptureQueriesContext(connection) as told:
        desk.get("/desk/census/")
    assert len(told) <= 20


def test_the_page_of_an_employer_shows_its_grid_and_of_a_union_its_chair(house: House, desk: Client) -> None:
    page = desk.get(f"/desk/employers/{house.employer.code}/").content.decode()
    assert ["还没有进网格" in page, "还没有走访记录" in page] == [True, True]
    house.union.chair_name = "王桂兰"
    house.union.save(update_fields=["chair_name"])
    assert "天内没有参加过培训" in desk.get(f"/desk/unions/{house.union.code}/").content.decode()
    assert "天内没有参加过培训" not in desk.get(f"/desk/unions/{house.other.code}/").content.decode()


def test_a_visit_names_an_employer_of_the_register(house: House, desk: Client) -> None:
    form = desk.get(f"/desk/visits/add/?employer={house.employer.code}").context["form"]
    assert form["employer_code"].value() == house.employer.name
    wrong = desk.post("/desk/visits/add/", {"employer_code": "没有的公司"})
    assert "没有找到唯一的" in wrong.content.decode()
