"""The worker's own pages: what they show, to whom, at what cost, and what they leave in the trail."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from tests import factories
from tests.fronts.mobile.conftest import NAME, NUMBER, PHONE, Place

from niangjia.ground.access.models import Account
from niangjia.ground.audit import actions as audit
from niangjia.ground.audit.models import Entry
from niangjia.ground.people import actions as people
from niangjia.ground.people.models import Consent, Membership, Person, PersonAccount

PAGES = (
    "/m/",
    "/m/messages/",
    "/m/me/",
    "/m/me/data/",
    "/m/me/data/wrong/",
    "/m/me/looks/",
    "/m/me/consents/",
    "/m/me/consents/service_messages/",
    "/m/me/copy/",
    "/m/me/sessions/",
    "/m/me/leave/",
    "/m/me/leave/account/",
    "/m/me/leave/data/",
)
POSTS_ONLY = ("/m/me/logout/", "/m/me/data/show/", "/m/me/data/right/", "/m/me/copy/table/", "/m/me/copy/file/")
OUTSIDE = ("/m/login/", "/m/login/other/")


def html_of(client: Client, path: str) -> str:
    return client.get(path).content.decode()


def verbs() -> list[str]:
    return list(Entry.objects.order_by("pk").values_list("verb", flat=True))


def look(place: Place, role: str = "officer", *, verb: str = "people.number_revealed", **facts: str) -> Account:
    """Somebody with a role in the town looks at the worker."""
    who = factories.account()
    factories.appoint(who, role, place.town)
    audit.record(
        actor=factories.actor(who),
        verb=verb,
        subject=("people.person", place.worker.pk),
        path=place.union.path,
        look=True,
        facts=facts,
    )
    return who


# ------------------------------------------------------------------ doors, headers, frame


@pytest.mark.parametrize("path", PAGES)
def test_a_page_opens_for_her_and_sends_strangers_to_the_log_in(inside: Client, path: str) -> None:
    assert inside.get(path).status_code == 200
    assert Client().get(path).headers["Location"].startswith("/m/login/?next=")


@pytest.mark.parametrize("path", POSTS_ONLY)
def test_acts_are_not_links(inside: Client, path: str) -> None:
    assert inside.get(path).status_code == 405


@pytest.mark.parametrize("path", [*PAGES, *OUTSIDE, "/m/nowhere/"])
def test_headers_and_frame_of_every_page(inside: Client, path: str) -> None:
    answer = (Client() if path in OUTSIDE else inside).get(path)
    html = answer.content.decode()

    assert answer.headers["Cache-Control"] == "no-store"
    assert "script-src 'self'" in answer.headers["Content-Security-Policy"]
    assert "unsafe" not in answer.headers["Content-Security-Policy"]
    assert answer.headers["X-Frame-Options"] == "DENY"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert 'href="tel:12351"' in html
    assert " style=" not in html
    assert "<script>" not in html
    assert "tabler" not in html
    assert html.count("<h1") == 1
    assert 'name="elder"' in html or path not in ("/m/", "/m/login/")


def test_a_page_that_is_not_there_keeps_her_in_the_frame(inside: Client) -> None:
    mine, strangers = inside.get("/m/nowhere/"), Client().get("/m/nowhere/")

    assert (mine.status_code, strangers.status_code) == (404, 404)
    assert 'class="nj-tabbar"' in mine.content.decode()
    assert 'class="nj-tabbar"' not in strangers.content.decode()
    for html in (mine.content.decode(), strangers.content.decode()):
        assert "这里没有您要看的内容" in html
        assert 'href="/m/"' in html


def test_an_officer_without_a_record_sees_no_data(place: Place) -> None:
    who = factories.account("胡金华")
    factories.appoint(who, "chair", place.union)
    client = Client()
    client.force_login(who, backend="django.contrib.auth.backends.ModelBackend")

    assert "我负责的" in html_of(client, "/m/")
    assert "1 名会员" in html_of(client, "/m/")
    assert "还没有连上会员资料" in html_of(client, "/m/me/data/")
    assert client.post("/m/me/data/show/", {"field": "identity"}).status_code == 404
    assert client.post("/m/me/data/right/").status_code == 404
    assert client.post("/m/me/copy/file/").status_code == 404


def test_a_worker_finds_no_desk(inside: Client) -> None:
    assert "/desk/" not in html_of(inside, "/m/") + html_of(inside, "/m/me/")
    assert inside.get("/desk/").status_code == 404


def test_an_administrator_sees_no_members_on_the_phone(place: Place) -> None:
    who = factories.account()
    factories.appoint(who, "system_admin", place.county)
    client = Client()
    client.force_login(who, backend="django.contrib.auth.backends.ModelBackend")

    assert "名会员" not in html_of(client, "/m/")


# ------------------------------------------------------------------ looks that are chosen


def test_elder_mode_language_and_dark_are_remembered(db: None) -> None:
    client = Client()
    client.post("/looks/", {"elder": "1", "next": "/m/login/"})
    assert 'data-weui-mode="care"' in html_of(client, "/m/login/")
    client.post("/looks/", {"theme": "dark", "next": "/m/login/"})
    assert 'data-weui-theme="dark" data-weui-mode="care"' in html_of(client, "/m/login/")
    client.post("/looks/", {"elder": "0", "language": "en", "next": "/m/login/"})
    html = html_of(client, "/m/login/")
    assert 'data-weui-mode="care"' not in html
    assert '<html lang="en">' in html


def test_elder_mode_puts_the_telephone_first(inside: Client) -> None:
    inside.cookies["nj_elder"] = "1"
    html = html_of(inside, "/m/")
    assert html.index("打电话找工会 12351") < html.index("核对我的资料")


# ------------------------------------------------------------------ my data


def test_numbers_are_masked_until_she_taps_and_every_tap_is_logged(inside: Client, place: Place) -> None:
    html = html_of(inside, "/m/me/data/")
    assert NUMBER not in html
    assert PHONE not in html
    assert "3307**********1224" in html
    assert "138****5621" in html
    assert verbs() == []

    shown = inside.post("/m/me/data/show/", {"field": "identity"}).content.decode()
    assert NUMBER in shown
    assert PHONE not in shown
    entry = Entry.objects.get()
    assert (entry.verb, entry.look, entry.subject_id) == ("people.number_shown", True, place.worker.pk)
    assert json.loads(entry.facts) == {"field": "identity", "own": True}
    assert NUMBER not in html_of(inside, "/m/me/data/")


@pytest.mark.parametrize("field", ["", "name", "identity_sealed", "__class__"])
def test_only_the_two_numbers_can_be_shown(inside: Client, field: str) -> None:
    assert inside.post("/m/me/data/show/", {"field": field}).status_code == 404
    assert verbs() == []


def test_numbers_are_shown_thirty_times_an_hour_at_most(inside: Client) -> None:
    answers = [inside.post("/m/me/data/show/", {"field": "phone"}).status_code for _ in range(31)]
    assert answers == [200] * 30 + [429]
    assert verbs() == ["people.number_shown"] * 30


def test_she_says_that_all_is_right(inside: Client, place: Place) -> None:
    assert "请核对您的资料" in html_of(inside, "/m/")
    inside.post("/m/me/data/right/")

    place.worker.refresh_from_db()
    assert place.worker.verified_on == timezone.localdate()
    assert verbs() == ["people.person_verified"]
    html = html_of(inside, "/m/")
    assert "请核对您的资料" not in html
    assert "本人核对过" in html


def test_without_a_number_there_is_nothing_to_confirm(inside: Client, place: Place) -> None:
    Person.objects.update(phone_index="", phone_sealed="")
    html = inside.post("/m/me/data/right/").content.decode()

    assert "证件号码和手机号要都有" in html
    place.worker.refresh_from_db()
    assert place.worker.verified_on is None


def test_history_is_all_there(inside: Client, place: Place) -> None:
    old = factories.union(place.town, "永康市五金公司工会委员会")
    factories.join(
        place.worker, old, on=date(2016, 3, 1), left_on=date(2020, 1, 1), leaving="transfer", card_number="330784001"
    )
    html = html_of(inside, "/m/me/data/")

    assert "永康市五金公司工会委员会" in html
    assert "2016 年 3 月 1 日起 · 到 2020 年 1 月 1 日（转出）" in html
    assert "330784001" in html


# ------------------------------------------------------------------ who looked


def test_looks_show_unit_role_and_reason_and_no_name(inside: Client, place: Place) -> None:
    who = look(place, field="identity", reason="check")
    html = html_of(inside, "/m/me/looks/")

    assert "查看完整号码：证件号码<p>芝英镇总工会，工会干部</p>" in html
    assert "为了：当面核对身份" in html
    assert who.name not in html
    assert "证件号码" in html_of(inside, "/m/")


def test_looks_by_discipline_and_her_own_stay_out(inside: Client, place: Place) -> None:
    look(place, "discipline", field="identity", reason="authority")
    inside.post("/m/me/data/show/", {"field": "phone"})
    html = html_of(inside, "/m/me/looks/")

    assert "还没有人看过" in html
    assert "纪检监察、审计和法院依法查阅的不在这里显示" in html


def test_another_persons_looks_are_not_hers(inside: Client, place: Place) -> None:
    other = factories.member(place.union)
    who = factories.account()
    factories.appoint(who, "officer", place.town)
    audit.record(
        actor=factories.actor(who), verb="people.number_revealed", subject=("people.person", other.pk), look=True
    )
    assert "还没有人看过" in html_of(inside, "/m/me/looks/")


def test_older_looks_are_a_page_away(inside: Client, place: Place) -> None:
    for _ in range(31):
        look(place, field="phone", reason="contact")
    first = html_of(inside, "/m/me/looks/")
    assert first.count("为了：联系本人") == 30
    link = first.split('href="?before=')[1].split('"')[0]
    assert html_of(inside, f"/m/me/looks/?before={link}").count("为了：联系本人") == 1


@pytest.mark.parametrize("mark", ["x", "-1", "9" * 30, "1e3", "١"])
def test_a_strange_mark_is_no_error(inside: Client, mark: str) -> None:
    assert inside.get("/m/me/looks/", {"before": mark}).status_code == 200


# ------------------------------------------------------------------ consents


def test_consent_starts_empty_and_needs_the_tick(inside: Client) -> None:
    html = html_of(inside, "/m/me/consents/service_messages/")
    assert " checked" not in html

    refused = inside.post("/m/me/consents/service_messages/", {"answer": "give", "version": "2026.1"})
    assert "同意的话，请先在方框里打勾。" in refused.content.decode()
    assert not Consent.objects.exists()


def test_consent_is_given_and_taken_back(inside: Client, place: Place) -> None:
    path = "/m/me/consents/service_messages/"
    inside.post(path, {"answer": "give", "agreed": "1", "version": "2026.1"})
    given = Consent.objects.get()
    assert (given.person_id, given.purpose, given.version, given.withdrawn_at) == (
        place.worker.pk,
        "service_messages",
        "2026.1",
        None,
    )
    assert "收回同意" in html_of(inside, path)

    inside.post(path, {"answer": "withdraw"})
    given.refresh_from_db()
    assert given.withdrawn_at is not None
    assert verbs() == ["people.consent_given", "people.consent_withdrawn"]
    assert "给过和收回的记录" in html_of(inside, "/m/me/consents/")


def test_taking_back_is_three_taps_from_home(inside: Client, place: Place) -> None:
    people.give_consent(
        actor=factories.actor(Account.objects.get(), person_id=place.worker.pk),
        code=place.worker.code,
        purpose="service_messages",
        now=timezone.now(),
    )
    assert 'href="/m/me/consents/"' in html_of(inside, "/m/")  # one
    assert 'href="/m/me/consents/service_messages/"' in html_of(inside, "/m/me/consents/")  # two
    assert 'value="withdraw"' in html_of(inside, "/m/me/consents/service_messages/")  # three


def test_only_the_words_on_the_screen_are_agreed_to(inside: Client) -> None:
    answer = inside.post(
        "/m/me/consents/service_messages/", {"answer": "give", "agreed": "1", "version": "2019.1"}
    ).content.decode()
    assert "这段说明刚改过" in answer
    assert not Consent.objects.exists()


@pytest.mark.parametrize("purpose", ["health", "everything", "SERVICE_MESSAGES"])
def test_purposes_of_services_that_are_not_there_are_not_asked(inside: Client, purpose: str) -> None:
    path = f"/m/me/consents/{purpose}/"
    assert inside.get(path).status_code == 404
    assert inside.post(path, {"answer": "give", "agreed": "1", "version": "2026.1"}).status_code == 404
    assert not Consent.objects.exists()


def test_a_purpose_that_was_agreed_to_elsewhere_can_be_taken_back(inside: Client, place: Place) -> None:
    Consent.objects.create(person=place.worker, purpose="health", version="2026.1")
    inside.post("/m/me/consents/health/", {"answer": "withdraw"})
    assert Consent.objects.get().withdrawn_at is not None


# ------------------------------------------------------------------ a copy of it all


def test_the_file_holds_everything_and_is_logged(inside: Client, place: Place) -> None:
    answer = inside.post("/m/me/copy/file/")
    data = json.loads(answer.content)

    facts = {line["项目"]: line["内容"] for line in data["基本资料"]}
    assert (facts["姓名"], facts["证件号码"], facts["手机号"]) == (NAME, NUMBER, PHONE)
    assert data["会籍"][0]["工会"] == "芝英镇货运行业联合工会"
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="niangjia-')
    assert answer.headers["Cache-Control"] == "no-store"
    assert verbs() == ["people.data_exported"]


def test_the_table_reads_the_same(inside: Client) -> None:
    html = inside.post("/m/me/copy/table/").content.decode()
    for value in (NAME, NUMBER, PHONE, "芝英镇货运行业联合工会"):
        assert value in html
    assert verbs() == ["people.data_exported"]


def test_ten_copies_an_hour(inside: Client) -> None:
    answers = [inside.post("/m/me/copy/file/").status_code for _ in range(11)]
    assert answers == [200] * 10 + [429]
    assert len(verbs()) == 10


# ------------------------------------------------------------------ leaving


def test_a_closed_account_is_out_everywhere_and_the_member_stays(inside: Client, place: Place) -> None:
    account = Account.objects.get()
    other = Client()
    other.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
    inside.post("/m/me/leave/account/")

    account.refresh_from_db()
    assert (account.is_active, account.name, account.phone_index) == (False, "", None)
    assert not PersonAccount.objects.exists()
    assert Membership.rows.get(person=place.worker).left_on is None
    assert inside.get("/m/").status_code == 302
    assert other.get("/m/").status_code == 302
    assert verbs() == ["access.account_closed", "people.login_untied"]


def test_a_member_is_told_to_leave_first(inside: Client, place: Place) -> None:
    answer = inside.post("/m/me/leave/data/")

    assert answer.status_code == 409
    assert "先退会，再删除" in answer.content.decode()
    place.worker.refresh_from_db()
    assert place.worker.erased_at is None
    assert PersonAccount.objects.exists()


def test_who_left_can_erase_and_nothing_of_her_remains(inside: Client, place: Place) -> None:
    Membership.rows.update(left_on=timezone.localdate() - timedelta(days=1), leaving="left")
    inside.post("/m/me/leave/data/")

    place.worker.refresh_from_db()
    account = Account.objects.get()
    assert place.worker.erased_at is not None
    assert (place.worker.phone_sealed, place.worker.identity_index) == ("", None)
    assert (account.is_active, account.name, account.phone_index) == (False, "", None)
    assert inside.get("/m/").status_code == 302


def test_an_officers_account_is_not_hers_to_close(inside: Client, place: Place) -> None:
    factories.appoint(Account.objects.get(), "chair", place.union)
    html = inside.post("/m/me/leave/account/").content.decode()

    assert "账号由单位管理" in html
    assert Account.objects.get().is_active


# ------------------------------------------------------------------ log-out, devices


def test_logging_out_ends_this_log_in(inside: Client) -> None:
    inside.post("/m/me/logout/")
    assert inside.get("/m/").headers["Location"].startswith("/m/login/")


# ------------------------------------------------------------------ cost


@pytest.mark.parametrize("path", PAGES)
def test_a_page_costs_the_same_however_much_there_is(inside: Client, place: Place, path: str) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as seen:
            assert inside.get(path).status_code == 200
        return len(seen)

    look(place, field="phone", reason="contact")
    Consent.objects.create(person=place.worker, purpose="service_messages", version="2026.1")
    few = cost()
    for year in range(3):
        look(place, field="identity", reason="check")
        factories.join(
            place.worker,
            factories.union(place.town),
            on=date(2010 + year, 1, 1),
            left_on=date(2011 + year, 1, 1),
            leaving="transfer",
        )
        Consent.objects.create(
            person=place.worker, purpose="service_messages", version="2026.1", withdrawn_at=timezone.now()
        )
    many = cost()
    assert many == few
    assert many <= 30
