"""Corrections and leaving on the phone, one question a page; look-ups that are limited; answers that need not be given twice."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from tests import factories as make
from tests.engines.evidence.evil import photo
from tests.fronts.mobile.conftest import Place
from tests.programmes.organising import joining

from niangjia.engines.approvals import actions as approvals
from niangjia.engines.approvals import queries as matters
from niangjia.fronts.shell import limits
from niangjia.ground.org.choices import Role
from niangjia.kit.powers import SYSTEM
from niangjia.programmes.organising.models import Change, Leaving


def read(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, answer.headers
    return answer.content.decode()


def picture() -> SimpleUploadedFile:
    return SimpleUploadedFile("证.jpg", photo(), content_type="image/jpeg")


def begin(inside: Client, field: str, given: dict[str, Any]) -> str:
    assert inside.post("/m/me/data/change/", {"field": field})["Location"] == "/m/me/data/change/value/"
    return str(inside.post("/m/me/data/change/value/", given)["Location"])


def test_a_name_with_a_photo(place: Place, inside: Client) -> None:
    assert "李秀英" in read(inside, "/m/me/data/change/")
    assert inside.post("/m/me/data/change/", {"field": ""}).status_code == 422
    assert begin(inside, "name", {"name": "李秀瑛"}) == "/m/me/data/change/proof/"
    assert inside.get("/m/me/data/change/check/")["Location"] == "/m/me/data/change/proof/"
    assert inside.post("/m/me/data/change/proof/", {"file": picture()}).status_code == 422
    assert (
        inside.post("/m/me/data/change/proof/", {"file": picture(), "agreed": "1"})["Location"]
        == "/m/me/data/change/check/"
    )
    assert "李秀瑛" in read(inside, "/m/me/data/change/check/")
    address = inside.post("/m/me/data/change/check/")["Location"]
    row = Change.rows.get()
    assert address == f"/m/changes/{row.code}/"
    assert inside.post("/m/me/data/change/check/")["Location"] == address
    page = read(inside, address)
    assert "已提交" in page
    assert "更正姓名" in read(inside, "/m/me/data/")
    chair = make.officer(place.union, Role.CHAIR)
    revision = matters.matter(SYSTEM, row.matter_code, now=timezone.now()).revision
    given: dict[str, Any] = {"reason": "value", "words": "证件上是英", "now": timezone.now()}
    approvals.send_back(actor=chair, code=row.matter_code, revision=revision, **given)
    assert "证件上是英" in read(inside, address)
    assert inside.post(f"{address}mend/")["Location"] == "/m/me/data/change/value/"
    assert inside.post("/m/me/data/change/value/", {"name": "李秀映"})["Location"] == "/m/me/data/change/check/"
    assert inside.post("/m/me/data/change/check/")["Location"] == address
    assert "现在撤回" in read(inside, f"{address}withdraw/")
    inside.post(f"{address}withdraw/")
    assert "已经撤回" in read(inside, address)


def test_a_phone_by_a_code(place: Place, inside: Client, sent: list[tuple[str, str]]) -> None:
    assert begin(inside, "phone", {"phone": "13912340000"}) == "/m/me/data/change/code/"
    assert (
        inside.post("/m/me/data/change/code/", {"code": "000000" if sent[-1][1] != "000000" else "111111"}).status_code
        == 422
    )
    assert inside.post("/m/me/data/change/code/", {"code": sent[-1][1]})["Location"] == "/m/me/data/change/check/"
    inside.post("/m/me/data/change/check/")
    assert (Change.rows.get().proved, Change.rows.get().state) == (True, "open")


def test_what_does_not_do_is_said_and_kept(place: Place, inside: Client) -> None:
    other = make.identity()
    make.member(place.union, "王桂兰", number=other)
    assert begin(inside, "identity", {"document_kind": "resident", "identity": other}) == "/m/me/data/change/proof/"
    page = inside.post("/m/me/data/change/proof/", {"file": picture(), "agreed": "1"})
    assert page.status_code == 422
    assert "另一份资料" in page.content.decode()
    assert "王桂兰" not in page.content.decode()
    assert inside.get("/m/me/data/change/other/").status_code == 404
    stranger = Client()
    assert stranger.get("/m/me/data/change/").status_code == 302


def test_leaving_and_staying(place: Place, inside: Client) -> None:
    assert "会龄" in read(inside, "/m/me/leave/union/")
    assert inside.post("/m/me/leave/union/", {"reason": "moving"}).status_code == 422
    told = {"reason": "moving", "last_on": timezone.localdate().isoformat(), "sure": "1"}
    inside.post("/m/me/leave/union/", told)
    assert "退会已经登记" in read(inside, "/m/me/leave/union/")
    inside.post("/m/me/leave/union/stay/")
    assert Leaving.rows.get().state == "withdrawn"
    assert inside.post("/m/me/leave/union/stay/").status_code == 409


# ------------------------------------------------------------------ limits


def small(monkeypatch: pytest.MonkeyPatch, **allowed: int) -> None:
    for name, number in allowed.items():
        monkeypatch.setitem(limits.LIMITS, name.replace("_", "."), ((number, 600),))


def test_a_search_too_many_is_told_kindly(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: with room for more, the same tries all answer."""
    small(monkeypatch, join_place=3)
    found = [Client().get("/m/join/", {"q": "货运"}).status_code for _try in range(4)]
    assert found == [200, 200, 200, 429]
    page = Client().get("/m/join/", {"q": "货运"}).content.decode()
    assert "请等一会儿" in page
    assert Client().get("/m/join/").status_code == 200
    small(monkeypatch, join_place=100)
    assert Client().get("/m/join/", {"q": "货运"}).status_code == 200


