"""A page costs the same at one, three and many rows, and never more than thirty statements."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from niangjia.engines.imports.models import Export
from niangjia.fronts.desk import members
from niangjia.ground.org.choices import Role
from niangjia.ground.people.models import Person
from tests import factories as make
from tests.approving import FORMING, ask, made_up
from tests.fronts.conftest import House

PAGES = (
    "/desk/", "/desk/later/", "/desk/members/", "/desk/members/count/", "/desk/unions/", "/desk/employers/",
    "/desk/figures/", "/desk/figures/?field=unions", "/desk/figures/?field=joining", "/desk/figures/?field=founding",
    "/desk/figures/?field=grids", "/desk/figures/?field=officers", "/desk/figures/people.members/", "/desk/figures/all-units/", "/desk/duplicates/",
    "/desk/search/?q=王", "/desk/imports/", "/desk/me/", "/desk/tasks/", "/desk/figures/signed/", "/desk/members/?all=1", "/desk/members/count/?gender=f",
    "/desk/members/export/", "/desk/members/message/?all=1", "/desk/members/transfer/?all=1",
    "/desk/approvals/", "/desk/approvals/?scope=below", "/desk/approvals/mine/", "/desk/approvals/sent/",
    "/desk/approvals/routes/", "/desk/unions/export/", "/desk/employers/export/", "/desk/lists/members/filters/?gender=f",
    "/desk/coverage/", "/desk/coverage/?by=trade", "/desk/coverage/sheet/", "/desk/shells/", "/desk/shells/?grade=alive",
)  # fmt: skip


@pytest.fixture(autouse=True)
def made_up_kinds() -> Iterator[None]:
    with made_up():
        yield


def cost(browser: Client, path: str, connection: Any) -> int:
    told = {"HX-Request": "true"} if path == "/desk/later/" else {}
    browser.get(path, headers=told)
    with CaptureQueriesContext(connection) as asked:
        answer = browser.get(path, headers=told)
    assert answer.status_code == 200
    return len(asked)


@pytest.mark.parametrize("path", PAGES)
def test_a_page_costs_the_same_at_1_3_and_40_rows(path: str, house: House, desk: Client) -> None:
    from django.db import connection

    ask(FORMING, house.union, make.person(), actor=make.actor(house.accounts[Role.ORGANISER]))
    costs = [cost(desk, path, connection)]
    for more in (2, 37):
        grow(house, more)
        costs.append(cost(desk, path, connection))
    assert steady(costs), costs


def grow(house: House, count: int) -> None:
    """So many more of everything that the lists show."""
    for _ in range(count):
        make.union(house.town)
        make.employer(house.union, workers=30)
        make.member(house.union)
        ask(FORMING, house.union, make.person(), actor=make.actor(house.accounts[Role.ORGANISER]))
        Export.objects.create(
            source="people.members", title="会员名单", expires_at=timezone.now(), actor_kind="staff",
            account_id=house.accounts[Role.ORGANISER].pk,
        )  # fmt: skip


def steady(costs: list[int]) -> bool:
    """The same from three rows on, at most two fewer for one, never more than thirty."""
    return costs[1] == costs[2] and abs(costs[0] - costs[1]) <= 2 and max(costs) <= 30


def asked_for_each(listed: Any) -> Any:
    """The list, with one statement more for each of its rows."""

    def slow(*args: Any, **kwargs: Any) -> Any:
        found = listed(*args, **kwargs)
        for row in found.rows:
            Person.objects.filter(code=row.code).exists()
        return found

    return slow


def test_a_statement_for_each_row_would_be_noticed(house: House, desk: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """Control: the list of members asks once more for every row."""
    from django.db import connection

    monkeypatch.setattr(members, "member_list", asked_for_each(members.member_list))
    costs = [cost(desk, "/desk/members/", connection)]
    for more in (2, 37):
        grow(house, more)
        costs.append(cost(desk, "/desk/members/", connection))
    assert costs[1] - costs[0] >= 2
    assert costs[2] - costs[1] >= 20
    assert not steady(costs)


@pytest.mark.parametrize("costs", [[31, 31, 31], [12, 12, 13], [9, 12, 12]])
def test_what_is_not_steady_is_told(costs: list[int]) -> None:
    assert not steady(costs)
    assert steady([12, 12, 12])


@pytest.mark.parametrize("kind", ["people", "unions", "employers"])
def test_a_record_costs_the_same_with_more_history(kind: str, house: House, desk: Client) -> None:
    from django.db import connection

    code = {"people": house.person.code, "unions": house.union.code, "employers": house.employer.code}[kind]
    costs = [cost(desk, f"/desk/{kind}/{code}/", connection)]
    for _ in range(3):
        make.unit(house.union, kind="group")
        make.member(house.union)
    costs.append(cost(desk, f"/desk/{kind}/{code}/", connection))
    assert costs[0] == costs[1]
    assert costs[1] <= 30


def test_administrators_see_their_lists(house: House) -> None:
    assert house.client(Role.SYSTEM_ADMIN).get("/desk/accounts/").status_code == 200
    assert house.client(Role.AUDIT_ADMIN).get("/desk/trail/").status_code == 200
    assert house.client(Role.SYSTEM_ADMIN).get("/desk/members/").status_code == 404
