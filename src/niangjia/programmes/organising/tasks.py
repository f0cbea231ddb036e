"""Jobs of organising: the lists of every night."""

from __future__ import annotations

from django.utils import timezone

from niangjia.kit.jobs import job
from niangjia.kit.powers import SYSTEM
from niangjia.programmes.organising import actions


@job("organising.coverage", queue="slow")
def coverage(**_newer: object) -> None:
    """Bring the lists of employers without a union up to date."""
    actions.refresh_coverage(actor=SYSTEM, now=timezone.now())


@job("organising.grid_rounds", queue="slow")
def grid_rounds(**_newer: object) -> None:
    """Bring the list of due rounds up to date."""
    actions.refresh_rounds(actor=SYSTEM, now=timezone.now())


@job("organising.shells", queue="slow")
def shells(**_newer: object) -> None:
    """Score all unions for signs of an empty shell."""
    actions.score_shells(actor=SYSTEM, now=timezone.now())


@job("organising.terms", queue="slow")
def terms(**_newer: object) -> None:
    """Bring the lists of terms, changes and certificates up to date."""
    actions.refresh_terms(actor=SYSTEM, now=timezone.now())


@job("organising.registry", queue="slow")
def registry(**_newer: object) -> None:
    """Compare the outside registers with ours again: what was mended by hand needs no task any more."""
    actions.reconcile_registry(actor=SYSTEM, now=timezone.now())


@job("organising.compare", queue="slow")
def compare(code: str, **_newer: object) -> None:
    """Read an export of the province's base and compare it with the roster."""
    actions.compare_export(actor=SYSTEM, code=code, now=timezone.now())


@job("organising.leavings")
def leavings(**_newer: object) -> None:
    """End the memberships of those whose last day is over."""
    actions.carry_out_leavings(actor=SYSTEM, now=timezone.now())


@job("organising.forget", queue="slow")
def forget(**_newer: object) -> None:
    """Wipe what is kept no longer: answers, photos, compared rows."""
    actions.forget_answers(actor=SYSTEM, now=timezone.now())
    actions.wipe_compared(actor=SYSTEM, now=timezone.now())
