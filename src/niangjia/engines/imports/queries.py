"""What can be seen of imports: history, progress, preview by verdict, problems grouped, lineage."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import polars as pl
from django.utils import timezone

from niangjia.engines.imports import files, policies
from niangjia.engines.imports.choices import AT_WORK
from niangjia.engines.imports.models import Batch, Export, Lineage
from niangjia.ground.org.actions.bulk import all_units
from niangjia.ground.org.scoped import seen
from niangjia.kit.declare import Column, Sheet, sheets
from niangjia.kit.ids import mask_identity, mask_phone
from niangjia.kit.powers import Actor, NotFound, reach, within

STALE = timedelta(minutes=5)
SUGGESTED = 40
"""Different unknown names for which the nearest known ones are looked up."""


@dataclass(frozen=True)
class Progress:
    """How far a batch at work is. `stalled`: nobody has touched it for five minutes, although it should be at work."""

    code: str
    state: str
    done: int
    total: int
    stalled: bool
    message: str

    @property
    def percent(self) -> int:
        """Whole per cent done."""
        return 100 if not self.total else min(100, 100 * self.done // self.total)


@dataclass(frozen=True)
class Change:
    """One cell that would change."""

    title: str
    before: str
    after: str


@dataclass(frozen=True)
class Row:
    """One row of the preview; identity and phone are masked. `number` is its row in the file."""

    number: int
    verdict: str
    cells: dict[str, str]
    problem: str = ""
    note: str = ""
    changes: tuple[Change, ...] = ()
    ticked: bool = False


@dataclass(frozen=True)
class Page:
    """Some rows of a verdict; `after` is the row number to ask for the next page with, None at the end."""

    rows: list[Row]
    titles: list[tuple[str, str]]
    after: int | None


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


def batches(actor: Actor, *, limit: int = 50, before: int | None = None) -> list[Batch]:
    """The history of imports in the actor's reach, the newest first."""
    found = Batch.objects.filter(seen(actor, policies.USE, "path")).order_by("-id")
    return list((found.filter(pk__lt=before) if before else found)[:limit])


def batch(actor: Actor, code: str) -> Batch:
    """One batch. Raises NotFound."""
    found = Batch.objects.filter(seen(actor, policies.USE, "path"), code=code).first()
    if found is None:
        raise NotFound
    return found


def progress(actor: Actor, code: str, *, now: datetime | None = None) -> Progress:
    """How far the batch is; cheap enough to ask every second."""
    one = batch(actor, code)
    stalled = one.state in AT_WORK and (now or timezone.now()) - one.touched_at > STALE
    return Progress(one.code, one.state, one.done_rows, one.rows, stalled, one.message)


def mapping(actor: Actor, code: str) -> list[tuple[str, str, str]]:
    """The columns of the file in order: key, heading as written, field it means ("" for none)."""
    one = batch(actor, code)
    return [(key, heading, one.mapping.get(key, "")) for key, heading in one.facts["headings"].items()]


def preview(actor: Actor, code: str, verdict: str, *, after: int = 0, size: int = 50) -> Page:
    """A page of rows of one verdict, in the order of the file. Raises NotFound."""
    one = batch(actor, code)
    sheet = sheets()[one.kind]
    found: list[dict[str, Any]] = []
    for number, tally in enumerate(one.chunks):
        if not tally.get(verdict):
            continue
        frame = files.read(one.code, files.plan_name(number))
        if frame["_row"][-1] <= after:
            continue
        some = frame.filter((pl.col("_verdict") == verdict) & (pl.col("_row") > after))
        found += some.head(size + 1 - len(found)).to_dicts()
        if len(found) > size:
            break
    more = found[size - 1]["_row"] if len(found) > size else None
    used = [column for column in sheet.columns if column.name in one.mapping.values()]
    ticked = one.options.get("transfers", [])
    titles = [(column.name, str(column.title)) for column in used]
    return Page([_row(sheet, used, row, ticked) for row in found[:size]], titles, more)


def _row(sheet: Sheet, used: Sequence[Column], row: dict[str, Any], ticked: Any) -> Row:
    before = sheet.before(row) if sheet.before else {}
    by_name = {column.name: column for column in sheet.columns}
    changes = []
    for name in filter(None, (row.get("_changed") or "").split(",")):
        column = by_name.get(name)
        old = before.get(name, str(row.get(f"was_{name}") or ""))
        changes.append(Change(str(column.title) if column else name, _label(column, old), shown(column, row.get(name))))
    chosen = row["_verdict"] == "transfer" and (ticked == "all" or row["_row"] in ticked)
    cells = {column.name: shown(column, row[column.name]) for column in used}
    return Row(
        row["_row"], row["_verdict"], cells, row.get("_problem") or "", row.get("_note") or "", tuple(changes), chosen
    )


def shown(column: Column | None, value: Any) -> str:
    """A cell as it may be shown: identity and phone masked, stored codes as their words."""
    text = "" if value is None else str(value)
    if column is None or not text:
        return text
    if column.type == "identity":
        return mask_identity(text)
    if column.type == "phone":
        return mask_phone(text)
    return _label(column, text)


def _label(column: Column | None, value: str) -> str:
    if column is None or not column.choices:
        return value
    return next((word for word, stored in column.choices.items() if stored == value), value)


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


def kept_rows(actor: Actor, code: str) -> Iterator[tuple[int, str, int]]:
    """Rows that an undo left alone because they were edited or relied upon since: row, table, record."""
    one = batch(actor, code)
    yield from Lineage.objects.filter(batch=one.pk, kept=1).order_by("row").values_list("row", "table", "record")


def reverted(actor: Actor, code: str) -> int:
    """How many rows an undo took back."""
    return Lineage.objects.filter(batch=batch(actor, code).pk, kept=0).count()


def source_file(actor: Actor, code: str) -> Path:
    """Where the sealed source file lies. Raises NotFound."""
    one = batch(actor, code)
    path = files.folder(one.facts["source"]) / "source.sealed"
    if not path.exists():
        raise NotFound
    return path


def exports(actor: Actor, *, limit: int = 50) -> list[Export]:
    """The lists that this account had made, the newest first."""
    found = Export.objects.filter(account_id=actor.account_id, actor_kind=actor.kind)
    return list(found.order_by("-id")[:limit])


def digest_known(actor: Actor, digest: str) -> Batch | None:
    """The batch that took in the very same file before, if one did."""
    found = Batch.objects.filter(seen(actor, policies.USE, "path"), digest=digest, state="done")
    return found.order_by("-id").first()


def summary(one: Batch) -> dict[str, Any]:
    """What a script wants to know of a batch."""
    return {
        "batch": one.code, "kind": one.kind, "file": one.file_name, "sheet": one.sheet_name, "state": one.state, "rows": one.rows,
        "counts": one.counts, "taken": one.taken, "skipped": len(one.skipped), "kept": one.kept, "message": one.message,
    }  # fmt: skip
