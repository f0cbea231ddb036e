"""Comparisons with the province's real-name base: the numbers, and the rows, masked. Working them off is for people at the desk."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Literal

from django.http import HttpRequest
from ninja import Query, Schema

from niangjia.fronts.api.endpoint import endpoint
from niangjia.fronts.api.paging import Page, Paged, mark_of, paged
from niangjia.fronts.api.shapes import Code, Text, Word, word
from niangjia.programmes.organising import queries
from niangjia.programmes.organising.choices.provincial import ComparisonState, Side
from niangjia.programmes.organising.queries import DifferenceFilter

COMPARE = "organising.compare"
TAG = "和省实名制库比对"


class ComparisonLine(Schema):
    """一次比对。"""

    code: str
    unit: str
    unit_code: str
    file_name: str
    taken_on: date
    state: Word
    made_at: datetime
    finished_at: datetime | None


class SideCount(Schema):
    """一边的人数。"""

    side: Word
    people: int


class UnitDifferences(Schema):
    """一个工会不一样的人数。"""

    unit: str
    unit_code: str
    here: int
    there: int
    differs: int


class ComparisonWhole(ComparisonLine):
    """一次比对的数，只算您范围内的工会；最多列 200 个工会，`more_units` 是没有列出的。"""

    sides: list[SideCount]
    units: list[UnitDifferences]
    more_units: int
    worked: int


class CellPair(Schema):
    """哪一项不一样：本地，省库。"""

    what: str
    here: str
    there: str


class DifferenceLine(Schema):
    """一个人的不一样；号码只显示头尾。"""

    side: Word
    name: str
    person_code: str
    identity: str
    phone: str
    unit: str
    cells: list[CellPair]
    since: date
    fresh: bool
    state: Word


class DifferencesAsked(Paged):
    """要哪些人。`fresh`：这次新出现的。"""

    side: Literal["", "here", "there", "differs"] = ""
    unit: Code = ""
    cell: Literal["", "name", "phone", "union", "joined_on"] = ""
    state: Literal["", "open", "taken", "left"] = ""
    fresh: bool = False
    number: Text = ""


@endpoint("GET", "comparisons/", power=COMPARE, gives=list[ComparisonLine], tag=TAG)
def comparisons(request: HttpRequest) -> Any:
    """最近 30 次比对，新的在前（只限本人登录后调用）"""
    return [_line(one) for one in queries.comparisons(request.actor)]


def _line(one: Any) -> dict[str, Any]:
    plain = {name: getattr(one, name) for name in ("code", "file_name", "taken_on", "made_at", "finished_at")}
    return {**plain, "unit": one.unit.name, "unit_code": one.unit.code, "state": word(ComparisonState, one.state)}


@endpoint("GET", "comparisons/{slug:code}/", power=COMPARE, gives=ComparisonWhole, tag=TAG)
def comparison(request: HttpRequest, code: str) -> Any:
    """一次比对的数（只限本人登录后调用）"""
    it = queries.comparison(request.actor, code)
    sides = [{"side": word(Side, one.value), "people": it.counts.get(one.value, 0)} for one in Side]
    units = [
        {"unit": one.name, "unit_code": one.code, "here": one.here, "there": one.there, "differs": one.differs}
        for one in it.units
    ]
    return {**_line(it.row), "sides": sides, "units": units, "more_units": it.more_units, "worked": it.worked}


@endpoint("GET", "comparisons/{slug:code}/rows/", power=COMPARE, gives=Page[DifferenceLine], tag=TAG)
def comparison_rows(request: HttpRequest, code: str, asked: Query[DifferencesAsked]) -> Any:
    """不一样的人，按工会（只限本人登录后调用）"""
    wanted = DifferenceFilter(**asked.dict(exclude={"after", "size"}))
    mark = mark_of(asked, "comparison_rows")
    found = queries.differences(request.actor, code, wanted, after=mark, size=asked.size)
    return paged("comparison_rows", [_row(one) for one in found.rows], found.after)


def _row(one: Any) -> dict[str, Any]:
    plain = ("name", "person_code", "identity", "phone", "unit", "since", "fresh")
    return {
        **{name: getattr(one, name) for name in plain}, "side": word(Side, one.side),
        "cells": [{"what": str(what), "here": here, "there": there} for what, here, there in one.cells],
        "state": {"code": one.state, "label": str(one.state_label)},
    }  # fmt: skip
