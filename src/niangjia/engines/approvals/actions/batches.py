"""Decisions on many (G32): chosen, frozen exactly as shown, confirmed, then done in sets and told row by row.

A batch acts on the rows of its preview in the revisions that were shown and on nothing else: a matter that moved on meanwhile
is refused for itself. Up to `AT_ONCE` rows are decided while the person waits; more go on in a job, one transaction for each
`CHUNK`, which takes up where it stopped when its process died.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from niangjia.engines.approvals import rules
from niangjia.engines.approvals.actions import walking
from niangjia.engines.approvals.actions.deciding import decide
from niangjia.engines.approvals.actions.refusals import (
    NothingChosen,
    ReasonMissing,
    Spent,
    TooMany,
    WordsMissing,
    WrongTotal,
)
from niangjia.engines.approvals.actions.taking_back import undo
from niangjia.engines.approvals.choices import (
    AT_ONCE,
    CHUNK,
    DECIDING,
    MOST,
    TYPED_FROM,
    WORDS,
    Act,
    BatchState,
    RowState,
)
from niangjia.engines.approvals.models import Batch, BatchRow
from niangjia.engines.approvals.queries.batches import batch_row, reasons_of
from niangjia.engines.approvals.queries.inbox import Wanted, lines_of, waiting
from niangjia.ground.audit import actions as audit
from niangjia.kit import vault
from niangjia.kit.jobs import Later, enqueue, stopping
from niangjia.kit.powers import Actor

KEPT = timedelta(hours=2)
"""A frozen preview may be confirmed for so long."""


@transaction.atomic
def freeze(
    *,
    actor: Actor,
    act: str,
    wanted: Wanted,
    now: datetime,
    told: Sequence[str] = (),
) -> Batch:
    """The preview of a decision on many: exactly the rows that the inbox shows under `wanted` (ticked ones, or all), without
    the actor's own. Nothing is decided yet. `told` says in words what the list was narrowed to.

    Raises NothingChosen, TooMany.
    """
    if act not in DECIDING:
        raise NothingChosen
    found = list(waiting(actor, wanted).order_by("due_on", "pk").values_list("pk", flat=True)[: MOST + 1])
    if len(found) > MOST:
        raise TooMany(most=MOST, number=MOST)
    lines = [one for one in lines_of(actor, found) if not one.own]
    if not lines:
        raise NothingChosen
    batch = Batch.objects.create(
        account_id=actor.account_id,
        person_id=actor.person_id,
        act=act,
        number=len(lines),
        amount=sum(one.amount for one in lines),
        digest=rules.selection_digest((one.code, one.revision) for one in lines),
        told=[str(one) for one in told],
        made_at=now,
    )
    BatchRow.objects.bulk_create(
        [BatchRow(batch=batch, matter_id=one.matter_id, code=one.code, revision=one.revision) for one in lines],
        batch_size=1_000,
    )
    return batch


@transaction.atomic
def decide_many(
    *,
    actor: Actor,
    token: str,
    digest: str,
    total: int | None = None,
    reason: str = "",
    words: str = "",
    now: datetime,
) -> Batch:
    """Confirm a frozen preview by its token and digest; from `TYPED_FROM` rows on the number has to be typed (`total`). A
    return or refusal says why, in a reason that every kind among the rows knows and in words.

    Returns the batch, done, or at work where it is large. Raises MatterNotFound (not one's own preview), Spent, WrongTotal,
    ReasonMissing, WordsMissing, WordsTooLong.
    """
    batch = batch_row(actor, token, lock=True)
    if batch.state != BatchState.FROZEN or batch.digest != digest or now - batch.made_at > KEPT:
        raise Spent
    if batch.number >= TYPED_FROM and total != batch.number:
        raise WrongTotal(number=batch.number)
    if batch.act != Act.APPROVED and reason not in reasons_of(batch):
        raise ReasonMissing
    if batch.act != Act.APPROVED and not words.strip():
        raise WordsMissing
    batch.state, batch.reason, batch.words_sealed = BatchState.WORKING, reason, walking.sealed_words(words)
    batch.save(update_fields=["state", "reason", "words_sealed"])
    facts = {"act": batch.act, "number": batch.number, "digest": batch.digest, "amount": batch.amount}
    audit.record(actor=actor, verb="approvals.batch_confirmed", subject=("approvals.batch", batch.pk), facts=facts)
    if batch.number > AT_ONCE:
        enqueue("approvals.decide_batch", token=batch.code, account_id=actor.account_id, person_id=actor.person_id)
    else:
        while _chunk(actor, batch.code, now):
            pass
    batch.refresh_from_db()
    return batch


def go_on(*, actor: Actor, token: str, now: datetime | None = None) -> Batch:
    """Decide what is left of a confirmed batch, one chunk a transaction; run again it takes up where it stopped."""
    while _chunk(actor, token, now or timezone.now()):
        if stopping():
            raise Later
    return Batch.objects.get(code=token)


@transaction.atomic
def _chunk(actor: Actor, token: str, now: datetime) -> bool:
    """The next rows of a batch; whether there may be more."""
    batch = Batch.objects.select_for_update().get(code=token)
    if batch.state != BatchState.WORKING:
        return False
    rows = list(batch.rows.filter(state=RowState.WAITING).order_by("pk")[:CHUNK])
    if not rows:
        batch.state, batch.ended_at = BatchState.DONE, now
        batch.save(update_fields=["state", "ended_at"])
        return False
    words = vault.unseal(batch.words_sealed, field=WORDS)
    revisions = {row.code: row.revision for row in rows}
    decided = decide(actor, revisions, Act(batch.act), now, reason=batch.reason, words=words)
    wrong = []
    for row in rows:
        refusal = decided.refused.get(row.code)
        if refusal is not None:
            row.state, row.why = RowState.REFUSED, refusal.sentence[:300]
            wrong.append(row)
    right = [row.pk for row in rows if row.code not in decided.refused]
    BatchRow.objects.filter(pk__in=right).update(state=RowState.DONE)
    BatchRow.objects.bulk_update(wrong, ["state", "why"], batch_size=500)
    return True


@transaction.atomic
def stop_batch(*, actor: Actor, token: str, now: datetime) -> Batch:
    """Stop a batch at work after the chunk in hand; what is decided stays decided. Raises MatterNotFound."""
    batch = batch_row(actor, token, lock=True)
    if batch.state == BatchState.WORKING:
        batch.state, batch.ended_at = BatchState.STOPPED, now
        batch.save(update_fields=["state", "ended_at"])
    return batch


def undo_many(*, actor: Actor, token: str, now: datetime) -> tuple[int, dict[str, str]]:
    """Take back, within ten seconds, what a small batch decided: how many, and by code why the others could not.

    Raises MatterNotFound.
    """
    batch = batch_row(actor, token)
    codes = list(batch.rows.filter(state=RowState.DONE).order_by("pk").values_list("code", flat=True)[: AT_ONCE + 1])
    if len(codes) > AT_ONCE:
        return 0, {}
    result = undo(actor=actor, codes=codes, now=now)
    return len(result.done), {code: refusal.sentence for code, refusal in result.refused.items()}


__all__ = ["decide_many", "freeze", "go_on", "stop_batch", "undo_many"]
