"""The log-in: what it tells and does not tell, locks, links, the second factor."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from axes.models import AccessAttempt
from django.test import Client
from django.utils import timezone

from niangjia.ground.access import actions
from niangjia.ground.org.choices import Role
from tests import factories as make
from tests.fronts.conftest import House

WRONG = "登录名或密码不对"


def log_in(browser: Client, name: str, password: str = make.PASSWORD) -> Any:
    return browser.post("/accounts/login/", {"login": name, "password": password})


def test_the_right_password_opens_the_desk(house: House) -> None:
    browser = Client()
    answer = log_in(browser, house.accounts[Role.ORGANISER].username)
    assert answer.status_code == 302
    assert answer["Location"] == "/"
    assert browser.get("/", follow=True).redirect_chain[-1][0] == "/desk/"


def test_a_phone_opens_it_too(house: House) -> None:
    made = actions.create_account(
        actor=make.actor(house.accounts[Role.SYSTEM_ADMIN]),
        username="withphone",
        name="有手机",
        unit_code=house.county.code,
        phone="13800001234",
        now=timezone.now(),
    )
    made.set_password(make.PASSWORD)
    made.save()
    assert log_in(Client(), "138 0000 1234").status_code == 302


@pytest.mark.parametrize("name", ["", "nobody-here", "13899990000"])
def test_wrong_names_and_wrong_passwords_sound_alike(name: str, house: House) -> None:
    known = log_in(Client(), house.accounts[Role.ORGANISER].username, "wrong-password")
    unknown = log_in(Client(), name or "x", "wrong-password")
    for answer in (known, unknown):
        assert answer.status_code == 200
        assert WRONG in answer.content.decode()


def test_five_wrong_passwords_stop_the_sixth(house: House, settings: Any) -> None:
    settings.AXES_ENABLED = True
    name = house.accounts[Role.ORGANISER].username
    answers = [log_in(Client(), name, "wrong-password") for _ in range(5)]
    assert [answer.status_code for answer in answers[:4]] == [200] * 4
    stopped = log_in(Client(), name)
    assert stopped.status_code == 429
    assert "登录先停一下" in stopped.content.decode()
    other = log_in(Client(), house.accounts[Role.LEADER].username)
    assert other.status_code == 302, "colleagues behind the same address are not locked out with her"


def test_failed_phones_are_not_stored_in_the_clear(house: House, settings: Any) -> None:
    settings.AXES_ENABLED = True
    log_in(Client(), "13800009999", "wrong-password")
    (kept,) = AccessAttempt.objects.all()
    assert "13800009999" not in str(kept.__dict__)
    assert len(kept.username) == 32


def test_a_locked_account_stays_outside(house: House) -> None:
    account = house.accounts[Role.ORGANISER]
    guard = make.actor(house.accounts[Role.SECURITY_ADMIN])
    actions.lock_account(actor=guard, account_code=account.code, now=timezone.now())
    browser = Client()
    answer = log_in(browser, account.username)
    assert answer.status_code == 403
    assert "已经锁定" in answer.content.decode()
    assert browser.get("/desk/").status_code == 302


def test_staff_without_an_authenticator_are_sent_to_bind_one(house: House, settings: Any) -> None:
    settings.STAFF_SECOND_FACTOR = True
    browser = house.client(Role.ORGANISER)
    assert browser.get("/desk/members/")["Location"] == "/accounts/authenticator/totp/activate/"
    assert browser.get("/accounts/authenticator/totp/activate/").status_code in {200, 302}
    house.accounts[Role.ORGANISER].demo = True
    house.accounts[Role.ORGANISER].save()
    assert browser.get("/desk/members/").status_code == 200


def test_an_invitation_sets_the_password_once(house: House) -> None:
    opener = make.actor(house.accounts[Role.SYSTEM_ADMIN])
    now = timezone.now()
    made = actions.create_account(
        actor=opener, username="newcomer", name="新来的", unit_code=house.county.code, now=now
    )
    token = actions.invite(actor=opener, account_code=made.code, now=now)
    browser, link = Client(), f"/accounts/invitation/{token}/"
    assert "新来的" in browser.get(link).content.decode()
    wrong = browser.post(link, {"password": "Zhong-gong-88x", "again": "another"})
    assert wrong.status_code == 422
    assert "两遍不一样" in wrong.content.decode()
    done = browser.post(link, {"password": "Zhong-gong-88x", "again": "Zhong-gong-88x"})
    assert done["Location"] == "/accounts/login/"
    assert browser.get(link).status_code == 410
    assert log_in(Client(), "newcomer", "Zhong-gong-88x").status_code == 302


def test_an_old_invitation_opens_nothing(house: House) -> None:
    opener = make.actor(house.accounts[Role.SYSTEM_ADMIN])
    past = timezone.now() - timedelta(days=8)
    made = actions.create_account(
        actor=opener, username="latecomer", name="迟来的", unit_code=house.county.code, now=past
    )
    token = actions.invite(actor=opener, account_code=made.code, now=past)
    assert Client().get(f"/accounts/invitation/{token}/").status_code == 410
    assert Client().get("/accounts/invitation/nonsense/").status_code == 410


def test_changing_the_password_keeps_this_browser_and_ends_the_others(house: House) -> None:
    account = house.accounts[Role.ORGANISER]
    here, there = Client(), Client()
    for browser in (here, there):
        log_in(browser, account.username)
    values = {"old": make.PASSWORD, "password": "Gong-hui-2026x", "again": "Gong-hui-2026x"}
    assert here.post("/accounts/password/change/", values).status_code == 302
    assert here.get("/desk/").status_code == 200
    assert there.get("/desk/").status_code == 302
