"""Trainings of chairs and officers: the class, who was there, by list or by the QR at the door."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction

from niangjia.ground.access import queries as access
from niangjia.ground.org import queries as org
from niangjia.kit import vault
from niangjia.kit.ids import new_code
from niangjia.kit.powers import Actor
from niangjia.programmes.organising.actions.field_parts import day_of, in_order, place_of, row_of, same_revision, trail
from niangjia.programmes.organising.actions.field_refusals import FieldNotFound, NobodyChosen, TrainingOver, WrongHours
from niangjia.programmes.organising.choices.officers import Way
from niangjia.programmes.organising.models import Attendance, Officer, Training
from niangjia.programmes.organising.policies import CADRE_EDIT
from niangjia.programmes.organising.queries.chairs import chair_unit_of, chairs_of
from niangjia.programmes.organising.queries.officers import OfficerFilter, matching_officers, training_by_sign

SUBJECT = "organising.training"
MOST_HOURS = 200


@dataclass(frozen=True)
class TrainingDetails:
    """What is told about a training."""

    title: str
    since: date
    until: date
    hours: int
    place: str
    invited: str


@dataclass(frozen=True)
class There:
    """Somebody who was there: `who` tells people apart."""

    who: int
    name: str
    officer_id: int | None = None
    person_id: int | None = None
    of_unit_id: int | None = None
    chair: bool = False


@transaction.atomic
def add_training(*, actor: Actor, unit_code: str, details: TrainingDetails, now: datetime) -> Training:
    """A class. Raises UnitNotFound, WrongDays, WrongHours."""
    unit, path = place_of(actor, unit_code, CADRE_EDIT)
    _check(details)
    made: Training = Training.rows.create(unit=unit, path=path, **vars(details))
    trail(actor, "organising.training_added", SUBJECT, [made])
    return made


@transaction.atomic
def edit_training(*, actor: Actor, code: str, revision: int, details: TrainingDetails, now: datetime) -> Training:
    """Mend what is told. Raises FieldNotFound, ChangedSince, WrongDays, WrongHours."""
    here = row_of(actor, Training, code, CADRE_EDIT)
    same_revision(here, revision)
    _check(details)
    for name, value in vars(details).items():
        setattr(here, name, value)
    here.revision += 1
    here.save()
    trail(actor, "organising.training_changed", SUBJECT, [here])
    return here


def _check(details: TrainingDetails) -> None:
    in_order(details.since, details.until)
    if not 1 <= details.hours <= MOST_HOURS:
        raise WrongHours(field="hours")


@transaction.atomic
def cancel_training(*, actor: Actor, code: str, now: datetime) -> Training:
    """It did not take place, or was entered twice: it counts nowhere; pressed again it counts once more. Raises FieldNotFound."""
    here = row_of(actor, Training, code, CADRE_EDIT)
    here.cancelled_at, here.sign_open = (None if here.cancelled_at else now), False
    here.save(update_fields=["cancelled_at", "sign_open"])
    trail(actor, "organising.training_cancelled", SUBJECT, [here], cancelled=here.cancelled_at is not None)
    return here


@transaction.atomic
def switch_sign_in(*, actor: Actor, code: str, on: bool, now: datetime) -> Training:
    """Open or close the QR at the door; opened again it is a new code, so that an old photo of it is worth nothing.

    Raises FieldNotFound, TrainingOver.
    """
    here = row_of(actor, Training, code, CADRE_EDIT)
    if on and here.cancelled_at is not None:
        raise TrainingOver
    if on and not here.sign_open:
        here.sign_code = new_code()
    here.sign_open = on
    here.save(update_fields=["sign_open", "sign_code"])
    trail(actor, "organising.sign_in_switched", SUBJECT, [here], on=on)
    return here


# ------------------------------------------------------------------ who was there


@transaction.atomic
def record_attendance(
    *,
    actor: Actor,
    code: str,
    officers: Sequence[str] = (),
    unions: Sequence[str] = (),
    names: Sequence[str] = (),
    now: datetime,
) -> int:
    """Write down who was there: officers by code, chairs by the code of their union, others by name. Who stands on the
    list already stays once. Returns how many were new. Raises FieldNotFound, TrainingOver, NobodyChosen.
    """
    here = row_of(actor, Training, code, CADRE_EDIT)
    if here.cancelled_at is not None:
        raise TrainingOver
    told = [*_officers(actor, officers, now), *_chairs(actor, unions, now), *_named(names)]
    if not told:
        raise NobodyChosen
    number = write_down(here, told, way=Way.LIST, by=actor.account_id, now=now)
    trail(actor, "organising.attended", SUBJECT, [here], number=number)
    return number


def write_down(training: Training, told: Sequence[There], *, way: Way, by: int | None, now: datetime) -> int:
    """The rows of those who do not stand on the list yet; how many."""
    known = set(Attendance.objects.filter(training=training).values_list("who", flat=True))
    fresh = {one.who: one for one in told if one.who not in known}
    Attendance.objects.bulk_create(
        [Attendance(training=training, way=way, at=now, by_account_id=by, **vars(one)) for one in fresh.values()], 500
    )
    return len(fresh)


def who_of(
    *, person_id: int | None = None, account_id: int | None = None, name: str = "", unit_id: int | None = None
) -> int:
    """What tells people apart: the person, else the account, else the name at a union (keyed: it is a name)."""
    if person_id:
        return person_id * 4 + 1
    if account_id:
        return account_id * 4 + 2
    return int(vault.blind(f"{unit_id or 0}:{name}", field="organising.attendance")[:15], 16) * 4 + 3


def of_officer(one: Officer, chaired: dict[int, Any]) -> There:
    """An officer of the register; as chair where the union of her post names her so."""
    who = who_of(person_id=one.person_id, account_id=one.account_id, name=one.name, unit_id=one.unit_id)
    chair = chaired.get(one.unit_id)
    return There(who, one.name, one.pk, one.person_id, one.unit_id, chair is not None and chair.name == one.name)


def _officers(actor: Actor, codes: Sequence[str], now: datetime) -> list[There]:
    if not codes:
        return []
    found = list(matching_officers(actor, OfficerFilter(state="all", codes=list(codes)), today=day_of(now)))
    chaired = chairs_of([one.unit_id for one in found], day_of(now))
    return [of_officer(one, chaired) for one in found]


def _chairs(actor: Actor, codes: Sequence[str], now: datetime) -> list[There]:
    if not codes:
        return []
    units = {one.pk: one for one in org.matching(actor, org.UnitFilter(codes=list(codes)))}
    chaired = chairs_of(list(units), day_of(now))
    return [as_chair(key, chair) for key, chair in chaired.items() if chair.name]


def as_chair(unit_id: int, chair: Any) -> There:
    """The chair of a union."""
    who = who_of(person_id=chair.person_id, name=chair.name, unit_id=unit_id)
    return There(who, chair.name, None, chair.person_id, unit_id, True)


def _named(names: Sequence[str]) -> list[There]:
    tidy = [" ".join(one.split())[:60] for one in names]
    return [There(who_of(name=one), one) for one in tidy if one]


@transaction.atomic
def remove_attendance(*, actor: Actor, code: str, attendance: str, now: datetime) -> None:
    """She was not there after all. Raises FieldNotFound."""
    here = row_of(actor, Training, code, CADRE_EDIT)
    gone = Attendance.objects.filter(training=here, code=attendance)
    keys = list(gone.values_list("pk", flat=True))
    if not keys:
        raise FieldNotFound
    gone.delete()
    trail(actor, "organising.attendance_removed", SUBJECT, [here], attendance=keys[0])


@transaction.atomic
def sign_in(*, actor: Actor, sign_code: str, now: datetime) -> Training:
    """Whoever scans the QR at the door is there, once. Raises FieldNotFound, TrainingOver."""
    here = training_by_sign(sign_code)
    if here is None or actor.account_id is None:
        raise FieldNotFound
    if not here.sign_open or here.cancelled_at is not None:
        raise TrainingOver
    told = _signing(actor, now)
    if write_down(here, [told], way=Way.SIGN, by=actor.account_id, now=now):
        trail(actor, "organising.attended", SUBJECT, [here], number=1)
    return here


def _signing(actor: Actor, now: datetime) -> There:
    """Who signs: the officer of the register behind the account, the chair of a union, or simply her name."""
    account, person = actor.account_id or 0, actor.person_id
    rows = Officer.rows.filter(removed_at__isnull=True)
    known = rows.filter(account_id=account).first() or (rows.filter(person_id=person).first() if person else None)
    name = access.account_names([account]).get(account, "")
    unit = chair_unit_of(account, person, day_of(now))
    who = who_of(person_id=person or (known.person_id if known else None), account_id=account)
    return There(
        who, (known.name if known else name)[:60], known.pk if known else None, person,
        unit or (known.unit_id if known else None), unit is not None,
    )  # fmt: skip
