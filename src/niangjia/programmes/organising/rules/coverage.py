"""Which list an employer without a union of its own stands on, and why: the rule for one employer, in words.

`queries/coverage.py` decides the same for all employers at once; a test holds the two together.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _now

from niangjia.kit.declare import Book, Input, Step, Trace
from niangjia.programmes.organising.choices import CoverageList

OWN_KINDS = ("grassroots", "section", "group")
"""Kinds of union that are an employer's own; a joint union, an association or a town's federation is shared."""

BUILDING = r"^(.+?(?:大厦|大楼|广场|产业园|工业园|园区|市场|\d+号))"
"""The building in an address: up to the first name of one, or the number of the house."""


def run(book: Book, inputs: Mapping[str, Any]) -> Trace:
    """The list of one employer that is in business. `attached` is none, joint or own; `age` the days since it was
    registered (None: not known); `neighbours` the small ones without a union in the same place, this one counted.

    工会法（2021）第十一条: 25 members and more form a committee of their own, fewer may form a joint one.
    """
    if inputs["attached"] == "own":
        return _answer(book, "", _now("已经单独建会"), Step(_now("有自己的工会"), sort="yes"))
    workers = Input(_now("职工"), inputs["workers"] or 0, _now("人"))
    found = inputs["workers"] or 0
    for bound, which in (("large", CoverageList.LARGE), ("due", CoverageList.DUE)):
        if found >= book.integer(bound):
            text = _now("没有自己的工会，职工达到这个人数")
            return _answer(
                book, which, which.label, Step(text, (workers, book.input(bound)), clause=book.clause(bound))
            )
    if inputs["attached"] == "joint":
        return _answer(
            book, "", _now("由联合工会覆盖"), Step(_now("职工不多，已经归到联合工会"), (workers,), sort="yes")
        )
    return _answer(book, *_small(book, inputs))


def _small(book: Book, inputs: Mapping[str, Any]) -> tuple[str, Any, Step]:
    """A small employer that hangs on no union."""
    near = Input(_now("附近的小单位"), inputs["neighbours"], _now("家"))
    if inputs["neighbours"] >= book.integer("joint"):
        one = CoverageList.SMALL
        text = _now("同一镇街同一行业，或者同一处楼宇，小单位够建一家联合工会")
        return one, one.label, Step(text, (near, book.input("joint")), clause=book.clause("joint"))
    age = inputs["age"]
    if age is not None and age > book.integer("grace"):
        one = CoverageList.OLD
        told = (Input(_now("登记了"), age, _now("天")), book.input("grace"))
        return one, one.label, Step(_now("登记已久，还没有工会"), told, clause=book.clause("grace"))
    one = CoverageList.NEW
    return one, one.label, Step(_now("新登记，或者登记日期不清楚"), (), clause=book.clause("grace"))


def _answer(book: Book, which: str, verdict: Any, step: Step) -> Trace:
    return Trace(str(verdict), (step,), {"list": str(which)}, book.frozen(), tone="soon" if which else "done")
