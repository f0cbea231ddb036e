"""Officers (masked), trainings and who was there, visits, joint meetings. Opening a visit leaves a look in the trail."""

from __future__ import annotations

from datetime import date
from typing import Any, Literal

from django.http import HttpRequest
from django.utils import timezone
from ninja import Field, Query, Schema

from niangjia.fronts.api.endpoint import endpoint
from niangjia.fronts.api.paging import Page, Paged, mark_of, paged
from niangjia.fronts.api.shapes import Code, Given, Short, Word, word
from niangjia.kit.calendar import today
from niangjia.programmes.organising import actions
from niangjia.programmes.organising.choices.officers import Invited, OfficerKind
from niangjia.programmes.organising.queries import joint
from niangjia.programmes.organising.queries import officers as queries
from niangjia.programmes.organising.queries.officers import OfficerFilter, VisitFilter

VIEW, EDIT = "organising.cadre_view", "organising.cadre_edit"
TAG = "干部、培训和下基层"


class OfficerLine(Schema):
    """一名干部；号码只显示头尾。"""

    code: str
    name: str
    unit: str
    kind: Word | None
    title: str
    since: date | None
    phone: str


class OfficerPost(Schema):
    """一个职务。"""

    unit: str
    kind: Word
    title: str
    since: date
    until: date | None


class OfficerWhole(Schema):
    """一名干部：职务、参加过的培训。"""

    code: str
    name: str
    phone: str
    posts: list[OfficerPost]
    trainings: list[str]


class OfficersAsked(Paged):
    """要哪些干部。"""

    text: Short = ""
    under: Code = ""
    kind: Literal["", "full", "part", "social", "seconded"] = ""
    state: Literal["serving", "former", "all"] = "serving"


@endpoint("GET", "officers/", power=VIEW, gives=Page[OfficerLine], tag=TAG)
def officers(request: HttpRequest, asked: Query[OfficersAsked]) -> Any:
    """工会干部，按姓名"""
    wanted = OfficerFilter(asked.text, asked.under, (asked.kind,) if asked.kind else (), asked.state)
    mark = mark_of(asked, "officers")
    found = queries.officers(request.actor, wanted, today=today(), after=mark, size=asked.size)
    return paged("officers", [_officer(one) for one in found.rows], found.after)


def _officer(one: Any) -> dict[str, Any]:
    kind = word(OfficerKind, one.post_kind) if one.post_kind else None
    told = {"unit": one.post_unit or "", "kind": kind, "title": one.post or "", "since": one.post_since}
    return {"code": one.code, "name": one.name, "phone": one.phone, **told}


@endpoint("GET", "officers/{slug:code}/", power=VIEW, gives=OfficerWhole, tag=TAG)
def officer(request: HttpRequest, code: str) -> Any:
    """一名干部"""
    it = queries.officer_page(request.actor, code, today=today())
    plain = ("title", "since", "until")
    posts = [
        {**{name: getattr(one, name) for name in plain}, "unit": one.unit.name, "kind": word(OfficerKind, one.kind)}
        for one in it.posts
    ]
    trainings = [one.training.title for one in it.trainings]
    return {"code": it.row.code, "name": it.row.name, "phone": it.phone, "posts": posts, "trainings": trainings}


# ------------------------------------------------------------------ trainings


class TrainingLine(Schema):
    """一期培训；`there`：参加了多少人次。"""

    code: str
    title: str
    unit: str
    since: date
    until: date
    hours: int
    place: str
    invited: Word
    cancelled: bool
    there: int


class TrainingWhole(TrainingLine):
    """一期培训；`chairs`：其中多少人是工会主席。"""

    chairs: int
    sign_open: bool
    revision: int


class WasThere(Schema):
    """谁参加了。"""

    code: str
    name: str
    unit: str
    chair: bool
    way: str


class TrainingsAsked(Paged):
    """要哪些培训。"""

    text: Short = ""
    year: int | None = Field(None, ge=1950, le=2999)


class ThereAsked(Paged):
    """找谁。"""

    text: Short = ""


class Attending(Given):
    """谁参加了：干部写 `officers`（编码），主席写 `unions`（工会编码），其余写姓名。已经在名单上的不会重复。"""

    officers: list[Code] = Field([], max_length=500)
    unions: list[Code] = Field([], max_length=500)
    names: list[Short] = Field([], max_length=200)


class Attended(Schema):
    """新登记了多少人。"""

    added: int


@endpoint("GET", "trainings/", power=VIEW, gives=Page[TrainingLine], tag=TAG)
def trainings(request: HttpRequest, asked: Query[TrainingsAsked]) -> Any:
    """培训，新的在前"""
    mark = mark_of(asked, "trainings")
    found = queries.trainings(request.actor, text=asked.text, year=asked.year, after=mark, size=asked.size)
    return paged("trainings", [{**_training(one), "there": one.there} for one in found.rows], found.after)


def _training(one: Any) -> dict[str, Any]:
    plain = {name: getattr(one, name) for name in ("code", "title", "since", "until", "hours", "place")}
    told = {"unit": one.unit.name, "cancelled": one.cancelled_at is not None}
    return {**plain, **told, "invited": word(Invited, one.invited)}


