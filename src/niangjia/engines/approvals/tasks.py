"""Jobs of approvals: the daily reminder, decisions on many, and sweeping out old previews."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from niangjia.engines.approvals import actions
from niangjia.ground.access.queries import actor_for
from niangjia.kit.calendar import today
from niangjia.kit.jobs import job
from niangjia.kit.powers import SYSTEM

KEPT = timedelta(days=2)


@job("approvals.remind")
def remind(**_newer: object) -> None:
    """Announce stops that are due tomorrow or overdue; once each."""
    actions.remind(actor=SYSTEM, today=today())


@job("approvals.decide_batch", queue="slow")
def decide_batch(*, token: str, account_id: int | None, person_id: int | None = None, **_newer: object) -> None:
    """Go on with a confirmed batch, with what its account may do now."""
    actor = actor_for(account_id or 0, person_id=person_id, origin=f"batch {token}")
    actions.go_on(actor=actor, token=token)


@job("approvals.prune")
def prune(**_newer: object) -> None:
    """Drop previews that nobody confirmed."""
    actions.prune(actor=SYSTEM, before=timezone.now() - KEPT)
