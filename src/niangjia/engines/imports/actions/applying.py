"""Writing a planned batch, chunk by chunk, and taking it back.

A chunk is one transaction: its rows, their lineage, one audit row with the digest of that lineage, and the progress mark.
The mark moves only from the chunk before, and only while the batch is in the right state: whoever runs twice, or after a
cancel, writes nothing. So a kill at any moment leaves whole chunks, and resuming ends as if nothing had happened.
"""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Any

import polars as pl
from cryptography.hazmat.primitives.hashes import SM3, Hash
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from niangjia.engines.imports import chunks, crew
from niangjia.engines.imports.choices import State
from niangjia.engines.imports.events import RosterTakenBack, RosterTakenIn
from niangjia.engines.imports.models import Batch, Lineage
from niangjia.ground.audit.actions import record
from niangjia.ground.audit.queries import acted_since
from niangjia.kit import bus, calendar, rows
from niangjia.kit.declare import Sheet, Undoer, sheets
from niangjia.kit.powers import Actor


class Overtaken(RuntimeError):
    """Somebody else moved the batch on, or it was cancelled: this run stops without a trace."""


def apply_batch(actor: Actor, batch: Batch) -> Batch:
    """Write what is left of a batch. Returns it done; or as it is, if it was cancelled or taken over meanwhile."""
    sheet = sheets()[batch.kind]
    with rows.bulk_mode(), crew.Crew(batch.rows) as helper:
        ready = _Ready(batch, sheet, helper)
        try:
            for number in range(batch.next_chunk, len(batch.chunks)):
                if ready.idle(number):
                    advance(batch, number)
                else:
                    apply_chunk(actor, batch, sheet, number, ready.chunk(number), ready.options)
            _finish(actor, batch)
        except Overtaken:
            pass
    batch.refresh_from_db()
    return batch


class _Ready:
    """The chunks to write, prepared by the helper one ahead of the database."""

    def __init__(self, batch: Batch, sheet: Sheet, helper: crew.Crew) -> None:
        self.batch, self.sheet, self.helper = batch, sheet, helper
        self.ahead: dict[int, Future[bytes]] = {}
        today = batch.options.get("today") or calendar.today().isoformat()
        self.options: dict[str, Any] = {"today": today, "memory": {}, "later": helper.submit}

    def idle(self, number: int) -> bool:
        """Whether nothing of a chunk is to be written."""
        tally = self.batch.chunks[number]
        ticked = self.batch.options.get("transfers") and tally.get("transfer")
        return not (tally.get("new") or tally.get("changed") or tally.get("refresh") or ticked)

    def chunk(self, number: int) -> pl.DataFrame:
        """One chunk with what was prepared for it."""
        first = number not in self.ahead
        later = self.helper.submit(chunks.prepared, *self._asked(number), 0) if first else self.ahead.pop(number)
        if number + 1 < len(self.batch.chunks) and not self.idle(number + 1):
            self.ahead[number + 1] = self.helper.submit(chunks.prepared, *self._asked(number + 1))
        if not first:
            return chunks.opened(later.result())
        # Nothing is to be written yet: this process does half of the work itself.
        mine = chunks.opened(chunks.prepared(*self._asked(number), 1))
        return pl.concat([chunks.opened(later.result()), mine])

    def _asked(self, number: int) -> tuple[str, str, int, Any]:
        return self.sheet.kind, self.batch.code, number, self.batch.options.get("transfers", [])


@transaction.atomic
def apply_chunk(
    actor: Actor, batch: Batch, sheet: Sheet, number: int, frame: pl.DataFrame, options: Mapping[str, Any]
) -> None:
    """Write one chunk: rows, lineage, audit row and progress mark, all or nothing. Raises Overtaken."""
    advance(batch, number)
    write_chunk(actor, batch, sheet, number, frame, options)


