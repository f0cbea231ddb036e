"""Every address × method × role × place against the oracle; canaries; and mutants of every line of the powers table."""

from __future__ import annotations

import dataclasses
import zlib
from collections.abc import Iterable, Iterator
from typing import Any

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import get_resolver, reverse

from niangjia.engines.imports.models import Batch
from niangjia.fronts.desk import members, people
from niangjia.kit import powers
from tests import approving
from tests.matrix.calls import CALLS, FOR_KEYS, KeyHeld, keys, wrong_keys, wrong_with_key
from tests.matrix.cells import Caller, Cell, cells_of, quick, wrong
from tests.matrix.oracle import ADDRESSES, ELSEWHERE, HOLDERS, INSIDE, Address, holds, masked
from tests.matrix.world import PLACES, SPECIAL, World, build

pytestmark = pytest.mark.django_db

HALVES = ("long transactions", "long transactions too")
"""Two processes share the matrix; a half holds one transaction open."""


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    """One country for the whole module, in a transaction that is never kept."""
    with approving.made_up(), django_db_blocker.unblock(), transaction.atomic():
        yield build()
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def caller(world: World) -> Iterator[Caller]:
    with quick() as made:
        yield made


ONE_IN = {"held": 12, "lent": 96, "ended": 96, "soon": 96}


