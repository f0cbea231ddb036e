"""Comparing with the province at the desk: sent in, looked at, narrowed, worked off and back, given out, dropped; nobody else's."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from niangjia.engines.imports.models import Export
from niangjia.engines.worklists.models import Task
from niangjia.ground.org.choices import Role
from niangjia.kit import vault
from niangjia.programmes.organising.models import Comparison, Difference
from tests import factories as make
from tests.fronts.conftest import House


def send(client: Client, house: House, **changed: Any) -> Any:
    number = vault.unseal(house.person.identity_sealed, field="person.identity")
    text = (
        f"姓名,证件号码,所在工会\n王桂岚,{number},{house.union.name}\n只在省库,{make.identity()},{house.other.name}\n"
    )
    file = SimpleUploadedFile("省库.csv", text.encode(), content_type="text/csv")
    told = {"file": file, "taken_on": timezone.localdate().isoformat(), "unit_code": house.county.name, **changed}
    return client.post("/desk/province/new/", told)


def sent(house: House) -> Comparison:
    send(house.client(Role.OFFICER), house)
    row = Comparison.rows.latest("pk")
    assert row.state == "done", row.message
    return row


def read(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def test_sent_in_and_looked_at(house: House) -> None:
    officer = house.client(Role.OFFICER)
    assert "还没有比对过" in read(officer, "/desk/province/")
    assert officer.get("/desk/province/new/").status_code == 200
    assert send(officer, house, taken_on="2999-01-01").status_code == 422
    assert send(officer, house, file=SimpleUploadedFile("a.txt", b"x")).status_code == 422
    row = sent(house)
    assert house.union.name in read(officer, f"/desk/province/{row.code}/")
    page = read(officer, f"/desk/province/{row.code}/rows/?side=differs")
    assert "王桂岚" in page
    assert "只在省库</td>" not in page
    assert read(officer, f"/desk/province/{row.code}/rows/?cell=phone&state=left&fresh=1&number=1&after=x")
    answer = officer.get(f"/desk/province/unions/{house.union.code}/")
    assert answer["Location"] == f"/desk/province/{row.code}/rows/?unit={house.union.code}"


def test_worked_off_and_taken_back(house: House) -> None:
    row, officer = sent(house), house.client(Role.OFFICER)
    address = f"/desk/province/{row.code}/work/take/"
    page = read(officer, address)
    assert "按省库改 1 人" in page
    digest = page.split('name="digest" value="')[1].split('"')[0]
    officer.post(address, {"digest": "other"})
    house.person.refresh_from_db()
    assert house.person.name == "王桂兰"
    officer.post(address, {"digest": digest})
    house.person.refresh_from_db()
    assert house.person.name == "王桂岚"
    assert "秒内可以撤销" in read(officer, f"/desk/province/{row.code}/rows/")
    officer.post("/desk/province/undo/")
    house.person.refresh_from_db()
    assert house.person.name == "王桂兰"
    assert read(officer, f"/desk/province/{row.code}/work/leave/")
    assert officer.get(f"/desk/province/{row.code}/work/other/").status_code == 404


def test_asked_given_out_dropped(house: House) -> None:
    row, officer = sent(house), house.client(Role.OFFICER)
    officer.post(f"/desk/province/{row.code}/ask/")
    assert Task.rows.filter(kind="organising.province_check").count() == 2
    officer.post(f"/desk/province/{row.code}/export/?side=differs")
    assert Export.objects.get().rows == 1
    officer.post(f"/desk/province/{row.code}/drop/")
    assert not Difference.rows.exists()


def test_nobody_elsewhere_acts_on_the_county_s(house: House) -> None:
    row, chair = sent(house), house.client("elsewhere")
    page = read(chair, f"/desk/province/{row.code}/rows/")
    assert "王桂兰" not in page
    assert "只在省库" in page
    for act in ("ask", "drop"):
        assert chair.post(f"/desk/province/{row.code}/{act}/").status_code == 404
    assert chair.get(f"/desk/province/{row.code}/rows/?unit={house.union.code}").status_code == 404
    for path in ("", "rows/", "work/leave/"):
        assert house.client(Role.READER).get(f"/desk/province/{row.code}/{path}").status_code in {403, 404}
        assert house.client("nobody").get(f"/desk/province/{row.code}/{path}").status_code in {403, 404}
