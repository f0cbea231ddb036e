"""How often a program may call, and what a list costs (G21, P6)."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from tests import factories as make
from tests.fronts.conftest import House
from tests.programmes.organising import joining

from niangjia.engines.worklists import actions as worklists
from niangjia.engines.worklists.actions import Wanted
from niangjia.fronts.shell import limits
from niangjia.ground.org.choices import Role
from niangjia.kit.powers import OPERATOR

V1 = "/api/v1/"


@pytest.fixture
def narrow(monkeypatch: pytest.MonkeyPatch) -> None:
    """Three calls a minute, so that a test need not make six hundred."""
    monkeypatch.setattr(limits, "LIMITS", {**limits.LIMITS, "api.key": ((3, 60),), "api.wrong": ((2, 600),)})


def test_the_documented_numbers() -> None:
    assert limits.LIMITS["api.key"] == ((600, 60), (20_000, 3_600))
    assert limits.LIMITS["api.place"] == ((3_000, 60),)
    assert limits.LIMITS["api.wrong"] == ((30, 600),)


def test_the_fourth_call_has_to_wait_and_another_key_has_not(narrow: None, key: Any, program: Client) -> None:
    for _ in range(3):
        assert program.get(V1 + "me/").status_code == 200
    answer = program.get(V1 + "me/")
    assert (answer.status_code, answer["Retry-After"], answer.json()["error"]) == (429, "60", "too_often")
    other = Client(headers={"Authorization": f"Bearer {key()}"})
    assert other.get(V1 + "me/").status_code == 200


def test_guessing_keys_is_stopped(narrow: None, program: Client) -> None:
    guesser = Client(headers={"Authorization": "Bearer nj_guess"})
    assert [guesser.get(V1 + "me/").status_code for _ in range(4)] == [401, 401, 429, 429]
    assert program.get(V1 + "me/").status_code == 200  # who has a key is not in the way of who guesses


def test_without_the_limit_nobody_would_wait(narrow: None, program: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """Control of the tests before."""
    monkeypatch.setattr(limits, "spend", lambda *_args: True)
    assert {program.get(V1 + "me/").status_code for _ in range(8)} == {200}


def test_people_at_a_desk_are_not_counted_with_programs(narrow: None, staff: Client) -> None:
    assert {staff.get(V1 + "units/").status_code for _ in range(8)} == {200}


# ------------------------------------------------------------------ what a list costs

LISTS = (
    "units/", "employers/", "members/", "tasks/", "approvals/", "imports/", "messages/", "applications/", "transfers/",
    "figures/", "figures/people.members/?by=unit", "figures/people.members/rows/", "coverage/", "me/",
)  # fmt: skip


def grow(house: House, count: int) -> None:
    for number in range(count):
        make.union(house.town)
        firm = make.employer(house.union, workers=30)
        make.member(house.union)
        joining.apply(house.union)
        wanted = Wanted(firm.pk, firm.code, house.union.pk, f"第{number}件")
        worklists.sync(actor=OPERATOR, kind="organising.uncovered_due", wanted=[wanted], now=timezone.now())


@pytest.mark.parametrize("path", LISTS)
def test_a_list_costs_the_same_at_1_3_and_many_rows(path: str, house: House) -> None:
    from django.db import connection

    joining.taking(house.union)
    chair = house.client(Role.CHAIR)
    costs = []
    for more in (1, 2, 12):
        grow(house, more)
        chair.get(V1 + path)
        with CaptureQueriesContext(connection) as asked:
            answer = chair.get(V1 + path)
        assert answer.status_code == 200
        costs.append(len(asked))
    assert costs[1] == costs[2], costs
    assert abs(costs[0] - costs[1]) <= 2
    assert max(costs) <= 30