def advance(batch: Batch, number: int) -> None:
    """Move the progress mark past a chunk. Raises Overtaken if it is not there or the batch is not being applied."""
    moved = Batch.objects.filter(pk=batch.pk, state=State.APPLYING, next_chunk=number).update(
        next_chunk=number + 1,
        touched_at=timezone.now(),
        done_rows=F("done_rows") + batch.chunks[number]["rows"],
    )
    if not moved:
        raise Overtaken
    batch.refresh_from_db(fields=["next_chunk", "taken", "skipped"])


def write_chunk(
    actor: Actor, batch: Batch, sheet: Sheet, number: int, frame: pl.DataFrame, options: Mapping[str, Any]
) -> None:
    """The sheet's rows with their lineage, the audit row, and what was counted."""
    done = sheet.apply(actor=actor, frame=frame, options={**options, "untouched": untouched(batch, actor)})
    lineage = done.lineage.sort("row")
    keep_lineage(batch, lineage)
    written = frame.select("_row", "_verdict").join(lineage.select(pl.col("row").alias("_row")), on="_row", how="semi")
    tally = dict(sorted(written["_verdict"].value_counts().iter_rows()))
    for verdict, count in tally.items():
        batch.taken[verdict] = batch.taken.get(verdict, 0) + count
    batch.skipped = [*batch.skipped, *done.skipped]
    Batch.objects.filter(pk=batch.pk).update(taken=batch.taken, skipped=batch.skipped)
    facts = {"chunk": number, "rows": lineage.height, "digest": lineage_digest(lineage), **tally}
    record(actor=actor, verb="imports.applied", subject=("imports.batch", batch.pk), path=batch.path, facts=facts)


def untouched(batch: Batch, actor: Actor) -> bool:
    """Whether nobody but this batch did anything since it was judged for this very actor, so that the preview still holds.

    Every act leaves a row in the trail in its own transaction, and on SQLite this one holds the only writer's lock.
    PostgreSQL may hide an act that has not ended yet: there every row is judged again.
    """
    if rows.on_postgres() or batch.facts.get("judged_for") != actor.account_id:
        return False
    return not acted_since(batch.facts["seen"], besides=("imports.batch", batch.pk))


def keep_lineage(batch: Batch, lineage: pl.DataFrame) -> None:
    """Write the lineage rows of a chunk."""
    rows.insert_rows(Lineage, lineage.with_columns(batch=pl.lit(batch.pk)).select("batch", *lineage.columns))


def lineage_digest(lineage: pl.DataFrame) -> str:
    """SM3 over the lineage rows in order: what the audit row vouches for."""
    digest = Hash(SM3())
    digest.update(lineage.select("row", "table", "record", "before", "after").write_csv(include_header=False).encode())
    return digest.finalize().hex()


@transaction.atomic
def _finish(actor: Actor, batch: Batch) -> None:
    moved = Batch.objects.filter(pk=batch.pk, state=State.APPLYING, next_chunk=len(batch.chunks)).update(
        state=State.DONE, finished_at=timezone.now(), touched_at=timezone.now()
    )
    if not moved:
        raise Overtaken
    taken = Batch.objects.get(pk=batch.pk).taken
    record(actor=actor, verb="imports.finished", subject=("imports.batch", batch.pk), path=batch.path, facts=taken)
    bus.publish(
        RosterTakenIn(batch.pk, batch.kind, taken.get("new", 0), taken.get("changed", 0), taken.get("transfer", 0))
    )


# ------------------------------------------------------------------ taking back

ENDS = {State.CANCELLING: State.CANCELLED, State.UNDOING: State.UNDONE}


def take_back(actor: Actor, batch: Batch) -> Batch:
    """Take back what a batch wrote, chunk by chunk; rows edited since stay and are marked `kept`."""
    sheet = sheets()[batch.kind]
    with rows.bulk_mode():
        try:
            while _take_back_chunk(actor, batch, sheet):
                pass
        except Overtaken:
            pass
    batch.refresh_from_db()
    return batch


