"""Jobs of worklists: the round of every morning."""

from __future__ import annotations

from django.utils import timezone

from niangjia.engines.worklists import actions
from niangjia.kit.jobs import job
from niangjia.kit.powers import SYSTEM


@job("worklists.morning")
def morning(**_newer: object) -> None:
    """Give back what belongs to nobody any more, then say what is due."""
    now = timezone.now()
    actions.release(actor=SYSTEM, now=now)
    actions.remind(actor=SYSTEM, now=now)
