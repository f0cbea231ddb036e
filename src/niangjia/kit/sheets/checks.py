"""Checking a table against a kind of sheet: text in, typed columns out, every wrong cell named with what to do.

The fast path of each type is a handful of polars expressions over the whole column; only cells that it cannot settle
are read one by one, each different text once.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import polars as pl

from niangjia.kit.calendar import today
from niangjia.kit.declare import Column, Sheet
from niangjia.kit.ids import mask_identity, mask_phone
from niangjia.kit.reading import plain
from niangjia.kit.sheets import typed
from niangjia.kit.sheets.duplicates import find_duplicates
from niangjia.kit.sheets.reasons import sentence
from niangjia.kit.sheets.tables import ROW, Table

FINDINGS = pl.Schema(
    {
        ROW: pl.Int64,
        "column": pl.String,
        "field": pl.String,
        "code": pl.String,
        "value": pl.String,
        "sentence": pl.String,
    }
)
"""Problems and warnings: row, column as the file calls it, field, reason code, masked value, sentence."""

TYPES: Mapping[str, type[pl.DataType]] = {
    "date": pl.Date,
    "integer": pl.Int64,
    "money": pl.Int64,
    "number": pl.Float64,
}
"""Column type to the type in the frame; all others are text. Money is in fen."""


@dataclass(frozen=True)
class Checked:
    """A table, checked.

    `frame` has `_row` and every column that the kind declares, typed (null where empty, wrong or not in the file).
    `problems` refuse their row, `warnings` do not. `repeated` are rows that say again what an earlier row says, as
    (row, first row). `missing` are required fields that no column was mapped to: then no row is good.
    """

    frame: pl.DataFrame
    problems: pl.DataFrame
    warnings: pl.DataFrame
    repeated: tuple[tuple[int, int], ...] = ()
    missing: tuple[str, ...] = ()

    @property
    def good(self) -> pl.DataFrame:
        """The rows that may be taken: no problem, and each once."""
        if self.missing:
            return self.frame.clear()
        out = pl.concat([self.problems[ROW], pl.Series(ROW, [row for row, _first in self.repeated], dtype=pl.Int64)])
        return self.frame.filter(~pl.col(ROW).is_in(out.unique().implode())) if out.len() else self.frame

    @property
    def bad_rows(self) -> list[int]:
        """Numbers of the refused rows, in order."""
        return self.problems[ROW].unique().sort().to_list()


@dataclass
class Findings:
    """Problems or warnings while they are gathered, column by column."""

    rows: list[int] = field(default_factory=list)
    columns: list[str] = field(default_factory=list)
    fields: list[str] = field(default_factory=list)
    codes: list[str] = field(default_factory=list)
    shown: list[str] = field(default_factory=list)
    sentences: list[str] = field(default_factory=list)
    _known: dict[tuple[Any, ...], str] = field(default_factory=dict)

    def add(self, row: int, column: str, name: str, code: str, shown: str, values: Mapping[str, Any]) -> None:
        """One finding; equal sentences are made once."""
        key = (code, *(f"{name}={value}" for name, value in values.items()))
        said = self._known.get(key)
        if said is None:
            said = self._known.setdefault(key, sentence(code, **values))
        self.rows.append(row)
        self.columns.append(column)
        self.fields.append(name)
        self.codes.append(code)
        self.shown.append(shown)
        self.sentences.append(said)

    def frame(self) -> pl.DataFrame:
        """The findings in the order of the rows."""
        parts = (self.rows, self.columns, self.fields, self.codes, self.shown, self.sentences)
        made = pl.DataFrame(dict(zip(FINDINGS, parts, strict=True)), schema=FINDINGS)
        return made.sort(ROW, maintain_order=True)


def check(table: Table, sheet: Sheet, mapping: Mapping[str, str], *, on: date | None = None) -> Checked:
    """Check every row. `mapping` is column of the table → field; `on` the day after which nobody can be born (today)."""
    place = {name: column for column, name in mapping.items() if column in table.frame.columns}
    problems, warnings = Findings(), Findings()
    rows = table.frame[ROW]
    columns: dict[str, pl.Series] = {ROW: rows}
    kinds = _document_kinds(table, sheet, place)
    missing = tuple(column.name for column in sheet.columns if column.required and column.name not in place)
    for column in sheet.columns:
        if column.name not in place:
            columns[column.name] = pl.Series(column.name, [None] * len(rows), dtype=TYPES.get(column.type, pl.String))
            continue
        heading = place[column.name]
        cells = table.frame[heading]
        reader = typed.Reader(
            column=column, date1904=table.date1904, on=on or today(), kinds=kinds, hinted=table.source != "csv"
        )
        done = typed.read_column(cells, reader, _hints(table, heading))
        columns[column.name] = done.values.alias(column.name)
        _note(problems, done.errors, rows, cells, column, heading)
        _note(warnings, done.warnings, rows, cells, column, heading)
        if done.kinds is not None and kinds.field and kinds.field not in place:
            columns[kinds.field] = done.kinds.alias(kinds.field)
    frame = pl.DataFrame(columns).select(ROW, *(column.name for column in sheet.columns))
    repeated = find_duplicates(frame, sheet, place, problems)
    for row, first in repeated:
        warnings.add(row, "", "", "row.repeated", "", {"first": first})
    return Checked(frame, problems.frame(), warnings.frame(), repeated, missing)


def _document_kinds(table: Table, sheet: Sheet, place: Mapping[str, str]) -> typed.Kinds:
    """What the column of type `document` says about each row's document, if there is one."""
    name = next((column.name for column in sheet.columns if column.type == "document"), "")
    return typed.Kinds(name, typed.read_kinds(table.frame[place[name]]) if name in place else None)


def _hints(table: Table, heading: str) -> dict[int, str]:
    """Position in the frame → hint, for one column."""
    hints = table.hints.filter(pl.col("column") == heading)
    if hints.is_empty():
        return {}
    order = table.frame.select(ROW).with_row_index("place")
    found = hints.join(order, on=ROW, how="inner")
    return dict(zip(found["place"].to_list(), found["hint"].to_list(), strict=True))


def _note(
    findings: Findings, found: list[typed.Found], rows: pl.Series, cells: pl.Series, column: Column, heading: str
) -> None:
    if not found:
        return
    places = pl.Series([one.place for one in found], dtype=pl.Int64)
    numbers, texts = rows.gather(places).to_list(), cells.gather(places).to_list()
    for one, row, text in zip(found, numbers, texts, strict=True):
        findings.add(row, heading, column.name, one.code, masked(column, text or ""), one.values)


def masked(column: Column, text: str) -> str:
    """What may be shown of a cell: identity numbers and phones masked, other sensitive text by its first character."""
    if column.type == "identity":
        return mask_identity(plain(text))
    if column.type == "phone":
        return mask_phone(plain(text))
    if column.sensitive:
        return text[:1] + "*" * (len(text[:10]) - 1)
    return text if len(text) <= 60 else text[:60] + "……"
