"""Joining on the phone, without JavaScript and at first without an account: one question a page, once and no more."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from tests import factories as make
from tests.fronts.mobile.conftest import NAME, Place
from tests.programmes.organising import joining

from niangjia.ground.org.choices import Role
from niangjia.ground.people.models import Person
from niangjia.programmes.organising.models import Application, JoinCode

PHONE = "13987654321"
NUMBER = make.identity(order=8)
GIVEN = {
    "name": {"name": "应小妹"},
    "document": {"document_kind": "resident", "identity": make.identity(order=7)},
    "phone": {"phone": PHONE},
    "code": {},
    "work": {"workplace": "恒达五金有限公司", "occupation": "", "form": ""},
    "charter": {"charter": "1"},
    "consents": {},
}


@pytest.fixture
def code(place: Place) -> JoinCode:
    return joining.taking(place.union)


@pytest.fixture
def member(place: Place) -> Person:
    """Somebody of the roster whose number is a right one."""
    return make.member(place.union, NAME, number=NUMBER)


def fill(browser: Client, code: JoinCode, sent: list[Any], **changed: dict[str, str]) -> Any:
    """Every question up to the answers."""
    answer = browser.post(f"/m/join/{code.code}/")
    for step, given in {**GIVEN, **changed}.items():
        given = {"code": sent[-1][1]} if step == "code" else given
        answer = browser.post(f"/m/joining/{step}/", given)
        assert answer.status_code == 302, (step, answer.content.decode())
    return answer


def test_from_the_poster_to_the_card(place: Place, code: JoinCode, sent: list[Any]) -> None:
    browser = Client()
    page = browser.get(f"/m/join/{code.code}/").content.decode()
    assert f"加入{place.union.name}" in page
    assert fill(browser, code, sent)["Location"] == "/m/joining/check/"
    shown = browser.get("/m/joining/check/").content.decode()
    assert GIVEN["document"]["identity"] in shown.replace(" ", "")
    answer = browser.post("/m/joining/check/")
    row = Application.rows.get()
    assert answer["Location"] == f"/m/applications/{row.code}/"
    page = browser.get(answer["Location"]).content.decode()
    assert "已提交" in page
    assert place.union.name in page
    assert browser.get("/m/card/")["Location"] == "/m/"
    joining.approve(make.officer(place.union, Role.CHAIR), row)
    assert "您是会员了" in browser.get(f"/m/applications/{row.code}/").content.decode()
    card = browser.get("/m/card/").content.decode()
    assert "data:image/svg+xml" in card
    assert "应小妹" in card
    assert f"{place.union.name}会员" in browser.get("/m/").content.decode()


def test_submitting_twice_and_going_back(code: JoinCode, sent: list[Any]) -> None:
    browser = Client()
    fill(browser, code, sent)
    first = browser.post("/m/joining/check/")["Location"]
    assert browser.post("/m/joining/check/")["Location"] == first
    assert browser.get("/m/joining/name/")["Location"] == first
    assert Application.rows.count() == 1


def test_a_change_comes_back_to_the_answers(code: JoinCode, sent: list[Any]) -> None:
    browser = Client()
    fill(browser, code, sent)
    assert browser.post("/m/joining/work/", {"workplace": "别的厂"})["Location"] == "/m/joining/check/"
    assert "别的厂" in browser.get("/m/joining/check/").content.decode()
    answer = browser.post("/m/joining/phone/", {"phone": "13811112222"})
    assert answer["Location"] == "/m/joining/code/"
    assert browser.post("/m/joining/check/")["Location"] == "/m/joining/code/"
    assert not Application.rows.exists()


@pytest.mark.parametrize(
    ("step", "given", "words"),
    [
        ("name", {"name": ""}, "请填写姓名"),
        ("document", {"document_kind": "resident", "identity": "330784199003020042"}, "证件号码最后一位对不上"),
        ("phone", {"phone": "1391234"}, "少 4 位"),
        ("work", {"workplace": ""}, "请填写工作单位"),
        ("charter", {}, "请在方框里打勾"),
    ],
)
def test_what_is_wrong_is_said_beside_the_question(
    code: JoinCode, step: str, given: dict[str, str], words: str
) -> None:
    browser = Client()
    browser.post(f"/m/join/{code.code}/")
    answer = browser.post(f"/m/joining/{step}/", given)
    assert answer.status_code == 422
    assert words in answer.content.decode()


def test_a_wrong_code_goes_nowhere(code: JoinCode, sent: list[Any]) -> None:
    browser = Client()
    browser.post(f"/m/join/{code.code}/")
    browser.post("/m/joining/phone/", {"phone": PHONE})
    wrong = f"{(int(sent[-1][1]) + 1) % 1_000_000:06d}"
    assert browser.post("/m/joining/code/", {"code": wrong}).status_code == 422
    assert browser.get("/m/joining/check/")["Location"] == "/m/joining/name/"


def test_the_draft_is_ciphertext_in_the_session(code: JoinCode, sent: list[Any]) -> None:
    browser = Client()
    fill(browser, code, sent)
    assert GIVEN["document"]["identity"] not in str(dict(browser.session))
    assert "应小妹" not in str(dict(browser.session))


def test_a_member_elsewhere_gets_a_page_of_her_own(place: Place, member: Person, sent: list[Any]) -> None:
    other = make.union(place.town, "别的工会")
    browser = Client()
    fill(
        browser,
        joining.taking(other),
        sent,
        name={"name": NAME},
        document={"document_kind": "resident", "identity": NUMBER},
    )
    answer = browser.post("/m/joining/check/")
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "您已经是会员了" in page
    assert place.union.name not in page
    assert not Application.rows.exists()


def test_the_wrong_name_never_says_whose(code: JoinCode, member: Person, sent: list[Any]) -> None:
    browser = Client()
    fill(browser, code, sent, document={"document_kind": "resident", "identity": NUMBER})
    answer = browser.post("/m/joining/check/")
    assert answer.status_code == 409
    assert "姓名和号码没有对上" in answer.content.decode()
    assert NAME not in answer.content.decode()


def test_sent_back_and_mended(place: Place, code: JoinCode, sent: list[Any]) -> None:
    browser = Client()
    fill(browser, code, sent)
    address = browser.post("/m/joining/check/")["Location"]
    row = Application.rows.get()
    chair = make.officer(place.union, Role.CHAIR)
    joining.send_back(chair, row)
    page = browser.get(address).content.decode()
    assert "请写单位全称" in page
    assert browser.post(f"{address}mend/")["Location"] == "/m/joining/work/"
    assert browser.post("/m/joining/work/", {"workplace": "恒达五金有限公司一厂"})["Location"] == "/m/joining/check/"
    assert browser.post("/m/joining/check/")["Location"] == address
    joining.approve(chair, row)
    assert Person.objects.filter(pk=row.person_id).exists()


def test_withdrawing(code: JoinCode, sent: list[Any]) -> None:
    browser = Client()
    fill(browser, code, sent)
    address = browser.post("/m/joining/check/")["Location"]
    assert "现在撤回申请？" in browser.get(f"{address}withdraw/").content.decode()
    browser.post(f"{address}withdraw/")
    assert Application.rows.get().state == "withdrawn"
    assert "已经撤回" in browser.get(address).content.decode()


def test_somebody_else_finds_nothing(code: JoinCode, sent: list[Any], inside: Client) -> None:
    browser = Client()
    fill(browser, code, sent)
    address = browser.post("/m/joining/check/")["Location"]
    for path in (address, f"{address}withdraw/"):
        assert inside.get(path).status_code == 404
        assert Client().get(path).status_code == 302
    assert inside.post(f"{address}withdraw/").status_code == 404
    assert Application.rows.get().state == "open"


def test_search_finds_unions_that_take_applications_only(place: Place) -> None:
    page = Client().get("/m/join/", {"q": "芝英"}).content.decode()
    assert place.union.name not in page
    code = joining.taking(place.union)
    page = Client().get("/m/join/", {"q": "芝英"}).content.decode()
    assert f"/m/join/{code.code}/" in page


def test_an_old_poster_leads_to_help(place: Place, code: JoinCode) -> None:
    JoinCode.rows.update(ended_at=code.made_at)
    answer = Client().get(f"/m/join/{code.code}/")
    assert answer.status_code == 404
    assert "按名称或镇街找工会" in answer.content.decode()
