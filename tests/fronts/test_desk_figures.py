"""Figures at the desk: signing, the seal, the bridge to today, and who may."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from niangjia.engines.figures.models import Signed, SignedRows
from niangjia.engines.imports.models import Export
from niangjia.ground.org.choices import Role
from niangjia.ground.people.models import Membership, Person
from tests import factories as make
from tests.fronts.conftest import House

MEMBERS = "/desk/figures/people.members/"


@pytest.fixture
def leader(house: House) -> Client:
    return house.client(Role.LEADER)


def sign(browser: Client, shown: str = "1", note: str = "") -> Signed:
    answer = browser.post(f"{MEMBERS}sign/", {"shown": shown, "note": note})
    assert answer.status_code == 302, answer.content.decode()[:3000]
    return Signed.rows.get(code=answer.url.rstrip("/").rpartition("/")[2])


def test_signing_shows_everything_first_and_freezes_it(leader: Client) -> None:
    before = leader.get(f"{MEMBERS}sign/").content.decode()
    assert "审定 1 人" in before
    assert "背后 1 行" in before
    assert Signed.rows.count() == 0

    one = sign(leader, note="11 月通报，第 3 项")

    assert (one.value, one.count, one.note) == ("1", 1, "11 月通报，第 3 项")
    page = leader.get(f"/desk/figures/signed/{one.code}/").content.decode()
    assert "没有被改过" in page
    assert one.digest in page
    assert "从那以后，数没有变" in page
    assert "王桂兰" in page
    assert "当时的 1 行" in leader.get(MEMBERS).content.decode()
    assert one.label in leader.get("/desk/figures/signed/").content.decode()


def test_another_number_than_the_shown_one_is_not_signed(leader: Client, house: House) -> None:
    make.member(house.union)
    answer = leader.post(f"{MEMBERS}sign/", {"shown": "1", "note": "报"})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "您看到的是 1，现在已是 2" in page
    assert Signed.rows.count() == 0


def test_the_difference_is_a_bridge_and_its_rows(leader: Client, house: House) -> None:
    one = sign(leader)
    make.member(house.union, "李春花", on=timezone.localdate() - timedelta(days=3))
    Membership.rows.filter(person=house.person).update(left_on=timezone.localdate() - timedelta(days=2))
    make.member(house.union, "徐建平")
    page = leader.get(f"/desk/figures/signed/{one.code}/since/").content.decode()
    assert "从那以后，多了 1 人" in page
    assert 'aria-label="' in page
    assert "新录入 +2，日期改动 −1，现在 2" in page
    assert "style=" not in page
    came = leader.get(f"/desk/figures/signed/{one.code}/entered/").content.decode()
    assert "李春花" in came
    assert "徐建平" in came
    gone = leader.get(f"/desk/figures/signed/{one.code}/time/").content.decode()
    assert "王桂兰" in gone
    assert "不再计入" in gone


def test_a_figure_that_was_tampered_with_says_so(leader: Client) -> None:
    one = sign(leader)
    Signed.rows.filter(pk=one.pk).update(value="7")
    page = leader.get(f"/desk/figures/signed/{one.code}/").content.decode()
    assert "对不上，请报告" in page
    assert "没有被改过" not in page
    SignedRows.objects.filter(signed=one).update(data=b"broken")
    assert "对不上，请报告" in leader.get(MEMBERS).content.decode()


def test_only_leaders_sign_and_only_their_own_branch(house: House, desk: Client) -> None:
    assert "审定这个数" not in desk.get(MEMBERS).content.decode()
    assert desk.post(f"{MEMBERS}sign/", {"shown": "1"}).status_code == 404
    low = make.account("镇主席", unit=house.town)
    make.appoint(low, Role.LEADER, house.town)
    browser = Client()
    browser.force_login(low, backend="django.contrib.auth.backends.ModelBackend")
    answer = browser.post(f"{MEMBERS}sign/?at={house.county.code}", {"shown": "1"})
    assert answer.status_code == 404
    assert Signed.rows.count() == 0


def test_a_signed_figure_of_another_branch_is_as_if_it_were_not_there(house: House, leader: Client) -> None:
    one = sign(leader)
    elsewhere = house.client("elsewhere")
    for part in ("", "since/", "entered/"):
        assert elsewhere.get(f"/desk/figures/signed/{one.code}/{part}").status_code == 404
    assert one.label not in elsewhere.get("/desk/figures/signed/").content.decode()


def test_a_narrowed_question_is_signed_and_given_out_narrowed(house: House, leader: Client) -> None:
    Person.objects.filter(pk=house.person.pk).update(gender="f")
    make.member(house.union, "徐建平", gender="m")
    answer = leader.post(f"{MEMBERS}sign/?gender=m", {"shown": "1"})
    one = Signed.rows.get(code=answer.url.rstrip("/").rpartition("/")[2])
    assert (one.where, one.value) == ({"gender": "m"}, "1")
    assert "男" in leader.get(f"/desk/figures/signed/{one.code}/").content.decode()
    leader.post(f"{MEMBERS}export/?gender=m")
    assert Export.objects.get().rows == 1


def test_usual_days_are_one_press_away(leader: Client) -> None:
    page = leader.get(MEMBERS).content.decode()
    assert "去年底" in page
    assert "今年以来" not in page
    flow = leader.get("/desk/figures/people.joined/")
    if flow.status_code == 200:
        assert "今年以来" in flow.content.decode()
