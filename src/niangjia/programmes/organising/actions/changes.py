"""Corrections: asked for by the member with a photo or a code, or for her at a counter; mended, taken back."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import date, datetime, timedelta
from typing import IO

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _now

from niangjia.engines.approvals import actions as approvals
from niangjia.engines.approvals import queries as matters
from niangjia.engines.approvals.choices import MatterState
from niangjia.engines.evidence import actions as evidence
from niangjia.engines.evidence import queries as papers
from niangjia.engines.evidence.actions import About
from niangjia.ground.audit import actions as audit
from niangjia.ground.org import queries as org
from niangjia.ground.people.choices import BY_LAW, RevealReason
from niangjia.ground.people.queries import newcomers
from niangjia.kit import vault
from niangjia.kit.ids import read_identity, read_phone
from niangjia.kit.powers import SYSTEM, Actor, ActorKind, Reason, holds
from niangjia.programmes.organising import rules
from niangjia.programmes.organising.actions.change_refusals import (
    AlreadyChanging,
    NotAgreed,
    NotAMember,
    NumberElsewhere,
    ProofMissing,
    SameAsBefore,
)
from niangjia.programmes.organising.actions.refusals import KeyReused, NotOpen, NotToMend, PhoneUnproved, Unfit
from niangjia.programmes.organising.choices.changes import CHANGE, DRAFT_DAYS, ChangeField, ChangeState
from niangjia.programmes.organising.choices.joining import WhyActing
from niangjia.programmes.organising.models import Change
from niangjia.programmes.organising.policies import APPLY
from niangjia.programmes.organising.queries.changes import ChangeNotFound, change_row, told_of, unit_of_person
from niangjia.programmes.organising.rules.changes import Correct

# ------------------------------------------------------------------ asking


@transaction.atomic
def add_proof(
    *, actor: Actor, told: Correct, agreed: bool, source: IO[bytes], name: str, key: str, now: datetime, code: str = ""
) -> Change:
    """A photo of the document, before the correction is handed in: it is a draft until then. `code`: of one that came back.

    Raises NotAMember, Unfit, SameAsBefore, NumberElsewhere, NotAgreed, ChangeNotFound, NotOpen and, of evidence, NotTaken.
    """
    if not agreed:
        raise NotAgreed
    row = _open(actor, code) if code else _draft(actor, told, key, now)
    if not row.agreed:
        row.agreed = True
        row.save(update_fields=["agreed"])
    evidence.add(
        actor=_as_worker(actor), kind=CHANGE, subject_id=row.pk, source=source, about=About(name=name[:120]), now=now
    )
    return row


@transaction.atomic
def ask_change(*, actor: Actor, told: Correct, proved: bool, key: str, now: datetime) -> Change:
    """The member asks that one thing be put right. `proved`: the front saw the code that was sent to the new phone. The same
    request under the same key is one.

    Raises NotAMember, Unfit, SameAsBefore, NumberElsewhere, PhoneUnproved, ProofMissing, AlreadyChanging, KeyReused.
    """
    row = _draft(actor, told, key, now)
    if row.state != ChangeState.DRAFT:
        return row
    if told.field == ChangeField.PHONE and not proved:
        raise PhoneUnproved
    row.proved, row.account_id = proved, actor.account_id
    return _hand_in(actor, row, now)


@transaction.atomic
def ask_change_for(
    *,
    actor: Actor,
    person_code: str,
    told: Correct,
    why: str,
    source: IO[bytes] | None,
    name: str,
    key: str,
    now: datetime,
) -> Change:
    """An officer asks on behalf of a member who stands before her; who and why are kept, somebody else decides. Her phone is not
    confirmed by it.

    Raises ChangeNotFound, Unfit, SameAsBefore, NumberElsewhere, ProofMissing, AlreadyChanging, KeyReused and NotTaken.
    """
    person_id, unit_id, path = unit_of_person(actor, person_code, power=APPLY)
    if why not in WhyActing.values:
        raise Unfit(Reason("join.why", "why"))
    told = _read(told)
    row = _under_key(key, person_id, told)
    if row is not None and row.state != ChangeState.DRAFT:
        return row
    if row is None:
        row = _new(person_id, unit_id, path, told, key, now)
    row.why, row.by_account_id, row.agreed = why, actor.account_id, True
    row.save(update_fields=["why", "by_account_id", "agreed"])
    if source is not None:
        evidence.add(actor=actor, kind=CHANGE, subject_id=row.pk, source=source, about=About(name=name[:120]), now=now)
    return _hand_in(actor, row, now)


@transaction.atomic
def mend_change(*, actor: Actor, code: str, told: Correct, proved: bool, now: datetime) -> Change:
    """Ask again after it came back. Raises ChangeNotFound, NotOpen, NotToMend, Unfit, SameAsBefore, NumberElsewhere, PhoneUnproved,
    ProofMissing."""
    row = _open(actor, code)
    page = matters.matter(SYSTEM, row.matter_code, now=now)
    if page.state != MatterState.RETURNED:
        raise NotToMend
    told = _read(told)
    (known,) = told_of([row])
    if row.field == ChangeField.PHONE and not row.why and not proved and told.value != known.new:
        raise PhoneUnproved
    _fill(row, told)
    row.proved, row.asked_on = row.proved or proved, _day(now)
    _check_proof(row)
    row.save()
    approvals.resubmit(actor=actor, code=row.matter_code, revision=page.revision, now=now)
    _record(actor, "organising.change_mended", [row])
    return row


@transaction.atomic
def withdraw_change(*, actor: Actor, code: str, now: datetime) -> Change:
    """She does not want it any more: what was told goes, and the photos. Raises ChangeNotFound, NotOpen."""
    row = _open(actor, code)
    page = matters.matter(SYSTEM, row.matter_code, now=now)
    approvals.withdraw(actor=actor, code=row.matter_code, revision=page.revision, now=now)
    _close([row], now)
    _record(actor, "organising.change_withdrawn", [row])
    row.refresh_from_db()
    return row


@transaction.atomic
def close_withdrawn_changes(*, actor: Actor, codes: list[str], now: datetime) -> None:
    """Their matters were withdrawn from their own page. Run again it finds nothing."""
    _close(list(Change.rows.filter(code__in=codes, state=ChangeState.OPEN)), now)


@transaction.atomic
def reveal_change(*, actor: Actor, code: str, reason: str, now: datetime) -> tuple[str, str]:
    """What stands there and what it should be, whole; the look is logged with its reason. Raises ChangeNotFound, Unfit."""
    row = change_row(actor, code)
    if not holds(actor, "people.reveal", row.path):
        raise ChangeNotFound
    if reason not in set(RevealReason.values) - set(BY_LAW):
        raise Unfit(Reason("people.choice", "reason"))
    (values,) = told_of([row])
    facts = {"person": row.person_id, "field": row.field, "reason": reason}
    audit.record(
        actor=actor, verb="organising.change_looked_at", subject=(CHANGE, row.pk), path=row.path, look=True, facts=facts
    )
    return values.old, values.new


@transaction.atomic
def sweep_drafts(*, actor: Actor, now: datetime) -> int:
    """Throw corrections away that were begun with a photo and never handed in; how many. Run every night."""
    old = Change.rows.filter(state=ChangeState.DRAFT, asked_on__lt=_day(now) - timedelta(days=DRAFT_DAYS))
    rows = list(old.order_by("pk")[:1_000])
    _close(rows, now)
    return len(rows)


# ------------------------------------------------------------------ parts


def _as_worker(actor: Actor) -> Actor:
    """Somebody on her own phone is a worker there, whatever she is at her desk."""
    return replace(actor, kind=ActorKind.WORKER)


def _read(told: Correct) -> Correct:
    """The value tidied as it is kept. Raises Unfit."""
    found: list[Reason] = []
    value = told.value.strip()
    if told.field == ChangeField.NAME:
        value = " ".join(value.split())
        found = rules.name_reasons(value)
    elif told.field == ChangeField.IDENTITY:
        number = read_identity(value, kind=told.document_kind)
        if number.error or not number.value:
            known = number.error if number.error in Unfit.sentences else "join.identity"
            found.append(Reason(known or "join.identity", "value", number.values))
        value = number.value or ""
    elif told.field == ChangeField.PHONE:
        phone = read_phone(value)
        if phone.error or not phone.value:
            found.append(Reason("join.phone", "value"))
        value = phone.value or ""
    else:
        found.append(Reason("people.choice", "field"))
    Unfit.if_any(found)
    return replace(told, value=value)


def _draft(actor: Actor, told: Correct, key: str, now: datetime) -> Change:
    """The draft under the key, or what became of it; a new one if there is none."""
    home = newcomers.home_of(actor.person_id or 0)
    if home is None:
        raise NotAMember
    told = _read(told)
    row = _under_key(key, home.person_id, told)
    if row is not None:
        return row
    path = org.held_paths([home.unit_id])[home.unit_id]
    return _new(home.person_id, home.unit_id, path, told, key, now)


def _new(person_id: int, unit_id: int, path: str, told: Correct, key: str, now: datetime) -> Change:
    row = Change(
        unit_id=unit_id, path=path, person_id=person_id, field=told.field, key=key, state=ChangeState.DRAFT, asked_on=_day(now)
    )  # fmt: skip
    _fill(row, told)
    row.save(force_insert=True)
    return row


def _fill(row: Change, told: Correct) -> None:
    """Old and new, sealed. Raises SameAsBefore, NumberElsewhere, NotAMember (the record is gone)."""
    known = newcomers.on_record([row.person_id]).get(row.person_id)
    if known is None:
        raise NotAMember
    old = {"name": known.name, "identity": known.identity, "phone": known.phone}[told.field]
    if told.value == old and (told.field != ChangeField.IDENTITY or told.document_kind == known.document_kind):
        raise SameAsBefore
    if told.field == ChangeField.IDENTITY:
        held = newcomers.held_by([told.value]).get(told.value, row.person_id)
        if held != row.person_id:
            raise NumberElsewhere
    kind = told.document_kind if told.field == ChangeField.IDENTITY else known.document_kind
    values = {"old": old, "new": told.value, "document_kind": kind}
    row.sealed = vault.seal(json.dumps(values, ensure_ascii=False), field=CHANGE)
    row.request = _digest(row.person_id, told)


def _under_key(key: str, person_id: int, told: Correct) -> Change | None:
    """What stands under a key: a draft takes the newest answers, anything later has to be the same request."""
    row: Change | None = Change.rows.select_for_update(of=("self",)).filter(key=key).first()
    if row is None:
        return None
    if row.person_id != person_id:
        raise ChangeNotFound
    if row.request != _digest(person_id, told):
        if row.state != ChangeState.DRAFT or row.field != told.field:
            raise KeyReused
        _fill(row, told)
        row.save(update_fields=["sealed", "request"])
    return row


def _hand_in(actor: Actor, row: Change, now: datetime) -> Change:
    """From a draft to a matter."""
    _check_proof(row)
    row.state, row.asked_on = ChangeState.OPEN, _day(now)
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        raise AlreadyChanging from None
    name = newcomers.on_record([row.person_id])[row.person_id].name
    matter = approvals.ask(
        actor=actor,
        kind=CHANGE,
        unit_id=row.unit_id,
        person_id=row.person_id,
        title=_now("%(name)s更正%(what)s") % {"name": name, "what": ChangeField(row.field).label},
        subject=(CHANGE, row.pk, row.code),
        now=now,
    )
    row.matter_code = matter.code
    row.save(update_fields=["matter_code"])
    _record(actor, "organising.change_asked_for" if row.why else "organising.change_asked", [row])
    return row


def _check_proof(row: Change) -> None:
    if row.field != ChangeField.PHONE and not papers.in_force(CHANGE, [row.pk], on=row.asked_on):
        raise ProofMissing


def _open(actor: Actor, code: str) -> Change:
    row = change_row(actor, code, lock=True)
    if row.state != ChangeState.OPEN:
        raise NotOpen
    return row


def _close(rows: Sequence[Change], now: datetime) -> None:
    """Withdrawn: what was told is overwritten at once, and the photos go."""
    drop_proof(actor=SYSTEM, keys=[row.pk for row in rows], words=_now("本人撤回了更正"), now=now)
    Change.rows.filter(pk__in=[row.pk for row in rows]).update(state=ChangeState.WITHDRAWN, sealed="", request="")


def drop_proof(*, actor: Actor, keys: Sequence[int], words: str, now: datetime) -> int:
    """Take the photos of some corrections away; how many. Part of this module's own acts."""
    found = papers.in_force(CHANGE, keys, on=date.min)
    files = [one for some in found.values() for one in some]
    for one in files:
        evidence.remove(actor=actor, code=one.code, words=words, now=now)
    return len(files)


def _digest(person_id: int, told: Correct) -> str:
    text = json.dumps({"person": person_id, **asdict(told)}, sort_keys=True, ensure_ascii=False)
    return vault.blind(hashlib.sha256(text.encode()).hexdigest(), field=CHANGE)


def _day(now: datetime) -> date:
    return timezone.localtime(now).date()


def _record(actor: Actor, verb: str, rows: Sequence[Change]) -> None:
    """An entry for each; its keys only."""
    if rows:
        audit.record_many(actor=actor, verb=verb, subject_kind=CHANGE, subjects=[(row.pk, row.path) for row in rows])
