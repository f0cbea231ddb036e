"""Rounds at the grass roots by officers of the register: what was found, what was promised, what became of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction

from niangjia.engines.rulebooks.queries import rule_at
from niangjia.ground.audit import actions as audit
from niangjia.ground.org import queries as org
from niangjia.kit.calendar import add_working_days
from niangjia.kit.powers import Actor
from niangjia.programmes.organising.actions.field_parts import (
    day_of,
    in_order,
    request_of,
    row_of,
    sealed,
    trail,
    words_of,
)
from niangjia.programmes.organising.actions.field_refusals import (
    AlreadyReversed,
    FieldNotFound,
    NobodyChosen,
    SameKey,
    UnknownVisitKind,
    WordsNeeded,
)
from niangjia.programmes.organising.actions.followups import follow_up
from niangjia.programmes.organising.choices.grids import PROMISE_TASK
from niangjia.programmes.organising.models import Visit
from niangjia.programmes.organising.policies import CADRE_EDIT
from niangjia.programmes.organising.queries.officers import VisitPage, serving, visit_kinds, visit_page, visit_row

SUBJECT = "organising.visit"


@dataclass(frozen=True)
class VisitDetails:
    """What is told about a visit. Where: a union, an employer of the register, or a place in words."""

    officer: str
    kind: str
    on: date
    days: int = 1
    unit_code: str = ""
    employer_code: str = ""
    place: str = ""
    found: str = ""
    promise: str = ""
    due_on: date | None = None


@transaction.atomic
def record_visit(*, actor: Actor, details: VisitDetails, key: str, now: datetime) -> Visit:
    """A visit; what was promised becomes a task at the officer's unit. The same content under the same key is the same visit.

    Raises FieldNotFound (no such officer), UnknownVisitKind, WrongDays, NobodyChosen (no place), WordsNeeded (a day without a
    promise), UnitNotFound, EmployerNotFound, SameKey.
    """
    today, request = day_of(now), request_of(vars(details))
    known = Visit.rows.filter(key=key).first()
    if known is not None:
        return _same(known, request)
    officer = next((one for one in serving(actor, power=CADRE_EDIT, today=today) if one.code == details.officer), None)
    if officer is None:
        raise FieldNotFound
    if details.kind not in visit_kinds(on=details.on, path=officer.path):
        raise UnknownVisitKind(field="kind")
    in_order(details.on, today)
    unit = org.unit(actor, details.unit_code) if details.unit_code else None
    employer = org.employer(actor, details.employer_code) if details.employer_code else None
    if unit is None and employer is None and not details.place.strip():
        raise NobodyChosen
    path = org.held_paths([officer.unit_id])[officer.unit_id]
    row = Visit(
        unit_id=officer.unit_id, path=path, officer=officer, kind=details.kind, on=details.on, days=details.days,
        seen_unit=unit, employer=employer, place=details.place.strip(), found_sealed=sealed(details.found),
        promise_sealed=sealed(details.promise), due_on=_due(details, path, today), by_account_id=actor.account_id,
        key=key, request=request,
    )  # fmt: skip
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        return _same(Visit.rows.get(key=key), request)
    if row.due_on:
        follow_up(PROMISE_TASK, path, now)
    trail(actor, "organising.visit_recorded", SUBJECT, [row])
    return row


def _due(details: VisitDetails, path: str, today: date) -> date | None:
    if not details.promise.strip():
        if details.due_on is not None:
            raise WordsNeeded(field="promise")
        return None
    return details.due_on or add_working_days(today, rule_at("organising.officers", today, path).days("promise"))


def _same(known: Visit, request: str) -> Visit:
    if known.request != request:
        raise SameKey
    return known


@transaction.atomic
def open_visit(*, actor: Actor, code: str, now: datetime) -> VisitPage:
    """A visit with its notes in the clear; a look in the trail. Raises VisitNotFound."""
    row = visit_row(actor, code)
    audit.record(actor=actor, verb="organising.visit_opened", subject=(SUBJECT, row.pk), path=row.path, look=True)
    return visit_page(row)


@transaction.atomic
def reverse_visit(*, actor: Actor, code: str, words: str, now: datetime) -> Visit:
    """It was written down wrongly: it stays with the reason and counts no more. Raises FieldNotFound, WordsNeeded, AlreadyReversed."""
    row = row_of(actor, Visit, code, CADRE_EDIT)
    told = words_of(words)
    if row.reversed_at is not None:
        raise AlreadyReversed
    row.reversed_at, row.reversed_words = now, told
    row.save(update_fields=["reversed_at", "reversed_words"])
    if row.due_on:
        follow_up(PROMISE_TASK, row.path, now)
    trail(actor, "organising.visit_reversed", SUBJECT, [row])
    return row
