"""Reading a file: a small one while the officer waits, a larger one as the first step of its job.

The file is kept sealed and the batch stands in `reading`; the job opens it, recognises its sheets and hands every one on to be
checked, in one transaction. A kill before that leaves the batch in `reading`, and whoever takes the job up reads again.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import nullcontext
from pathlib import Path
from typing import BinaryIO

from cryptography.hazmat.primitives.hashes import SM3, Hash
from django.db import transaction
from django.utils import timezone

from niangjia.engines.imports import files, policies
from niangjia.engines.imports.actions import staging
from niangjia.engines.imports.choices import State
from niangjia.engines.imports.models import Batch
from niangjia.ground.audit.actions import record
from niangjia.kit import sheets as kit_sheets
from niangjia.kit import vault
from niangjia.kit.ids import new_code
from niangjia.kit.jobs import enqueue
from niangjia.kit.powers import Actor, NotAllowed, Refused, giver, reach, within

READ_AT_ONCE = 1 << 20
"""Bytes up to which a file is read while the officer waits: about 20,000 rows, well under a second."""


def receive(
    *, actor: Actor, source: Path | BinaryIO, name: str, size: int, kind: str = "", place: str = "", key: str = ""
) -> list[Batch]:
    """Take in a file that was sent from a page, and have it checked. `source`: what was sent, or where it lies sealed already.
    Sent again by the same account under the same `key`, the batches of the first time are given back.

    A small file is read at once, and what is wrong with it is refused here; a larger one is kept and read by a job, and what
    is wrong with it will stand on the page of its batch. A sealed one is taken over as it lies: nothing of it is read here.
    Raises Unreadable, NotRecognised, NotAllowed.
    """
    known = list(Batch.objects.filter(account_id=actor.account_id, facts__key=key).order_by("pk")) if key else []
    if known:
        return known
    if size <= READ_AT_ONCE:
        with vault.open_sealed(source) if isinstance(source, Path) else nullcontext(source) as file:
            batches = staging.stage(actor=actor, source=file, name=name, kind=kind, place=place)
        with transaction.atomic():
            for one in batches if key else ():
                one.facts["key"] = key
                one.save(update_fields=["facts"])
            _hand_on(actor, batches)
        return batches
    batch = Batch(
        kind=kind, file_name=name[:200], path=staging.place_of(actor, place), actor_kind=actor.kind,
        account_id=actor.account_id, state=State.READING,
    )  # fmt: skip
    try:
        kept = files.folder(batch.code) / files.SOURCE
        if isinstance(source, Path):
            source.replace(kept)
        else:
            vault.seal_file(source, kept)
        batch.facts = {"source": batch.code, "bytes": size, **({"key": key} if key else {})}
        batch.options["began"] = batch.touched_at.isoformat()
        with transaction.atomic():
            batch.save(force_insert=True)
            record(
                actor=actor, verb="imports.received", subject=("imports.batch", batch.pk), path=batch.path,
                facts={"bytes": size},
            )  # fmt: skip
            enqueue(
                "imports.read", batch=batch.code, account_id=actor.account_id, for_account_id=giver(actor, batch.path)
            )  # fmt: skip
    except BaseException:
        files.forget(batch.code)
        raise
    batch.refresh_from_db()
    return [batch]


def read(actor: Actor, batch: Batch) -> Batch:
    """Read the kept file of a batch and hand its sheets on to be checked; what is wrong with the file ends it as `unread`."""
    try:
        _read(actor, batch)
    except Refused as refusal:
        Batch.objects.filter(pk=batch.pk, state=State.READING).update(
            state=State.UNREAD, message=refusal.sentence[:300], facts={**batch.facts, "unread": refusal.code}
        )
    batch.refresh_from_db()
    return batch


def _read(actor: Actor, batch: Batch) -> None:
    if not within(batch.path, reach(actor, policies.USE)):
        raise NotAllowed
    with vault.open_sealed(files.folder(batch.code) / files.SOURCE) as file:
        content = file.read()
    digest = Hash(SM3())
    digest.update(content)
    batch.digest = digest.finalize().hex()
    if not _touch(batch, digest=batch.digest):
        return
    book = kit_sheets.open_workbook(content, name=batch.file_name)
    del content
    found = staging.recognised(book.sheets, batch.kind, batch.path)
    # The codes of further sheets are chosen once, so that a second try writes over what a killed one has left.
    codes = list(batch.facts.get("others", []))
    codes += [new_code() for _one in found[len(codes) + 1 :]]
    rows = sum(table.frame.height for _sheet, table, _match in found)
    if not _touch(batch, rows=rows, facts={**batch.facts, "others": codes}):
        return
    batches = staging.laid_out(batch, found, book.notes, codes)
    staging.write_frames(batches, found)
    with transaction.atomic():
        if not _touch(batch):
            return
        for one in batches:
            one.save()
            staging.tell_staged(actor, one)
        _hand_on(actor, batches)


def _touch(batch: Batch, **values: object) -> bool:
    """Say how far it is; false if the batch was cancelled or read by another meanwhile."""
    here = Batch.objects.filter(pk=batch.pk, state=State.READING)
    return bool(here.update(touched_at=timezone.now(), **values))


def _hand_on(actor: Actor, batches: Sequence[Batch]) -> None:
    """Every sheet is checked next, each by a job of its own."""
    for batch in batches:
        batch.state, batch.stop, batch.touched_at = State.CHECKING, {}, timezone.now()
        batch.options["began"] = batch.touched_at.isoformat()
        batch.save(update_fields=["state", "stop", "touched_at", "options"])
        record(actor=actor, verb="imports.checked", subject=("imports.batch", batch.pk), path=batch.path, facts={})
    for batch in batches:
        enqueue(
            "imports.check", batch=batch.code, account_id=actor.account_id, for_account_id=giver(actor, batch.path)
        )  # fmt: skip
