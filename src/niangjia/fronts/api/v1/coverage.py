"""Coverage: rates of a unit, by town or trade. The lists of it are worklists."""

from __future__ import annotations

from typing import Any, Literal

from django.http import HttpRequest
from ninja import Query, Schema

from niangjia.engines.figures import queries
from niangjia.fronts.api.endpoint import endpoint
from niangjia.fronts.api.shapes import Day, Given, Text
from niangjia.fronts.api.v1.figures import number
from niangjia.kit.calendar import today

TAG = "工会覆盖"
CODES = (
    "organising.employers_due",
    "organising.employers_covered_of_due",
    "organising.employers_formed_of_due",
    "organising.due_coverage_rate",
    "organising.due_forming_rate",
)


class Rate(Schema):
    """一项数。"""

    figure: str
    label: str
    value: int | float | None


class CoverageLine(Schema):
    """一个镇街或行业。"""

    key: str
    label: str
    values: list[Rate]


class Coverage(Schema):
    """一个工会范围内的覆盖情况。"""

    at: str
    at_code: str
    values: list[Rate]
    lines: list[CoverageLine]


class CoverageAsked(Given):
    """问哪里、哪天、按什么分。"""

    at: Text = ""
    on: Day | None = None
    by: Literal["town", "trade"] = "town"


@endpoint("GET", "coverage/", power="figures.read", gives=Coverage, tag=TAG)
def coverage(request: HttpRequest, asked: Query[CoverageAsked]) -> Any:
    """应建会单位、已覆盖、覆盖率，按镇街或行业"""
    at = asked.at or queries.top_unit(request.actor)
    found = [
        queries.value(request.actor, code, at, today=today(), on=asked.on or today(), by=asked.by) for code in CODES
    ]
    parts = {part.key: str(part.label) for part in found[0].parts}
    return {
        "at": found[0].at.name,
        "at_code": found[0].at.code,
        "values": [_rate(one, one.value) for one in found],
        "lines": [{"key": key, "label": label, "values": _line(found, key)} for key, label in parts.items()],
    }


def _line(found: list[Any], key: str) -> list[dict[str, Any]]:
    return [_rate(one, next((part.value for part in one.parts if part.key == key), None)) for one in found]


def _rate(one: Any, value: Any) -> dict[str, Any]:
    return {"figure": one.figure.code, "label": str(one.figure.label), "value": number(value)}
