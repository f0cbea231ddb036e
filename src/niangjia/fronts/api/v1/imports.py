"""Spreadsheets taken in: sent, checked, confirmed, and the refused rows back as the same spreadsheet."""

from __future__ import annotations

import io
from datetime import datetime
from pathlib import PurePath
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Field, File, Form, Header, Query, Schema
from ninja.files import UploadedFile
from ninja.responses import Status

from niangjia.engines.imports import actions, queries
from niangjia.engines.imports.choices import State
from niangjia.fronts.api.endpoint import endpoint
from niangjia.fronts.api.paging import Page, Paged, mark_of, paged
from niangjia.fronts.api.shapes import Given, Text, Word, word
from niangjia.fronts.shell.downloads import KINDS, download
from niangjia.fronts.shell.uploads import SealedUpload
from niangjia.kit.declare import sheets

USE = "imports.use"
TAG = "导入"


class Batch(Schema):
    """一张表。先检查（`checking`），再等确认（`ready`），确认后写入（`applying`、`done`）。"""

    code: str
    kind: str
    kind_title: str
    file: str
    sheet: str
    state: Word
    rows: int
    done: int
    counts: dict[str, int]
    taken: dict[str, int]
    message: str
    created_at: datetime


class Received(Schema):
    """一个文件里的每张表各是一批。"""

    items: list[Batch]


class Kind(Given):
    """是什么表；不写就自动认。"""

    kind: Text = Field("", description="members、unions、employers 等；不写就按表头自动认。")


KEY = Header(
    "", max_length=60, alias="Idempotency-Key", pattern="^[A-Za-z0-9._-]*$",
    description="由您生成的编号。断线重发时用同一个编号，只会收一次。",
)  # fmt: skip


@endpoint("GET", "imports/", power=USE, gives=Page[Batch], tag=TAG)
def imports(request: HttpRequest, asked: Query[Paged]) -> Any:
    """导入记录，新的在前"""
    mark = mark_of(asked, "imports")
    found = queries.batches(request.actor, limit=asked.size + 1, before=int(mark) if mark else None)
    more = found[asked.size - 1].pk if len(found) > asked.size else None
    return paged("imports", [_batch(one) for one in found[: asked.size]], more)


def _batch(one: Any) -> dict[str, Any]:
    return {
        "code": one.code, "kind": one.kind, "kind_title": str(sheets()[one.kind].title) if one.kind in sheets() else "",
        "file": one.file_name, "sheet": one.sheet_name, "state": word(State, one.state), "rows": one.rows, "done": one.done_rows,
        "counts": one.counts, "taken": {name: int(value) for name, value in one.taken.items() if isinstance(value, int)},
        "message": str(queries.why_stopped(one) or one.message), "created_at": one.created_at,
    }  # fmt: skip


@endpoint("POST", "imports/", power=USE, gives=Received, tag=TAG, status=201)
def import_new(request: HttpRequest, file: File[UploadedFile], said: Form[Kind], key: str = KEY) -> Any:
    """送来一个表格（.xlsx、.xls、.csv）

    只检查，不写入；看过 `counts` 再确认。
    """
    source = file.path if isinstance(file, SealedUpload) else file.file
    name = PurePath(file.name or "table").name
    batches = actions.receive(
        actor=request.actor, source=source, name=name, size=file.size or 0, kind=said.kind, key=key
    )
    return Status(201, {"items": [_batch(one) for one in batches]})


@endpoint("GET", "imports/{slug:code}/", power=USE, gives=Batch, tag=TAG)
def import_one(request: HttpRequest, code: str) -> Any:
    """一张表到哪里了"""
    return _batch(queries.batch(request.actor, code))


@endpoint("POST", "imports/{slug:code}/start/", power=USE, gives=Batch, tag=TAG)
def import_start(request: HttpRequest, code: str) -> Any:
    """确认写入：好的行都写进去，有错的行留下"""
    return _batch(actions.start(actor=request.actor, code=code))


@endpoint("POST", "imports/{slug:code}/cancel/", power=USE, gives=Batch, tag=TAG)
def import_cancel(request: HttpRequest, code: str) -> Any:
    """放弃这张表：写进去的会全部取回"""
    return _batch(actions.cancel(actor=request.actor, code=code))


@endpoint("GET", "imports/{slug:code}/errors/", power=USE, gives=None, tag=TAG, file=KINDS["xlsx"])
def import_errors(request: HttpRequest, code: str) -> Any:
    """有错的行，原样的表格，最后一列是原因"""
    batch = queries.read_batch(request.actor, code)
    made = io.BytesIO()
    actions.write_error_file(actor=request.actor, codes=[code], target=made)
    stem = batch.file_name.rpartition(".")[0] or batch.file_name
    return download(_("%s（错误行）.xlsx") % stem, [made.getvalue()])
