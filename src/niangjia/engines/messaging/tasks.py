"""Jobs of messaging: one parcel out of the outbox."""

from __future__ import annotations

from django.utils import timezone

from niangjia.engines.messaging import actions
from niangjia.kit.jobs import job
from niangjia.kit.powers import SYSTEM


@job("messaging.deliver", retries=actions.MOST_ATTEMPTS)
def deliver(*, outgoing_id: int, **_newer: object) -> None:
    """Hand one row to its channel; the queue tries again with growing pauses until the last attempt."""
    actions.deliver(actor=SYSTEM, outgoing_id=outgoing_id, now=timezone.now())
