"""What a decision on applications means: people, memberships, log-ins. Set-based; refusals row by row."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from niangjia.engines.approvals import actions as approvals
from niangjia.ground.audit import actions as audit
from niangjia.ground.people.actions import admitting
from niangjia.ground.people.actions.admitting import Admission, Newcomer
from niangjia.kit.calendar import working_days_between
from niangjia.kit.declare import Asked, Outcome
from niangjia.kit.powers import SYSTEM, Actor, Refused
from niangjia.programmes.organising.actions.refusals import NotOpen, NotTaking
from niangjia.programmes.organising.choices.joining import SUBJECT, ApplicationState
from niangjia.programmes.organising.models import Application
from niangjia.programmes.organising.queries.joining import told

BATCH = 1_000


def settle_joining(*, actor: Actor, matters: Sequence[Asked], outcome: Outcome, now: datetime) -> Mapping[int, Refused]:
    """Take the applicants in, or note that they were refused. Refuses by the matter's id, having written nothing for it:
    NotOpen, NotTaking (the union was dissolved), AlreadyMember, NameDiffers, PersonDied, WasExpelled."""
    today = timezone.localtime(now).date()
    rows = {
        row.pk: row
        for row in Application.rows.select_related("unit").filter(pk__in=[one.subject_id for one in matters])
    }
    by_key = {one.subject_id: one.id for one in matters if one.subject_id}
    refused: dict[int, Refused] = {
        one.id: NotOpen()
        for one in matters
        if one.subject_id not in rows or rows[one.subject_id].state != ApplicationState.OPEN
    }
    fit = [row for key, row in rows.items() if by_key[key] not in refused]
    if outcome == "approved":
        closed = [row for row in fit if row.unit.dissolved_on is not None]
        refused |= {by_key[row.pk]: NotTaking() for row in closed}
        fit = [row for row in fit if row.unit.dissolved_on is None]
        admitted, held = _admit(fit, today, now)
        refused |= {by_key[key]: refusal for key, refusal in held.items()}
        fit = [row for row in fit if row.pk in admitted]
        _note_written(fit, admitted)
        approvals.name_persons(actor=SYSTEM, persons={by_key[row.pk]: admitted[row.pk].person_id for row in fit})
    state = ApplicationState.JOINED if outcome == "approved" else ApplicationState.REFUSED
    _end(fit, state, today)
    _record(actor, "organising.admitted" if outcome == "approved" else "organising.not_admitted", fit)
    return refused


def _admit(rows: Sequence[Application], today: date, now: datetime) -> tuple[dict[int, Admission], dict[int, Refused]]:
    """Once more where somebody put one of them on record in the same moment: then she is known."""
    ones = [_newcomer(row, answers) for row, answers in zip(rows, told(rows), strict=True)]
    try:
        with transaction.atomic():
            return admitting.admit(ones, on=today, now=now)
    except IntegrityError:
        return admitting.admit(ones, on=today, now=now)


def _newcomer(row: Application, answers: object) -> Newcomer:
    kept = asdict(answers)  # type: ignore[call-overload]
    return Newcomer(
        key=row.pk,
        unit_id=row.unit_id,
        path=row.path,
        verified=row.proved,
        account_id=row.account_id,
        consents=tuple(row.consents),
        **{
            name: kept[name]
            for name in ("name", "document_kind", "identity", "phone", "workplace", "occupation", "form")
        },
    )


def _note_written(rows: Sequence[Application], admitted: Mapping[int, Admission]) -> None:
    for row in rows:
        row.person_id, row.written = admitted[row.pk].person_id, asdict(admitted[row.pk])
    Application.rows.bulk_update(rows, ["person_id", "written"], batch_size=BATCH)


def _end(rows: Sequence[Application], state: ApplicationState, today: date) -> None:
    """A statement for each day on which some of them were asked."""
    groups: dict[date, list[int]] = defaultdict(list)
    for row in rows:
        groups[row.asked_on].append(row.pk)
    for asked_on, keys in groups.items():
        days = max(0, working_days_between(asked_on, today))
        Application.rows.filter(pk__in=keys).update(state=state, decided_on=today, working_days=days)


def unsettle_joining(
    *, actor: Actor, matters: Sequence[Asked], outcome: Outcome, now: datetime
) -> Mapping[int, Refused]:
    """Take a decision back within ten seconds. Refuses where something has come to rely on the membership meanwhile."""
    rows = list(Application.rows.filter(pk__in=[one.subject_id for one in matters]))
    by_key = {one.subject_id: one.id for one in matters if one.subject_id}
    held: set[int] = set()
    if outcome == "approved":
        held = _unadmit(rows, by_key)
    back = [row for row in rows if row.pk not in held]
    Application.rows.filter(pk__in=[row.pk for row in back]).update(
        state=ApplicationState.OPEN, decided_on=None, working_days=None, person_id=None, written={}
    )
    _record(actor, "organising.unadmitted", back)
    return {by_key[key]: NotOpen() for key in held}


def _unadmit(rows: Sequence[Application], by_key: Mapping[int, int]) -> set[int]:
    """Keys of applications whose people have to stay."""
    persons = {row.pk: row.person_id for row in rows}
    keys = list(persons)
    Application.rows.filter(pk__in=keys).update(state=ApplicationState.OPEN, person_id=None)
    approvals.name_persons(actor=SYSTEM, persons={by_key[key]: None for key in keys})
    held = admitting.unadmit({row.pk: Admission.read(row.written) for row in rows})
    for key in held:
        Application.rows.filter(pk=key).update(state=ApplicationState.JOINED, person_id=persons[key])
    approvals.name_persons(actor=SYSTEM, persons={by_key[key]: persons[key] for key in held})
    return held


def _record(actor: Actor, verb: str, rows: Sequence[Application]) -> None:
    """An entry for each application; its keys only."""
    if rows:
        audit.record_many(actor=actor, verb=verb, subject_kind=SUBJECT, subjects=[(row.pk, row.path) for row in rows])
