"""Every address × method × role × place against the oracle; canaries; and mutants of every line of the powers table."""

from __future__ import annotations

import dataclasses
import logging
import os
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from django.contrib.messages.storage.cookie import CookieStorage
from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.backends.cache import SessionStore
from django.db import transaction
from django.http import Http404
from django.test import Client, RequestFactory
from django.urls import get_resolver, resolve, reverse
from django_htmx.middleware import HtmxDetails

from niangjia.fronts.shell.middleware import Looks
from niangjia.ground.access.queries import actor_for
from niangjia.kit import powers
from niangjia.kit.powers import Actor, NotFound, Refused
from tests import approving
from tests.matrix.oracle import ADDRESSES, ELSEWHERE, HOLDERS, INSIDE, Address, holds, masked, opens, reaches
from tests.matrix.world import RECORDS_AT, SPECIAL, Standing, World, build

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("long transactions")]

SHUT = {404}
TURNED = {405}
"""An address that only takes a form answers 405 to a look before it looks for the record."""


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: object) -> Iterator[World]:
    """One country for the whole module, in a transaction that is never kept."""
    with approving.made_up(), django_db_blocker.unblock(), transaction.atomic():  # type: ignore[attr-defined]
        yield build()
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def _quick(settings: object) -> None:
    logging.getLogger("django.request").setLevel(logging.CRITICAL)
    settings.SESSION_ENGINE = "django.contrib.sessions.backends.cache"  # type: ignore[attr-defined]
    settings.STAFF_SECOND_FACTOR = False  # type: ignore[attr-defined]


@dataclass
class Door:
    """What the fronts' middleware would put on a request of somebody, made once."""

    actor: Actor
    session: SessionBase


_doors: dict[int, Door] = {}


@pytest.fixture(autouse=True, scope="module")
def _no_old_doors() -> Iterator[None]:
    _doors.clear()
    yield
    _doors.clear()


def door_of(standing: Standing) -> Door:
    """The actor as the product itself makes it out of an account, and an empty session."""
    key = standing.account.pk
    if key not in _doors:
        _doors[key] = Door(actor_for(key), SessionStore())
    return _doors[key]


def ask(world: World, standing: Standing, address: Address, place: str | None, method: str) -> tuple[int, str]:
    """Status and body of one cell, without the middleware, which `test_whole_way` adds. What a form writes is taken back."""
    parts = dict(address.fixed)
    if place is not None:
        parts["code"] = world.codes[address.record, place]
    url = reverse(address.name, kwargs=parts)
    request = getattr(RequestFactory(), method)(url)
    door = door_of(standing)
    request.user, request.actor, request.session = standing.account, door.actor, door.session
    request.number, request.looks = "E-0000-0000", Looks("zh-hans", "light", large=False, elder=False)
    request.htmx = HtmxDetails(request)
    request._messages = CookieStorage(request)
    found = resolve(url)
    with transaction.atomic():
        try:
            answer = found.func(request, *found.args, **found.kwargs)
        except (Http404, NotFound):
            return 404, ""
        except Refused as refusal:
            return 409, refusal.sentence
        finally:
            transaction.set_rollback(True)
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return answer.status_code, body.decode(errors="replace")


def cell_wrong(world: World, standing: Standing, address: Address, place: str | None, method: str) -> str:
    """What is wrong with one cell, or nothing."""
    status, body = ask(world, standing, address, place, method)
    who = f"{standing.account.username} {method} {address.name}{dict(address.fixed)} at {place}"
    if opens(world, standing, address, place):
        if status in SHUT or status >= 500:
            return f"{who}: {status}, should open"
    elif status not in SHUT | TURNED:
        return f"{who}: {status}, should be as if nothing were there"
    for (kind, home), canary in world.canaries.items():
        needed = CANARY_POWERS[kind]
        if canary in body and not reaches(world, standing, needed, home):
            return f"{who}: shows the {kind} of {home}"
        listed = place is None and method == "get" and address.shows == kind and status == 200
        if listed and canary not in body and address.name in LISTS and reaches(world, standing, address.power, home):
            return f"{who}: leaves out the {kind} of {home}"
    return ""