def test_five_hundred_behind_one_address_find_their_union(place: Place) -> None:
    """Each looks six times: three thousand within ten minutes pass, and the next does not."""
    limit = limits.LIMITS["join.place"][0]
    assert limit == (500 * 6, 600)
    assert limits.LIMITS["join.missed"][0][0] >= 500


def test_codes_that_there_are_not(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    small(monkeypatch, join_missed=2)
    assert [Client().get(f"/m/join/nothere{one}/").status_code for one in range(3)] == [404, 404, 429]
    code = joining.taking(place.union)
    assert Client().get(f"/m/join/{code.code}/").status_code == 200


def test_transfers_asked_for_too_often(place: Place, inside: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    small(monkeypatch, own_transfer=1)
    other = make.union(place.town, "鑫盛工会")
    joining.taking(other)
    address = inside.post("/m/transfers/ask/", {"unit": other.code})["Location"]
    inside.post(address, {"act": "withdraw"})
    assert inside.post("/m/transfers/ask/", {"unit": other.code})["Location"] == "/m/transfers/"


# ------------------------------------------------------------------ asked once


@pytest.mark.parametrize(
    ("employers", "shown"), [(1, 'value="单位0"'), (2, '<option value="单位1"'), (31, "没有固定单位的")]
)
def test_the_union_s_employers_are_offered(place: Place, employers: int, shown: str) -> None:
    code = joining.taking(place.union)
    for number in range(employers):
        make.employer(place.union, name=f"单位{number}")
    phone = Client()
    phone.post(f"/m/join/{code.code}/")
    assert shown in read(phone, "/m/joining/work/")
    if employers == 2:
        assert phone.post("/m/joining/work/", {"employer": "", "workplace": ""}).status_code == 422
        assert phone.post("/m/joining/work/", {"employer": "单位1", "workplace": ""}).status_code == 302
        assert '<option value="单位1" selected' in read(phone, "/m/joining/work/")


def test_whoever_is_logged_in_is_not_asked_for_name_and_phone(place: Place, enter: Any) -> None:
    code = joining.taking(make.union(place.town, "鑫盛工会"))
    inside = enter()
    assert inside.post(f"/m/join/{code.code}/")["Location"] == "/m/joining/document/"
