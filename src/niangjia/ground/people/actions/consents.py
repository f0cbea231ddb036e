"""Consent by purpose: given one at a time, withdrawn as easily (个人信息保护法 14–16)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from niangjia.ground.audit import actions as audit
from niangjia.ground.people import events
from niangjia.ground.people.actions.loading import hers, is_own, path_of
from niangjia.ground.people.actions.refusals import NoSuchPurpose
from niangjia.ground.people.choices import Purpose
from niangjia.ground.people.models import Consent, Person
from niangjia.ground.people.reasons import CONSENT_VERSION
from niangjia.kit import bus
from niangjia.kit.powers import Actor


@transaction.atomic
def give_consent(*, actor: Actor, code: str, purpose: str, now: datetime) -> Consent:
    """Agree to one purpose, to the words of today; by herself, or on paper to whoever keeps the roster. Agreed already
    to these words: nothing changes. Raises PersonNotFound, MayNotEdit, NoSuchPurpose."""
    her = _hers(actor, code, purpose)
    held = Consent.objects.select_for_update().filter(person=her, purpose=purpose, withdrawn_at__isnull=True).first()
    if held is not None and held.version == CONSENT_VERSION:
        return held
    if held is not None:  # older words: they ended when the new ones were agreed to
        held.withdrawn_at = now
        held.save(update_fields=["withdrawn_at"])
    given = Consent.objects.create(
        person=her, purpose=purpose, version=CONSENT_VERSION, given_at=now, by_account_id=actor.account_id
    )
    _record(actor, "people.consent_given", her, purpose)
    return given


@transaction.atomic
def withdraw_consent(*, actor: Actor, code: str, purpose: str, now: datetime) -> None:
    """Take one consent back; there is nothing to withdraw: nothing changes. Raises PersonNotFound, MayNotEdit,
    NoSuchPurpose."""
    her = _hers(actor, code, purpose)
    ended = Consent.objects.filter(person=her, purpose=purpose, withdrawn_at__isnull=True).update(withdrawn_at=now)
    if ended:
        _record(actor, "people.consent_withdrawn", her, purpose)
        bus.publish(events.ConsentWithdrawn(her.pk, purpose))


def _hers(actor: Actor, code: str, purpose: str) -> Person:
    if purpose not in Purpose.values:
        raise NoSuchPurpose
    return hers(actor, code, own=True)


def _record(actor: Actor, verb: str, her: Person, purpose: str) -> None:
    facts = {"purpose": str(purpose), "version": CONSENT_VERSION, "own": is_own(actor, her)}
    audit.record(actor=actor, verb=verb, subject=("people.person", her.pk), path=path_of(her), facts=facts)
