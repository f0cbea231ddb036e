"""The history of imports: batches, how far they are, what else lies beside them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from niangjia.engines.imports import files, policies, reasons
from niangjia.engines.imports.choices import AT_WORK, STALE, TRIES, State
from niangjia.engines.imports.models import Batch, Lineage
from niangjia.ground.org.scoped import seen
from niangjia.kit.declare import Column, sheets
from niangjia.kit.ids import mask_identity
from niangjia.kit.powers import Actor, NotFound
from niangjia.kit.sheets import masked

LONG_NUMBER = re.compile(r"[0-9]{7,}[0-9Xx]?")
"""What may be a number of a document, a phone or a bank account in a column that nobody has named yet."""


@dataclass(frozen=True)
class Progress:
    """How far a batch at work is.

    `queued`: no job has taken it up yet. `stalled`: nobody has touched it for five minutes, although it should be at work.
    `why`: the sentence of the fault that stopped it; `again`: it will be tried again by itself.
    """

    code: str
    state: str
    done: int
    total: int
    stalled: bool
    message: str
    seconds_left: int | None = None
    """What is left at the speed so far; None while nothing can be said."""
    seconds: int = 0
    """Since it was sent to work."""
    queued: bool = False
    why: Any = ""
    again: bool = False

    @property
    def mark(self) -> str:
        """Changes whenever the page around the bar has to change."""
        stood = "stopped" if self.why else "stalled" if self.stalled else ""
        return f"{self.state}-{stood}{'-again' if self.again else ''}"

    @property
    def percent(self) -> int:
        """Whole per cent done."""
        return 100 if not self.total else min(100, 100 * self.done // self.total)


def batches(actor: Actor, *, limit: int = 50, before: int | None = None) -> list[Batch]:
    """The history of imports in the actor's reach, the newest first."""
    found = Batch.objects.filter(seen(actor, policies.USE, "path")).order_by("-id")
    return list((found.filter(pk__lt=before) if before else found)[:limit])


WAITING = (State.UNREAD, State.STAGED, State.READY, State.FAILED)
"""States in which a batch waits for the person who brought it."""
STOPPED = Q(state__in=AT_WORK, stop__why__isnull=False)
"""At work, yet stopped by a fault: it may want somebody to press a button."""


def waiting(actor: Actor, *, most: int = 100) -> list[Batch]:
    """The actor's own batches that wait for her, the oldest first, at most `most`."""
    own = Batch.objects.filter(seen(actor, policies.USE, "path"), account_id=actor.account_id)
    return list(own.filter(Q(state__in=WAITING) | STOPPED).order_by("id")[:most])


def batch(actor: Actor, code: str) -> Batch:
    """One batch. Raises NotFound."""
    found = Batch.objects.filter(seen(actor, policies.USE, "path"), code=code).first()
    if found is None:
        raise NotFound
    return found


def why_stopped(one: Batch) -> Any:
    """The sentence of the fault that stopped the job of a batch; empty if it is not stopped."""
    return reasons.why_stopped(one.stop["why"]) if one.state in AT_WORK and one.stop.get("why") else ""


def read_batch(actor: Actor, code: str) -> Batch:
    """One batch whose file was read: it has a kind, columns and rows. Raises NotFound."""
    one = batch(actor, code)
    if not one.is_read:
        raise NotFound
    return one


def progress(actor: Actor, code: str, *, now: datetime | None = None) -> Progress:
    """How far the batch is; cheap enough to ask every second."""
    one = batch(actor, code)
    now = now or timezone.now()
    if one.state not in AT_WORK:
        return Progress(one.code, one.state, one.done_rows, one.rows, False, one.message)
    began = parse_datetime(one.options.get("began", "")) or one.touched_at
    passed, done = (now - began).total_seconds(), one.done_rows - one.options.get("done", 0)
    why, stalled = why_stopped(one), now - one.touched_at > STALE
    left = None
    if done > 0 and not stalled and not why:
        spent = (one.touched_at - began).total_seconds()
        left = max(0, round(spent * max(0, one.rows - one.done_rows) / done - (passed - spent)))
    return Progress(
        one.code, one.state, one.done_rows, one.rows, stalled, one.message, left, seconds=max(0, round(passed)),
        queued=one.touched_at <= began, why=why, again=bool(why) and one.stop["times"] <= TRIES,
    )  # fmt: skip


@dataclass(frozen=True)
class FileColumn:
    """One column of the file: its heading, what the first row says there (masked), and the field it means ("" for none).

    `unsure`: the field is a guess that nobody has confirmed.
    """

    key: str
    heading: str
    field: str
    sample: str
    unsure: bool


def mapping(actor: Actor, code: str) -> list[FileColumn]:
    """The columns of the file in their order."""
    one = batch(actor, code)
    first = _first_row(one)
    known = {column.name: column for column in sheets()[one.kind].columns}
    unsure = one.facts.get("unsure", [])
    found = []
    for key, heading in one.headings.items():
        field, text = one.mapping.get(key, ""), str(first.get(key) or "")
        sample = _guarded(known.get(field), text)
        found.append(FileColumn(key, heading, field, sample[:40], key in unsure and bool(field)))
    return found


def _guarded(column: Column | None, text: str) -> str:
    """A sample with every long number masked, also in columns that nobody has named."""
    if column is not None and column.type in {"identity", "phone", "date"}:
        return masked(column, text)
    return LONG_NUMBER.sub(lambda found: mask_identity(found[0]), masked(column, text) if column else text)


def _first_row(one: Batch) -> dict[str, Any]:
    try:
        return next(files.read(one.code, "first").iter_rows(named=True), {})
    except FileNotFoundError:
        return {}


def beside(actor: Actor, code: str) -> list[Batch]:
    """The other batches that came out of the same file at the same time, in the order to take them in."""
    one = batch(actor, code)
    found = Batch.objects.filter(
        seen(actor, policies.USE, "path"), digest=one.digest, facts__source=one.facts["source"]
    )
    return list(found.exclude(pk=one.pk).order_by("pk"))


def taken_before(actor: Actor, code: str) -> Batch | None:
    """The earlier batch that took in the very same table of the very same file, if one did."""
    one = batch(actor, code)
    found = Batch.objects.filter(seen(actor, policies.USE, "path"), digest=one.digest, kind=one.kind, state=State.DONE)
    return found.filter(pk__lt=one.pk, sheet_name=one.sheet_name).order_by("-pk").first()


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
    path = files.folder(one.facts["source"]) / files.SOURCE
    if not path.exists():
        raise NotFound
    return path


def summary(one: Batch) -> dict[str, Any]:
    """What a script wants to know of a batch."""
    return {
        "batch": one.code, "kind": one.kind, "file": one.file_name, "sheet": one.sheet_name, "state": one.state, "rows": one.rows,
        "counts": one.counts, "taken": one.taken, "skipped": len(one.skipped), "kept": one.kept, "message": one.message,
    }  # fmt: skip