def chosen(cell: Cell) -> bool:
    """Whether the suite runs a cell: all of the special cases, a fixed share of the rest. `bench matrix` runs all."""
    if cell.standing.account.username in SPECIAL:
        return True
    key = f"{cell.standing.account.username}{cell.address.name}{cell.address.fixed}{cell.place}{cell.method}"
    return zlib.crc32(key.encode()) % (ONE_IN[cell.standing.state] // (1 if cell.place else 2)) == 0


def halves(things: Iterable[Any], name: Any = str) -> list[Any]:
    """Parameters, shared between two processes."""
    return [
        pytest.param(one, id=name(one), marks=pytest.mark.xdist_group(HALVES[number % 2]))
        for number, one in enumerate(things)
    ]


EVERY = (*ADDRESSES, *CALLS)


@pytest.mark.parametrize("address", halves(EVERY, lambda a: "-".join([a.name, *(part for _, part in a.fixed)])))
def test_cells(world: World, caller: Caller, address: Address) -> None:
    found = [wrong(world, caller, cell) for cell in cells_of(world, address) if chosen(cell)]
    assert [one for one in found if one] == []


@pytest.mark.xdist_group(HALVES[0])
def test_there_are_enough_cells(world: World) -> None:
    cells = [cell for address in ADDRESSES for cell in cells_of(world, address)]
    picked = [cell for cell in cells if chosen(cell)]
    assert len(cells) >= 500_000
    assert len(picked) >= 20_000
    assert {(cell.standing.role, cell.standing.place) for cell in picked if cell.standing.state == "held"} == {
        (role, place) for role in ROLES for place in PLACES
    }
    assert {cell.address for cell in picked if cell.standing.state == "lent"} == set(ADDRESSES)


def test_strangers_are_sent_to_the_log_in(world: World) -> None:
    for address in ADDRESSES:
        parts = dict(address.fixed) | ({"code": world.codes[address.record, "plant"]} if address.record else {})
        answer = Client().get(reverse(address.name, kwargs=parts))
        door = "/m/login/" if address.name.startswith("mobile:") else "/accounts/login/"
        assert (answer.status_code, answer.url.split("?")[0]) == (302, door), address.name


def test_every_address_with_a_power_is_in_the_matrix() -> None:
    listed = {(address.name, address.power) for address in EVERY}
    found = set()
    for name, view in routes():
        code = getattr(view, "power", None)
        if code not in {None, "", "own"} and name not in ELSEWHERE:
            found.add((name, code))
    assert found == listed


def routes() -> Iterator[tuple[str, object]]:
    """Name and view of every address."""

    def walk(patterns: list[object], space: str) -> Iterator[tuple[str, object]]:
        for pattern in patterns:
            if hasattr(pattern, "url_patterns"):
                inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
                yield from walk(pattern.url_patterns, inner)
            else:
                yield f"{space}{pattern.name}", pattern.callback

    yield from walk(get_resolver().url_patterns, "")


# ------------------------------------------------------------------ keys of the API


@pytest.fixture(scope="module")
def held(world: World) -> list[KeyHeld]:
    return list(keys(world))


@pytest.mark.parametrize("address", halves(CALLS, lambda a: "-".join([a.name, *(part for _, part in a.fixed)])))
def test_keys(world: World, caller: Caller, held: list[KeyHeld], address: Address) -> None:
    assert wrong_keys(world, caller, held, address) == []


def test_what_keys_may_be_given_is_known() -> None:
    assert {code for code, one in powers.known_powers().items() if one.keys} == FOR_KEYS


@pytest.mark.xdist_group(HALVES[0])
def test_a_key_beyond_its_branch_would_be_noticed(
    world: World, caller: Caller, held: list[KeyHeld], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Controls: a reach without the tree, and a key that carries what is not listed."""
    one = next(key for key in held if key.name == "org.view at town1")
    unit = next(address for address in CALLS if address.name == "api:unit")
    member = next(address for address in CALLS if address.name == "api:member")
    assert wrong_with_key(world, caller, one, unit, "other_plant", "get") == ""
    monkeypatch.setattr(powers, "_reach", [lambda actor, power: powers.EVERYWHERE])
    assert wrong_with_key(world, caller, one, unit, "other_plant", "get").endswith("should be as if nothing were there")
    assert wrong_with_key(world, caller, one, member, "plant", "get").endswith("should be as if nothing were there")


# ------------------------------------------------------------------ mutants


def test_powers_without_an_address_are_known() -> None:
    assert set(HOLDERS) - {address.power for address in ADDRESSES} == INSIDE


USED = sorted({address.power for address in ADDRESSES})
ROLES = sorted({role for held in HOLDERS.values() for role in held})


def test_the_oracle_knows_every_power() -> None:
    assert set(HOLDERS) == set(powers.known_powers())


@pytest.mark.parametrize("code", halves(USED))
def test_each_line_of_the_powers_table_matters(world: World, caller: Caller, code: str) -> None:
    """Give the power to a role that lacks it, take it from one that has it: some cell has to notice, each time."""
    survivors = []
    true = powers.known_powers()[code]
    for role in ROLES:
        powers._known[code] = dataclasses.replace(true, roles=true.roles ^ {role})
        try:
            if not noticed(world, caller, code, role):
                survivors.append(role)
        finally:
            powers._known[code] = true
    assert set(survivors) == masked(code)


def noticed(world: World, caller: Caller, code: str, role: str) -> bool:
    """Whether any cell of the power, for people in that role, disagrees with the oracle."""
    return any(
        wrong(world, caller, cell)
        for method in ("get", "post")
        for address in ADDRESSES
        if address.power == code
        for cell in cells_of(world, address)
        if cell.method == method and cell.standing.role == role
        if cell.standing.state == "held" and cell.standing.place in {"county", "plant"}
    )


# ------------------------------------------------------------------ controls


def cell(world: World, who: str, address: str, place: str | None, method: str = "get", act: str = "") -> Cell:
    """A cell by the names of its parts."""
    standing = next(one for one in world.standings if one.account.username == who)
    found = (one for one in ADDRESSES if one.name == address and (not act or ("act", act) in one.fixed))
    return Cell(standing, next(found), place, method)


@pytest.mark.xdist_group(HALVES[0])
def test_a_reach_without_the_tree_would_be_noticed(
    world: World, caller: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the tree left out of the answer, neighbours' records open and the matrix says so."""
    monkeypatch.setattr(powers, "_reach", [lambda actor, power: powers.EVERYWHERE])
    asked = cell(world, "clerk-plant2-held", "desk:person", "other_plant")
    assert wrong(world, caller, asked).endswith("200, should be as if nothing were there")
    assert holds(asked.standing, "people.view")


@pytest.mark.xdist_group(HALVES[0])
def test_a_name_in_the_wrong_page_would_be_noticed(
    world: World, caller: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A page that opens rightly and carries a name from elsewhere; a list that leaves out what it should show."""
    hers, theirs = cell(world, "clerk-plant2-held", "desk:person", "plant2"), world.canaries["person", "other_plant"]
    assert wrong(world, caller, hers) == ""
    monkeypatch.setattr(people, "page", lambda *_args, **_kwargs: HttpResponse(theirs))
    assert wrong(world, caller, hers).endswith("shows the person of other_plant")


@pytest.mark.xdist_group(HALVES[0])
def test_a_list_that_leaves_one_out_would_be_noticed(
    world: World, caller: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    listed = cell(world, "clerk-plant2-held", "desk:members", None)
    assert wrong(world, caller, listed) == ""
    monkeypatch.setattr(members, "page", lambda *_args, **_kwargs: HttpResponse("nobody"))
    assert wrong(world, caller, listed).endswith("leaves out the person of plant2")


@pytest.mark.xdist_group(HALVES[0])
def test_an_open_session_of_a_closed_account_would_be_noticed(world: World, caller: Caller) -> None:
    closed, held = (
        cell(world, "closed", "desk:figures", None),
        cell(world, "officer-county-held", "desk:units", None),
    )
    assert (wrong(world, caller, closed), wrong(world, caller, held)) == ("", "")
    caller.cookies_of[closed.standing.account.pk] = caller.cookies_of[held.standing.account.pk]
    try:
        assert wrong(world, caller, closed).endswith("200, should be logged out")
    finally:
        caller.cookies_of.pop(closed.standing.account.pk)


@pytest.mark.xdist_group(HALVES[0])
def test_what_a_form_writes_is_taken_back(world: World, caller: Caller) -> None:
    """The next cell meets the same record as this one; the address does write."""
    asked = cell(world, "organiser-county-held", "desk:import_act", "plant", "post", "cancel")
    state = dict(Batch.objects.values_list("pk", "state"))
    assert caller.ask(world, asked)[0] == 302
    assert dict(Batch.objects.values_list("pk", "state")) == state
    caller.post(caller.address(world, asked), HTTP_COOKIE=caller.cookie(asked.standing))
    assert dict(Batch.objects.values_list("pk", "state")) != state
