"""Joining at the desk: codes and posters, applications entered for somebody, cards that are checked."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.test import Client
from django.utils import timezone

from niangjia.ground.org.choices import Role
from niangjia.kit.powers import Actor, ActorKind
from niangjia.programmes.organising import queries
from niangjia.programmes.organising.models import Application, JoinCode
from tests import factories as make
from tests.fronts.conftest import House
from tests.programmes.organising import joining


def given(**changed: Any) -> dict[str, Any]:
    told = {
        "name": "应奶奶", "document_kind": "resident", "identity": make.identity(), "phone": "", "workplace": "环卫所",
        "occupation": "", "form": "", "why": "elderly", "charter": "1", "key": "k1",
    }  # fmt: skip
    return {**told, **changed}


def test_a_code_a_poster_and_a_new_code(house: House) -> None:
    clerk, address = house.client(Role.CLERK), f"/desk/unions/{house.union.code}/join-code/"
    assert "开通入会码" in clerk.get(address).content.decode()
    clerk.post(address)
    first = JoinCode.rows.get()
    assert first.code in clerk.get(address).content.decode()
    poster = clerk.get(f"{address}poster/").content.decode()
    assert house.union.name in poster
    assert "data:image/svg+xml" in poster
    clerk.post(address)
    assert JoinCode.rows.filter(ended_at__isnull=True).exclude(pk=first.pk).count() == 1
    assert queries.taker(first.code) is None


def test_entered_for_somebody(house: House) -> None:
    clerk, address = house.client(Role.CLERK), f"/desk/unions/{house.union.code}/apply/"
    assert clerk.get(address).status_code == 200
    assert clerk.post(address, given(why="")).status_code == 422
    assert not Application.rows.exists()
    answer = clerk.post(address, given())
    row = Application.rows.get()
    assert answer["Location"] == f"/desk/approvals/{row.matter_code}/"
    assert (row.why, row.by_account_id) == ("elderly", house.accounts[Role.CLERK].pk)
    clerk.post(address, given())
    assert Application.rows.count() in {1, 2}
    chair = house.client(Role.CHAIR)
    page = chair.get(answer["Location"]).content.decode()
    assert "由别人代办，请和本人核实" in page


def test_mended_at_the_desk(house: House) -> None:
    clerk = house.client(Role.CLERK)
    clerk.post(f"/desk/unions/{house.union.code}/apply/", told := given())
    row = Application.rows.get()
    joining.send_back(make.officer(house.union, Role.CHAIR), row)
    address = f"/desk/applications/{row.code}/"
    assert "请写单位全称" in clerk.get(address).content.decode()
    answer = clerk.post(address, {**told, "workplace": "芝英镇环卫所"})
    assert answer.status_code == 302
    assert joining.page(row).state == "waiting"
    assert house.client("elsewhere").get(address).status_code == 404
    assert house.client(Role.READER).get(address).status_code == 404


def payload(house: House, now: Any) -> str:
    shown = queries.payload_of(Actor(ActorKind.WORKER, person_id=house.person.pk), now=now)
    assert shown is not None
    return shown[0]


def words(desk: Client, text: str) -> str:
    return desk.get(f"/desk/card/{text}/").content.decode()


def test_a_card_is_good_for_ten_minutes(house: House, desk: Client) -> None:
    now = timezone.now()
    page = words(desk, payload(house, now))
    assert "有效" in page
    assert "王**" in page or "王*兰" in page
    assert "王桂兰" not in page
    assert "过了时间" in words(desk, payload(house, now - timedelta(minutes=11)))


def test_a_forged_card_tells_nothing(house: House, desk: Client) -> None:
    good = payload(house, timezone.now())
    page = words(desk, good[:-1] + ("0" if good[-1] != "0" else "1"))
    assert "不是平台发的会员证" in page
    assert house.union.name not in page


def test_a_card_of_somebody_who_left(house: House, desk: Client) -> None:
    good = payload(house, timezone.now())
    house.person.memberships.update(left_on=timezone.localdate(), leaving="left")
    assert "没有会籍" in words(desk, good)
