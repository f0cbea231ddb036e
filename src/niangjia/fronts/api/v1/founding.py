"""Founding files and term elections, terms and certificates, numbers of documents. The higher union's reply is for people: see approvals."""

from __future__ import annotations

import io
from datetime import date, datetime
from typing import Any, Literal

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone
from ninja import Field, Query, Schema
from ninja.responses import Status

from niangjia.fronts.api.endpoint import endpoint
from niangjia.fronts.api.paging import Page, Paged, mark_of, paged
from niangjia.fronts.api.shapes import KEY, Code, Day, Given, Short, Text, Word, own_key, word
from niangjia.fronts.shell.downloads import KINDS, download
from niangjia.kit import papers as printing
from niangjia.programmes.organising import actions, queries
from niangjia.programmes.organising.choices.founding import FileState, Post, Purpose

FILES, FORM, REPLY = "organising.files", "organising.form", "organising.reply"
TAG = "建会和换届"
MOST_WORKERS = 1_000_000


class FileLine(Schema):
    """一份建会或换届档案。`with_whom`：现在在谁手里；`late`：超过了几天。"""

    code: str
    purpose: Word
    name: str
    unit: str
    state: Word
    stage: str
    stage_label: str
    next_label: str
    with_whom: str
    begun_on: date
    due_on: date | None
    days: int
    late: int


class FileStage(Schema):
    """一步：办好了（有日期）、正在办、还没到。"""

    stage: str
    label: str
    state: str
    on: date | None
    document: str
    words: str
    skipped: bool


class FileCheck(Schema):
    """规则检查的一行：`met` 符合，`failed` 不符合，`judge` 请人看，`clash` 各地说法不一。"""

    verdict: str
    label: str
    note: str


class FileCandidate(Schema):
    """一名候选人。`elected` 空的是还没选。"""

    name: str
    post: Word
    elected: bool | None


class FilePaper(Schema):
    """这份档案的一份文书；`name` 用来取文件。"""

    name: str
    label: str
    stage: str


class FileWhole(Schema):
    """一份档案。`next`：现在可以登记的一步，空的是在上级工会或者办完了；`matter`：在审批里的编码。"""

    code: str
    purpose: Word
    name: str
    unit: str
    unit_code: str
    upper: str
    state: Word
    stage: str
    next: str
    returned_for: str
    words: str
    matter: str
    workers: int | None
    members: int | None
    women: int | None
    years: int | None
    reply_text: str
    replied_on: date | None
    held_on: date | None
    begun_on: date
    ended_on: date | None
    due_on: date | None
    days: int
    late: int
    revision: int
    stages: list[FileStage]
    checks: list[FileCheck]
    candidates: list[FileCandidate]
    gathered: int
    employers: list[str]
    papers: list[FilePaper]


class FilesAsked(Paged):
    """要哪些档案。`lies`：`above` 在上级工会，`here` 等我们办。"""

    purpose: Literal["", "found", "term"] = ""
    state: Literal["open", "late", "done", "withdrawn", "refused", "all"] = "open"
    lies: Literal["", "above", "here"] = ""
    under: Code = ""
    text: Short = ""


class NewFile(Given):
    """要建什么工会，归哪个上级工会，有哪些单位。"""

    upper: Code
    name: Text = Field(max_length=120)
    kind: Literal["grassroots", "joint", "association"] = "grassroots"
    mode: Literal["", "alone", "led", "promoted", "joint", "regional", "trade"] = ""
    area: Literal["", "building", "village", "park", "circle", "trade"] = ""
    trade: Short = ""
    focus: Short = ""
    town: Short = ""
    address: Text = ""
    phone: Text = Field("", max_length=30)
    party: Text = Field("", max_length=120)
    head: Short = ""
    workers: int | None = Field(None, ge=0, le=MOST_WORKERS)
    employers: list[Code] = Field([], max_length=100)


class FileAsking(Given):
    """哪天报的。"""

    on: Day


class Gathered(Given):
    """哪天、发展了多少会员、其中多少女会员。"""

    on: Day
    members: int = Field(ge=0, le=MOST_WORKERS)
    women: int = Field(ge=0, le=MOST_WORKERS)


class AfterReply(Given):
    """哪天办的、什么文号；不办的写 `skipped` 和原因。"""

    on: Day
    document: Short = ""
    words: Text = ""
    skipped: bool = False


