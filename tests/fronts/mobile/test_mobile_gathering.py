"""A worker puts herself on the list of a union in preparation from its poster, and leaves it again."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from tests import factories as make
from tests.fronts.mobile.conftest import Place
from tests.fronts.mobile.test_mobile_joining import GIVEN, fill

from niangjia.ground.org.choices import Role
from niangjia.programmes.organising import actions
from niangjia.programmes.organising.actions import FileDetails
from niangjia.programmes.organising.models import Founding, FoundingMember

pytestmark = pytest.mark.django_db
NAME = "华丰电器有限公司工会委员会"


class Poster:
    """What `fill` needs of a code."""

    def __init__(self, row: Founding) -> None:
        self.code = row.gather_code


@pytest.fixture
def file(place: Place) -> Founding:
    by, now = make.officer(place.county, Role.ORGANISER), timezone.now()
    employer = make.employer(name="华丰电器有限公司")
    row = actions.start_founding(
        actor=by,
        upper_code=place.town.code,
        details=FileDetails(NAME),
        employer_codes=[employer.code],
        key="k",
        now=now,
    )
    return actions.make_gather_code(actor=by, code=row.code, now=now)


def test_from_the_poster_onto_the_list_and_off_it(file: Founding, sent: list[Any]) -> None:
    browser = Client()
    first = browser.get(f"/m/join/{file.gather_code}/").content.decode()
    assert "这家工会正在筹备" in first
    work = browser
    fill(work, Poster(file), sent, work={**GIVEN["work"], "workplace": "华丰电器有限公司"})  # type: ignore[arg-type]
    assert "报名，站到名单上" in browser.get("/m/joining/check/").content.decode()
    answer = browser.post("/m/joining/check/")
    row = FoundingMember.objects.get()
    assert answer["Location"] == f"/m/gathered/{row.code}/"
    assert browser.post("/m/joining/check/")["Location"] == f"/m/gathered/{row.code}/"
    page = browser.get(answer["Location"]).content.decode()
    assert "您在名单上了" in page
    assert NAME in browser.get("/m/").content.decode()

    assert Client().get(f"/m/gathered/{row.code}/").status_code == 302
    assert "现在退出名单" in browser.get(f"/m/gathered/{row.code}/leave/").content.decode()
    assert browser.post(f"/m/gathered/{row.code}/leave/")["Location"] == "/m/"
    assert FoundingMember.objects.count() == 0
    assert browser.get(f"/m/gathered/{row.code}/").status_code == 404


def test_somebody_else_finds_nothing(file: Founding, sent: list[Any], inside: Client) -> None:
    browser = Client()
    fill(browser, Poster(file), sent)  # type: ignore[arg-type]
    browser.post("/m/joining/check/")
    row = FoundingMember.objects.get()

    assert inside.get(f"/m/gathered/{row.code}/").status_code == 404
    assert inside.post(f"/m/gathered/{row.code}/leave/").status_code == 404
    assert FoundingMember.objects.count() == 1
