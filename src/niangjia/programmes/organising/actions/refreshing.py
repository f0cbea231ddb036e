"""Bringing the lists of terms and certificates up to date, tying seats to persons, and clearing what refused files still hold of people."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from niangjia.engines.worklists import actions as worklists
from niangjia.kit.powers import Actor
from niangjia.programmes.organising.actions.coverage import Refreshed
from niangjia.programmes.organising.actions.terms import tie_seats
from niangjia.programmes.organising.choices.founding import FileState
from niangjia.programmes.organising.models import FoundingMember
from niangjia.programmes.organising.queries.terms import certificates_due, changes_due, terms_due


@transaction.atomic
def refresh_terms(*, actor: Actor, now: datetime, under: str = "") -> Refreshed:
    """Make the lists of terms, changes and certificates follow what is on record, in one branch or everywhere. Raises MayNotSync."""
    today = timezone.localdate(now)
    if not under:
        tie_seats()
    wanted = {
        "organising.term_due": terms_due(today=today, under=under),
        "organising.term_register": changes_due(today=today, under=under),
        "organising.certificate_due": certificates_due(today=today, under=under),
    }
    done = [
        worklists.sync(actor=actor, kind=kind, wanted=frame, now=now, under=under) for kind, frame in wanted.items()
    ]
    refused = FoundingMember.objects.filter(file__state=FileState.REFUSED, file__ended_on__lt=today).exclude(sealed="")
    refused.update(sealed="", identity_index="")
    return Refreshed(sum(one.opened + one.returned for one in done), sum(one.settled for one in done))
