"""The log-in page: whose house it is, the demonstration's accounts, and staff who show a phone instead of a password."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from niangjia.fronts.shell.accounts import codes
from niangjia.fronts.shell.demonstration import PASSWORD, SEATS
from niangjia.ground.access import actions
from niangjia.ground.access.models import Account
from niangjia.ground.org.choices import DEMONSTRATION, Role
from niangjia.ground.org.models import Unit
from tests import factories as make
from tests.fronts.conftest import House

PHONE = "13812345678"


def test_a_real_county_shows_its_name_and_no_password(house: House) -> None:
    text = Client().get("/accounts/login/").content.decode()
    assert f"{house.county.name}及所属工会工作人员使用" in text
    assert PASSWORD not in text
    assert all(seat.username not in text for seat in SEATS)


def test_the_demonstration_shows_who_can_log_in(house: House) -> None:
    Unit.objects.filter(pk=house.county.pk).update(origin=DEMONSTRATION)
    text = Client().get("/accounts/login/").content.decode()
    assert PASSWORD in text
    assert [(seat.username in text, str(seat.what) in text) for seat in SEATS] == [(True, True)] * len(SEATS)


def test_another_root_beside_it_hides_the_accounts_again(house: House) -> None:
    Unit.objects.filter(pk=house.county.pk).update(origin=DEMONSTRATION)
    make.county("真的县总工会")
    text = Client().get("/accounts/login/").content.decode()
    assert PASSWORD not in text
    assert "工会工作人员使用" in text


def test_the_demonstration_says_where_a_worker_finds_the_code(house: House, settings: Any) -> None:
    settings.NIANGJIA_CODES, settings.DEBUG = "console", False
    said = "验证码印在启动平台的窗口里"
    for origin, shown in (("", False), (DEMONSTRATION, True)):
        Unit.objects.filter(pk=house.county.pk).update(origin=origin)
        browser = Client()
        browser.post("/m/login/", {"phone": f"1390000000{int(shown)}"})
        assert (said in browser.get("/m/login/code/").content.decode()) is shown


# ------------------------------------------------------------------ by code


@pytest.fixture
def with_phone(house: House) -> Account:
    opener = make.actor(house.accounts[Role.SYSTEM_ADMIN])
    return actions.create_account(
        actor=opener, username="withphone", name="有手机", unit_code=house.county.code, phone=PHONE, now=timezone.now()
    )


@pytest.fixture(autouse=True)
def _kept_codes(settings: Any) -> None:
    settings.NIANGJIA_CODES = "memory"
    codes.sent.clear()


def ask(browser: Client, phone: str = PHONE) -> Any:
    return browser.post("/accounts/login/code/", {"phone": phone})


def test_a_code_opens_the_desk_as_a_password_does(with_phone: Account) -> None:
    browser = Client()
    assert ask(browser)["Location"] == "/accounts/login/code/confirm/"
    ((phone, code),) = codes.sent
    assert phone == PHONE
    wrong = browser.post("/accounts/login/code/confirm/", {"code": f"{(int(code) + 1) % 10**6:06d}"})
    assert wrong.status_code == 422
    assert "验证码不对" in wrong.content.decode()
    assert browser.post("/accounts/login/code/confirm/", {"code": code})["Location"] == "/"
    assert browser.get("/", follow=True).redirect_chain[-1][0] == "/desk/"


def test_every_number_gets_the_same_answer_until_its_code_is_right(house: House, with_phone: Account) -> None:
    known, unknown = ask(Client()), ask(stranger := Client(), "13987654321")
    assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])
    stopped = stranger.post("/accounts/login/code/confirm/", {"code": codes.sent[-1][1]})
    assert stopped.status_code == 403
    assert "没有工作人员账号" in stopped.content.decode()
    assert stranger.get("/desk/").status_code == 302


def test_a_locked_account_stays_outside_with_a_code_too(house: House, with_phone: Account) -> None:
    guard = make.actor(house.accounts[Role.SECURITY_ADMIN])
    actions.lock_account(actor=guard, account_code=with_phone.code, now=timezone.now())
    browser = Client()
    ask(browser)
    assert browser.post("/accounts/login/code/confirm/", {"code": codes.sent[0][1]}).status_code == 403
    assert browser.get("/desk/").status_code == 302


def test_the_second_code_within_a_minute_is_not_sent(with_phone: Account) -> None:
    browser = Client()
    ask(browser)
    again = ask(browser)
    assert again.status_code == 422
    assert "请等一分钟再发" in again.content.decode()
    assert len(codes.sent) == 1


def test_codes_that_reach_no_phone_are_not_offered(house: House, settings: Any) -> None:
    offered = "/accounts/login/code/"
    assert offered in Client().get("/accounts/login/").content.decode()
    settings.NIANGJIA_CODES, settings.DEBUG = "console", False
    assert offered not in Client().get("/accounts/login/").content.decode()
    assert [Client().get(path).status_code for path in (offered, offered + "confirm/")] == [404, 404]