@transaction.atomic
def _take_back_chunk(actor: Actor, batch: Batch, sheet: Sheet) -> bool:
    """One chunk of lineage, or the end of it; False when everything is taken back."""
    batch.refresh_from_db()
    lineage = _lineage_after(batch, sheet.chunk)
    if batch.state not in ENDS:
        raise Overtaken
    here = Batch.objects.filter(pk=batch.pk, state=batch.state, undone_to=batch.undone_to)
    if not lineage.height:
        return _taken_back(actor, batch)
    if not here.update(undone_to=lineage["row"].max(), touched_at=timezone.now()):
        raise Overtaken
    kept = sheet.undo(actor=actor, lineage=lineage, options={"today": calendar.today().isoformat()})
    if kept:
        Lineage.objects.filter(batch=batch.pk, row__in=kept).update(kept=1)
        Batch.objects.filter(pk=batch.pk).update(kept=F("kept") + len(kept))
    facts = {"rows": lineage.height, "kept": len(kept), "digest": lineage_digest(lineage)}
    record(actor=actor, verb="imports.taken_back", subject=("imports.batch", batch.pk), path=batch.path, facts=facts)
    return True


def _lineage_after(batch: Batch, size: int) -> pl.DataFrame:
    schema = {"row": pl.Int64, "table": pl.String, "record": pl.Int64, "before": pl.String, "after": pl.String}
    return rows.read(
        'SELECT "row", "table", record, before, after FROM imports_lineage '
        'WHERE batch = %s AND "row" > %s ORDER BY "row" LIMIT %s',
        [batch.pk, batch.undone_to, size],
        schema,
    )


def _taken_back(actor: Actor, batch: Batch) -> bool:
    Batch.objects.filter(pk=batch.pk).update(state=ENDS[State(batch.state)], finished_at=timezone.now())
    reverted = Lineage.objects.filter(batch=batch.pk, kept=0).count()
    record(
        actor=actor, verb="imports.undone", subject=("imports.batch", batch.pk), path=batch.path,
        facts={"reverted": reverted, "kept": batch.kept},
    )  # fmt: skip
    bus.publish(RosterTakenBack(batch.pk, batch.kind, reverted, batch.kept))
    return False


# ------------------------------------------------------------------ what taking back would do

LOOKED_AHEAD = 20_000
"""Rows up to which an undo of a kind that cannot foresee it is tried out and rolled back; more would hold the only writer too long."""


@dataclass(frozen=True)
class Outlook:
    """What an undo would do: rows that go back, and the numbers of those that stay.

    `known` is false for large batches of a kind that cannot foresee it.
    """

    back: int
    stay: tuple[int, ...]
    known: bool = True


def foresee(actor: Actor, batch: Batch) -> Outlook:
    """What an undo would do now: foreseen by the kind of sheet, else tried out and rolled back. Nothing lasts."""
    sheet = sheets()[batch.kind]
    total = Lineage.objects.filter(batch=batch.pk).count()
    if sheet.foresee is not None:
        stay = _staying(actor, batch, sheet, sheet.foresee)
    elif total <= LOOKED_AHEAD:
        with transaction.atomic():
            stay = _staying(actor, batch, sheet, sheet.undo)
            transaction.set_rollback(True)
    else:
        return Outlook(total, (), known=False)
    return Outlook(total - len(stay), tuple(sorted(stay)))


def _staying(actor: Actor, batch: Batch, sheet: Sheet, undo: Undoer) -> list[int]:
    """The rows that stay, chunk by chunk of the lineage."""
    stay: list[int] = []
    while (lineage := _lineage_after(batch, sheet.chunk)).height:
        stay += undo(actor=actor, lineage=lineage, options={"today": calendar.today().isoformat()})
        batch.undone_to = lineage["row"].max()  # type: ignore[assignment]
    batch.undone_to = -1
    return stay
