"""Bringing the lists of coverage up to date: at night, and when somebody asks for it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from niangjia.engines.worklists import actions as worklists
from niangjia.kit.powers import Actor
from niangjia.programmes.organising.choices import CoverageList
from niangjia.programmes.organising.queries.coverage import stranded_unions, uncovered


@dataclass(frozen=True)
class Refreshed:
    """What an update of several lists did together."""

    opened: int
    settled: int


@transaction.atomic
def refresh_coverage(*, actor: Actor, now: datetime, under: str = "") -> Refreshed:
    """Make the lists of coverage follow the register as it is now, in one branch or everywhere. Raises MayNotSync."""
    today = timezone.localdate(now)
    wanted = {**uncovered(today=today, under=under), CoverageList.STRANDED: stranded_unions(today=today, under=under)}
    done = [
        worklists.sync(actor=actor, kind=one.value, wanted=frame, now=now, under=under) for one, frame in wanted.items()
    ]
    return Refreshed(sum(one.opened + one.returned for one in done), sum(one.settled for one in done))
