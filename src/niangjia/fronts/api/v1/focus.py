"""New forms of employment: the groups with their figures, the plans with the state against each target. Read only."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest
from ninja import Query, Schema

from niangjia.engines.figures import queries as figures
from niangjia.fronts.api.endpoint import endpoint
from niangjia.fronts.api.shapes import Code, Given, Word, word
from niangjia.kit.calendar import today
from niangjia.programmes.organising import queries
from niangjia.programmes.organising.choices.focus import Measure

READ = "figures.read"
TAG = "新就业形态"


class FocusGroupLine(Schema):
    """一个群体：多少工会，多少会员。"""

    code: str
    name: str
    document: str
    unions: int
    members: int


class PlanLine(Schema):
    """一个计划。"""

    code: str
    name: str
    document: str


class Focus(Schema):
    """一个工会范围内的群体。`fitting`：还没有归入群体、看来适合的工会有多少。"""

    at: str
    at_code: str
    groups: list[FocusGroupLine]
    unions: int
    members: int
    fitting: int
    plans: list[PlanLine]


class FocusAsked(Given):
    """问哪里。"""

    at: Code = ""


class TargetLine(Schema):
    """一个目标和现状。"""

    group: str
    town: str
    measure: Word
    target: int
    reached: int
    share: float
    met: bool
    on: date


class PhaseLine(Schema):
    """一个阶段。`stage`：`past` 过去了，`now` 正在办，`ahead` 还没到。"""

    kind: str
    label: str
    first: date
    last: date
    stage: str
    targets: list[TargetLine]


class PlanWhole(PlanLine):
    """一个计划，一个阶段一个阶段。"""

    unit: str
    unit_code: str
    phases: list[PhaseLine]


def _plan(one: Any) -> dict[str, Any]:
    return {"code": one.code, "name": one.name, "document": one.document}


@endpoint("GET", "focus/", power=READ, gives=Focus, tag=TAG)
def focus(request: HttpRequest, asked: Query[FocusAsked]) -> Any:
    """重点群体的工会数、会员数，和计划；要能看统计数，也要能看工会"""
    it = queries.focus_page(request.actor, asked.at or figures.top_unit(request.actor), today=today())
    groups = [{**_plan(one.group), "unions": one.unions, "members": one.members} for one in it.lines]
    return {
        "at": it.unit.name, "at_code": it.unit.code, "groups": groups, "unions": it.unions, "members": it.members,
        "fitting": it.fitting, "plans": [_plan(one) for one in it.plans],
    }  # fmt: skip


@endpoint("GET", "focus/plans/{slug:code}/", power=READ, gives=PlanWhole, tag=TAG)
def focus_plan(request: HttpRequest, code: str) -> Any:
    """一个计划：各阶段的目标，现状按记录算"""
    it = queries.plan_page(request.actor, code, today=today())
    unit = {"unit": it.plan.unit.name, "unit_code": it.plan.unit.code}
    return {**_plan(it.plan), **unit, "phases": [_phase(one) for one in it.phases]}


def _phase(one: Any) -> dict[str, Any]:
    plain = {name: getattr(one.phase, name) for name in ("kind", "first", "last")}
    return {**plain, "label": str(one.label), "stage": one.stage, "targets": [_target(line) for line in one.targets]}


def _target(one: Any) -> dict[str, Any]:
    plain = {name: getattr(one, name) for name in ("group", "on", "reached", "share", "met")}
    return {**plain, "town": one.target.town, "measure": word(Measure, one.target.measure), "target": one.target.number}
