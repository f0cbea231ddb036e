"""The same key twice in one file: the first row holds it, exact repeats are counted once, the others are refused."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import polars as pl

from niangjia.kit.declare import Sheet
from niangjia.kit.sheets.tables import ROW

if TYPE_CHECKING:
    from niangjia.kit.sheets.checks import Findings


def find_duplicates(
    frame: pl.DataFrame, sheet: Sheet, place: Mapping[str, str], problems: Findings
) -> tuple[tuple[int, int], ...]:
    """Add a problem for every later row that claims a held key; give back (row, first row) of exact repeats.

    Rows with a problem of their own hold nothing and are not compared: they come again when they are mended.
    """
    if not sheet.key or any(name not in place for name in sheet.key):
        return ()
    keys = list(sheet.key)
    twice = frame.filter(pl.all_horizontal(pl.col(keys).is_not_null()) & pl.struct(keys).is_duplicated())
    if twice.is_empty():
        return ()
    if problems.rows:
        twice = twice.filter(~pl.col(ROW).is_in(list(set(problems.rows))))
    named = next((column.name for column in sheet.columns if column.type == "name" and column.name not in keys), "")
    title = "、".join(str(column.title) for column in sheet.columns if column.name in keys)
    first: dict[tuple[Any, ...], dict[str, Any]] = {}
    repeated: list[tuple[int, int]] = []
    for row in twice.iter_rows(named=True):
        key = tuple(row[name] for name in keys)
        holder = first.setdefault(key, row)
        if holder is row:
            continue
        if all(row[name] == holder[name] for name in row if name != ROW):
            repeated.append((row[ROW], holder[ROW]))
            continue
        code = "key.taken" if named and row[named] != holder[named] else "key.twice"
        values = {"first": holder[ROW], "title": title}
        problems.add(row[ROW], place[keys[-1]], keys[-1], code, "", values)
    return tuple(repeated)
