"""What the jobs do: carry a batch on from the state in which it stands."""

from __future__ import annotations

from dataclasses import replace

from django.utils.translation import gettext as _

from niangjia.engines.imports.actions.applying import apply_batch, take_back
from niangjia.engines.imports.actions.planning import plan_batch
from niangjia.engines.imports.actions.reading import read
from niangjia.engines.imports.actions.stops import stopped, taken_up
from niangjia.engines.imports.choices import State
from niangjia.engines.imports.models import Batch
from niangjia.ground.access.queries import actor_for
from niangjia.kit.powers import OPERATOR, SYSTEM, Actor, ActorKind, Refused


def actor_of(batch: Batch, account_id: int | None = None, for_account_id: int | None = None) -> Actor:
    """Who pressed the button, else who brought the batch, with the powers of today; and on whose behalf, as the job was told."""
    hand = account_id if account_id is not None else batch.account_id
    if hand is not None:
        return replace(actor_for(hand, origin=f"batch {batch.pk}"), for_account_id=for_account_id)
    return OPERATOR if batch.actor_kind == ActorKind.OPERATOR else SYSTEM


def go_on(
    code: str, actor: Actor | None = None, *, account_id: int | None = None, for_account_id: int | None = None
) -> Batch:
    """Do what the batch's state asks for; nothing if it is at rest. `account_id`: who pressed the button.

    A refusal ends it as failed, with the sentence; a fault is written down with the batch and raised.
    """
    batch = Batch.objects.get(code=code)
    taken_up(batch)
    try:
        who = actor or actor_of(batch, account_id, for_account_id)
        if batch.state == State.READING:
            batch = read(who, batch)
        elif batch.state == State.CHECKING:
            batch = plan_batch(who, batch)
        elif batch.state == State.APPLYING:
            batch = apply_batch(who, batch)
        elif batch.state in {State.CANCELLING, State.UNDOING}:
            batch = take_back(who, batch)
    except Refused as refusal:
        batch.state, batch.message = State.FAILED, (refusal.sentence or _("没有完成"))[:300]
        batch.save(update_fields=["state", "message"])
    except Exception as fault:
        stopped(batch, fault)
        raise
    return batch
