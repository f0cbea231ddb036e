"""Checking a staged batch: every row gets its verdict. Nothing but the batch itself is written."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import polars as pl
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from niangjia.engines.imports import crew, files
from niangjia.engines.imports.actions.giving import problems_of
from niangjia.engines.imports.actions.staging import table_of
from niangjia.engines.imports.choices import State, Verdict
from niangjia.engines.imports.models import Batch
from niangjia.ground.audit.queries import newest_act
from niangjia.kit import calendar, vault
from niangjia.kit import sheets as kit_sheets
from niangjia.kit.declare import Sheet, sheets
from niangjia.kit.powers import Actor
from niangjia.kit.rows import keyed

MISSING = _("没有找到必填的列：{columns}。请在“核对列”里指定，或在文件里补上")
GROUPS = 300
"""Most groups of problems that are kept for the page; the error file has them all."""
INDEXED = "identity"
"""Type of the columns that get a blind index."""


def plan_batch(actor: Actor, batch: Batch) -> Batch:
    """Check a batch and judge its rows; ends in `ready`. May be run again after a kill: it starts over."""
    sheet = sheets()[batch.kind]
    batch.facts["seen"] = newest_act()
    Batch.objects.filter(pk=batch.pk).update(facts=batch.facts, counts={})
    table = table_of(batch)
    batch.done_rows = 0
    checked = kit_sheets.check(table, sheet, batch.mapping)
    if checked.missing:
        return _unfit(batch, sheet, checked.missing)
    frame = _with_verdicts(checked)
    del table
    counts: Counter[str] = Counter()
    files.write(batch.code, "problems", checked.problems.select("_row", "column", "sentence"))
    groups = _Groups(checked.problems)
    options = {"today": calendar.today().isoformat(), "memory": {}}
    del checked
    chunks = []
    with keyed(), crew.Crew(frame.height) as helper, ThreadPoolExecutor(1) as writer:
        written: Future[Any] = writer.submit(files.folder, batch.code)
        for number, part in enumerate(_indexed(frame, sheet, helper)):
            planned = _judged(actor, sheet, part, options)
            written.result()
            written = writer.submit(files.write, batch.code, files.plan_name(number), planned)
            tally = dict(planned["_verdict"].value_counts().iter_rows())
            tally["refresh"] = planned.filter((pl.col("_verdict") == "same") & pl.col("_refresh")).height
            groups.add(planned)
            counts.update(tally)
            tally["rows"] = planned.height
            chunks.append(tally)
            batch.done_rows += planned.height
            _tell(batch, counts)
        written.result()
    _keep_wrong(batch, counts, chunks)
    return _ready(batch, counts, chunks, groups)


def _tell(batch: Batch, counts: Counter[str]) -> None:
    """How far the check is, for those who watch it."""
    so_far = {verdict: counts.get(verdict, 0) for verdict in Verdict.values}
    here = Batch.objects.filter(pk=batch.pk, state=State.CHECKING)
    here.update(done_rows=batch.done_rows, counts=so_far, touched_at=timezone.now())


def _keep_wrong(batch: Batch, counts: Counter[str], chunks: list[dict[str, int]]) -> None:
    """The refused rows as the file has them and every reason, kept apart: looking at them opens no whole file."""
    if not counts.get(Verdict.WRONG):
        return
    batch.chunks = chunks
    reasons = problems_of(batch)
    files.write(batch.code, "reasons", reasons)
    files.write(batch.code, "wrong", table_of(batch).frame.join(reasons.select("_row").unique(), on="_row", how="semi"))


def _ready(batch: Batch, counts: Counter[str], chunks: list[dict[str, int]], groups: _Groups) -> Batch:
    tally = {verdict: counts.get(verdict, 0) for verdict in Verdict.values} | {"warned": groups.warned}
    Batch.objects.filter(pk=batch.pk, state=State.CHECKING).update(
        counts=tally, chunks=chunks, problems=groups.listed(), state=State.READY, next_chunk=0, taken={}, skipped=[],
        facts={**batch.facts, "faults": groups.by_column()}, touched_at=timezone.now(),
    )  # fmt: skip
    batch.refresh_from_db()
    return batch


def _unfit(batch: Batch, sheet: Sheet, missing: tuple[str, ...]) -> Batch:
    """A required column that nothing was mapped to: no row can be judged."""
    titles = "、".join(str(column.title) for column in sheet.columns if column.name in missing)
    batch.state, batch.message = State.FAILED, str(MISSING).format(columns=titles)
    batch.save(update_fields=["state", "message"])
    return batch


def _with_verdicts(checked: kit_sheets.Checked) -> pl.DataFrame:
    """The checked rows; those with problems are wrong already, repeats are the same, the others wait for the sheet."""
    repeated = pl.DataFrame({"_row": [row for row, _first in checked.repeated]}, schema={"_row": pl.Int64})
    wrong = _sentences(checked.problems, "_problem")
    odd = _sentences(checked.warnings, "_note")
    frame = checked.frame.join(wrong, on="_row", how="left", maintain_order="left")
    frame = frame.join(odd, on="_row", how="left", maintain_order="left")
    again = pl.col("_row").is_in(repeated["_row"].implode())
    settled = pl.when(pl.col("_problem").is_not_null()).then(pl.lit("wrong")).when(again).then(pl.lit("same"))
    return frame.with_columns(_settled=settled)


def _sentences(told: pl.DataFrame, name: str) -> pl.DataFrame:
    return told.group_by("_row").agg(pl.col("sentence").str.join("；").alias(name))


def row_text(sheet: Sheet, frame: pl.DataFrame) -> pl.Series:
    """The cells of each row as one text, whatever columns the file had, for its digest."""
    cells = [pl.col(column.name).cast(pl.String).fill_null("") for column in sheet.columns]
    return frame.select(pl.concat_str(cells, separator="\x1f")).to_series()


def _indexed(frame: pl.DataFrame, sheet: Sheet, helper: crew.Crew) -> Iterator[pl.DataFrame]:
    """The rows in chunks with digests and blind indexes; the helper works one chunk ahead."""
    key = bytes.fromhex(vault.blind("row digest", field="imports.digest"))
    numbers = [column.name for column in sheet.columns if column.type == INDEXED]
    parts = [frame.slice(start, sheet.chunk) for start in range(0, frame.height, sheet.chunk)]

    def send(part: pl.DataFrame) -> Future[Any]:
        listed = {name: part[name].fill_null("").to_list() for name in numbers}
        return helper.submit(crew.index, row_text(sheet, part).to_list(), listed, key)

    later = [send(part) for part in parts[:2]]
    for number, part in enumerate(parts):
        digests, indexes = later[number].result()
        later[number] = None  # type: ignore[call-overload]
        if number + 2 < len(parts):
            later.append(send(parts[number + 2]))
        added = {"_digest": pl.Series(digests, dtype=pl.String)}
        for name in numbers:
            added[f"{name}_index"] = pl.Series(indexes[name], dtype=pl.String)
        yield part.with_columns(**added)


def _judged(actor: Actor, sheet: Sheet, part: pl.DataFrame, options: Mapping[str, Any]) -> pl.DataFrame:
    good, settled = part.filter(pl.col("_settled").is_null()), part.filter(pl.col("_settled").is_not_null())
    planned = sheet.plan(actor=actor, frame=good.drop("_problem", "_settled"), options=options)
    settled = settled.rename({"_settled": "_verdict"})
    return pl.concat([planned, settled], how="diagonal_relaxed").sort("_row")


class _Groups:
    """Problems counted by what is wrong where, largest first."""

    def __init__(self, problems: pl.DataFrame) -> None:
        self.found: Counter[tuple[str, str, str]] = Counter()
        self.rows: dict[tuple[str, str, str], list[int]] = {}
        self.warned = 0
        self.told = problems["_row"].unique().implode()
        self._count(problems.select("_row", "field", "value", "sentence"))

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
        judged = planned.filter((pl.col("_verdict") == "wrong") & ~pl.col("_row").is_in(self.told))
        self._count(judged.select("_row", "_culprit", "_value", pl.col("_problem").alias("sentence")))

    def by_column(self) -> dict[str, int]:
        """How often each column is at fault."""
        found: Counter[str] = Counter()
        for (column, _value, _text), rows in self.found.items():
            found[column] += rows
        return dict(found)

    def listed(self) -> list[dict[str, Any]]:
        """The groups as they are kept with the batch."""
        return [
            {"column": column, "value": value, "sentence": text, "rows": count, "first": self.rows[column, value, text]}
            for (column, value, text), count in self.found.most_common(GROUPS)
        ]


def canonical(value: Any) -> str:
    """JSON with one spelling, for digests."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
