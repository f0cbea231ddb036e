"""Adding and editing one employer by hand, hanging it on a union, counting its workers, striking it off."""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import date, datetime
from typing import Any

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from niangjia.ground.audit import actions as audit
from niangjia.ground.org import events, rules
from niangjia.ground.org.actions.refusals import (
    AlreadyClosed,
    AlreadyDissolved,
    ChangedMeanwhile,
    FutureDay,
    MayNotEdit,
    NotAttached,
    ReliedOn,
    Unfit,
    WrongDay,
)
from niangjia.ground.org.models import Attachment, Employer, Headcount, Unit
from niangjia.ground.org.queries import employer, employer_units, in_reach, unit
from niangjia.ground.org.rules import EmployerDetails
from niangjia.kit import bus
from niangjia.kit.ids import read_credit_code
from niangjia.kit.powers import Actor, Reason, holds


@transaction.atomic
def add_employer(
    *,
    actor: Actor,
    details: EmployerDetails,
    unit_code: str = "",
    workers: int | None = None,
    since: date | None = None,
    now: datetime,
) -> Employer:
    """Enter an employer in the register, hung on a union and with its number of workers where known.

    `since`: the day from which both hold (empty: since before our records). Without a union the actor must be one who
    sees employers without. Raises UnitNotFound, MayNotEdit, AlreadyDissolved, FutureDay, Unfit.
    """
    today = _day(now)
    details = _tidied(details)
    at = _union(actor, unit_code) if unit_code else None
    if since is not None and since > today:
        raise FutureDay
    Unfit.if_any([*_entered(details, today), *_counted(workers), _same_credit_code(details)])
    made = Employer.objects.create(**_stored(details))
    if at is not None:
        Attachment.objects.create(employer=made, unit=at, valid_from=since)
    elif not Employer.objects.filter(in_reach(actor, "org.edit"), pk=made.pk).exists():
        raise Unfit(Reason("org.employer_needs_unit", "unit"))
    if workers is not None:
        Headcount.objects.create(employer=made, workers=workers, valid_from=since)
    _record(actor, "org.employer_added", made, at.path if at else "", unit=at.pk if at else None, workers=workers)
    bus.publish(events.EmployerAdded(made.pk))
    if at is not None:
        bus.publish(events.EmployerAttached(made.pk, at.pk, since))
    return made


@transaction.atomic
def edit_employer(*, actor: Actor, code: str, revision: int, details: EmployerDetails, now: datetime) -> Employer:
    """Change the facts of an employer; the same facts again change nothing.

    Raises EmployerNotFound, MayNotEdit, ChangedMeanwhile, AlreadyClosed, Unfit.
    """
    here = editable_employer(actor, code, revision)
    details = _tidied(details)
    after = _stored(details)
    fields = rules.changed({name: getattr(here, name) for name in after}, after)
    if not fields:
        return here
    Unfit.if_any([*_entered(details, _day(now)), _same_credit_code(details, besides=here.pk)])
    for name in fields:
        setattr(here, name, after[name])
    here.revision += 1
    here.save(update_fields=[*fields, "revision"])
    _record(actor, "org.employer_edited", here, _path(here), fields=fields, revision=here.revision)
    bus.publish(events.EmployerEdited(here.pk, tuple(fields)))
    return here


@transaction.atomic
def attach_employer(*, actor: Actor, code: str, unit_code: str, on: date, now: datetime) -> Employer:
    """Hang an employer on a union from a day on (today or earlier); it leaves the one it hung on that day.

    Raises EmployerNotFound, UnitNotFound, MayNotEdit, AlreadyClosed, AlreadyDissolved, FutureDay, WrongDay.
    """
    here = editable_employer(actor, code)
    at = _union(actor, unit_code)
    _not_future(on, now)
    open_row = Attachment.objects.select_for_update().filter(employer=here, valid_to__isnull=True).first()
    if open_row is not None and open_row.unit_id == at.pk:
        return here
    _succeed(open_row, on)
    Attachment.objects.create(employer=here, unit=at, valid_from=on)
    former = open_row.unit_id if open_row else None
    _record(actor, "org.employer_attached", here, at.path, unit=at.pk, former=former, on=on.isoformat())
    bus.publish(events.EmployerAttached(here.pk, at.pk, on))
    return here


@transaction.atomic
def take_attachment_back(
    *, actor: Actor, employer_id: int, unit_id: int, before: dict[str, Any], on: date, now: datetime
) -> None:
    """Undo `attach_employer` of today: the row that stood before (`queries.open_attachment`) is open again, with its days.

    Part of another act, which judged who may. Raises ReliedOn where the employer was hung elsewhere since.
    """
    rows = Attachment.objects.select_for_update().filter(employer_id=employer_id, valid_to__isnull=True)
    begun = rows.filter(unit_id=unit_id, valid_from=on).first()
    if begun is None:
        raise ReliedOn(what=_("单位又换了工会"))
    here = begun.employer
    begun.delete()
    old = Attachment.objects.filter(pk=before["id"]).first()
    if old is None:
        since = date.fromisoformat(before["since"]) if before["since"] else None
        Attachment.objects.create(employer_id=employer_id, unit_id=before["unit"], valid_from=since)
    else:
        old.valid_to = None
        old.save(update_fields=["valid_to"])
    _record(actor, "org.employer_attached", here, _path(here), unit=before["unit"], former=unit_id, undone=True)
    bus.publish(events.EmployerAttached(employer_id, before["unit"], None))


