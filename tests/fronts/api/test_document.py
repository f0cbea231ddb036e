"""The committed document, the page beside it, and every call asked at random (G17)."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from django.test import Client
from hypothesis import HealthCheck, Phase, given, seed, settings
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import FailureGroup
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from tests.fronts.api import organising
from tests.fronts.conftest import House
from tests.matrix.calls import FOR_KEYS

from niangjia.fronts.api import document
from niangjia.fronts.api.endpoint import endpoint
from niangjia.fronts.shell import limits
from niangjia.ground.org.choices import Role
from niangjia.kit.powers import known_powers

ROOT = Path(__file__).resolve().parents[3]
LONG = int(os.environ.get("NIANGJIA_FUZZ_CASES", "200"))
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
NAMES = sorted(one["operationId"] for methods in document.described()["paths"].values() for one in methods.values())


def test_the_committed_document_is_the_present_one() -> None:
    """If this fails: `.venv/bin/python script/openapi.py`, and tell callers in CHANGELOG.md what changed."""
    assert (ROOT / "docs" / "openapi.json").read_text(encoding="utf-8") == document.as_text()


def test_it_is_the_same_each_time() -> None:
    first = document.as_text()
    document.described.cache_clear()
    assert document.as_text() == first


def test_two_shapes_never_share_a_name() -> None:
    """The library would write one over the other."""
    shapes: dict[str, set[str]] = {}
    for module in document.v1.CALLS:
        for name, value in vars(module).items():
            if isinstance(value, type) and hasattr(value, "model_fields"):
                shapes.setdefault(name, set()).add(f"{value.__module__}.{value.__qualname__}")
    assert {name: homes for name, homes in shapes.items() if len(homes) > 1} == {}


def test_every_call_names_a_power() -> None:
    named = {one["x-power"] for methods in document.described()["paths"].values() for one in methods.values()}
    assert named <= {*known_powers(), "own"}


def test_an_address_has_one_power() -> None:
    with pytest.raises(ValueError, match="another one needs another address"):
        endpoint("POST", "units/", power="org.edit", gives=None, tag="x")(lambda request: None)


def test_the_page_shows_every_call_without_a_script(db: Any) -> None:
    html = Client().get("/api/v1/docs/").content.decode()
    for path in document.described()["paths"]:
        assert path in html
    assert html.count("<script") == html.count("<script src=") + html.count('type="application/json"')
    assert Client().get("/api/v1/openapi.json").json() == document.described()


# ------------------------------------------------------------------ every call at random


class Seat:
    """The application, asked with the cookies of whoever sits before it."""

    def __init__(self, app: Any) -> None:
        self.app, self.cookies = app, ""

    def __call__(self, environ: dict[str, Any], start: Any) -> Any:
        if self.cookies:  # whoever sits there shows no key, though one is made up for every call
            environ = {**environ, "HTTP_COOKIE": self.cookies}
            environ.pop("HTTP_AUTHORIZATION", None)
        return self.app(environ, start)


@pytest.fixture
def schema(program: Client, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    monkeypatch.setattr(limits, "spend", lambda *_args: True)
    made = schemathesis.openapi.from_dict(document.described())
    made.app = Seat(get_wsgi_application())
    for signal in (request_started, request_finished):  # else the end of a request ends the transaction of the test
        signal.disconnect(close_old_connections)
    yield made
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def real(house: House, path: str) -> str:
    """The code of a record that there is, so that not every call ends at the door."""
    if "/units/" in path:
        return house.union.code
    if "/employers/" in path:
        return house.employer.code
    return "people.members" if "/figures/" in path else organising.code_for(house, path) or house.person.code


FOR_PEOPLE = {
    one["operationId"]
    for methods in document.described()["paths"].values()
    for one in methods.values()
    if one["x-power"] != "own" and one["x-power"] not in FOR_KEYS
}


@pytest.fixture
def door(house: House, key: Any, schema: Any) -> Callable[[str], dict[str, str]]:
    """Who asks a call at random: a program with a key, or, where no key has the power, somebody at her desk."""

    def headers(name: str) -> dict[str, str]:
        if name not in FOR_PEOPLE:
            return {"Authorization": f"Bearer {key()}"}
        session = house.client(Role.ORGANISER).cookies["sessionid"].value
        schema.app.cookies = f"sessionid={session}; csrftoken={'t' * 32}"
        return {"X-CSRFToken": "t" * 32}

    return headers


def ask(schema: Any, name: str, house: House, headers: dict[str, str], examples: int) -> int:
    """Ask one call so many times; how many answers were other than a shut door."""
    operation = next(one.ok() for one in schema.get_all_operations() if one.ok().definition.raw["operationId"] == name)
    opened = 0

    @seed(20261120)
    @settings(
        max_examples=examples,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy())
    def each(case: Any) -> None:
        nonlocal opened
        if "code" in (case.path_parameters or {}) and len(str(case.path_parameters["code"])) % 2 == 0:
            case.path_parameters["code"] = real(house, case.path)
        answer = case.call_and_validate(headers=headers, checks=CHECKS)
        assert answer.elapsed < 2
        opened += answer.status_code not in {401, 404}

    each()
    return opened


@pytest.mark.parametrize("name", NAMES)
def test_any_call_answers_as_the_document_says(name: str, schema: Any, house: House, door: Any) -> None:
    """Also of those for people: somebody who may call them gets through the door now and then."""
    opened = ask(schema, name, house, door(name), 6)
    assert opened or name not in organising.OPENED


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_any_call_for_long(name: str, schema: Any, house: House, door: Any) -> None:
    """`NIANGJIA_FUZZ_CASES` each; 50,000 over all calls is 1,400 each."""
    ask(schema, name, house, door(name), LONG)


def test_an_answer_beside_the_document_would_be_noticed(
    schema: Any, house: House, door: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("niangjia.fronts.api.v1.units.queries.units", lambda *_args, **_given: 1 / 0)
    with pytest.raises(FailureGroup):
        ask(schema, "units", house, door("units"), 5)
