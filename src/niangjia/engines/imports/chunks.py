"""A planned chunk on its way to the database: read, narrowed to what is wanted, and prepared; in the helper process."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Literal

import polars as pl

from niangjia.engines.imports import crew, files
from niangjia.kit.declare import Sheet, sheets


def prepared(
    kind: str, code: str, number: int, ticked: Sequence[int] | Literal["all"], half: int | None = None
) -> bytes:
    """The rows of a chunk that are to be written, with what the sheet prepares for them; `opened` gives the frame.

    `half`: 0 or 1, only the upper or the lower rows.

    Bytes, since they go from one process to another much faster than lists of texts.
    """
    crew.give_back()
    sheet = sheets()[kind]
    frame = files.read(code, files.plan_name(number)).filter(wanted(ticked))
    if half is not None:
        middle = frame.height // 2
        frame = frame.slice(middle) if half else frame.slice(0, middle)
    frame = _with_prepared(sheet, frame)
    target = io.BytesIO()
    frame.write_ipc(target, compression="lz4")
    return target.getvalue()


def _with_prepared(sheet: Sheet, frame: pl.DataFrame) -> pl.DataFrame:
    """The rows with the columns that the sheet makes for them; the many small texts in between are gone afterwards."""
    if not sheet.prepare:
        return frame
    made = sheet.prepare({name: frame[name].cast(pl.String).fill_null("").to_list() for name in sheet.needs})
    return frame.with_columns(pl.Series(name, values, dtype=pl.String) for name, values in made.items())


def opened(data: bytes) -> pl.DataFrame:
    """The frame of a prepared chunk."""
    return pl.read_ipc(data)


def wanted(ticked: Sequence[int] | Literal["all"]) -> pl.Expr:
    """Which planned rows are handed to `apply`: new and changed ones, ticked transfers, and those to be remembered."""
    transfer = pl.col("_verdict") == "transfer"
    chosen = transfer if ticked == "all" else transfer & pl.col("_row").is_in(ticked)
    refresh = (pl.col("_verdict") == "same") & pl.col("_refresh").fill_null(value=False)
    return pl.col("_verdict").is_in(["new", "changed"]) | chosen | refresh
