"""Grids, rounds and drives. Notes of a round may tell of somebody's hardship: opening one leaves a look in the trail."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from django.utils import timezone
from ninja import Field, Query, Schema
from ninja.responses import Status
from pydantic import AfterValidator
from pydantic_core import PydanticCustomError

from niangjia.fronts.api.endpoint import endpoint
from niangjia.fronts.api.paging import Page, Paged, mark_of, paged
from niangjia.fronts.api.shapes import KEY, Code, Day, Given, Long, Short, Word, own_key, word
from niangjia.programmes.organising import actions
from niangjia.programmes.organising.actions import Found
from niangjia.programmes.organising.choices.grids import DriveKind
from niangjia.programmes.organising.queries import grids as queries
from niangjia.programmes.organising.queries import rounds as walks
from niangjia.programmes.organising.queries.rounds import RoundFilter

VIEW, VISIT = "organising.grid_view", "organising.grid_visit"
TAG = "网格和走访"


class GridLine(Schema):
    """一个网格和它的数。"""

    code: str
    name: str
    area: str
    unit: str
    unit_code: str
    since: date
    ended_on: date | None
    employers: int
    unions: int
    officers: int
    last_round: date | None


class GridOfficer(Schema):
    """网格员；号码只显示头尾。"""

    code: str
    name: str
    phone: str
    since: date
    until: date | None


class GridWhole(GridLine):
    """一个网格和它的网格员。"""

    looked_after_by: list[GridOfficer]


class GridPlace(Schema):
    """网格里的一家单位或工会。"""

    code: str
    name: str
    since: date
    last_round: date | None


class GridsAsked(Paged):
    """要哪些网格。"""

    text: Short = ""
    ended: bool = False


class PlacesAsked(Paged):
    """要单位还是工会。"""

    unions: bool = False
    text: Short = ""


@endpoint("GET", "grids/", power=VIEW, gives=Page[GridLine], tag=TAG)
def grids(request: HttpRequest, asked: Query[GridsAsked]) -> Any:
    """网格"""
    found = queries.grids(
        request.actor, text=asked.text, ended=asked.ended, after=mark_of(asked, "grids"), size=asked.size
    )
    return paged("grids", [_grid(one) for one in found.rows], found.after)


def _grid(one: Any) -> dict[str, Any]:
    plain = {name: getattr(one, name) for name in ("code", "name", "area", "since", "ended_on", "last_round")}
    counts = {"employers": one.employers or 0, "unions": one.unions or 0, "officers": one.officers_now or 0}
    return {**plain, **counts, "unit": one.unit.name, "unit_code": one.unit.code}


@endpoint("GET", "grids/{slug:code}/", power=VIEW, gives=GridWhole, tag=TAG)
def grid(request: HttpRequest, code: str) -> Any:
    """一个网格"""
    it = queries.grid_of(request.actor, code)
    plain = ("code", "name", "phone", "since", "until")
    officers = [{name: getattr(one, name) for name in plain} for one in queries.officers_of(it)]
    return {**_grid(it), "looked_after_by": officers}


@endpoint("GET", "grids/{slug:code}/places/", power=VIEW, gives=Page[GridPlace], tag=TAG)
def grid_places(request: HttpRequest, code: str, asked: Query[PlacesAsked]) -> Any:
    """网格里的单位或工会，单位带最近一次走访"""
    it = queries.grid_of(request.actor, code)
    mark = mark_of(asked, "grid_places")
    found = queries.places_of(it, unions=asked.unions, text=asked.text, after=mark, size=asked.size)
    return paged("grid_places", [_place(one) for one in found.rows], found.after)


def _place(one: Any) -> dict[str, Any]:
    what = one.employer or one.member_unit
    return {"code": what.code, "name": what.name, "since": one.valid_from, "last_round": getattr(one, "last", None)}


# ------------------------------------------------------------------ rounds


class RoundLine(Schema):
    """一次走访；写了什么要打开才看得到。"""

    code: str
    on: date
    employer: str
    employer_code: str
    grid: str
    by: str
    found: int


class FindingLine(Schema):
    """发现的一件事，和办得怎么样。"""

    code: str
    kind: str
    stage: str
    words: str
    expires_on: date | None
    unit: str
    due_on: date | None
    result: str
    task: str


class RoundWhole(Schema):
    """一次走访。"""

    code: str
    on: date
    employer: str
    employer_code: str
    grid: str
    by: str
    words: str
    reversed: bool
    findings: list[FindingLine]


class RoundsAsked(Paged):
    """要哪些走访。"""

    grid: Code = ""
    employer: Code = ""
    kind: Literal["", "intent", "openness", "democracy", "contract", "hazard", "hardship", "other"] = ""
    text: Short = ""
    since: Day | None = None
    until: Day | None = None
    reversed: bool = False


class NewFinding(Given):
    """发现了什么，交给谁办：镇街 `town`，单位的工会 `union`，不用另外办空着。"""

    kind: Literal["intent", "openness", "democracy", "contract", "hazard", "hardship", "other"]
    stage: Literal["", "good", "lacking", "invited", "talking", "signed", "declined"] = ""
    words: Long = ""
    expires_on: Day | None = None
    concern: Literal["", "town", "union"] = ""
    due_on: Day | None = None


def _once_each(found: list[NewFinding]) -> list[NewFinding]:
    if len({one.kind for one in found}) < len(found):
        raise PydanticCustomError("twice", "kinds")
    return found


class NewRound(Given):
    """哪天去的，总的情况，发现了什么；一类写一条。"""

    on: Day
    words: Long = ""
    findings: Annotated[list[NewFinding], AfterValidator(_once_each)] = Field([], max_length=7)


@endpoint("GET", "rounds/", power=VIEW, gives=Page[RoundLine], tag=TAG)
def rounds(request: HttpRequest, asked: Query[RoundsAsked]) -> Any:
    """走访，新的在前"""
    wanted = RoundFilter(**asked.dict(exclude={"after", "size"}))
    found = walks.rounds(request.actor, wanted, after=mark_of(asked, "rounds"), size=asked.size)
    return paged("rounds", [{**_round(one), "found": one.found} for one in found.rows], found.after)


def _round(one: Any) -> dict[str, Any]:
    return {
        "code": one.code, "on": one.on, "employer": one.employer.name, "employer_code": one.employer.code,
        "grid": one.grid.name, "by": one.by_name,
    }  # fmt: skip


@endpoint("GET", "rounds/{slug:code}/", power=VIEW, gives=RoundWhole, tag=TAG)
def round_one(request: HttpRequest, code: str) -> Any:
    """一次走访和发现的事；打开会留下查看记录"""
    return _opened(request, code)


def _opened(request: HttpRequest, code: str) -> dict[str, Any]:
    it = actions.open_round(actor=request.actor, code=code, now=timezone.now())
    findings = [
        {**one._asdict(), **{n: str(getattr(one, n)) for n in ("kind", "stage", "result")}} for one in it.findings
    ]
    return {
        **_round(it.row), "words": it.words, "reversed": it.row.reversed_at is not None, "findings": findings
    }  # fmt: skip


@endpoint("POST", "employers/{slug:code}/rounds/", power=VISIT, gives=RoundLine, tag=TAG, status=201)
def round_record(request: HttpRequest, code: str, body: NewRound, key: str = KEY) -> Any:
    """登记一次走访：单位要在网格里（只限本人登录后调用）

    要办的事自动列进清单，到期的走访随着办结。照片在页面上补。
    """
    findings = [Found(**one.dict()) for one in body.findings]
    row = actions.record_round(
        actor=request.actor, employer_code=code, on=body.on, words=body.words, findings=findings,
        key=own_key(request, key), now=timezone.now(),
    )  # fmt: skip
    return Status(201, {**_round(row), "found": len(findings)})


# ------------------------------------------------------------------ drives


class DriveLine(Schema):
    """一次专项行动和它的进度：`seen` 看过多少家，`reached` 做到或签订多少家。"""

    code: str
    title: str
    kind: Word
    unit: str
    since: date
    until: date
    ended_on: date | None
    cancelled: bool
    employers: int
    seen: int
    reached: int


class DriveGrid(Schema):
    """一个网格的进度。"""

    code: str
    grid: str
    employers: int
    seen: int
    reached: int


class DriveWhole(DriveLine):
    """一次专项行动，一个网格一个网格。"""

    grids: list[DriveGrid]


class DrivesAsked(Paged):
    """进行中、结束的、取消的。"""

    state: Literal["on", "over", "cancelled"] = "on"


@endpoint("GET", "drives/", power=VIEW, gives=Page[DriveLine], tag=TAG)
def drives(request: HttpRequest, asked: Query[DrivesAsked]) -> Any:
    """专项行动和进度，新的在前"""
    found = walks.drives(request.actor, state=asked.state, after=mark_of(asked, "drives"), size=asked.size)
    return paged("drives", [_drive(one) for one in found.rows], found.after)


def _drive(one: Any) -> dict[str, Any]:
    plain = {name: getattr(one, name) for name in ("code", "title", "since", "until", "ended_on", "seen", "reached")}
    told = {"unit": one.unit.name, "cancelled": one.cancelled_at is not None, "employers": one.all}
    return {**plain, **told, "kind": word(DriveKind, one.kind)}


@endpoint("GET", "drives/{slug:code}/", power=VIEW, gives=DriveWhole, tag=TAG)
def drive(request: HttpRequest, code: str) -> Any:
    """一次专项行动，按网格"""
    it = walks.drive_page(request.actor, code)
    lines = [
        {"code": one.code, "grid": one.grid, "employers": one.all, "seen": one.seen, "reached": one.reached}
        for one in it.grids
    ]
    return {**_drive(it.row), "grids": lines}
