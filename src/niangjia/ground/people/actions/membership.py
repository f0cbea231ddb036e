"""Membership as dated facts: joining, passing on, leaving, and the states of a membership in force.

Every act writes its day; none is overwritten. Path and pinyin on a membership repeat the unit's and the person's.
"""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from niangjia.ground.audit import actions as audit
from niangjia.ground.org import queries as org
from niangjia.ground.people import rules
from niangjia.ground.people.actions.loading import begin, current, day_of, end, hers, living_unit
from niangjia.ground.people.actions.refusals import (
    DocumentMissing,
    NotMember,
    NotYours,
    SameUnit,
    WrongDay,
    WrongState,
)
from niangjia.ground.people.choices import JoinMode, LeavingReason, MemberState
from niangjia.ground.people.models import Employment, Membership, Person
from niangjia.ground.people.rules import EARLIEST
from niangjia.kit.powers import Actor

# ------------------------------------------------------------------ acts


@transaction.atomic
def join(
    *,
    actor: Actor,
    code: str,
    unit_code: str,
    on: date | None,
    mode: str = JoinMode.DESK,
    card_number: str = "",
    now: datetime,
) -> Membership:
    """Record the membership of somebody who is on record and visible: through her employer, or in hand of organising.

    Raises PersonNotFound, UnitNotFound, MayNotEdit, UnitClosed, AlreadyMember, PersonDied, WrongDay.
    """
    her = hers(actor, code)
    unit = living_unit(actor, unit_code)
    made = begin(her, unit, on=on, mode=mode, today=day_of(now), card_number=card_number)
    _record(actor, "people.joined", her, unit.path, membership=made.pk, unit=unit.pk, on=_iso(on))
    return made


@transaction.atomic
def transfer(*, actor: Actor, code: str, to_code: str, on: date, now: datetime) -> Membership:
    """Pass a membership on: it ends in the old union and begins in the new one on the same day, state and card kept
    (held and unemployed members become active again).

    The actor keeps the roster of both; across branches organising has the receiver accept and acts for both.
    Raises PersonNotFound, MayNotEdit, NotMember, UnitNotFound, NotYours, UnitClosed, SameUnit, WrongDay.
    """
    her = hers(actor, code)
    home = _home(her)
    to = living_unit(actor, to_code, refusal=NotYours(unit=org.unit(actor, to_code).name))
    if to.pk == home.unit_id:
        raise SameUnit(unit=to.name)
    today = day_of(now)
    end(home, on=on, leaving=LeavingReason.TRANSFER, today=today)
    made = begin(
        her,
        to,
        on=on,
        mode=JoinMode.TRANSFER,
        today=today,
        state=home.state if home.state == MemberState.RETIRED else MemberState.ACTIVE,
        card_number=home.card_number,
    )
    facts = {"from": home.unit_id, "to": to.pk, "membership": made.pk, "on": on.isoformat()}
    _record(actor, "people.transferred", her, to.path, **facts)
    return made


@transaction.atomic
def leave(*, actor: Actor, code: str, on: date, now: datetime) -> Membership:
    """She leaves of her own will; she may do so herself. Raises PersonNotFound, MayNotEdit, NotMember, WrongDay."""
    return _leave(actor, hers(actor, code, own=True), on, LeavingReason.LEFT, now)


@transaction.atomic
def lapse(*, actor: Actor, code: str, on: date, now: datetime) -> Membership:
    """The membership lapses: six months without dues and activities, after talks (会员会籍管理办法 2016).

    Raises PersonNotFound, MayNotEdit, NotMember, WrongDay.
    """
    return _leave(actor, hers(actor, code), on, LeavingReason.LAPSED, now)


@transaction.atomic
def expel(*, actor: Actor, code: str, on: date, document: str, now: datetime) -> Membership:
    """The members' meeting expelled her; `document` is the number of its decision.

    Raises PersonNotFound, MayNotEdit, DocumentMissing, NotMember, WrongDay.
    """
    if not document.strip():
        raise DocumentMissing
    return _leave(actor, hers(actor, code), on, LeavingReason.EXPELLED, now, document=document.strip()[:80])


