"""The one place where a unit comes into being."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date

from django.db.models import F

from niangjia.ground.audit import actions as audit
from niangjia.ground.org import events
from niangjia.ground.org.models import Placement, Unit
from niangjia.ground.org.queries import free_paths
from niangjia.ground.org.rules import UnitDetails
from niangjia.kit import bus
from niangjia.kit.powers import Actor


def plant(*, actor: Actor, parent: Unit | None, details: UnitDetails, since: date | None = None) -> Unit:
    """A new row with its first placement (since before our records, unless said), its line in the trail and its event.

    The caller has checked everything, is in a transaction and holds the lock of the tree.
    """
    path = free_paths(parent.path if parent else "")[0]
    made: Unit = Unit.objects.create(path=path, depth=len(path) // Unit.steplen, numchild=0, **asdict(details))
    Placement.objects.create(unit=made, path=path, valid_from=since)
    if parent is not None:
        Unit.objects.filter(pk=parent.pk).update(numchild=F("numchild") + 1)
    audit.record(actor=actor, verb="org.unit_added", subject=("org.unit", made.pk), path=path, facts={})
    bus.publish(events.UnitAdded(made.pk, path))
    return made
