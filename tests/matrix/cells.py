"""One cell: somebody asks one address by one method, through the whole stack of the fronts, and the answer is compared.

What a request costs beside the view is paid once: the log-in is a signed cookie, the account and the actor behind it are
looked up once by the product's own code, and the page of a stop is drawn once for each kind of reader. Every cell still goes
through the resolver and all middleware. A look leaves no savepoint; what a form writes is taken back.
"""

from __future__ import annotations

import copy
import dataclasses
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pytest
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.backends import ModelBackend
from django.contrib.sessions.backends.signed_cookies import SessionStore
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory, override_settings
from django.test.client import ClientHandler
from django.urls import reverse

from niangjia.fronts.shell import limits, pages
from niangjia.ground.access import queries as access
from tests.matrix.oracle import Address, holds, opens, reaches
from tests.matrix.world import RECORDS_AT, Standing, World

SHUT = {404}
BLANK = {400, 422}
"""A call that needs a body says so to whoever holds its power anywhere, before it looks for the record."""
TURNED = {405}
"""An address that only takes a form answers 405 to a look before it looks for the record."""

METHODS = ("get", "post")
LOG_IN = "/accounts/login/"
WORKERS_LOG_IN = "/m/login/"

LISTS = {
    "desk:members",
    "desk:employers",
    "desk:imports",
    "api:members",
    "api:employers",
    "api:imports",
    "api:tasks",
    "api:registry",
    "api:grids",
    "api:drives",
    "api:officers",
}
"""Lists that show all of a kind on their first page."""

CANARY_POWERS = {
    "person": "people.view",
    "employer": "org.view",
    "account": "access.view",
    "key": "access.view",
    "batch": "imports.use",
    "matter": "people.view",
    "task": "worklists.view",
    "grid": "organising.grid_view",
    "officer": "organising.cadre_view",
    "founding": "organising.files",
    "change": "organising.apply",
    "entry": "org.view",
    "round": "organising.grid_view",
    "drive": "organising.grid_view",
    "visit": "organising.cadre_view",
}
"""What somebody needs over the place of a record to see its name."""

WHOLE = {"change": {"desk:person_copy"}}
"""Addresses that give out everything about a person, her own corrections too: who may open them stands in their own cells."""

SETTINGS = {
    "SESSION_ENGINE": "django.contrib.sessions.backends.signed_cookies",
    "STAFF_SECOND_FACTOR": False,
    "PASSWORD_HASHERS": ["django.contrib.auth.hashers.MD5PasswordHasher"],
}


@dataclass(frozen=True)
class Cell:
    """Who asks what, where, and how."""

    standing: Standing
    address: Address
    place: str | None
    method: str

    def __str__(self) -> str:
        parts = "".join(f" {part}" for _, part in self.address.fixed)
        return f"{self.standing.account.username} {self.method} {self.address.name}{parts} at {self.place}"


class Caller(RequestFactory):
    """The whole stack of the fronts, with somebody logged in."""

    def __init__(self) -> None:
        super().__init__()
        self.handler = ClientHandler(enforce_csrf_checks=False)
        self.cookies_of: dict[int, str] = {}
        self.addresses: dict[tuple[Address, str | None], str] = {}

    def cookie(self, standing: Standing) -> str:
        """The cookie that a log-in of somebody would have left."""
        who = standing.account
        if who.pk not in self.cookies_of:
            session = SessionStore()
            session[SESSION_KEY] = str(who.pk)
            session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
            session[HASH_SESSION_KEY] = who.get_session_auth_hash()
            session.save()
            self.cookies_of[who.pk] = f"sessionid={session.session_key}"
        return self.cookies_of[who.pk]

    def address(self, world: World, cell: Cell) -> str:
        """Where a cell asks."""
        key = (cell.address, cell.place)
        if key not in self.addresses:
            parts = dict(cell.address.fixed)
            if cell.place is not None:
                parts["code"] = world.codes[cell.address.record, cell.place]
            self.addresses[key] = reverse(cell.address.name, kwargs=parts)
        return self.addresses[key]

    def request(self, **request: Any) -> Any:
        """What every method of the factory ends in: here the answer, not the request."""
        return self.handler(self._base_environ(**request))

    def ask(self, world: World, cell: Cell) -> tuple[int, str, str]:
        """Status, address to go on to, and body of one cell. What a form writes is taken back."""
        url, cookie = self.address(world, cell), self.cookie(cell.standing)
        if cell.method == "get":
            told = {"HTTP_HX_REQUEST": "true"} if cell.address.piece and not cell.standing.closed else {}
            return read(self.get(url, HTTP_COOKIE=cookie, **told))
        with transaction.atomic():
            answer = read(self.post(url, HTTP_COOKIE=cookie))
            transaction.set_rollback(True)
        return answer


