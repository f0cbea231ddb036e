"""Taking the trail out of the house: itself an entry of the trail."""

from __future__ import annotations

from collections.abc import Iterator

from django.db import transaction

from niangjia.ground.access.queries.trails import Done, TrailFilter, trail
from niangjia.ground.audit import actions as audit
from niangjia.kit.powers import Actor

MOST = 20_000
"""Lines of one export; narrow the filter for more."""
CHUNK = 1_000


@transaction.atomic
def export_trail(*, actor: Actor, wanted: TrailFilter) -> list[Done]:
    """The lines that a filter keeps, the latest first, at most MOST; that they were taken is recorded. Raises NoTrail."""
    lines = list(_lines(actor, wanted))
    audit.record(actor=actor, verb="audit.trail_exported", look=True, facts={"lines": len(lines)})
    return lines


def _lines(actor: Actor, wanted: TrailFilter) -> Iterator[Done]:
    before, number = None, 0
    while number < MOST:
        some, before = trail(actor, wanted, before=before, limit=min(CHUNK, MOST - number))
        yield from some
        number += len(some)
        if before is None:
            return
