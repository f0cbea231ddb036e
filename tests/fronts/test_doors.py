"""Every address names its power; strangers are shown to the log-in, the rest find nothing (G15, style 14)."""

from __future__ import annotations

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path

from niangjia.fronts.shell.doors import OPEN_TO_ALL, OWN, SIGNED_IN
from niangjia.kit.powers import known_powers
from tests.fronts.conftest import House
from tests.fronts.routes import Route, every_route, example

ROUTES = [route for route in every_route() if not route.name.startswith(("mobile:", "m:"))]
OURS = [route for route in ROUTES if route.name.startswith("desk:")]


def named_rightly(route: Route) -> bool:
    """Whether an address says who may open it."""
    if route.name in OPEN_TO_ALL or route.name in SIGNED_IN:
        return True
    return route.power == OWN or route.power in known_powers()


@pytest.mark.parametrize("route", ROUTES, ids=str)
def test_address_names_its_power(route: Route) -> None:
    assert named_rightly(route), f"{route} names {route.power!r}"


def test_a_forgotten_power_would_be_noticed() -> None:
    def forgotten(request: HttpRequest) -> HttpResponse:
        return HttpResponse("in the open")

    planted = path("planted/", forgotten, name="planted")
    assert not named_rightly(Route("desk:planted", planted.callback, ()))


def test_the_open_lists_hold_nothing_that_is_gone() -> None:
    names = {route.name for route in every_route()}
    assert (OPEN_TO_ALL | SIGNED_IN) - names == set()


def test_strangers_are_shown_to_the_log_in(house: House) -> None:
    wrong = []
    for route in OURS:
        answer = Client().get(example(route, house))
        if answer.status_code != 302 or not answer["Location"].startswith("/accounts/login/?next="):
            wrong.append((route.name, answer.status_code))
    assert wrong == []


def test_strangers_in_the_middle_of_a_page_are_told_to_log_in(house: House) -> None:
    wrong = []
    for route in OURS:
        answer = Client().get(example(route, house), headers={"HX-Request": "true"})
        if answer.status_code != 401 or not answer["HX-Redirect"].startswith("/accounts/login/?next="):
            wrong.append((route.name, answer.status_code))
    assert wrong == []


@pytest.mark.parametrize("who", ["nobody", "worker"])
def test_without_the_power_there_is_nothing(who: str, house: House) -> None:
    browser = house.client(who)
    wrong = []
    for route in OURS:
        for call in (browser.get, browser.post):
            if route.power != OWN and call(example(route, house)).status_code != 404:
                wrong.append((route.name, call.__name__))
    assert wrong == []


def test_workers_have_no_desk(house: House) -> None:
    browser = house.client("worker")
    own = [route for route in OURS if route.power == OWN]
    assert {browser.get(example(route, house)).status_code for route in own} == {404}


ABOUT_A_RECORD = (
    "desk:unit", "desk:unit_edit", "desk:unit_add", "desk:unit_move", "desk:unit_merge", "desk:unit_split", "desk:unit_rename", "desk:employer_move", "desk:unit_dissolve", "desk:employer",
    "desk:employer_edit", "desk:person", "desk:person_edit", "desk:person_reveal", "desk:person_act",
)  # fmt: skip


def test_another_branch_finds_nothing(house: House) -> None:
    here, there = house.client("organiser"), house.client("elsewhere")
    routes = [route for route in OURS if route.name in ABOUT_A_RECORD]
    assert len(routes) == len(ABOUT_A_RECORD)
    assert {here.get(example(route, house)).status_code for route in routes} == {200}
    assert {there.get(example(route, house)).status_code for route in routes} == {404}


def test_not_there_and_not_yours_look_alike(house: House) -> None:
    elsewhere = house.client("elsewhere")
    missing = elsewhere.get("/desk/people/aaaaaaaaaaaaaaaa/")
    hidden = elsewhere.get(f"/desk/people/{house.person.code}/")
    same = [answer.content.decode().replace(answer["X-Request-Id"], "") for answer in (missing, hidden)]
    strip = [text.replace("aaaaaaaaaaaaaaaa", "").replace(house.person.code, "") for text in same]
    assert [line for line in strip[0].splitlines() if "csrf" not in line.lower() and "<dd>20" not in line] == [
        line for line in strip[1].splitlines() if "csrf" not in line.lower() and "<dd>20" not in line
    ]
