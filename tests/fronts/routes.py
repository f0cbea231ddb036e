"""All addresses, with an example of each, so that tests can walk them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.fronts.conftest import House


@dataclass(frozen=True)
class Route:
    """One address."""

    name: str
    view: Any
    arguments: tuple[str, ...]

    @property
    def power(self) -> str | None:
        """What the view says that it needs; None where it says nothing."""
        return getattr(self.view, "power", None)

    def __str__(self) -> str:
        return self.name or repr(self.view)


def every_route(resolver: URLResolver | None = None, space: str = "", outer: tuple[str, ...] = ()) -> Iterator[Route]:
    """Every address of the product, whatever front it belongs to."""
    here = resolver or get_resolver()
    for one in here.url_patterns:
        arguments = (*outer, *one.pattern.regex.groupindex)
        if isinstance(one, URLResolver):
            inner = ":".join(part for part in (space, one.namespace) if part)
            yield from every_route(one, inner, arguments)
        elif isinstance(one, URLPattern):
            yield Route(":".join(part for part in (space, one.name or "") if part), one.callback, arguments)


def example(route: Route, house: House) -> str:
    """An address of the route about records of the house."""
    code = {
        "unit": house.union.code, "employer": house.employer.code, "person": house.person.code, "account": "x" * 16,
    }  # fmt: skip
    subject = next((kind for kind in ("employer", "unit", "person", "account") if kind in route.name), "unit")
    values = {
        "code": code[subject],
        "unit": house.union.code,
        "act": {
            "desk:approval_act": "return",
            "desk:grid_act": "edit",
            "desk:drive_act": "end",
            "desk:officer_act": "edit",
            "desk:training_act": "edit",
            "desk:joint_act": "decide",
            "desk:work_many": "take",
            "desk:work_act": "take",
            "desk:province_work": "take",
            "desk:approval_do": "approve",
            "desk:employer_act": "attach",
            "desk:person_act": "transfer",
            "desk:import_act": "start",
            "api:task_act": "take",
            "desk:registry_decide": "none",
            "api:registry_decide": "none",
        }.get(route.name, ""),
        "field": "phone",
        "sort": "form",
        "change": "renamed",
        "other": "y" * 16,
        "keeper": "z" * 16,
        "figure": "people.members",
        "kind": {"desk:seen_by": "people", "desk:approval_route_draft": "organising.joining"}.get(
            route.name, "members"
        ),
        "layout": "short",
        "verdict": "wrong",
        "number": 0,
        "cause": "entered",
        "payload": "x-1-y",
        "token": "t" * 20,
        "pk": 1,
        "provider_id": "none",
        "what": "request",
        "stage": "sealed",
        "ending": "docx",
        "day": "2026-05-01",
    }
    if route.name.startswith("desk:rule"):
        values["kind"] = "organising.coverage"
    if route.name.startswith(("desk:score", "desk:paper")):
        values["kind"] = "organising.shell"
    if route.name == "desk:phone":
        values["kind"] = "officer"
    if route.name == "desk:approval_route_draft":
        values["kind"] = "test.joining"
    if route.name == "desk:seen_by":
        values["code"] = house.person.code
    return reverse(route.name, kwargs={name: values[name] for name in route.arguments})