LISTS = {"desk:members", "desk:employers", "desk:imports"}
"""Lists that show all of a kind on their first page."""

CANARY_POWERS = {
    "person": "people.view",
    "employer": "org.view",
    "account": "access.view",
    "batch": "imports.use",
    "matter": "people.view",
}
"""What somebody needs over the place of a record to see its name."""

FULL = os.environ.get("NIANGJIA_FULL_MATRIX") == "1"


def chosen(standing: Standing, address: Address, place: str | None, method: str) -> bool:
    """Whether the suite runs a cell: every list and every special case, a fixed eleventh of the rest. `FULL` runs all."""
    if FULL or place is None or standing.account.username in SPECIAL:
        return True
    key = f"{standing.account.username}{address.name}{address.fixed}{place}{method}"
    return zlib.crc32(key.encode()) % 11 == 0


def places_of(address: Address) -> tuple[str | None, ...]:
    """Where records of an address stand."""
    return RECORDS_AT if address.record else (None,)


@pytest.mark.parametrize("address", ADDRESSES, ids=lambda a: "-".join([a.name, *(part for _, part in a.fixed)]))
def test_cells(world: World, address: Address) -> None:
    wrong = []
    for standing in world.standings:
        for place in places_of(address):
            for method in ("get", "post"):
                wrong.append(cell_wrong(world, standing, address, place, method))
    assert [found for found in wrong if found] == []


def test_there_are_enough_cells(world: World) -> None:
    cells = sum(
        chosen(standing, address, place, method)
        for address in ADDRESSES
        for standing in world.standings
        for place in places_of(address)
        for method in ("get", "post")
    )
    assert cells >= 20_000


def test_strangers_are_sent_to_the_log_in(world: World) -> None:
    for address in ADDRESSES:
        parts = dict(address.fixed) | ({"code": world.codes[address.record, "plant"]} if address.record else {})
        answer = Client().get(reverse(address.name, kwargs=parts))
        door = "/m/login/" if address.name.startswith("mobile:") else "/accounts/login/"
        assert (answer.status_code, answer.url.split("?")[0]) == (302, door), address.name


def test_every_address_with_a_power_is_in_the_matrix() -> None:
    listed = {(address.name, address.power) for address in ADDRESSES}
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


# ------------------------------------------------------------------ mutants


def test_powers_without_an_address_are_known() -> None:
    assert set(HOLDERS) - {address.power for address in ADDRESSES} == INSIDE


USED = sorted({address.power for address in ADDRESSES})
ROLES = sorted({role for held in HOLDERS.values() for role in held})


def test_the_oracle_knows_every_power() -> None:
    assert set(HOLDERS) == set(powers.known_powers())


@pytest.mark.parametrize("code", USED)
def test_each_line_of_the_powers_table_matters(world: World, code: str) -> None:
    """Give the power to a role that lacks it, take it from one that has it: some cell has to notice, each time."""
    survivors = []
    true = powers.known_powers()[code]
    for role in ROLES:
        powers._known[code] = dataclasses.replace(true, roles=true.roles ^ {role})
        try:
            if not noticed(world, code, role):
                survivors.append(role)
        finally:
            powers._known[code] = true
    assert set(survivors) == masked(code)


def noticed(world: World, code: str, role: str) -> bool:
    """Whether any cell of the power, for people in that role, disagrees with the oracle."""
    return any(
        cell_wrong(world, standing, address, place, method)
        for method in ("get", "post")
        for standing in world.standings
        if standing.role == role and standing.in_force and standing.place in {"county", "plant"}
        for address in ADDRESSES
        if address.power == code
        for place in places_of(address)
    )


def test_a_reach_without_the_tree_would_be_noticed(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Control: with the tree left out of the answer, neighbours' records open and the matrix says so."""
    monkeypatch.setattr(powers, "_reach", [lambda actor, power: powers.EVERYWHERE])
    address = next(a for a in ADDRESSES if a.name == "desk:person")
    clerk = next(s for s in world.standings if s.role == "clerk" and s.place == "plant2")
    assert cell_wrong(world, clerk, address, "other_plant", "get") != ""
    assert holds(clerk, "people.view")
