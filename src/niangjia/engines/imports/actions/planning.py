"""Checking a staged batch: every row gets its verdict. Nothing but the batch itself is written."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

import polars as pl
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from niangjia.engines.imports import crew, files, judging
from niangjia.engines.imports.actions.giving import problems_of
from niangjia.engines.imports.actions.staging import table_of
from niangjia.engines.imports.choices import State, Verdict
from niangjia.engines.imports.models import Batch
from niangjia.ground.audit.queries import newest_act
from niangjia.kit import calendar
from niangjia.kit import sheets as kit_sheets
from niangjia.kit.declare import Sheet, sheets
from niangjia.kit.ids import new_code
from niangjia.kit.powers import Actor

MISSING = _("没有找到必填的列：{columns}。请在“核对列”里指定，或在文件里补上")
GROUPS = 300
"""Most groups of problems that are kept for the page; the error file has them all."""


def plan_batch(actor: Actor, batch: Batch) -> Batch:
    """Check a batch and judge its rows; ends in `ready`. May be run again after a kill: it starts over."""
    sheet = sheets()[batch.kind]
    crew.give_back()
    batch.facts |= {"seen": newest_act(), "judged_for": actor.account_id}
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
    today, language = calendar.today().isoformat(), get_language() or ""
    task = judging.Task(actor, batch.kind, batch.code, run=new_code(), today=today, language=language)
    del checked
    chunks = []
    with crew.Crew(frame.height) as helper:
        parts = (frame.slice(start, sheet.chunk) for start in range(0, frame.height, sheet.chunk))
        tasks = ((task, number, part) for number, part in enumerate(parts))
        for verdicts in helper.share(judging.judged, tasks):
            groups.add(verdicts)
            counts.update({name: count for name, count in verdicts.tally.items() if name != "rows"})
            chunks.append(verdicts.tally)
            batch.done_rows += verdicts.tally["rows"]
            _tell(batch, counts)
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


class _Groups:
    """Problems counted by what is wrong where, largest first."""

    def __init__(self, problems: pl.DataFrame) -> None:
        self.found: Counter[tuple[str, str, str]] = Counter()
        self.rows: dict[tuple[str, str, str], list[int]] = {}
        self.warned = 0
        self._count(problems.select("_row", "field", "value", "sentence"))

    def _count(self, told: pl.DataFrame) -> None:
        names = told.columns[1:]
        grouped = told.group_by(names, maintain_order=True).agg(pl.len(), pl.col("_row").head(5).alias("rows"))
        for *key, count, rows in grouped.iter_rows():
            place = tuple(one or "" for one in key)
            self.found[place] += count  # type: ignore[index]
            self.rows.setdefault(place, rows)  # type: ignore[arg-type]

    def add(self, verdicts: judging.Verdicts) -> None:
        """Take the sheet's own verdicts in."""
        self.warned += verdicts.warned
        self._count(verdicts.blamed.rename({"_problem": "sentence"}))

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
