"""Figures: what there is, one asked, and the rows behind it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any, Literal

from django.http import HttpRequest
from ninja import Field, Query, Schema

from niangjia.engines.figures import queries
from niangjia.engines.figures.choices import TreeView
from niangjia.fronts.api.endpoint import endpoint
from niangjia.fronts.api.paging import Paged, mark_of, marked
from niangjia.fronts.api.shapes import Day, Given, Text
from niangjia.kit.calendar import today

READ = "figures.read"
TAG = "统计数"


class Entry(Schema):
    """一项统计：口径，能按什么分，能不能打开看每一条。`shape` 是 stock（某一天的存量）、flow（一段时期）或 ratio（比率）。"""

    code: str
    label: str
    definition: str
    shape: str
    unit: str
    by: dict[str, str]
    opens: bool


class Catalogue(Schema):
    """全部统计。"""

    items: list[Entry]


class Part(Schema):
    """按某一项分出来的一行。"""

    key: str
    label: str
    value: int | float | None


class Answer(Schema):
    """一个数，连同它是什么、哪里的、什么时候的。"""

    figure: str
    label: str
    definition: str
    at: str
    at_code: str
    first: date | None
    last: date
    view: str
    where: dict[str, str]
    value: int | float | None
    unit: str
    by: str
    parts: list[Part]
    note: str


class Row(Schema):
    """数背后的一条。"""

    code: str
    title: str
    unit: str
    unit_code: str
    value: int | float
    cells: dict[str, str]


class Rows(Schema):
    """数背后的每一条：`count` 条，加起来是 `total`；`hidden` 条不在您的查看权限内。比率看 `terms`。"""

    figure: str
    count: int
    total: int | float | None
    hidden: int
    withheld: str
    items: list[Row]
    next: str = ""
    terms: list[Rows] = []


class Question(Given):
    """问哪里、哪天或哪段时期、只计哪些。"""

    at: Text = Field("", description="工会的编码或全称；不写就是您负责的最上级工会。")
    on: Day | None = Field(None, description="某一天（存量）。")
    first: Day | None = Field(None, description="时期的第一天。")
    last: Day | None = Field(None, description="时期的最后一天。")
    year: int | None = Field(None, ge=1900, le=2999)
    where: list[Text] = Field([], max_length=20, description="只计某一项取某个值的，写成 名称=取值，可以写多个。")
    view: Literal["was", "is"] = Field("was", description="was 按当时的组织关系，is 按现在的。")

    def time(self) -> dict[str, Any]:
        """The question as queries take it."""
        where = dict(one.partition("=")[::2] for one in self.where)
        return {
            "on": self.on, "first": self.first, "last": self.last, "year": self.year, "today": today(),
            "view": TreeView(self.view), "where": {name.strip(): value.strip() for name, value in where.items()},
        }  # fmt: skip


class Split(Question):
    """也可以分开算。"""

    by: Text = Field("", description="按哪一项分开；unit 是按下级工会分。")


class Opening(Question, Paged):
    """一页一页地打开。"""


@endpoint("GET", "figures/", power=READ, gives=Catalogue, tag=TAG)
def figures(request: HttpRequest) -> Any:
    """有哪些统计"""
    found = queries.catalogue(request.actor)
    plain = ("code", "label", "definition", "shape", "unit", "opens")
    return {"items": [{**{name: getattr(one, name) for name in plain}, "by": dict(one.breakdowns)} for one in found]}


@endpoint("GET", "figures/{code}/", power=READ, gives=Answer, tag=TAG)
def figure(request: HttpRequest, code: str, asked: Query[Split]) -> Any:
    """问一个数

    和工作台、命令行是同一个数。`code` 是统计的编码。
    """
    at = asked.at or queries.top_unit(request.actor)
    return _answer(queries.value(request.actor, code, at, by=asked.by, **asked.time()))


def _answer(one: Any) -> dict[str, Any]:
    stock = one.time.single or one.figure.shape == "stock"
    return {
        "figure": one.figure.code, "label": str(one.figure.label), "definition": str(one.figure.definition), "at": one.at.name,
        "at_code": one.at.code, "first": None if stock else one.time.first, "last": one.time.last, "view": str(one.view.value),
        "where": dict(one.where), "value": number(one.value), "unit": str(one.figure.unit), "by": one.by,
        "parts": [{"key": part.key, "label": str(part.label), "value": number(part.value)} for part in one.parts],
        "note": str(one.note),
    }  # fmt: skip


@endpoint("GET", "figures/{code}/rows/", power=READ, gives=Rows, tag=TAG)
def figure_rows(request: HttpRequest, code: str, asked: Query[Opening]) -> Any:
    """打开一个数，看背后的每一条

    行数和数字相等；不在您查看权限内的只给条数。
    """
    at = asked.at or queries.top_unit(request.actor)
    mark = mark_of(asked, "figure_rows")
    return _rows(
        queries.open_rows(request.actor, code, at, after=int(mark) if mark else None, size=asked.size, **asked.time())
    )


def _rows(page: Any) -> dict[str, Any]:
    items = [
        {
            "code": one.code, "title": one.title, "unit": one.unit.name, "unit_code": one.unit.code, "value": number(one.value),
            "cells": {str(name): str(cell) for name, cell in one.cells.items()},
        }
        for one in page.items
    ]  # fmt: skip
    return {
        "figure": page.figure.code, "count": page.count, "total": number(page.total), "hidden": page.hidden,
        "withheld": str(page.withheld), "items": items, "next": marked("figure_rows", page.after),
        "terms": [_rows(one) for one in page.terms],
    }  # fmt: skip


def number(value: int | Decimal | None) -> int | float | None:
    """A number as JSON has it."""
    if value is None or isinstance(value, int):
        return value
    return int(value) if value == value.to_integral_value() else float(value)
