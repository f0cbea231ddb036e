"""Checking a staged batch: every row gets its verdict. Nothing but the batch itself is written."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import Future
from typing import Any

import polars as pl
from django.utils import timezone

from niangjia.engines.imports import crew, files
from niangjia.engines.imports.actions.staging import replace_text, table_of
from niangjia.engines.imports.choices import State, Verdict
from niangjia.engines.imports.models import Batch
from niangjia.kit import calendar, vault
from niangjia.kit import sheets as kit_sheets
from niangjia.kit.declare import Sheet, sheets
from niangjia.kit.powers import Actor

GROUPS = 300
"""Most groups of problems that are kept for the page; the error file has them all."""
INDEXED = {"identity": "person.identity"}


def plan_batch(actor: Actor, batch: Batch) -> Batch:
    """Check a batch and judge its rows; ends in `ready`. May be run again after a kill: it starts over."""
    sheet = sheets()[batch.kind]
    table = table_of(batch)
    if fixes := batch.options.get("fixes"):
        frame = replace_text(table.frame, batch.mapping, fixes)
        table = kit_sheets.Table.restore(table.facts(), frame, table.hints)
    checked = kit_sheets.check(table, sheet, batch.mapping)
    batch.facts["warnings"] = checked.warnings.height
    frame = _with_verdicts(checked)
    counts: Counter[str] = Counter()
    groups = _Groups(checked.problems)
    chunks = []
    with crew.Crew(frame.height) as helper:
        for number, part in enumerate(_indexed(frame, sheet, helper)):
            planned = _judged(actor, sheet, part)
            files.write(batch.code, files.plan_name(number), planned)
            tally = dict(planned["_verdict"].value_counts().iter_rows())
            groups.add(planned)
            counts.update(tally)
            chunks.append(tally)
            batch.done_rows += planned.height
            Batch.objects.filter(pk=batch.pk).update(done_rows=batch.done_rows, touched_at=timezone.now())
    return _ready(batch, counts, chunks, groups)


def _ready(batch: Batch, counts: Counter[str], chunks: list[dict[str, int]], groups: _Groups) -> Batch:
    batch.counts = {verdict: counts.get(verdict, 0) for verdict in Verdict.values}
    batch.counts["warned"] = groups.warned
    batch.chunks, batch.problems, batch.state = chunks, groups.listed(), State.READY
    batch.next_chunk, batch.taken, batch.skipped, batch.touched_at = 0, {}, [], timezone.now()
    batch.save()
    return batch


def _with_verdicts(checked: kit_sheets.Checked) -> pl.DataFrame:
    """The checked rows; those with problems are wrong already, the others wait for the sheet."""
    wrong = _sentences(checked.problems, "_problem")
    odd = _sentences(checked.warnings, "_note")
    frame = checked.frame.join(wrong, on="_row", how="left", maintain_order="left")
    return frame.join(odd, on="_row", how="left", maintain_order="left")


def _sentences(told: pl.DataFrame, name: str) -> pl.DataFrame:
    return told.group_by("_row").agg(pl.col("sentence").str.join("；").alias(name))


def row_text(sheet: Sheet, frame: pl.DataFrame) -> pl.Series:
    """The cells of each row as one text, whatever columns the file had, for its digest."""
    cells = [pl.col(column.name).cast(pl.String).fill_null("") for column in sheet.columns]
    return frame.select(pl.concat_str(cells, separator="\x1f")).to_series()


def _indexed(frame: pl.DataFrame, sheet: Sheet, helper: crew.Crew) -> Iterator[pl.DataFrame]:
    """The rows in chunks with digests and blind indexes; the helper works one chunk ahead."""
    key = bytes.fromhex(vault.blind("row digest", field="imports.digest"))
    numbers = [column.name for column in sheet.columns if column.type in INDEXED]
    parts = [frame.slice(start, sheet.chunk) for start in range(0, frame.height, sheet.chunk)]

    def send(part: pl.DataFrame) -> Future[Any]:
        listed = {INDEXED["identity"]: part[name].fill_null("").to_list() for name in numbers}
        return helper.submit(crew.index, row_text(sheet, part).to_list(), listed, key)

    later = [send(part) for part in parts[:2]]
    for number, part in enumerate(parts):
        digests, indexes = later[number].result()
        later[number] = None  # type: ignore[call-overload]
        if number + 2 < len(parts):
            later.append(send(parts[number + 2]))
        added = {"_digest": pl.Series(digests, dtype=pl.String)}
        for name in numbers:
            added[f"{name}_index"] = pl.Series(indexes[INDEXED["identity"]], dtype=pl.String)
        yield part.with_columns(**added)


def _judged(actor: Actor, sheet: Sheet, part: pl.DataFrame) -> pl.DataFrame:
    good, bad = part.filter(pl.col("_problem").is_null()), part.filter(pl.col("_problem").is_not_null())
    planned = sheet.plan(actor=actor, frame=good.drop("_problem"), options={"today": calendar.today().isoformat()})
    planned = planned.with_columns(_judged=pl.lit(value=True))
    bad = bad.with_columns(_verdict=pl.lit(str(Verdict.WRONG)), _judged=pl.lit(value=False))
    return pl.concat([planned, bad], how="diagonal_relaxed").sort("_row")


class _Groups:
    """Problems counted by what is wrong where, largest first."""

    def __init__(self, problems: pl.DataFrame) -> None:
        self.found: Counter[tuple[str, str, str]] = Counter()
        self.rows: dict[tuple[str, str, str], list[int]] = {}
        self.warned = 0
        self._count(problems.select("_row", "column", "value_masked", "sentence"))

    def _count(self, told: pl.DataFrame) -> None:
        names = told.columns[1:]
        grouped = told.group_by(names, maintain_order=True).agg(pl.len(), pl.col("_row").head(5).alias("rows"))
        for *key, count, rows in grouped.iter_rows():
            place = tuple(one or "" for one in key)
            self.found[place] += count  # type: ignore[index]
            self.rows.setdefault(place, rows)  # type: ignore[arg-type]

    def add(self, planned: pl.DataFrame) -> None:
        """Take the sheet's own verdicts in."""
        self.warned += planned.select((pl.col("_note").fill_null("") != "").sum()).item()
        if "_culprit" not in planned.columns:
            planned = planned.with_columns(_culprit=pl.lit(None, dtype=pl.String), _value=pl.lit(None, dtype=pl.String))
        judged = planned.filter((pl.col("_verdict") == "wrong") & pl.col("_judged"))
        self._count(judged.select("_row", "_culprit", "_value", pl.col("_problem").alias("sentence")))

    def listed(self) -> list[dict[str, Any]]:
        """The groups as they are kept with the batch."""
        return [
            {"column": column, "value": value, "sentence": text, "rows": count, "first": self.rows[column, value, text]}
            for (column, value, text), count in self.found.most_common(GROUPS)
        ]


def canonical(value: Any) -> str:
    """JSON with one spelling, for digests."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
