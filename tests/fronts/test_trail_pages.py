"""The trail at the desk: words, filters, taking it out; deputies are named; appointments by code."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import Any

import polars as pl
import pytest
from django.test import Client
from django.utils import timezone

from niangjia.ground.access import actions
from niangjia.ground.access.models import Appointment, Delegation
from niangjia.ground.audit.models import Entry
from niangjia.ground.org.choices import Role
from tests import factories as make
from tests.fronts.conftest import House


@pytest.fixture
def auditor(house: House) -> Client:
    opener, guard = (make.actor(house.accounts[role]) for role in (Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN))
    now = timezone.now()
    made = actions.create_account(
        actor=opener, username="newcomer", name="新来的", unit_code=house.county.code, now=now
    )
    actions.lock_account(actor=guard, account_code=made.code, now=now)
    return house.client(Role.AUDIT_ADMIN)


def lines(browser: Client, query: str = "") -> str:
    text = browser.get(f"/desk/trail/{query}").content.decode()
    return text[text.index("<tbody>") : text.index("</tbody>")] if "<tbody>" in text else ""


def test_lines_speak_in_words(house: House, auditor: Client) -> None:
    text = lines(auditor)
    assert "开设账号" in text
    assert "锁定账号" in text
    assert "账号 " in text
    assert "access." not in text.replace("subject=access.", "").replace("subject=access%3A", "")


def test_the_trail_is_narrowed_by_who_what_and_record(house: House, auditor: Client) -> None:
    opener = house.accounts[Role.SYSTEM_ADMIN]
    by_who = lines(auditor, f"?account={opener.code}")
    assert ("开设账号" in by_who, "锁定账号" in by_who) == (True, False)
    by_verb = lines(auditor, "?verb=access.account_locked")
    assert ("开设账号" in by_verb, "锁定账号" in by_verb) == (False, True)
    locked = Entry.objects.get(verb="access.account_locked")
    assert lines(auditor, f"?subject=access.account:{locked.subject_id}").count("<tr>") == 2
    assert lines(auditor, "?subject=access.account:999999") == ""
    assert lines(auditor, "?to=2001-01-01") == ""


def test_what_is_taken_out_is_what_was_shown_and_is_itself_recorded(house: House, auditor: Client) -> None:
    shown = lines(auditor).count("<tr>")
    assert auditor.get("/desk/trail/export/").status_code == 405
    answer: Any = auditor.post("/desk/trail/export/")
    book = pl.read_excel(io.BytesIO(b"".join(answer.streaming_content)), read_options={"header_row": 2})
    assert book.height == shown
    assert book["做了什么"].to_list()[:2] == ["锁定账号", "开设账号"]
    last = Entry.objects.latest("pk")
    assert (last.verb, last.look, last.account_id) == (
        "audit.trail_exported", True, house.accounts[Role.AUDIT_ADMIN].pk,
    )  # fmt: skip
    narrowed: Any = auditor.post("/desk/trail/export/?verb=access.account_locked")
    kept = pl.read_excel(io.BytesIO(b"".join(narrowed.streaming_content)), read_options={"header_row": 2})
    assert kept["做了什么"].to_list() == ["锁定账号"]
    assert house.client(Role.LEADER).post("/desk/trail/export/").status_code == 404


def test_who_can_see_an_account_is_told_to_the_audit_administrator(house: House, auditor: Client) -> None:
    code = house.accounts[Role.WINDOW].code
    assert f"/desk/seen-by/accounts/{code}/" in auditor.get(f"/desk/accounts/{code}/").content.decode()
    text = auditor.get(f"/desk/seen-by/accounts/{code}/").content.decode()
    seers = text[text.index("今天谁能看") :]
    assert [str(Role(role).label) in seers for role in (Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.LEADER)] == [
        True, True, False,
    ]  # fmt: skip
    assert house.client(Role.LEADER).get(f"/desk/seen-by/accounts/{code}/").status_code == 404


# ------------------------------------------------------------------ deputies


@pytest.fixture
def deputy(house: House) -> Client:
    """A reader of the union who also acts for the town's officer."""
    giver = house.accounts["giver"] = make.account("镇里的", unit=house.town)
    lent = make.appoint(giver, Role.OFFICER, house.town)
    who = house.accounts["deputy"] = make.account("代理人", unit=house.union)
    make.appoint(who, Role.READER, house.union)
    make.deputy(lent, who)
    return house.client("deputy")


def work(browser: Client, code: str) -> Entry:
    answer = browser.post(f"/desk/people/{code}/work/", {"workplace": "永安五金厂", "since": "2026-01-01"})
    assert answer.status_code == 302, answer.content.decode()[:3000]
    return Entry.objects.filter(verb="people.work_changed").latest("pk")


def test_what_a_deputy_does_is_recorded_for_the_giver(house: House, deputy: Client) -> None:
    entry = work(deputy, house.person.code)
    assert (entry.account_id, entry.for_account_id) == (house.accounts["deputy"].pk, house.accounts["giver"].pk)
    assert "代镇里的" in house.client(Role.AUDIT_ADMIN).get("/desk/trail/").content.decode()


def test_what_she_may_do_herself_is_not(house: House, deputy: Client) -> None:
    make.appoint(house.accounts["deputy"], Role.CLERK, house.union)
    assert work(deputy, house.person.code).for_account_id is None


def test_a_deputy_is_asked_and_sent_home_by_code(house: House) -> None:
    giver, helper = house.accounts[Role.ORGANISER], house.accounts[Role.OFFICER]
    lent = Appointment.rows.get(account=giver)
    browser = house.client(Role.ORGANISER)
    day = timezone.localdate()
    values = {"receiver_code": helper.code, "since": day, "until": day + timedelta(days=3)}
    assert browser.post(f"/desk/me/delegate/{lent.code}/", values)["Location"] == "/desk/me/"
    made = Delegation.objects.get()
    others = Appointment.rows.get(account=helper)
    assert browser.get(f"/desk/me/delegate/{others.code}/").status_code == 404
    assert house.client("elsewhere").post(f"/desk/me/withdraw/{made.code}/").status_code == 404
    assert Delegation.objects.get().withdrawn_at is None
    assert house.client(Role.SECURITY_ADMIN).post(f"/desk/me/withdraw/{made.code}/")["Location"] == (
        f"/desk/accounts/{helper.code}/"
    )
    assert Delegation.objects.get().withdrawn_at is not None


def test_an_appointment_is_ended_by_its_code(house: House) -> None:
    here = Appointment.rows.get(account=house.accounts[Role.READER])
    browser = house.client(Role.SECURITY_ADMIN)
    address = f"/desk/accounts/appointments/{here.code}/end/"
    assert str(Role.READER.label) in browser.get(address).content.decode()
    assert house.client(Role.SYSTEM_ADMIN).get(address).status_code == 404
    assert browser.post(address, {"on": timezone.localdate()}).status_code == 302
    assert Appointment.rows.get(pk=here.pk).until == timezone.localdate()
