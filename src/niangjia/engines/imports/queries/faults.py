"""What is wrong with the rows of a batch: grouped, by column, row by row."""

from __future__ import annotations

import difflib
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from niangjia.engines.imports import files, policies
from niangjia.engines.imports.models import Batch
from niangjia.engines.imports.queries.history import batch
from niangjia.ground.org.actions.bulk import all_units
from niangjia.kit.declare import Column, sheets
from niangjia.kit.powers import Actor, reach, within
from niangjia.kit.sheets import masked

SUGGESTED = 40
"""Different unknown names for which the nearest known ones are looked up."""


@dataclass(frozen=True)
class Problem:
    """Rows that are wrong in the same way at the same column and value; `like` are the nearest known names."""

    column: str
    title: str
    value: str
    sentence: str
    rows: int
    first: list[int]
    like: list[str] = field(default_factory=list)


def problems(actor: Actor, code: str) -> list[Problem]:
    """What is wrong, grouped, the commonest first; for names of unions the nearest known ones in reach."""
    one = batch(actor, code)
    titles = {column.name: column for column in sheets()[one.kind].columns}
    known = _known_names(actor) if any(_names_a_union(titles, group) for group in one.problems) else []
    found, asked = [], 0
    for group in one.problems:
        column = titles.get(group["column"])
        like: list[str] = []
        if _names_a_union(titles, group) and asked < SUGGESTED:
            asked += 1
            like = difflib.get_close_matches(group["value"], known, n=3, cutoff=0.5)
        title = str(column.title) if column else ""
        found.append(
            Problem(group["column"], title, group["value"], group["sentence"], group["rows"], group["first"], like)
        )
    return found


def _names_a_union(titles: dict[str, Column], group: dict[str, Any]) -> bool:
    column = titles.get(group["column"])
    return bool(group["value"]) and column is not None and column.type == "unit"


def _known_names(actor: Actor) -> list[str]:
    ranges = reach(actor, policies.USE)
    return [
        row["name"]
        for row in all_units().iter_rows(named=True)
        if within(row["path"], ranges) and not row["dissolved_on"]
    ]


def wrong_rows(actor: Actor, code: str) -> pl.DataFrame:
    """Every refused row with all its reasons: `_row` and `reason`. Raises NotFound."""
    one = batch(actor, code)
    parts = [
        files.read(one.code, files.plan_name(number))
        .filter(pl.col("_verdict") == "wrong")
        .select("_row", pl.col("_problem").alias("reason"))
        for number, tally in enumerate(one.chunks)
        if tally.get("wrong")
    ]
    return pl.concat(parts) if parts else pl.DataFrame(schema={"_row": pl.Int64, "reason": pl.String})


def by_column(actor: Actor, code: str) -> list[tuple[str, str, int]]:
    """How often each column is at fault, the commonest first: field, title, rows; "" for the row as a whole."""
    one = batch(actor, code)
    titles = {column.name: str(column.title) for column in sheets()[one.kind].columns}
    found = [(name, titles.get(name, ""), rows) for name, rows in one.facts.get("faults", {}).items()]
    return sorted(found, key=lambda line: -line[2])


@dataclass(frozen=True)
class Cell:
    """A cell as the file has it, masked; `bad`: it is at fault."""

    text: str
    bad: bool


@dataclass(frozen=True)
class WrongRow:
    """One refused row as the file has it: its cells in the file's order, the headings at fault, what to do."""

    number: int
    cells: list[Cell]
    where: str
    reason: str


@dataclass(frozen=True)
class WrongPage:
    """Some refused rows; `after` is the row number to go on with, None at the end."""

    headings: list[str]
    rows: list[WrongRow]
    after: int | None


def wrong_page(
    actor: Actor, code: str, *, field: str | None = None, after: int = 0, size: int = 50, brief: bool = False
) -> WrongPage:
    """Refused rows as they stand in the file, in its order; with `field` only those at fault there.

    `brief` leaves out columns that may be blank and are at fault in none of the rows. Raises NotFound.
    """
    one = batch(actor, code)
    if not one.counts.get("wrong"):
        return WrongPage([], [], None)
    told = files.read(one.code, "reasons")
    if field is not None:
        key = next((key for key, name in one.mapping.items() if name == field), "")
        told = told.filter(pl.col("_row").is_in(told.filter(pl.col("column") == key)["_row"].implode()))
    numbers = told["_row"].unique().sort()
    numbers = numbers.filter(numbers > after)
    chosen = numbers.head(size)
    bad = set(told.filter(pl.col("_row").is_in(chosen.implode()))["column"])
    used = {key: column for key, column in _columns(one).items() if not brief or column.required or key in bad}
    headings = [one.headings[key] for key in used]
    rows = files.read(one.code, "wrong").filter(pl.col("_row").is_in(chosen.implode())).sort("_row")
    found = [_wrong_row(one, used, row, told) for row in rows.iter_rows(named=True)]
    return WrongPage(headings, found, chosen[-1] if numbers.len() > size else None)


def _columns(one: Batch) -> dict[str, Column]:
    """The columns of the file that mean something, in its order."""
    fields = {column.name: column for column in sheets()[one.kind].columns}
    return {key: fields[one.mapping[key]] for key in one.headings if one.mapping.get(key) in fields}


def _wrong_row(one: Batch, used: dict[str, Column], row: dict[str, Any], told: pl.DataFrame) -> WrongRow:
    reasons = told.filter(pl.col("_row") == row["_row"])
    bad = set(reasons["column"])
    cells = [Cell(masked(column, str(row[key] or "")), key in bad) for key, column in used.items()]
    where = [one.headings[key] for key in used if key in bad]
    return WrongRow(row["_row"], cells, "、".join(where), "；".join(dict.fromkeys(reasons["sentence"])))
