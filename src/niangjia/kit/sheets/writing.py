"""Giving spreadsheets out: any list, streamed; the bad rows of a file, to be mended and sent again."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, BinaryIO, Literal

import polars as pl

from niangjia.kit.sheets.headings import REASON
from niangjia.kit.sheets.tables import ROW, Table
from niangjia.kit.sheets.xlsx import MOST_ROWS, Book, Cell, Page

_BATCH = 20_000


@dataclass(frozen=True)
class Heading:
    """A column of a list. `kind` decides how a value shows: money is given in fen and shows in yuan."""

    title: str
    kind: Literal["text", "date", "integer", "money"] = "text"
    width: float = 14


_STYLE = {"text": "text", "date": "date", "integer": "integer", "money": "amount"}


def write_table(
    columns: Sequence[Heading],
    rows: Iterable[pl.DataFrame] | Iterable[Sequence[Any]],
    target: Path | BinaryIO,
    *,
    title: str,
    filter_text: str = "",
    form: Literal["xlsx", "csv"] = "xlsx",
) -> int:
    """Write a list and return how many rows it has. Rows are taken as they come, in frames or one by one.

    The title stands in the first row, what was filtered in the second. Text that looks like a formula is neutralised:
    in .xlsx it is a text cell, in .csv it gets an apostrophe; negative numbers and phone numbers stay as they are.
    """
    batches = _batches(columns, rows)
    with _opened(target) as out:
        if form == "csv":
            return _write_csv(columns, batches, out, title, filter_text)
        return _write_xlsx(columns, batches, out, title, filter_text)


def _opened(target: Path | BinaryIO) -> AbstractContextManager[IO[bytes]]:
    return target.open("wb") if isinstance(target, Path) else nullcontext(target)


def _batches(
    columns: Sequence[Heading], rows: Iterable[pl.DataFrame] | Iterable[Sequence[Any]]
) -> Iterator[pl.DataFrame]:
    """Frames of the columns in order, whatever the rows come as."""
    names = [f"c{place}" for place in range(len(columns))]
    held: list[Sequence[Any]] = []
    for one in rows:
        if isinstance(one, pl.DataFrame):
            yield one.select(pl.col(old).alias(new) for old, new in zip(one.columns, names, strict=True))
            continue
        held.append(one)
        if len(held) == _BATCH:
            yield _frame(columns, names, held)
            held = []
    if held:
        yield _frame(columns, names, held)


_TYPE: dict[str, type[pl.DataType]] = {"text": pl.String, "date": pl.Date, "integer": pl.Int64, "money": pl.Int64}


def _frame(columns: Sequence[Heading], names: Sequence[str], rows: list[Sequence[Any]]) -> pl.DataFrame:
    data = {
        name: pl.Series(
            name,
            [_text(row[place]) if column.kind == "text" else row[place] for row in rows],
            dtype=_TYPE[column.kind],
        )
        for place, (name, column) in enumerate(zip(names, columns, strict=True))
    }
    return pl.DataFrame(data)


def _text(value: Any) -> str | None:
    return None if value is None or value == "" else str(value)


def _write_xlsx(
    columns: Sequence[Heading], batches: Iterator[pl.DataFrame], out: IO[bytes], title: str, filter_text: str
) -> int:
    count = 0
    with Book(out) as book:
        page = _begin(book, columns, title, filter_text)
        for batch in batches:
            frame = batch.with_columns(
                _yuan(pl.col(name)).alias(name)
                for name, column in zip(batch.columns, columns, strict=True)
                if column.kind == "money"
            )
            while frame.height:
                room = MOST_ROWS - page.row
                if not room:
                    page.close()
                    page = _begin(book, columns, title, filter_text)
                    continue
                page.rows(frame.head(room), [_STYLE[column.kind] for column in columns])
                count += min(room, frame.height)
                frame = frame.slice(room)
        page.close()
    return count


def _begin(book: Book, columns: Sequence[Heading], title: str, filter_text: str) -> Page:
    widths = {place: column.width for place, column in enumerate(columns)}
    page = book.sheet(title, widths=widths, frozen=3)
    page.line([Cell(title, "title")])
    page.line([Cell(filter_text, "note")])
    page.line([Cell(column.title, "heading") for column in columns])
    return page


def _yuan(fen: pl.Expr) -> pl.Expr:
    """Fen as the exact digits of yuan, to go into a number cell."""
    whole, rest = fen.abs() // 100, fen.abs() % 100
    sign = pl.when(fen < 0).then(pl.lit("-")).otherwise(pl.lit(""))
    digits = pl.concat_str([sign, whole.cast(pl.String), pl.lit("."), rest.cast(pl.String).str.zfill(2)])
    return digits.cast(pl.Decimal(38, 2))


# ------------------------------------------------------------------ csv

_NUMBERLIKE = r"^(?:[+-]?\d[\d,]*(?:\.\d+)?%?|\+?\d[\d \-]*)$"
_DANGEROUS = r"^[\s\x00]*[=+\-@＝＋－＠]|^[\t\r]"


def neutral(text: str) -> str:
    """A text that no spreadsheet computes when it opens a .csv: a formula gets an apostrophe in front."""
    if re.search(_DANGEROUS, text) and not re.match(_NUMBERLIKE, text):
        return f"'{text}"
    return text


def _write_csv(
    columns: Sequence[Heading], batches: Iterator[pl.DataFrame], out: IO[bytes], title: str, filter_text: str
) -> int:
    """UTF-8 with its mark, so that Excel reads it; the title and the filter stand above the headings."""
    out.write(b"\xef\xbb\xbf")
    for line in ([title], [filter_text], [column.title for column in columns]):
        out.write(_line([neutral(cell) for cell in line]))
    count = 0
    for batch in batches:
        exprs = []
        for name, column in zip(batch.columns, columns, strict=True):
            shown = _yuan(pl.col(name)).cast(pl.String) if column.kind == "money" else pl.col(name).cast(pl.String)
            exprs.append(_neutral(shown).alias(name))
        batch.select(exprs).write_csv(out, include_header=False, quote_style="necessary", line_terminator="\r\n")
        count += batch.height
    return count


def _neutral(shown: pl.Expr) -> pl.Expr:
    """`neutral` for whole columns."""
    risky = shown.str.contains(_DANGEROUS) & ~shown.str.contains(_NUMBERLIKE)
    return pl.when(risky).then(pl.concat_str([pl.lit("'"), shown])).otherwise(shown)


def _line(cells: Sequence[str]) -> bytes:
    line = io.StringIO()
    csv.writer(line, lineterminator="\r\n").writerow(cells)
    return line.getvalue().encode()


# ------------------------------------------------------------------ the bad rows


def write_errors(tables: Sequence[tuple[Table, pl.DataFrame]], target: Path | BinaryIO) -> int:
    """The refused rows of a file as the same spreadsheet, and how many they are.

    Each table comes with its problems (`_row`, `column`, `sentence`; an empty column concerns the whole row). Sheet
    name, title rows, headings, order and text are as they were; the reason stands in a column after the last one, the
    wrong cells are tinted. Every cell is text, so that Excel ruins nothing while the rows are mended.
    """
    count = 0
    with _opened(target) as out, Book(out) as book:
        for table, problems in tables:
            if problems.height or len(tables) == 1:
                count += _write_bad_rows(book, table, problems)
    return count


def _write_bad_rows(book: Book, table: Table, problems: pl.DataFrame) -> int:
    last = max([*table.positions.values(), *(len(cells) - 1 for _row, cells in table.heading_rows)], default=0)
    widths = dict.fromkeys(range(last + 1), 16.0) | {last + 1: 60.0}
    page = book.sheet(table.name, widths=widths, frozen=table.header_row, default="text")
    above = dict((*table.titles_above, *table.heading_rows))
    first_heading = min((row for row, _cells in table.heading_rows), default=table.header_row)
    for row in range(1, table.header_row + 1):
        style = "heading" if row >= first_heading else "plain"
        cells = list(above.get(row, ()))
        line = [Cell(cell, style if cell else "plain") for cell in cells]
        line += [Cell("")] * (last + 1 - len(line))
        if row == first_heading:
            line.append(Cell(REASON, "heading"))
        page.line(line)
    for top, left, bottom, right in table.merged:
        if bottom < table.header_row:
            page.merge(top, left, bottom, right)
    frame, marks = _bad_rows(table, problems, last)
    for start in range(0, frame.height, _BATCH):
        page.rows(
            frame.slice(start, _BATCH),
            ["text"] * (last + 1) + ["reason"],
            marks=marks.slice(start, _BATCH),
        )
    page.close()
    return frame.height


def _bad_rows(table: Table, problems: pl.DataFrame, last: int) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The rows in the file's own columns with their reason, and which cells to tint."""
    said = (
        pl.when(pl.col("column") != "").then(pl.concat_str(["column", pl.lit("："), "sentence"])).otherwise("sentence")
    )
    reasons = problems.select(ROW, said.alias("reason")).group_by(ROW).agg(pl.col("reason").unique(maintain_order=True))
    joined = reasons.with_columns(pl.col("reason").list.join("；"))
    bad = table.frame.join(joined, on=ROW, how="inner", maintain_order="left")
    names = {place: name for name, place in table.positions.items()}
    frame = bad.select(
        *(
            (pl.col(names[place]) if place in names else pl.lit(None, dtype=pl.String)).alias(f"c{place}")
            for place in range(last + 1)
        ),
        pl.col("reason").alias("c_reason"),
    )
    tinted = []
    for place, name in names.items():
        rows = problems.filter(pl.col("column") == name)[ROW].unique()
        if len(rows):
            hit = pl.col(ROW).is_in(rows.implode())
            tinted.append(pl.when(hit).then(pl.lit("bad")).alias(f"c{place}"))
    marks = bad.select(tinted) if tinted else pl.DataFrame()
    return frame, marks
