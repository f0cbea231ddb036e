"""The rows of a batch as they may be shown: masked, by verdict, before and after."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from niangjia.engines.imports import files
from niangjia.engines.imports.models import Batch
from niangjia.engines.imports.queries.history import batch
from niangjia.kit.declare import Column, Sheet, sheets
from niangjia.kit.ids import mask_identity, mask_phone
from niangjia.kit.powers import Actor


@dataclass(frozen=True)
class Change:
    """One cell that would change."""

    title: str
    before: str
    after: str


@dataclass(frozen=True)
class Row:
    """One row of the preview; identity and phone are masked. `number` is its row in the file."""

    number: int
    verdict: str
    cells: dict[str, str]
    problem: str = ""
    note: str = ""
    changes: tuple[Change, ...] = ()
    ticked: bool = False


@dataclass(frozen=True)
class Page:
    """Some rows of a verdict; `after` is the row number to ask for the next page with, None at the end."""

    rows: list[Row]
    titles: list[tuple[str, str]]
    after: int | None


def preview(actor: Actor, code: str, verdict: str, *, after: int = 0, size: int = 50) -> Page:
    """A page of rows of one verdict, in the order of the file. Raises NotFound."""
    one = batch(actor, code)
    sheet = sheets()[one.kind]
    found: list[dict[str, Any]] = []
    for number, tally in enumerate(one.chunks):
        if not tally.get(verdict):
            continue
        frame = files.read(one.code, files.plan_name(number))
        if frame["_row"][-1] <= after:
            continue
        some = frame.filter((pl.col("_verdict") == verdict) & (pl.col("_row") > after))
        found += some.head(size + 1 - len(found)).to_dicts()
        if len(found) > size:
            break
    more = found[size - 1]["_row"] if len(found) > size else None
    used = [column for column in sheet.columns if column.name in one.mapping.values()]
    ticked = one.options.get("transfers", [])
    titles = [(column.name, str(column.title)) for column in used]
    return Page([_row(sheet, used, row, ticked) for row in found[:size]], titles, more)


def rows_by_number(actor: Actor, code: str, numbers: Collection[int]) -> Page:
    """Rows of a batch by their number in the file, whatever their verdict."""
    one = batch(actor, code)
    sheet = sheets()[one.kind]
    used = [column for column in sheet.columns if column.name in one.mapping.values()]
    found = [
        _row(sheet, used, row, [])
        for frame in _planned(one, numbers)
        for row in frame.filter(pl.col("_row").is_in(list(numbers))).iter_rows(named=True)
    ]
    return Page(found, [(column.name, str(column.title)) for column in used], None)


def _planned(one: Batch, numbers: Collection[int]) -> Iterator[pl.DataFrame]:
    for number in range(len(one.chunks) if numbers else 0):
        yield files.read(one.code, files.plan_name(number))


def _row(sheet: Sheet, used: Sequence[Column], row: dict[str, Any], ticked: Any) -> Row:
    before = sheet.before(row) if sheet.before else {}
    by_name = {column.name: column for column in sheet.columns}
    changed = [name for name in (row.get("_changed") or "").split(",") if name]
    changes = []
    for name in dict.fromkeys([*before, *changed]):
        column = by_name.get(name)
        old = before.get(name, str(row.get(f"was_{name}") or ""))
        changes.append(Change(str(column.title) if column else name, _label(column, old), shown(column, row.get(name))))
    chosen = row["_verdict"] == "transfer" and (ticked == "all" or row["_row"] in ticked)
    cells = {column.name: shown(column, row[column.name]) for column in used}
    return Row(
        row["_row"], row["_verdict"], cells, row.get("_problem") or "", row.get("_note") or "", tuple(changes), chosen
    )


def shown(column: Column | None, value: Any) -> str:
    """A cell as it may be shown: identity and phone masked, stored codes as their words."""
    text = "" if value is None else str(value)
    if column is None or not text:
        return text
    if column.type == "identity":
        return mask_identity(text)
    if column.type == "phone":
        return mask_phone(text)
    return _label(column, text)


def _label(column: Column | None, value: str) -> str:
    if column is None or not column.choices:
        return value
    return next((word for word, stored in column.choices.items() if stored == value), value)
