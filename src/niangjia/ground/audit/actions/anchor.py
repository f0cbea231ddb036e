"""Giving the head of the chain out of the house."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from niangjia.ground.audit.actions.record import record
from niangjia.ground.audit.actions.seal import seal_pending
from niangjia.ground.audit.models import Anchor
from niangjia.ground.audit.queries.chain import head
from niangjia.kit.powers import Actor


def anchor(*, actor: Actor, note: str = "") -> Anchor | None:
    """Seal what waits and keep the head as an anchor; None if there is nothing new since the last one.

    An anchor proves something only where the owner of the database cannot reach it: send it up, print it, sign it.
    """
    seal_pending(actor=actor)
    seq, digest = head()
    last = Anchor.objects.order_by("-seq").first()
    if not seq or (last is not None and last.seq == seq):
        return last
    with transaction.atomic():
        made = Anchor.objects.create(seq=seq, digest=digest, made_at=timezone.now(), note=note)
        record(actor=actor, verb="audit.anchored", facts={"seq": seq, "digest": digest})
    return made
