"""Number, code, name: who gets in, who does not, and that the answers do not tell who is on a roster."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from datetime import timedelta
from statistics import median

import pytest
from django.test import Client
from django.utils import timezone
from tests import factories
from tests.fronts.mobile.conftest import NAME, PHONE, Place

from niangjia.fronts.shell import limits
from niangjia.fronts.shell.accounts import codes
from niangjia.ground.access.models import Account
from niangjia.ground.audit.models import Entry
from niangjia.ground.people.models import PersonAccount
from niangjia.kit import vault

STRANGE = "13700000000"


def bare(html: bytes) -> str:
    """A page without what changes with every request: token and number to quote."""
    return re.sub(r'value="[A-Za-z0-9]{64}"|E-[0-9A-Z]{4}-[0-9A-Z]{4}', "", html.decode())


def logged_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


# ------------------------------------------------------------------ the way in


def test_the_first_log_in_ties_the_account_to_the_record(place: Place, enter: Callable[..., Client]) -> None:
    client = enter()

    account = Account.objects.get()
    assert (account.kind, account.name, account.has_usable_password()) == ("worker", NAME, False)
    assert PersonAccount.objects.get().person_id == place.worker.pk
    assert client.session["person"] == place.worker.pk
    assert [entry.verb for entry in Entry.objects.order_by("pk")] == ["access.account_opened", "people.login_tied"]
    assert NAME in client.get("/m/").content.decode()


def test_the_second_log_in_asks_no_name_and_opens_no_account(place: Place, enter: Callable[..., Client]) -> None:
    enter()
    limits.sweep()
    client = Client()
    codes.sent.clear()
    proof(client, PHONE)

    assert logged_in(client)
    assert Account.objects.count() == 1


def proof(client: Client, phone: str) -> None:
    """Number and code, past the limit of one a minute."""
    from django_smart_ratelimit.models import RateLimitCounter

    RateLimitCounter.objects.all().delete()
    client.post("/m/login/", {"phone": phone})
    client.post("/m/login/code/", {"code": codes.sent[-1][1]})


@pytest.mark.parametrize(
    "typed", ["138 1234 5621", "138-1234-5621", "+8613812345621", "１３８１２３４５６２１", "13812345621.0"]
)
def test_the_number_may_be_written_as_people_write_it(place: Place, typed: str) -> None:
    assert Client().post("/m/login/", {"phone": typed}).headers["Location"] == "/m/login/code/"
    assert codes.sent[0][0] == PHONE


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("", "请输入 11 位手机号。"),
        ("1381234", "少 4 位，手机号是 11 位。"),
        ("0579-87101234", "这不是国内的手机号"),
        ("98765432101", "这不是国内的手机号"),
    ],
)
def test_a_wrong_number_is_kept_and_explained(db: None, typed: str, words: str) -> None:
    html = Client().post("/m/login/", {"phone": typed}).content.decode()

    assert words in html
    assert f'value="{typed}"' in html or not typed
    assert "<title>错误：" in html
    assert codes.sent == []


def test_the_code_may_be_pasted_with_spaces_and_full_width_digits(place: Place) -> None:
    client = Client()
    client.post("/m/login/", {"phone": PHONE})
    code = codes.sent[0][1]
    pasted = f" {code[:3]} " + "".join(chr(ord(digit) + 0xFEE0) for digit in code[3:])

    assert client.post("/m/login/code/", {"code": pasted}).headers["Location"] == "/m/login/name/"


def test_the_fields_help_the_phone_fill_them(db: None) -> None:
    client = Client()
    assert 'autocomplete="tel-national"' in client.get("/m/login/").content.decode()
    client.post("/m/login/", {"phone": PHONE})
    html = client.get("/m/login/code/").content.decode()
    assert 'autocomplete="one-time-code"' in html
    assert 'inputmode="numeric"' in html
    assert "138****5621" in html
    assert PHONE not in html


def test_she_comes_to_the_page_she_wanted_and_nowhere_else(place: Place, enter: Callable[..., Client]) -> None:
    client = Client()
    turned = client.get("/m/me/looks/")
    assert turned.headers["Location"] == "/m/login/?next=%2Fm%2Fme%2Flooks%2F"
    client.post("/m/login/", {"phone": PHONE, "next": "/m/me/looks/"})
    client.post("/m/login/code/", {"code": codes.sent[-1][1]})
    assert client.post("/m/login/name/", {"name": NAME}).headers["Location"] == "/m/me/looks/"


@pytest.mark.parametrize(
    "evil", ["https://evil.example/", "//evil.example/", "/accounts/login/", "javascript:alert(1)"]
)
def test_the_way_back_is_never_somebody_elses(place: Place, evil: str) -> None:
    client = Client()
    client.post("/m/login/", {"phone": PHONE, "next": evil})
    client.post("/m/login/code/", {"code": codes.sent[-1][1]})
    assert client.post("/m/login/name/", {"name": NAME}).headers["Location"] == "/m/"


# ------------------------------------------------------------------ who does not get in


def test_a_number_on_no_roster_leads_to_a_next_step(place: Place, enter: Callable[..., Client]) -> None:
    client = enter(STRANGE, "张三")

    html = client.post("/m/login/name/", {"name": "张三"}).content.decode()
    assert "没有对上" in html
    assert "请所在工会的经办人把登记的手机号改成现在这个" in html
    assert 'href="tel:12351"' in html
    assert not logged_in(client)
    assert not Account.objects.exists()


def test_the_new_holder_of_an_old_number_sees_nothing(place: Place, enter: Callable[..., Client]) -> None:
    client = enter(PHONE, "赵新人")

    assert not logged_in(client)
    assert not PersonAccount.objects.exists()


def test_after_half_a_year_the_name_is_asked_again(place: Place, enter: Callable[..., Client]) -> None:
    enter()
    Account.objects.update(last_login=timezone.now() - timedelta(days=181))
    client = Client()
    proof(client, PHONE)

    assert not logged_in(client)
    client.post("/m/login/name/", {"name": NAME})
    assert logged_in(client)
    assert Account.objects.count() == 1


def test_two_people_share_a_phone_and_each_gets_her_own(place: Place, enter: Callable[..., Client]) -> None:
    husband = factories.member(place.union, "王大明", phone=PHONE)
    wife_in = enter(PHONE, NAME)
    client = Client()
    proof(client, PHONE)
    assert not logged_in(client)
    client.post("/m/login/name/", {"name": "王大明"})

    assert client.session["person"] == husband.pk
    assert wife_in.session["person"] == place.worker.pk
    assert "王大明" not in wife_in.get("/m/").content.decode()
    assert sorted(PersonAccount.objects.values_list("person_id", flat=True)) == sorted([husband.pk, place.worker.pk])


def test_two_records_with_one_name_and_phone_open_to_nobody(place: Place, enter: Callable[..., Client]) -> None:
    factories.member(place.union, NAME, phone=PHONE)
    client = enter(PHONE, NAME)

    assert "这个号码登记了两份" in client.post("/m/login/name/", {"name": NAME}).content.decode()
    assert not logged_in(client)
    assert not Account.objects.exists()


def test_a_changed_number_on_the_roster_opens_the_same_account(place: Place, enter: Callable[..., Client]) -> None:
    enter()
    account = Account.objects.get()
    place.worker.phone_index = vault.blind(STRANGE, field="person.phone")
    place.worker.phone_sealed = vault.seal(STRANGE, field="person.phone")
    place.worker.save()
    client = enter(STRANGE, NAME)

    assert client.session["_auth_user_id"] == str(account.pk)
    account.refresh_from_db()
    assert account.phone_index == vault.blind(STRANGE, field="account.phone")


def test_a_locked_account_stays_locked(place: Place, enter: Callable[..., Client]) -> None:
    enter()
    Account.objects.update(locked_at=timezone.now())
    client = Client()
    proof(client, PHONE)

    assert not logged_in(client)


def test_staff_need_their_second_factor(place: Place, enter: Callable[..., Client], settings: object) -> None:
    settings.STAFF_SECOND_FACTOR = True  # type: ignore[attr-defined]
    chair = factories.account("胡金华")
    chair.phone_index = vault.blind("13900000001", field="account.phone")
    chair.save()
    factories.appoint(chair, "chair", place.union)
    client = enter("13900000001", "胡金华")

    assert client.get("/m/").headers["Location"].startswith("/accounts/authenticator/")


def test_a_chairs_own_record_is_tied_when_phone_and_name_agree(place: Place, enter: Callable[..., Client]) -> None:
    her = factories.member(place.union, "胡金华", phone="13900000001")
    chair = factories.account("胡金华")
    chair.phone_index = vault.blind("13900000001", field="account.phone")
    chair.save()
    factories.appoint(chair, "chair", place.union)
    client = enter("13900000001")

    assert client.session["person"] == her.pk
    html = client.get("/m/").content.decode()
    assert "我负责的" in html
    assert "2 名会员" in html


# ------------------------------------------------------------------ the code


def test_a_wrong_code_does_not_open_and_five_are_enough(place: Place) -> None:
    client = Client()
    client.post("/m/login/", {"phone": PHONE})
    right = codes.sent[0][1]
    wrong = f"{(int(right) + 1) % 1_000_000:06d}"
    for _ in range(5):
        assert "验证码不对" in client.post("/m/login/code/", {"code": wrong}).content.decode()

    assert "已经过期" in client.post("/m/login/code/", {"code": right}).content.decode()
    assert not logged_in(client)


def test_a_code_is_over_after_five_minutes(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    client = Client()
    client.post("/m/login/", {"phone": PHONE})
    later = time.time() + 301
    monkeypatch.setattr("niangjia.fronts.shell.accounts.proof.time.time", lambda: later)

    assert "已经过期" in client.post("/m/login/code/", {"code": codes.sent[0][1]}).content.decode()


def test_a_code_opens_once(place: Place) -> None:
    client = Client()
    client.post("/m/login/", {"phone": PHONE})
    client.post("/m/login/code/", {"code": codes.sent[0][1]})

    again = client.post("/m/login/code/", {"code": codes.sent[0][1]})
    assert again.headers["Location"] == "/m/login/"


def test_the_code_of_one_browser_does_not_open_another(place: Place) -> None:
    mine, other = Client(), Client()
    mine.post("/m/login/", {"phone": PHONE})
    assert other.post("/m/login/code/", {"code": codes.sent[0][1]}).headers["Location"] == "/m/login/"


def test_name_without_a_proved_phone_leads_back(place: Place) -> None:
    client = Client()
    assert client.post("/m/login/name/", {"name": NAME}).headers["Location"] == "/m/login/"
    client.post("/m/login/", {"phone": PHONE})
    assert client.post("/m/login/name/", {"name": NAME}).headers["Location"] == "/m/login/"
    assert not logged_in(client)


def test_one_code_a_minute(place: Place) -> None:
    client = Client()
    client.post("/m/login/", {"phone": PHONE})
    html = client.post("/m/login/", {"phone": PHONE}).content.decode()

    assert "请等一分钟再发" in html
    assert len(codes.sent) == 1


def test_names_cannot_be_tried_one_after_another(place: Place) -> None:
    client = Client()
    client.post("/m/login/", {"phone": PHONE})
    client.post("/m/login/code/", {"code": codes.sent[0][1]})
    for number in range(5):
        assert "没有对上" in client.post("/m/login/name/", {"name": f"赵{number}"}).content.decode()

    assert "先停一下" in client.post("/m/login/name/", {"name": NAME}).content.decode()
    assert not logged_in(client)


def test_without_the_limit_the_right_name_would_get_in(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control of the test before: with the guard off, the sixth name opens."""
    monkeypatch.setattr("niangjia.fronts.shell.limits.spend", lambda *_: True)
    client = Client()
    client.post("/m/login/", {"phone": PHONE})
    client.post("/m/login/code/", {"code": codes.sent[0][1]})
    for number in range(5):
        client.post("/m/login/name/", {"name": f"赵{number}"})
    client.post("/m/login/name/", {"name": NAME})
    assert logged_in(client)


