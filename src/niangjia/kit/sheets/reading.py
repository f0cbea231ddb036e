"""Opening a spreadsheet file: .xlsx, .xls or .csv in, tables of text out, or one clear sentence why not."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

import fastexcel
import polars as pl

from niangjia.kit import declare
from niangjia.kit.declare import Sheet
from niangjia.kit.sheets import layout
from niangjia.kit.sheets.containers import LIMITS, MB, OPEN, Limits, Part, open_zip, sniff, survey
from niangjia.kit.sheets.csvs import read_csv
from niangjia.kit.sheets.headings import vocabulary
from niangjia.kit.sheets.ole import OldBook, survey_xls
from niangjia.kit.sheets.tables import Table, Unreadable, Workbook


def open_workbook(
    source: Path | str | bytes | BinaryIO,
    *,
    name: str,
    kinds: Iterable[Sheet] | None = None,
    limits: Limits = LIMITS,
) -> Workbook:
    """Every visible sheet of a file that holds a table. Raises Unreadable with a sentence for people.

    `name` is the file's name as the person knows it; the content decides what it is. `kinds` are the sheets whose
    headings are known (default: all declared ones); they help to find the heading row.
    """
    data = _bytes_of(source, limits)
    words = vocabulary(declare.sheets().values() if kinds is None else kinds)
    form = sniff(data)
    if form == "zip":
        book = _open_xlsx(data, name, words, limits)
    elif form == "ole":
        book = _open_xls(data, name, words, limits)
    else:
        book = _open_csv(data, name, words, limits)
    if not book.sheets:
        raise Unreadable("file.nothing")
    return book


def _bytes_of(source: Path | str | bytes | BinaryIO, limits: Limits) -> bytes:
    """The whole file, unless it is too large to be read."""
    if isinstance(source, bytes):
        data = source
    elif isinstance(source, (str, Path)):
        path = Path(source)
        if path.stat().st_size > limits.file_bytes:
            raise Unreadable("file.large", size=path.stat().st_size // MB, most=limits.file_bytes // MB)
        data = path.read_bytes()
    else:
        data = source.read(limits.file_bytes + 1)
    if len(data) > limits.file_bytes:
        raise Unreadable("file.large", size=len(data) // MB, most=limits.file_bytes // MB)
    return data


def _open_xlsx(data: bytes, name: str, words: frozenset[str], limits: Limits) -> Workbook:
    with open_zip(data, limits) as archive:
        seen = survey(archive, limits)
    reader = _reader(data)
    tables: list[Table] = []
    notes = set(seen.notes)
    for sheet, part in seen.sheets.items():
        if sheet not in reader.sheet_names:
            continue
        raw = _load(reader, sheet, limits)
        if raw is None:
            notes.add("hidden")
            continue
        table = layout.build(sheet, raw, words=words, first_column=min(part.first_column, 1 << 14), source="xlsx")
        if table is None:
            continue
        table = layout.place_hints(table, part.odd, part.merged)
        tables.append(replace(table, formulas=part.formulas, date1904=seen.date1904))
    return Workbook(name, tables, tuple(sorted(notes)))


def _open_xls(data: bytes, name: str, words: frozenset[str], limits: Limits) -> Workbook:
    seen = OldBook() if limits is OPEN else survey_xls(data, limits)
    reader = _reader(data)
    if len(reader.sheet_names) > limits.sheets:
        raise Unreadable("file.sheets", sheets=len(reader.sheet_names), most=limits.sheets)
    notes = set(seen.notes)
    tables = []
    for number, sheet in enumerate(reader.sheet_names):
        raw = _load(reader, sheet, limits)
        if raw is None:
            notes.add("hidden")
            continue
        part = seen.parts[number] if number < len(seen.parts) else Part()
        left = part.first_column if part.cells else 0
        table = layout.build(sheet, raw, words=words, first_column=left, source="xls")
        if table is not None:
            table = layout.place_hints(table, part.odd, part.merged)
            tables.append(replace(table, formulas=part.formulas, date1904=seen.date1904))
    return Workbook(name, tables, tuple(sorted(notes)))


def _open_csv(data: bytes, name: str, words: frozenset[str], limits: Limits) -> Workbook:
    raw = read_csv(data, limits)
    table = layout.build(Path(name).stem[:31] or "Sheet1", raw, words=words, source="csv")
    return Workbook(name, [table] if table else [])


def _reader(data: bytes) -> fastexcel.ExcelReader:
    try:
        return fastexcel.read_excel(data)
    except BaseException as broken:
        raise _refusal(broken) from broken


def _load(reader: fastexcel.ExcelReader, sheet: str, limits: Limits) -> pl.DataFrame | None:
    """All cells of a sheet as text from row 1; None if it is hidden."""
    try:
        loaded = reader.load_sheet(sheet, header_row=None, skip_rows=0, dtypes="string")
        if loaded.visible != "visible":
            return None
        frame: pl.DataFrame = loaded.to_polars()
    except BaseException as broken:
        raise _refusal(broken) from broken
    if frame.width > limits.columns:
        raise Unreadable("file.wide", columns=frame.width, most=limits.columns)
    return frame.with_columns(pl.all().cast(pl.String))


def _refusal(broken: BaseException) -> BaseException:
    """A reader's complaint as ours. A panic of the Rust reader is a BaseException; real interrupts pass through."""
    if isinstance(broken, (KeyboardInterrupt, SystemExit, MemoryError)):
        return broken
    text = str(broken).lower()
    if "password" in text or "encrypt" in text:
        return Unreadable("file.encrypted")
    return Unreadable("file.broken")
