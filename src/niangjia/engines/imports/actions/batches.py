"""What a person does with a batch: check, mend for all, tick transfers, confirm, cancel, undo."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

import polars as pl
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from niangjia.engines.imports import files, policies
from niangjia.engines.imports.actions.applying import Outlook, foresee
from niangjia.engines.imports.actions.refusals import NothingToDo, NotNow, NotRecognised, batch_of
from niangjia.engines.imports.actions.work import go_on
from niangjia.engines.imports.choices import AT_WORK, State
from niangjia.engines.imports.models import Batch
from niangjia.ground.audit.actions import record
from niangjia.kit import calendar
from niangjia.kit.declare import sheets
from niangjia.kit.jobs import enqueue
from niangjia.kit.powers import Actor, Refused, giver


class AlreadyUndone(Refused):
    """The batch was taken back before."""

    code = "imports.already_undone"
    text = _("这次导入已经撤回过了")


def check(*, actor: Actor, code: str, inline: bool = False) -> Batch:
    """Judge every row of a staged batch, in a job (or here, for the terminal). Raises NotNow (also once part of it was
    written: that is carried on or given up), NotFound."""
    if batch_of(actor, code, policies.USE).next_chunk:
        raise NotNow
    return _begin(actor, code, "checked", {State.STAGED, State.READY, State.FAILED}, State.CHECKING, inline=inline)


@transaction.atomic
def tick_transfers(
    *, actor: Actor, code: str, rows: Sequence[int] | Literal["all"], among: Sequence[int] | None = None
) -> Batch:
    """Choose which transfers are to be applied: row numbers of the file, or all.

    `among` are the rows that the choice is about; what was chosen of others stays. Raises NotNow, NotFound.
    """
    batch = batch_of(actor, code, policies.USE, lock=True)
    if batch.state != State.READY:
        raise NotNow
    chosen = set() if rows == "all" else {int(row) for row in rows}
    if among is not None:
        chosen |= _ticked(batch) - set(among)
    batch.options["transfers"] = "all" if rows == "all" else sorted(chosen)
    batch.save(update_fields=["options"])
    return batch


def _ticked(batch: Batch) -> set[int]:
    """The rows chosen so far."""
    told = batch.options.get("transfers", [])
    if told != "all":
        return set(told)
    found: set[int] = set()
    for number, tally in enumerate(batch.chunks):
        if tally.get("transfer"):
            planned = files.read(batch.code, files.plan_name(number))
            found |= set(planned.filter(pl.col("_verdict") == "transfer")["_row"])
    return found


@transaction.atomic
def mend_all(*, actor: Actor, code: str, column: str, old: str, new: str) -> Batch:
    """Read one text as another in every row of a column; the batch is to be checked again. Raises NotNow, NotFound."""
    batch = batch_of(actor, code, policies.USE, lock=True)
    if batch.state != State.READY:
        raise NotNow
    fixes: dict[str, Any] = batch.options.setdefault("fixes", {})
    fixes.setdefault(column, {})[old] = new
    batch.state = State.STAGED
    batch.save(update_fields=["options", "state"])
    record(
        actor=actor,
        verb="imports.mended",
        subject=("imports.batch", batch.pk),
        path=batch.path,
        facts={"column": column},
    )
    return batch


def start(*, actor: Actor, code: str, inline: bool = False) -> Batch:
    """Confirm the preview: the good rows and the ticked transfers go in. Raises NotNow, NothingToDo, NotFound."""
    batch = batch_of(actor, code, policies.USE)
    good = (batch.counts.get(verdict, 0) for verdict in ("new", "changed", "same", "transfer"))
    if batch.state == State.READY and not any(good):
        raise NothingToDo
    return _begin(actor, code, "confirmed", {State.READY}, State.APPLYING, inline=inline)


def resume(*, actor: Actor, code: str, inline: bool = False) -> Batch:
    """Carry on a batch whose process died, or whose writing was refused half-way; does nothing that is done already.
    Raises NotNow, NotFound."""
    batch = batch_of(actor, code, policies.USE)
    if batch.state == State.FAILED and batch.next_chunk:
        written = sum(chunk["rows"] for chunk in batch.chunks[: batch.next_chunk])
        return _begin(actor, code, "confirmed", {State.FAILED}, State.APPLYING, inline=inline, done_rows=written)
    if batch.state not in AT_WORK:
        raise NotNow
    with transaction.atomic():
        Batch.objects.filter(pk=batch.pk, state=batch.state).update(**_anew(batch))
        _later(actor, batch, inline=inline)
    return go_on(batch.code, actor) if inline else batch


def read_again(*, actor: Actor, code: str, kind: str) -> Batch:
    """Say which kind of list a file is that was not recognised; it is read again. Raises NotRecognised, NotNow, NotFound."""
    batch_of(actor, code, policies.USE)
    if kind not in sheets():
        raise NotRecognised
    return _begin(actor, code, "read_again", {State.UNREAD}, State.READING, inline=False, kind=kind)


def cancel(*, actor: Actor, code: str, inline: bool = False) -> Batch:
    """Give a batch up; what it wrote already is taken back. Raises NotNow, NotFound."""
    with transaction.atomic():
        batch = batch_of(actor, code, policies.USE, lock=True)
        if batch.state in BEFORE_WRITING and not batch.next_chunk:
            batch.state, batch.finished_at = State.CANCELLED, timezone.now()
        elif batch.state in {State.APPLYING, State.FAILED}:
            batch.state = State.CANCELLING
        else:
            raise NotNow
        for name, value in _anew(batch).items():
            setattr(batch, name, value)
        batch.save(update_fields=["state", "finished_at", "stop", "touched_at", "options"])
        record(actor=actor, verb="imports.cancelled", subject=("imports.batch", batch.pk), path=batch.path, facts={})
        if batch.state == State.CANCELLED:
            return batch
        _later(actor, batch, inline=inline)
    return go_on(batch.code, actor) if inline else batch


def undo(*, actor: Actor, code: str, inline: bool = False) -> Batch:
    """Take a batch back, even weeks later; rows edited since stay and are listed. Raises AlreadyUndone, NotNow, NotFound."""
    batch = batch_of(actor, code, policies.UNDO)
    if batch.state in {State.UNDONE, State.CANCELLED}:
        raise AlreadyUndone
    return _begin(actor, code, "undo_asked", {State.DONE}, State.UNDOING, inline=inline, power=policies.UNDO)


def preview_undo(*, actor: Actor, code: str) -> Outlook:
    """How many rows an undo would take back now, and which would stay; nothing is written. Raises NotNow, NotFound."""
    batch = batch_of(actor, code, policies.UNDO)
    if batch.state != State.DONE:
        raise NotNow
    return foresee(actor, batch)


def discard(*, actor: Actor, code: str) -> None:
    """Drop the sealed files of a batch at rest; its history and lineage stay. Raises NotNow, NotFound."""
    batch = batch_of(actor, code, policies.USE)
    if batch.state not in {State.DONE, State.CANCELLED, State.UNDONE, State.FAILED}:
        raise NotNow
    files.forget(batch.code)
    record(actor=actor, verb="imports.discarded", subject=("imports.batch", batch.pk), path=batch.path, facts={})


def _begin(
    actor: Actor,
    code: str,
    verb: str,
    here: set[State],
    there: State,
    *,
    inline: bool,
    power: str = policies.USE,
    **values: Any,
) -> Batch:
    with transaction.atomic():
        batch = batch_of(actor, code, power, lock=True)
        if batch.state not in here:
            raise NotNow
        batch.state, batch.done_rows, batch.message = there, 0, ""
        if there == State.APPLYING:
            batch.options["today"] = calendar.today().isoformat()
        for name, value in {**_anew(batch), **values}.items():
            setattr(batch, name, value)
        batch.save(update_fields=["state", "done_rows", "message", "stop", "touched_at", "options", *values])
        record(actor=actor, verb=f"imports.{verb}", subject=("imports.batch", batch.pk), path=batch.path, facts={})
        _later(actor, batch, inline=inline)
    if inline:
        return go_on(batch.code, actor)
    batch.refresh_from_db()
    return batch


BEFORE_WRITING = frozenset({State.READING, State.UNREAD, State.STAGED, State.CHECKING, State.READY, State.FAILED})
"""States in which nothing of a batch was written yet, unless a chunk of it was."""


def _anew(batch: Batch) -> dict[str, Any]:
    """What is set when somebody sends a batch to work: it waits in the queue, and no fault stopped it."""
    now = timezone.now()
    began = {"began": now.isoformat(), "done": batch.done_rows}
    return {"stop": {}, "touched_at": now, "options": {**batch.options, **began}}


_JOBS = {
    State.READING: "imports.read",
    State.CHECKING: "imports.check",
    State.APPLYING: "imports.apply",
    State.CANCELLING: "imports.take_back",
    State.UNDOING: "imports.take_back",
}


def _later(actor: Actor, batch: Batch, *, inline: bool) -> None:
    if not inline:
        enqueue(
            _JOBS[State(batch.state)], batch=batch.code, account_id=actor.account_id, for_account_id=giver(actor, batch.path)
        )  # fmt: skip