@transaction.atomic
def record_death(*, actor: Actor, code: str, on: date, now: datetime) -> Person:
    """She died: membership and work end that day; the record stays for relatives and history.

    Raises PersonNotFound, MayNotEdit, WrongDay.
    """
    her = hers(actor, code)
    today = day_of(now)
    if on > today or (her.born_on and on < her.born_on):
        raise WrongDay(first=her.born_on or EARLIEST)
    home = current(her)
    path = home.path if home else ""
    if home is not None:
        end(home, on=on, leaving=LeavingReason.DIED, today=today)
    _end_work(her, on)
    her.died_on = on
    her.revision += 1
    her.save(update_fields=["died_on", "revision"])
    _record(actor, "people.died", her, path, on=on.isoformat())
    return her


def _leave(actor: Actor, her: Person, on: date, leaving: LeavingReason, now: datetime, **facts: str) -> Membership:
    home = _home(her)
    end(home, on=on, leaving=leaving, today=day_of(now))
    _record(
        actor,
        f"people.{_VERBS[leaving]}",
        her,
        home.path,
        membership=home.pk,
        unit=home.unit_id,
        on=on.isoformat(),
        **facts,
    )
    return home


_VERBS = {LeavingReason.LEFT: "left", LeavingReason.LAPSED: "lapsed", LeavingReason.EXPELLED: "expelled"}


# ------------------------------------------------------------------ states of a membership in force


@transaction.atomic
def retire(*, actor: Actor, code: str, now: datetime) -> Membership:
    """She retired: the membership is kept, without vote and dues. Raises PersonNotFound, MayNotEdit, NotMember, WrongState."""
    return _become(actor, code, MemberState.RETIRED, now)


@transaction.atomic
def unemploy(*, actor: Actor, code: str, on: date, now: datetime) -> Membership:
    """She lost her work on a day: the old union keeps the membership, the employment ends.

    Raises PersonNotFound, MayNotEdit, NotMember, WrongState, WrongDay.
    """
    if on > day_of(now):
        raise WrongDay(first=EARLIEST)
    home = _become(actor, code, MemberState.UNEMPLOYED, now)
    _end_work(home.person, on)
    return home


@transaction.atomic
def hold(*, actor: Actor, code: str, now: datetime) -> Membership:
    """The union above holds the membership: the employer closed. Raises PersonNotFound, MayNotEdit, NotMember, WrongState."""
    return _become(actor, code, MemberState.HELD, now)


@transaction.atomic
def reinstate(*, actor: Actor, code: str, now: datetime) -> Membership:
    """A kept or held membership is a full one again. Raises PersonNotFound, MayNotEdit, NotMember, WrongState."""
    return _become(actor, code, MemberState.ACTIVE, now)


def _become(actor: Actor, code: str, state: MemberState, now: datetime) -> Membership:
    her = hers(actor, code)
    home = _home(her)
    if not rules.may_become(home.state, state):
        raise WrongState(here=MemberState(home.state).label, there=state.label)
    before, home.state = home.state, state
    home.save(update_fields=["state"])
    _record(actor, "people.state_changed", her, home.path, membership=home.pk, before=before, after=str(state))
    return home


# ------------------------------------------------------------------ parts


def _home(her: Person) -> Membership:
    home = current(her)
    if home is None:
        raise NotMember
    home.person = her
    return home


def _end_work(her: Person, on: date) -> None:
    """Work that began later than the day ends the day it began."""
    row = Employment.objects.select_for_update().filter(person=her, valid_to__isnull=True).first()
    if row is not None:
        row.valid_to = max(on, row.valid_from) if row.valid_from else on
        row.save(update_fields=["valid_to"])


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _record(actor: Actor, verb: str, her: Person, path: str, **facts: object) -> None:
    audit.record(actor=actor, verb=verb, subject=("people.person", her.pk), path=path, facts=facts)


__all__ = [
    "expel",
    "hold",
    "join",
    "lapse",
    "leave",
    "record_death",
    "reinstate",
    "retire",
    "transfer",
    "unemploy",
]