@endpoint("GET", "foundings/", power=FILES, gives=Page[FileLine], tag=TAG)
def foundings(request: HttpRequest, asked: Query[FilesAsked]) -> Any:
    """建会和换届档案，最急的在前"""
    wanted = queries.FileFilter(
        purpose=asked.purpose, state=asked.state, lies=asked.lies, text=asked.text, under=asked.under
    )
    lines, found = queries.files(request.actor, wanted, after=mark_of(asked, "foundings"), size=asked.size)
    return paged("foundings", [_line(one) for one in lines], found.after)


def _line(one: Any) -> dict[str, Any]:
    row = one.row
    return {
        "code": row.code, "purpose": word(Purpose, row.purpose), "name": row.name, "unit": row.unit.name,
        "state": word(FileState, row.state), "stage": row.stage, "stage_label": str(one.stage), "next_label": str(one.next),
        "with_whom": str(one.with_whom), "begun_on": row.begun_on, "due_on": row.due_on, "days": one.days, "late": one.late,
    }  # fmt: skip


@endpoint("POST", "foundings/start/", power=FORM, gives=FileWhole, tag=TAG, status=201)
def founding_start(request: HttpRequest, body: NewFile, key: str = KEY) -> Any:
    """建一份建会档案（只限本人登录后调用）

    建好以后报请示，见 `ask`。
    """
    details = actions.FileDetails(**body.dict(exclude={"upper", "employers"}))
    row = actions.start_founding(
        actor=request.actor, upper_code=body.upper, details=details, employer_codes=body.employers,
        key=own_key(request, key), now=timezone.now(),
    )  # fmt: skip
    return Status(201, _whole(request, row.code))


@endpoint("GET", "foundings/{slug:code}/", power=FILES, gives=FileWhole, tag=TAG)
def founding(request: HttpRequest, code: str) -> Any:
    """一份建会或换届档案

    参加的人只给人数；名单在页面上看。
    """
    return _whole(request, code)


@endpoint("POST", "foundings/{slug:code}/ask/", power=FORM, gives=FileWhole, tag=TAG)
def founding_ask(request: HttpRequest, code: str, body: FileAsking) -> Any:
    """报给上级工会：请示、候选人或者选举结果，轮到哪个报哪个（只限本人登录后调用）"""
    actions.ask_above(actor=request.actor, code=code, on=body.on, now=timezone.now())
    return _whole(request, code)


@endpoint("POST", "foundings/{slug:code}/gathered/", power=FORM, gives=FileWhole, tag=TAG)
def founding_gathered(request: HttpRequest, code: str, body: Gathered) -> Any:
    """登记发展了多少会员（只限本人登录后调用）"""
    actions.record_gathered(actor=request.actor, code=code, now=timezone.now(), **body.dict())
    return _whole(request, code)


@endpoint("POST", "foundings/{slug:code}/steps/{stage}/", power=FORM, gives=FileWhole, tag=TAG)
def founding_step(
    request: HttpRequest,
    code: str,
    stage: Literal["sealed", "registered", "banked", "funded", "plaqued"],
    body: AfterReply,
) -> Any:
    """登记批复以后的一步：刻章、开户、经费、挂牌，或者不办的原因（只限本人登录后调用）

    法人证书要在页面上登记，这里只能登记不办。
    """
    actions.carry_out(actor=request.actor, code=code, stage=stage, now=timezone.now(), **body.dict())
    return _whole(request, code)


def _whole(request: HttpRequest, code: str) -> dict[str, Any]:
    it = queries.file_page(request.actor, code, now=timezone.now())
    plain = (
        "code", "name", "stage", "workers", "members", "women", "years", "reply_text", "replied_on", "held_on", "begun_on",
        "ended_on", "due_on", "revision",
    )  # fmt: skip
    return {
        **{name: getattr(it.row, name) for name in plain},
        "purpose": word(Purpose, it.row.purpose), "state": word(FileState, it.row.state), "unit": it.row.unit.name,
        "unit_code": it.row.unit.code, "upper": it.upper, "next": it.next, "returned_for": str(it.reason), "words": it.words,
        "matter": it.row.matter_code, "days": it.days, "late": it.late, "stages": [_stage(one) for one in it.stages],
        "checks": [{"verdict": one.verdict, "label": str(one.label), "note": str(one.note)} for one in it.checks],
        "candidates": [{"name": one.name, "post": word(Post, one.post), "elected": one.elected} for one in it.candidates],
        "gathered": len(it.people), "employers": [one.name for one in it.employers],
        "papers": [{"name": one.name, "label": str(one.label), "stage": str(one.stage)} for one in queries.paper_lines(it.row)],
    }  # fmt: skip


