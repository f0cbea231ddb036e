"""Corrections and leavings at the desk: asked for at the counter, decided with the proof beside, looked at whole for a reason."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from niangjia.ground.org.choices import Role
from niangjia.ground.people.models import Membership
from niangjia.kit.powers import Actor, ActorKind
from niangjia.programmes.organising import actions
from niangjia.programmes.organising.models import Change
from tests import factories as make
from tests.engines.evidence.evil import photo
from tests.fronts.conftest import House
from tests.programmes.organising import joining


def given(**changed: Any) -> dict[str, Any]:
    file = SimpleUploadedFile("证明.jpg", photo(), content_type="image/jpeg")
    told = {
        "field": "name",
        "value": "王桂岚",
        "document_kind": "resident",
        "file": file,
        "why": "elderly",
        "key": "k1",
    }
    return {**told, **changed}


def asked(house: House, **changed: Any) -> Change:
    clerk = house.client(Role.CLERK)
    address = f"/desk/people/{house.person.code}/change/"
    assert clerk.get(address).status_code == 200
    answer = clerk.post(address, given(**changed))
    row = Change.rows.latest("pk")
    assert answer["Location"] == f"/desk/changes/{row.code}/"
    return row


def read(client: Client, address: str) -> str:
    return client.get(address).content.decode()


def test_asked_at_the_counter_and_decided_beside_the_proof(house: House) -> None:
    clerk = house.client(Role.CLERK)
    assert clerk.post(f"/desk/people/{house.person.code}/change/", given(why="")).status_code == 422
    assert clerk.post(f"/desk/people/{house.person.code}/change/", given(file="", key="k0")).status_code == 422
    row = asked(house)
    officer = house.client(Role.OFFICER)
    page = read(officer, f"/desk/approvals/{row.matter_code}/")
    assert "王桂岚" in page
    assert "证明.jpg" in page
    assert "证明照片 1 张，请对照" in page
    assert "证明.jpg" in read(officer, f"/desk/changes/{row.code}/")
    assert "更正姓名" in read(officer, f"/desk/people/{house.person.code}/")
    officer.post(f"/desk/approvals/{row.matter_code}/approve/", {"revision": "1"})
    house.person.refresh_from_db()
    row.refresh_from_db()
    assert (row.state, house.person.name) == ("done", "王桂岚")


def test_the_whole_number_for_a_reason(house: House) -> None:
    number = make.identity()
    row = asked(house, field="identity", value=number)
    officer, address = house.client(Role.OFFICER), f"/desk/changes/{row.code}/"
    assert number not in read(officer, address)
    assert officer.post(f"{address}reveal/", {"reason": ""}).status_code == 422
    assert number in officer.post(f"{address}reveal/", {"reason": "service"}).content.decode()
    assert house.client(Role.CLERK).post(f"{address}reveal/", {"reason": "service"}).status_code == 404


def test_mended_at_the_counter(house: House) -> None:
    row = asked(house)
    officer, clerk = house.client(Role.OFFICER), house.client(Role.CLERK)
    returned = {"revision": "1", "reason": "value", "words": "证件上是兰"}
    officer.post(f"/desk/approvals/{row.matter_code}/return/", returned)
    page = read(clerk, f"/desk/changes/{row.code}/mend/")
    assert "证件上是兰" in page
    answer = clerk.post(f"/desk/changes/{row.code}/mend/", {"value": "王桂蓝"})
    assert answer["Location"] == f"/desk/changes/{row.code}/"


def test_nobody_elsewhere(house: House) -> None:
    row = asked(house)
    her = Actor(ActorKind.WORKER, person_id=house.person.pk)
    left = actions.ask_to_leave(actor=her, reason="untold", last_on=timezone.localdate(), now=timezone.now())
    for path in (
        f"changes/{row.code}/",
        f"changes/{row.code}/mend/",
        f"leavings/{left.code}/",
        f"people/{house.person.code}/change/",
    ):
        assert house.client("elsewhere").get(f"/desk/{path}").status_code == 404
    assert "不想说" in read(house.client(Role.CHAIR), f"/desk/leavings/{left.code}/")


def test_members_pass_up_with_a_preview(house: House) -> None:
    officer, address = house.client(Role.OFFICER), f"/desk/unions/{house.union.code}/pass-up/"
    assert "还有在业的单位，不能转" in read(officer, address)
    assert officer.post(address, {"sure": "1"}).status_code == 422
    house.employer.closed_on = timezone.localdate()
    house.employer.save()
    assert "转出 1 名会员" in read(officer, address)
    officer.post(address, {"sure": "1"})
    assert Membership.rows.get(person=house.person, left_on__isnull=True).unit_id == house.town.pk
    assert "接回 1 名会员" in read(officer, address)
    officer.post(address, {"back": "1"})
    assert Membership.rows.get(person=house.person, left_on__isnull=True).unit_id == house.union.pk


def test_whole_numbers_are_asked_about_so_often_and_no_more(house: House, monkeypatch: Any) -> None:
    """The control: without the limit the fourth answers as the third did."""
    joining.taking(house.union)
    monkeypatch.setitem(
        __import__("niangjia.fronts.shell.limits", fromlist=["LIMITS"]).LIMITS, "number.asked", ((3, 3_600),)
    )
    clerk, address = house.client(Role.CLERK), f"/desk/unions/{house.union.code}/transfer-in/"
    told = {"identity": make.identity(), "kind": "resident"}
    assert [clerk.post(address, told).status_code for _try in range(4)] == [422, 422, 422, 429]