def test_many_people_behind_one_address_get_their_codes(place: Place) -> None:
    for number in range(100):
        Client().post("/m/login/", {"phone": f"139{number:08d}"})
    assert len(codes.sent) == 100


def test_a_sender_that_fails_says_so_and_sends_nobody_on(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(phone: str, code: str) -> None:
        raise codes.NotSent(hotline="12351")

    monkeypatch.setattr(codes, "send", broken)
    html = Client().post("/m/login/", {"phone": PHONE}).content.decode()
    assert "短信没有发出去" in html


# ------------------------------------------------------------------ nothing tells who is on a roster (G16)


def test_known_and_unknown_numbers_get_the_same_answers(place: Place) -> None:
    pages = []
    for phone in (PHONE, STRANGE):
        client = Client()
        first = client.post("/m/login/", {"phone": phone})
        second = client.get("/m/login/code/")
        third = client.post("/m/login/code/", {"code": codes.sent[-1][1]})
        fourth = client.get("/m/login/name/")
        told = [
            (answer.status_code, answer.headers.get("Location"), bare(answer.content))
            for answer in (first, second, third, fourth)
        ]
        pages.append(
            [(status, place, html.replace(phone[:3], "").replace(phone[-4:], "")) for status, place, html in told]
        )
    assert pages[0] == pages[1]
    assert [phone for phone, _ in codes.sent] == [PHONE, STRANGE]


def test_asking_for_a_code_looks_nobody_up(place: Place) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    Client().post("/m/login/", {"phone": "13600000000"})  # the counters of the place and the house are there
    statements = []
    for phone in (PHONE, STRANGE):
        with CaptureQueriesContext(connection) as seen:
            Client().post("/m/login/", {"phone": phone})
        statements.append([re.sub(r"'[^']*'|\d+", "?", one["sql"]) for one in seen.captured_queries])
    assert statements[0] == statements[1]
    assert not [sql for sql in statements[0] if "people_" in sql or "access_account" in sql]


@pytest.mark.slow
def test_known_and_unknown_numbers_take_the_same_time(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    """2,000 samples, in turns: the medians differ by less than 5 % or 2 ms."""
    monkeypatch.setattr("niangjia.fronts.shell.limits.spend", lambda *_: True)
    took: dict[str, list[float]] = {PHONE: [], STRANGE: []}
    for _ in range(1000):
        for phone in (PHONE, STRANGE):
            client = Client()
            start = time.perf_counter()
            client.post("/m/login/", {"phone": phone})
            took[phone].append(time.perf_counter() - start)
    known, unknown = median(took[PHONE]), median(took[STRANGE])
    assert abs(known - unknown) < max(0.05 * known, 0.002)


def test_the_session_holds_no_number_and_no_code(place: Place) -> None:
    client = Client()
    client.post("/m/login/", {"phone": PHONE})
    kept = str(dict(client.session))
    assert PHONE not in kept
    assert codes.sent[0][1] not in kept


def test_counters_that_are_over_are_swept(db: None) -> None:
    from django_smart_ratelimit.models import RateLimitCounter

    from niangjia.kit.jobs import known_jobs

    assert limits.spend("code.place", "somewhere")
    RateLimitCounter.objects.update(window_end=timezone.now() - timedelta(hours=1))
    assert limits.spend("own.wrong", "7")
    known_jobs()["shell.sweep_limits"].function()
    assert RateLimitCounter.objects.count() == 1
    assert "somewhere" not in str(list(RateLimitCounter.objects.values_list("key", flat=True)))