def read(answer: Any) -> tuple[int, str, str]:
    """An answer, to its end."""
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return answer.status_code, answer.headers.get("Location", ""), body.decode(errors="replace")


def wrong(world: World, caller: Caller, cell: Cell) -> str:
    """What is wrong with one cell, or nothing."""
    standing, address, place = cell.standing, cell.address, cell.place
    status, onward, body = caller.ask(world, cell)
    if standing.closed and address.name.startswith("api:"):
        return "" if status in {401, *TURNED} else f"{cell}: {status}, should be a stranger"
    if standing.closed:
        here = LOG_IN if address.name.startswith("desk:") else WORKERS_LOG_IN
        return "" if (status, onward.split("?")[0]) == (302, here) else f"{cell}: {status}, should be logged out"
    if opens(world, standing, address, place):
        if status in SHUT or status >= 500 or onward.startswith((LOG_IN, WORKERS_LOG_IN)):
            return f"{cell}: {status} {onward}, should open"
    elif status not in SHUT | TURNED | (BLANK if address.blank and holds(standing, address.power) else set()):
        return f"{cell}: {status}, should be as if nothing were there"
    for (kind, home), canary in world.canaries.items():
        if canary in body and address.name in WHOLE.get(kind, ()):
            continue
        if canary in body and not reaches(world, standing, CANARY_POWERS[kind], home):
            return f"{cell}: shows the {kind} of {home}"
        listed = place is None and cell.method == "get" and address.shows == kind and status == 200
        if listed and canary not in body and address.name in LISTS and reaches(world, standing, address.power, home):
            return f"{cell}: leaves out the {kind} of {home}"
    return ""


def places_of(address: Address) -> tuple[str | None, ...]:
    """Where records of an address stand."""
    return RECORDS_AT if address.record else (None,)


def cells_of(world: World, address: Address) -> Iterator[Cell]:
    """Every cell of an address."""
    for standing in world.standings:
        for place in places_of(address):
            for method in METHODS:
                yield Cell(standing, address, place, method)


# ------------------------------------------------------------------ paid once


def once(find: Callable[..., Any], key: Callable[..., Any]) -> Callable[..., Any]:
    """The same answer to the same question; each answer is found by the product's own code."""
    known: dict[Any, Any] = {}

    def found(*args: Any, **kwargs: Any) -> Any:
        asked = key(*args, **kwargs)
        if asked not in known:
            known[asked] = find(*args, **kwargs)
        return known[asked]

    return found


@contextmanager
def quick() -> Iterator[Caller]:
    """A caller whose accounts, actors and pages of stops are found once. Not to be kept longer than its world."""
    account = once(ModelBackend.get_user, lambda backend, pk: pk)
    actor = once(access.actor_for, lambda pk, **given: (pk, given.get("person_id")))
    draw = pages.render

    def stop_key(request: HttpRequest, template: str, context: dict[str, Any], **given: Any) -> tuple[Any, ...]:
        holding = tuple(sorted({one.role for one in request.actor.appointments}))
        return (holding, *(str(context[part]) for part in ("frame", "status", "stop_title", "stop_text", "part")))

    drawn = once(lambda *args, **given: draw(*args, **given).content, stop_key)

    def render(request: HttpRequest, template: str, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
        if template == "shell/stop.html":
            return HttpResponse(drawn(request, template, context, status=status), status=status)
        return draw(request, template, context, status=status)

    def actor_for(pk: int, *, origin: str = "", **given: Any) -> Any:
        return dataclasses.replace(actor(pk, **given), origin=origin)

    log = logging.getLogger("django.request")
    with override_settings(**SETTINGS), pytest.MonkeyPatch.context() as put:
        put.setattr(ModelBackend, "get_user", lambda backend, pk: copy.copy(account(backend, pk)))
        put.setattr(access, "actor_for", actor_for)
        put.setattr(pages, "render", render)
        put.setattr(limits, "spend", lambda *_: True)
        put.setattr(log, "disabled", True)
        yield Caller()
