"""Jobs of people: sweeping out at night what erasures of the day left in the files."""

from __future__ import annotations

from django.utils import timezone

from niangjia.ground.people.actions import scrub_storage, unscrubbed
from niangjia.kit.jobs import job
from niangjia.kit.powers import SYSTEM


@job("people.scrub_storage", queue="slow")
def scrub() -> None:
    """Rewrite the tables of people if anybody was erased since that was last done: it holds writers up for a while."""
    if unscrubbed(actor=SYSTEM):
        scrub_storage(actor=SYSTEM, now=timezone.now())