def _stage(one: Any) -> dict[str, Any]:
    plain = ("on", "document", "words", "skipped")
    told = {"stage": str(one.stage), "label": str(one.label), "state": one.sort}
    return {**told, **{name: getattr(one, name) for name in plain}}


@endpoint("GET", "foundings/{slug:code}/papers/{slug:what}.docx", power=FILES, gives=None, tag=TAG, file=KINDS["docx"])
def founding_word(request: HttpRequest, code: str, what: str) -> HttpResponseBase:
    """一份文书，Word

    `what`：档案里 `papers` 的 `name`，或一步的 `stage`，或 `all` 全套。
    """
    name, made = queries.papers(request.actor, code, what)
    return download(f"{name}.docx", io.BytesIO(printing.word(made)))


@endpoint("GET", "foundings/{slug:code}/papers/{slug:what}.pdf", power=FILES, gives=None, tag=TAG, file=KINDS["pdf"])
def founding_pdf(request: HttpRequest, code: str, what: str) -> HttpResponseBase:
    """一份文书，PDF"""
    name, made = queries.papers(request.actor, code, what)
    return download(f"{name}.pdf", io.BytesIO(printing.pdf(made)))


# ------------------------------------------------------------------ terms, certificates, numbers


class Seat(Schema):
    """谁担任什么。"""

    post: Word
    name: str


class TermLine(Schema):
    """一届。`open`：现任；`overdue`：到期还没换届。"""

    number: int | None
    since: date
    until: date
    years: int
    elected_on: date | None
    reply_text: str
    open: bool
    overdue: bool
    seats: list[Seat]


class Certificate(Schema):
    """法人证书。"""

    number: str
    credit_code: str
    authority: str
    issued_on: date
    valid_until: date
    expired: bool


class UnitTerms(Schema):
    """一个工会的届次、班子和法人证书。`due`：该准备换届了；`file`：在办的换届档案。"""

    unit: str
    unit_code: str
    terms: list[TermLine]
    certificate: Certificate | None
    due: bool
    file: str


@endpoint("GET", "units/{slug:code}/terms/", power=FILES, gives=UnitTerms, tag=TAG)
def unit_terms(request: HttpRequest, code: str) -> Any:
    """一个工会的届次、班子和法人证书"""
    it = queries.unit_terms(request.actor, code)
    paper = it.certificate
    plain = ("number", "credit_code", "authority", "issued_on", "valid_until")
    told = {**{name: getattr(paper, name) for name in plain}, "expired": it.expired} if paper else None
    return {
        "unit": it.unit.name, "unit_code": it.unit.code, "terms": [_term(one) for one in it.lines], "certificate": told,
        "due": it.due, "file": it.file.code if it.file else "",
    }  # fmt: skip


def _term(one: Any) -> dict[str, Any]:
    plain = ("number", "since", "until", "years", "elected_on", "reply_text")
    seats = [
        {"post": word(Post, seat.post), "name": seat.name} for seat in one.seats if seat.until is None or not one.open
    ]
    return {
        **{name: getattr(one.row, name) for name in plain},
        "open": one.open,
        "overdue": one.overdue,
        "seats": seats,
    }


class DocumentLine(Schema):
    """一个文号。作废的不再用，原因在 `void_words`。"""

    code: str
    text: str
    title: str
    unit: str
    on: date
    about: str
    void_at: datetime | None
    void_words: str


class DocumentsAsked(Paged):
    """要哪些文号。"""

    text: Short = ""


@endpoint("GET", "documents/", power=REPLY, gives=Page[DocumentLine], tag=TAG)
def documents(request: HttpRequest, asked: Query[DocumentsAsked]) -> Any:
    """编过的文号，包括作废的"""
    found = queries.documents(request.actor, text=asked.text, after=mark_of(asked, "documents"), size=asked.size)
    plain = ("code", "text", "title", "on", "void_at", "void_words")
    items = [
        {**{name: getattr(one, name) for name in plain}, "unit": one.unit.name, "about": one.subject_code}
        for one in found.rows
    ]
    return paged("documents", items, found.after)
