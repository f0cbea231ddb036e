"""A union with one worker, and the way in with a phone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from django.test import Client
from tests import factories

from niangjia.fronts.shell.accounts import codes
from niangjia.ground.org.models import Unit
from niangjia.ground.people.models import Person, PersonAccount
from niangjia.kit import vault

PHONE = "13812345621"
NUMBER = "330784198506121224"
NAME = "李秀英"


@dataclass
class Place:
    """A county, a town, a union, and Li Xiuying in it."""

    county: Unit
    town: Unit
    union: Unit
    worker: Person


@pytest.fixture
def place(db: None) -> Place:
    county = factories.county()
    town = factories.town(county)
    union = factories.union(town, "芝英镇货运行业联合工会")
    worker = factories.member(union, NAME, phone=PHONE, number=NUMBER)
    return Place(county, town, union, worker)


@pytest.fixture(autouse=True)
def sent() -> Iterator[list[tuple[str, str]]]:
    """What the sender of codes kept."""
    codes.sent.clear()
    yield codes.sent
    codes.sent.clear()


@pytest.fixture
def enter(sent: list[tuple[str, str]]) -> Callable[..., Client]:
    """Log in as a worker does, with number, code and name; the client afterwards."""

    def way_in(phone: str = PHONE, name: str = NAME, client: Client | None = None) -> Client:
        browser = client or Client()
        browser.post("/m/login/", {"phone": phone})
        answer = browser.post("/m/login/code/", {"code": sent[-1][1]})
        if answer.headers.get("Location") == "/m/login/name/":
            browser.post("/m/login/name/", {"name": name})
        return browser

    return way_in


@pytest.fixture
def inside(place: Place) -> Client:
    """A client of the worker who is logged in already; faster than the whole way."""
    account = factories.account(NAME, kind="worker")
    account.phone_index = vault.blind(PHONE, field="account.phone")
    account.save()
    PersonAccount.objects.create(person=place.worker, account=account)
    client = Client()
    client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
    session = client.session
    session["person"] = place.worker.pk
    session.save()
    return client
