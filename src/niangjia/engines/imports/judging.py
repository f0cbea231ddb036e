"""A chunk of checked rows on its way to its verdicts: digests, blind indexes, the sheet's judgement, the sealed plan.

Whichever process is free does one: nothing is written but the plan file of the chunk.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl
from django.utils import translation

from niangjia.engines.imports import crew, files
from niangjia.kit import rows, vault
from niangjia.kit.declare import Sheet, sheets
from niangjia.kit.powers import Actor

INDEXED = "identity"
"""Type of the columns that get a blind index."""
IDENTITY = "person.identity"
BLAMED = ("_row", "_culprit", "_value", "_problem")


@dataclass(frozen=True)
class Task:
    """What all chunks of a check have in common. `run` tells one check from the next; `language` is for sentences."""

    actor: Actor
    kind: str
    code: str
    run: str
    today: str
    language: str


@dataclass(frozen=True)
class Verdicts:
    """What came of a chunk: rows by verdict, how many are warned of something, and those that the sheet refused."""

    tally: dict[str, int]
    warned: int
    blamed: pl.DataFrame


_memory: dict[str, dict[str, Any]] = {}
"""What the sheet remembers from one chunk of a run to the next; only of the latest run."""


def judged(task: Task, number: int, part: pl.DataFrame) -> Verdicts:
    """Judge the rows of a chunk and keep its plan."""
    crew.give_back()
    if task.run not in _memory:
        _memory.clear()
    options = {"today": task.today, "memory": _memory.setdefault(task.run, {})}
    sheet = sheets()[task.kind]
    with translation.override(task.language), rows.keyed():
        part = _indexed(sheet, part)
        good, settled = part.filter(pl.col("_settled").is_null()), part.filter(pl.col("_settled").is_not_null())
        told = sheet.plan(actor=task.actor, frame=good.drop("_problem", "_settled"), options=options)
    settled = settled.rename({"_settled": "_verdict"})
    planned = pl.concat([told, settled], how="diagonal_relaxed").sort("_row")
    files.write(task.code, files.plan_name(number), planned)
    return Verdicts(_tally(planned), planned.select((pl.col("_note").fill_null("") != "").sum()).item(), _blamed(told))


def _indexed(sheet: Sheet, part: pl.DataFrame) -> pl.DataFrame:
    """The rows with the keyed digest of each, and the blind indexes of their identity columns."""
    key = bytes.fromhex(vault.blind("row digest", field="imports.digest"))
    blake = hashlib.blake2b
    digests = [blake(text.encode(), digest_size=12, key=key).hexdigest() for text in _texts(sheet, part).to_list()]
    added: Mapping[str, pl.Series] = {"_digest": pl.Series(digests, dtype=pl.String)} | {
        f"{column.name}_index": pl.Series(
            vault.blind_many(part[column.name].fill_null("").to_list(), field=IDENTITY), dtype=pl.String
        )
        for column in sheet.columns
        if column.type == INDEXED
    }
    return part.with_columns(**added)


def _texts(sheet: Sheet, part: pl.DataFrame) -> pl.Series:
    """The cells of each row as one text, whatever columns the file had, for its digest."""
    cells = [pl.col(column.name).cast(pl.String).fill_null("") for column in sheet.columns]
    return part.select(pl.concat_str(cells, separator="\x1f")).to_series()


def _tally(planned: pl.DataFrame) -> dict[str, int]:
    tally = dict(planned["_verdict"].value_counts().iter_rows())
    tally["refresh"] = planned.filter((pl.col("_verdict") == "same") & pl.col("_refresh")).height
    tally["rows"] = planned.height
    return tally


def _blamed(told: pl.DataFrame) -> pl.DataFrame:
    """The rows that the sheet itself refused, with the column at fault, its text and the sentence."""
    wrong = told.filter(pl.col("_verdict") == "wrong")
    return wrong.select(
        pl.col(name) if name in wrong.columns else pl.lit(None, dtype=pl.String).alias(name) for name in BLAMED
    )