@endpoint("GET", "trainings/{slug:code}/", power=VIEW, gives=TrainingWhole, tag=TAG)
def training(request: HttpRequest, code: str) -> Any:
    """一期培训"""
    row = queries.training_row(request.actor, code)
    counts = queries.attendance_counts(row)
    more = {"there": counts["all"], "chairs": counts["chairs"], "sign_open": row.sign_open, "revision": row.revision}
    return {**_training(row), **more}


@endpoint("GET", "trainings/{slug:code}/attendances/", power=VIEW, gives=Page[WasThere], tag=TAG)
def attendances(request: HttpRequest, code: str, asked: Query[ThereAsked]) -> Any:
    """一期培训参加的人，按姓名"""
    row = queries.training_row(request.actor, code)
    found = queries.attendances(row, text=asked.text, after=mark_of(asked, "attendances"), size=asked.size)
    plain = ("code", "name", "chair", "way")
    items = [
        {**{name: getattr(one, name) for name in plain}, "unit": one.of_unit.name if one.of_unit else ""}
        for one in found.rows
    ]
    return paged("attendances", items, found.after)


@endpoint("POST", "trainings/{slug:code}/attend/", power=EDIT, gives=Attended, tag=TAG)
def training_attend(request: HttpRequest, code: str, body: Attending) -> Any:
    """按名单登记谁参加了（只限本人登录后调用）"""
    return {"added": actions.record_attendance(actor=request.actor, code=code, now=timezone.now(), **body.dict())}


# ------------------------------------------------------------------ visits


class VisitLine(Schema):
    """一次下基层；看到和答应了什么要打开才看得到。"""

    code: str
    on: date
    days: int
    officer: str
    kind: str
    where: str
    due_on: date | None
    closed_on: date | None


class VisitWhole(VisitLine):
    """一次下基层：看到什么，答应了什么，办得怎么样。"""

    found: str
    promise: str
    result: str
    task: str
    reversed: bool


class VisitsAsked(Paged):
    """要哪些。`promise`：`open` 答应了还没办结，`kept` 办结的。"""

    text: Short = ""
    kind: Short = ""
    officer: Code = ""
    promise: Literal["", "open", "kept"] = ""
    reversed: bool = False


@endpoint("GET", "visits/", power=VIEW, gives=Page[VisitLine], tag=TAG)
def visits(request: HttpRequest, asked: Query[VisitsAsked]) -> Any:
    """下基层，新的在前"""
    wanted = VisitFilter(**asked.dict(exclude={"after", "size"}))
    found = queries.visits(request.actor, wanted, after=mark_of(asked, "visits"), size=asked.size)
    return paged("visits", [_visit(one) for one in found.rows], found.after)


def _visit(one: Any) -> dict[str, Any]:
    plain = {name: getattr(one, name) for name in ("code", "on", "days", "kind", "due_on", "closed_on")}
    at = one.seen_unit or one.employer
    return {**plain, "officer": one.officer.name, "where": at.name if at else one.place}


@endpoint("GET", "visits/{slug:code}/", power=VIEW, gives=VisitWhole, tag=TAG)
def visit(request: HttpRequest, code: str) -> Any:
    """一次下基层；打开会留下查看记录"""
    it = actions.open_visit(actor=request.actor, code=code, now=timezone.now())
    told = {"found": it.found, "promise": it.promise, "result": str(it.result), "task": it.task}
    return {**_visit(it.row), **told, "reversed": it.row.reversed_at is not None}


# ------------------------------------------------------------------ joint building


class MeetingLine(Schema):
    """一次党工联席会议；`decisions` 议定几件，`done` 办结几件。"""

    code: str
    on: date
    party: str
    unit: str
    agenda: str
    decisions: int
    done: int


class Decided(Schema):
    """议定的一件事，谁办，办得怎么样。"""

    code: str
    words: str
    owner: str
    due_on: date
    result: str
    closed_on: date | None
    task: str


class MeetingWhole(Schema):
    """一次联席会议和议定的事。"""

    code: str
    on: date
    party: str
    unit: str
    place: str
    present: str
    agenda: str
    reversed: bool
    decided: list[Decided]


@endpoint("GET", "joint/", power=VIEW, gives=Page[MeetingLine], tag=TAG)
def joint_meetings(request: HttpRequest, asked: Query[TrainingsAsked]) -> Any:
    """党工联席会议，新的在前"""
    mark = mark_of(asked, "joint_meetings")
    found = joint.meetings(request.actor, text=asked.text, year=asked.year, after=mark, size=asked.size)
    items = [
        {"code": one.code, "on": one.on, "party": one.party, "unit": one.unit.name, "agenda": one.agenda,
         "decisions": one.all, "done": one.done}
        for one in found.rows
    ]  # fmt: skip
    return paged("joint_meetings", items, found.after)


@endpoint("GET", "joint/{slug:code}/", power=VIEW, gives=MeetingWhole, tag=TAG)
def joint_meeting(request: HttpRequest, code: str) -> Any:
    """一次联席会议和议定的事"""
    it = joint.meeting_page(request.actor, code)
    plain = {name: getattr(it.row, name) for name in ("code", "on", "party", "place", "present", "agenda")}
    decided = [{**one._asdict(), "result": str(one.result)} for one in it.decisions]
    return {**plain, "unit": it.row.unit.name, "reversed": it.row.reversed_at is not None, "decided": decided}