@transaction.atomic
def detach_employer(*, actor: Actor, code: str, on: date, now: datetime) -> Employer:
    """Take an employer off its union from a day on. Raises EmployerNotFound, MayNotEdit, NotAttached, WrongDay."""
    here = editable_employer(actor, code)
    path = _path(here)
    _not_future(on, now)
    open_row = Attachment.objects.select_for_update().filter(employer=here, valid_to__isnull=True).first()
    if open_row is None:
        raise NotAttached(name=here.name)
    _succeed(open_row, on)
    _record(actor, "org.employer_detached", here, path, former=open_row.unit_id, on=on.isoformat())
    bus.publish(events.EmployerAttached(here.pk, None, on))
    return here


@transaction.atomic
def count_workers(*, actor: Actor, code: str, workers: int, on: date, now: datetime) -> Employer:
    """Note the declared number of workers from a day on; earlier days keep the earlier number.

    Raises EmployerNotFound, MayNotEdit, AlreadyClosed, FutureDay, WrongDay, Unfit.
    """
    here = editable_employer(actor, code)
    _not_future(on, now)
    Unfit.if_any(_counted(workers))
    open_row = Headcount.objects.select_for_update().filter(employer=here, valid_to__isnull=True).first()
    if open_row is not None and open_row.workers == workers:
        return here
    _succeed(open_row, on)
    Headcount.objects.create(employer=here, workers=workers, valid_from=on)
    _record(actor, "org.workers_counted", here, _path(here), workers=workers, on=on.isoformat())
    bus.publish(events.EmployerEdited(here.pk, ("workers",)))
    return here


@transaction.atomic
def close_employer(*, actor: Actor, code: str, revision: int, on: date, now: datetime) -> Employer:
    """Strike an employer off on a day: it is taken off its union and its number of workers ends that day.

    Raises EmployerNotFound, MayNotEdit, ChangedMeanwhile, AlreadyClosed, FutureDay, WrongDay.
    """
    here = editable_employer(actor, code, revision)
    path = _path(here)
    _not_future(on, now)
    if here.founded_on and on < here.founded_on:
        raise WrongDay(first=here.founded_on)
    for open_row in (
        Attachment.objects.select_for_update().filter(employer=here, valid_to__isnull=True).first(),
        Headcount.objects.select_for_update().filter(employer=here, valid_to__isnull=True).first(),
    ):
        _succeed(open_row, on)
    here.closed_on = on
    here.revision += 1
    here.save(update_fields=["closed_on", "revision"])
    _record(actor, "org.employer_closed", here, path, on=on.isoformat())
    bus.publish(events.EmployerClosed(here.pk, on))
    return here


# ------------------------------------------------------------------ loading and checking


def _day(now: datetime) -> date:
    return timezone.localtime(now).date()


def _not_future(on: date, now: datetime) -> None:
    if on > _day(now):
        raise FutureDay


def editable_employer(actor: Actor, code: str, revision: int | None = None) -> Employer:
    """The employer, locked; of the given revision, and not struck off."""
    seen = employer(actor, code)
    here = Employer.objects.select_for_update().get(pk=seen.pk)
    if not Employer.objects.filter(in_reach(actor, "org.edit"), pk=here.pk).exists():
        raise MayNotEdit(name=here.name)
    if revision is not None and here.revision != revision:
        raise ChangedMeanwhile(name=here.name)
    if here.closed_on is not None:
        raise AlreadyClosed(name=here.name, on=here.closed_on)
    return here


def _union(actor: Actor, code: str) -> Unit:
    """The union on which an employer is to be hung."""
    at = unit(actor, code)
    if not holds(actor, "org.edit", at.path):
        raise MayNotEdit(name=at.name)
    if at.dissolved_on is not None:
        raise AlreadyDissolved(name=at.name, on=at.dissolved_on)
    return at


def _tidied(details: EmployerDetails) -> EmployerDetails:
    entered: dict[str, Any] = {
        name: rules.tidy(value) if isinstance(value, str) else value for name, value in asdict(details).items()
    }
    tidied = EmployerDetails(**entered)
    read = read_credit_code(tidied.credit_code) if tidied.credit_code else None
    return replace(tidied, credit_code=read.value) if read is not None and read.value else tidied


def _stored(details: EmployerDetails) -> dict[str, Any]:
    """Fields as they are stored: no code is NULL, so that codes can be unique."""
    return {**asdict(details), "credit_code": details.credit_code or None}


def _entered(details: EmployerDetails, today: date) -> list[Reason]:
    found = rules.employer_reasons(details, today=today)
    if details.credit_code and read_credit_code(details.credit_code).error:
        found.append(Reason("org.credit_code", "credit_code"))
    return found


def _counted(workers: int | None) -> list[Reason]:
    return [Reason("org.workers_negative", "workers")] if workers is not None and workers < 0 else []


def _same_credit_code(details: EmployerDetails, *, besides: int | None = None) -> Reason | None:
    """The code is on another employer. Its name is public (the business register), so it may be said."""
    if not details.credit_code:
        return None
    other = Employer.objects.filter(credit_code=details.credit_code).exclude(pk=besides or 0).first()
    return Reason("org.same_credit_code", "credit_code", {"name": other.name}) if other else None


def _path(here: Employer) -> str:
    return employer_units([here.pk]).get(here.pk, "")


def _succeed(open_row: models.Model | None, on: date) -> None:
    """End an open dated row on a day; one that began that very day was a mistake and goes."""
    if open_row is None:
        return
    row: Any = open_row
    if row.valid_from is not None and on < row.valid_from:
        raise WrongDay(first=row.valid_from)
    if row.valid_from == on:
        row.delete()
        return
    row.valid_to = on
    row.save(update_fields=["valid_to"])


def _record(actor: Actor, verb: str, here: Employer, path: str, **facts: Any) -> None:
    audit.record(actor=actor, verb=verb, subject=("org.employer", here.pk), path=path, facts=facts)
