"""Unions and employers."""

from __future__ import annotations

from datetime import date
from typing import Any, Literal

from django.http import HttpRequest
from ninja import Query, Schema

from niangjia.fronts.api.endpoint import endpoint
from niangjia.fronts.api.paging import Page, Paged, mark_of, paged
from niangjia.fronts.api.shapes import Code, Day, Text, Word, word
from niangjia.ground.org import queries
from niangjia.ground.org.choices import Level, Ownership, UnitKind

TAG = "工会和单位"


class UnitLine(Schema):
    """一个工会。"""

    code: str
    name: str
    kind: Word
    level: Word
    town: str
    trade: str
    focus: str
    founded_on: date | None
    dissolved_on: date | None


class Above(Schema):
    """上级工会；`code` 空的是不在您的范围内。"""

    name: str
    code: str


class Former(Schema):
    """曾用名：从哪天叫到哪天，依据什么文件改的。"""

    name: str
    since: date | None
    until: date
    document: str


class Stay(Schema):
    """从哪天到哪天归哪个上级。"""

    parent: str
    since: date | None
    until: date | None


class UnitWhole(UnitLine):
    """一个工会的资料。"""

    short_name: str
    credit_code: str
    mode: str
    address: str
    phone: str
    revision: int
    above: list[Above]
    below: dict[str, int]
    employers: int
    workers: int
    stays: list[Stay]
    former_names: list[Former]


class UnitThen(Schema):
    """那一天的上下级关系。"""

    code: str
    name: str
    on: date
    stood: bool
    above: list[Above]


class UnitsAsked(Paged):
    """要哪些工会。"""

    text: Text = ""
    under: Code = ""
    kind: list[Text] = []
    level: list[Text] = []
    town: list[Text] = []
    state: Literal["living", "dissolved", "all"] = "living"


def unit_line(one: Any) -> dict[str, Any]:
    """A unit as lists give it."""
    plain = ("code", "name", "town", "trade", "focus", "founded_on", "dissolved_on")
    return {
        **{name: getattr(one, name) for name in plain}, "kind": word(UnitKind, one.kind), "level": word(Level, one.level)
    }  # fmt: skip


@endpoint("GET", "units/", power="org.view", gives=Page[UnitLine], tag=TAG)
def units(request: HttpRequest, asked: Query[UnitsAsked]) -> Any:
    """工会，从上到下

    `under` 只要某个工会和它的下级；`kind`、`level`、`town` 可以写多个。
    """
    wanted = queries.UnitFilter(
        text=asked.text, under=asked.under, kinds=asked.kind, levels=asked.level, towns=asked.town, state=asked.state
    )
    found = queries.units(request.actor, wanted, after=mark_of(asked, "units"), size=asked.size)
    return paged("units", [unit_line(one) for one in found.rows], found.after)


@endpoint("GET", "units/{slug:code}/", power="org.view", gives=UnitWhole, tag=TAG)
def unit(request: HttpRequest, code: str) -> Any:
    """一个工会"""
    it = queries.unit_page(request.actor, code)
    plain = ("short_name", "credit_code", "mode", "address", "phone", "revision")
    return {
        **unit_line(it.unit),
        **{name: getattr(it.unit, name) for name in plain},
        "above": [{"name": name, "code": code if opens else ""} for name, code, opens in it.above],
        "below": dict(it.below),
        "employers": it.employers,
        "workers": it.workers,
        "stays": [{"parent": one.parent, "since": one.valid_from, "until": one.valid_to} for one in it.stays],
        "former_names": _former(it.unit),
    }


def _former(here: Any) -> list[dict[str, Any]]:
    return [
        {"name": one.name, "since": one.valid_from, "until": one.valid_to, "document": one.document}
        for one in queries.former_names(here)
    ]


@endpoint("GET", "units/{slug:code}/on/{day}/", power="org.view", gives=UnitThen, tag=TAG)
def unit_on(request: HttpRequest, code: str, day: Day) -> Any:
    """一个工会在某一天归谁管

    合并、调整过的工会，按那一天的关系回答；能不能看，仍按今天的任职。
    """
    then = queries.unit_on(request.actor, code, day)
    above = [{"name": name, "code": code} for name, code in then.above]
    return {"code": then.unit.code, "name": then.unit.name, "on": then.on, "stood": then.stood, "above": above}


# ------------------------------------------------------------------ employers


class EmployerLine(Schema):
    """一家单位。"""

    code: str
    name: str
    credit_code: str
    trade: str
    ownership: Word
    town: str
    workers: int | None
    unit: str
    unit_code: str
    closed_on: date | None


class Hung(Schema):
    """从哪天到哪天属于哪个工会。"""

    unit: str
    unit_code: str
    since: date | None
    until: date | None


class Counted(Schema):
    """从哪天起有多少职工。"""

    workers: int
    since: date | None
    until: date | None


class EmployerWhole(Schema):
    """一家单位的资料。"""

    code: str
    name: str
    credit_code: str
    trade: str
    ownership: Word
    town: str
    address: str
    founded_on: date | None
    closed_on: date | None
    revision: int
    unions: list[Hung]
    headcounts: list[Counted]
    former_names: list[Former]


class EmployersAsked(Paged):
    """要哪些单位。"""

    text: Text = ""
    under: Code = ""
    town: list[Text] = []
    trade: list[Text] = []
    attached: Literal["yes", "no", "all"] = "all"
    state: Literal["open", "closed", "all"] = "open"


@endpoint("GET", "employers/", power="org.view", gives=Page[EmployerLine], tag=TAG)
def employers(request: HttpRequest, asked: Query[EmployersAsked]) -> Any:
    """单位，按名称"""
    wanted = queries.EmployerFilter(
        text=asked.text,
        under=asked.under,
        towns=asked.town,
        trades=asked.trade,
        attached=asked.attached,
        state=asked.state,
    )
    found = queries.employers(request.actor, wanted, after=mark_of(asked, "employers"), size=asked.size)
    return paged("employers", [_employer(one) for one in found.rows], found.after)


def _employer(one: Any) -> dict[str, Any]:
    return {
        "code": one.code, "name": one.name, "credit_code": one.credit_code or "", "trade": one.trade,
        "ownership": word(Ownership, one.ownership), "town": one.town, "workers": one.workers, "unit": one.unit_name or "",
        "unit_code": one.unit_code or "", "closed_on": one.closed_on,
    }  # fmt: skip


@endpoint("GET", "employers/{slug:code}/", power="org.view", gives=EmployerWhole, tag=TAG)
def employer(request: HttpRequest, code: str) -> Any:
    """一家单位"""
    it = queries.employer_page(request.actor, code)
    plain = ("code", "name", "trade", "town", "address", "founded_on", "closed_on", "revision")
    return {
        **{name: getattr(it.employer, name) for name in plain},
        "credit_code": it.employer.credit_code or "",
        "ownership": word(Ownership, it.employer.ownership),
        "unions": [{"unit": name, "unit_code": at, "since": a, "until": b} for name, at, a, b in it.attachments],
        "headcounts": [{"workers": number, "since": a, "until": b} for number, a, b in it.headcounts],
        "former_names": _former(it.employer),
    }
