"""Whole numbers for a printed form: many looks at once, each in the trail of the person whom it is about."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from niangjia.ground.audit import actions as audit
from niangjia.ground.people.actions.persons import ReasonMissing
from niangjia.ground.people.actions.refusals import MayNotReveal
from niangjia.ground.people.choices import BY_LAW, RevealReason
from niangjia.ground.people.models import IDENTITY, PHONE, Membership
from niangjia.ground.people.policies import REVEAL
from niangjia.kit import vault
from niangjia.kit.powers import Actor


@transaction.atomic
def reveal_for_forms(*, actor: Actor, codes: Sequence[str], reason: str, now: datetime) -> dict[str, tuple[str, str]]:
    """Whole identity number and phone of members, by code. Two looks a person in the trail, as if each had been opened by hand.

    All or nothing: somebody over whom the actor may not do so refuses it for all. Raises MayNotReveal, ReasonMissing.
    """
    if reason not in RevealReason.values or reason in BY_LAW:
        raise ReasonMissing
    wanted = list(dict.fromkeys(codes))
    rows = list(
        Membership.objects.visible_to(actor, REVEAL)
        .filter(person__code__in=wanted, left_on__isnull=True)
        .select_related("person")
        .order_by("person_id")
    )
    if len(rows) < len(wanted):
        raise MayNotReveal
    for field in ("identity", "phone"):
        audit.record_many(
            actor=actor,
            verb="people.number_revealed",
            subject_kind="people.person",
            subjects=[(row.person_id, row.path) for row in rows],
            look=True,
            facts={"field": field, "reason": reason},
        )
    numbers = vault.unseal_many([row.person.identity_sealed for row in rows], field=IDENTITY)
    phones = vault.unseal_many([row.person.phone_sealed for row in rows], field=PHONE)
    return {row.person.code: (number, phone) for row, number, phone in zip(rows, numbers, phones, strict=True)}
