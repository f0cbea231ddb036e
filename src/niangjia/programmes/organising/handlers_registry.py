"""What happens once a list of an outside register, or of our employers, was taken in or back: both are compared again."""

from __future__ import annotations

from django.utils import timezone

from niangjia.engines.imports.events import RosterTakenBack, RosterTakenIn
from niangjia.kit.powers import SYSTEM
from niangjia.programmes.organising.actions.registry import reconcile_registry
from niangjia.programmes.organising.sheets import BUSINESS, EMPLOYERS, LEGAL

KINDS = {BUSINESS.kind, LEGAL.kind, EMPLOYERS.kind}


def reconcile(event: RosterTakenIn) -> None:
    """All good rows of a list are in."""
    if event.kind in KINDS:
        reconcile_registry(actor=SYSTEM, now=timezone.now())


def reconcile_back(event: RosterTakenBack) -> None:
    """A list was taken back."""
    if event.kind in KINDS:
        reconcile_registry(actor=SYSTEM, now=timezone.now())
