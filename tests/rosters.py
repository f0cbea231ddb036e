"""Spreadsheets for tests of importing: write one, take it in, say what came of it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import xlsxwriter

from niangjia.engines.imports import actions, queries
from niangjia.engines.imports.models import Batch
from niangjia.kit.powers import OPERATOR, Actor

UNIONS = ("工会名称", "上级工会", "工会类型", "成立日期")
MEMBERS = ("姓名", "性别", "证件号码", "手机号", "所在工会", "工作单位", "职业类别", "入会日期")
EMPLOYERS = ("单位名称", "统一社会信用代码", "所属工会", "职工人数")


def book(path: Path, headings: Sequence[str], rows: Sequence[Sequence[Any]]) -> Path:
    """A workbook of text cells."""
    with xlsxwriter.Workbook(str(path), {"strings_to_numbers": False}) as made:
        sheet = made.add_worksheet()
        for number, row in enumerate([headings, *rows]):
            for place, cell in enumerate(row):
                if cell not in ("", None):
                    sheet.write_string(number, place, str(cell))
    return path


def judged(path: Path, *, actor: Actor = OPERATOR, kind: str = "") -> Batch:
    """Staged and checked."""
    (batch,) = actions.stage(actor=actor, source=path, name=path.name, kind=kind)
    return actions.check(actor=actor, code=batch.code, inline=True)


def taken(path: Path, *, actor: Actor = OPERATOR, transfers: bool = False) -> Batch:
    """Staged, checked and confirmed."""
    batch = judged(path, actor=actor)
    if transfers:
        actions.tick_transfers(actor=actor, code=batch.code, rows="all")
    try:
        return actions.start(actor=actor, code=batch.code, inline=True)
    except actions.NothingToDo:
        return batch


def counts(batch: Batch) -> dict[str, int]:
    """Rows by verdict, without the zeros."""
    return {name: count for name, count in batch.counts.items() if count and name != "warned"}


def rows(batch: Batch, verdict: str, *, actor: Actor = OPERATOR) -> list[queries.Row]:
    """The preview of one verdict."""
    return queries.preview(actor, batch.code, verdict).rows
