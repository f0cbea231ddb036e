"""Giving rows out again: the bad rows of a file as the same spreadsheet."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import BinaryIO

import polars as pl

from niangjia.engines.imports import files, policies
from niangjia.engines.imports.actions.refusals import NotNow, batch_of
from niangjia.engines.imports.actions.staging import table_of
from niangjia.engines.imports.models import Batch
from niangjia.ground.audit.actions import record
from niangjia.kit import sheets as kit_sheets
from niangjia.kit.powers import Actor


def write_error_file(*, actor: Actor, codes: Sequence[str], target: Path | BinaryIO) -> int:
    """The refused rows of the batches of one file as the same spreadsheet, the reason last; returns how many.

    A look at personal data: it is recorded. Raises NotNow before the file was read, NotFound.
    """
    batches = [batch_of(actor, code, policies.USE) for code in codes]
    if not all(batch.is_read for batch in batches):
        raise NotNow
    count = kit_sheets.write_errors([(table_of(batch), problems_of(batch)) for batch in batches], target)
    for batch in batches:
        record(
            actor=actor, verb="imports.errors_given", subject=("imports.batch", batch.pk), path=batch.path, look=True,
            facts={"rows": batch.counts.get("wrong", 0)},
        )  # fmt: skip
    return count


def problems_of(batch: Batch) -> pl.DataFrame:
    """Every reason: row, column of the file (empty: the whole row), sentence."""
    schema = {"_row": pl.Int64, "column": pl.String, "sentence": pl.String}
    checked = files.read(batch.code, "problems")
    headings = {name: column for column, name in batch.mapping.items()}
    parts = [checked]
    for number, tally in enumerate(batch.chunks):
        if tally.get("wrong"):
            planned = files.read(batch.code, files.plan_name(number)).filter(pl.col("_verdict") == "wrong")
            culprit = pl.col("_culprit") if "_culprit" in planned.columns else pl.lit(None, dtype=pl.String)
            told = planned.join(checked.select("_row").unique(), on="_row", how="anti").select(
                pl.col("_row").cast(pl.Int64),
                culprit.replace_strict(headings, default="", return_dtype=pl.String).fill_null("").alias("column"),
                pl.col("_problem").alias("sentence"),
            )
            parts.append(told)
    return pl.concat(parts).cast(schema).sort("_row")  # type: ignore[arg-type]
