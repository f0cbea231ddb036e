"""Appointing with a term, ending, lending to a deputy, taking back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from niangjia.ground.access import events, rules
from niangjia.ground.access.actions.refusals import (
    AccountClosed,
    AlreadyHolds,
    DaysWrong,
    DelegationNotFound,
    DeputyElsewhere,
    LastAdministrator,
    NotOneself,
    NotToDelegate,
    PowerNotHeld,
    RolesApart,
    RoleUnknown,
    UnitEnded,
)
from niangjia.ground.access.choices import AccountKind
from niangjia.ground.access.models import Account, Appointment, Delegation
from niangjia.ground.access.queries.accounts import (
    AccountNotFound,
    AppointmentNotFound,
    account,
    appointment,
    has_successor,
)
from niangjia.ground.audit import actions as audit
from niangjia.ground.org import queries as org
from niangjia.ground.org.choices import ADMINISTRATORS, Role
from niangjia.kit import bus
from niangjia.kit.powers import Actor, holds, known_powers

LONGEST_LOAN = timedelta(days=366)


@transaction.atomic
def appoint(
    *,
    actor: Actor,
    account_code: str,
    unit_code: str,
    role: str,
    since: date,
    until: date | None = None,
    document: str = "",
    now: datetime,
) -> Appointment:
    """Give an account a role in a unit and below it, from `since` until the day `until` on which it no longer holds it.

    Never to oneself, never above the actor's own place, never an administrator's role beside anything else.
    Raises AccountNotFound, UnitNotFound, NotOneself, RoleUnknown, AccountClosed, DaysWrong, UnitEnded, AlreadyHolds,
    RolesApart.
    """
    at = org.unit(actor, unit_code, power="access.appoint")
    who = Account.objects.select_for_update().get(pk=account(actor, account_code, power="access.appoint").pk)
    if who.pk == actor.account_id:
        raise NotOneself
    if role not in Role.values:
        raise RoleUnknown
    if not who.is_active or who.kind == AccountKind.PARTNER:
        raise AccountClosed(name=who.name)
    if until is not None and until <= max(since, _day(now)):
        raise DaysWrong
    if at.dissolved_on is not None:
        raise UnitEnded(unit=at.name)
    standing = _standing(who, since, until)
    if any(one.unit_id == at.pk and one.role == role for one in standing):
        raise AlreadyHolds(name=who.name, unit=at.name, role=Role(role).label)
    if not rules.may_hold(role, [*(one.role for one in standing), *_borrowed(who, since, until)]):
        raise RolesApart(name=who.name)
    made: Appointment = Appointment.rows.create(
        account=who, unit=at, role=role, since=since, until=until, document=document, made_by_id=actor.account_id
    )
    _record(actor, "access.appointed", made, at.path)
    bus.publish(events.Appointed(made.pk))
    return made


@transaction.atomic
def end_appointment(*, actor: Actor, appointment_code: str, on: date, now: datetime) -> Appointment:
    """End an appointment: `on`, today or later, is the first day without it. Today takes effect at once.

    Raises AppointmentNotFound, NotOneself, DaysWrong, LastAdministrator.
    """
    seen = appointment(actor, appointment_code)
    here: Appointment = (
        Appointment.rows.select_for_update(of=("self",)).select_related("unit", "account").get(pk=seen.pk)
    )
    if here.account_id == actor.account_id:
        raise NotOneself
    if on < _day(now) or (here.until is not None and here.until <= on):
        raise DaysWrong
    if here.role in ADMINISTRATORS and not has_successor(here, on):
        raise LastAdministrator(unit=here.unit.name, role=Role(here.role).label)
    here.until = max(on, here.since)
    here.ended_by_id = actor.account_id
    here.save(update_fields=["until", "ended_by"])
    _record(actor, "access.appointment_ended", here, here.unit.path)
    bus.publish(events.AppointmentEnded(here.pk))
    return here


@transaction.atomic
def delegate(
    *,
    actor: Actor,
    appointment_code: str,
    receiver_code: str,
    powers: Sequence[str] = (),
    since: date,
    until: date,
    reason: str = "",
    now: datetime,
) -> Delegation:
    """Lend one's own appointment, whole or for listed powers, for at most a year. What is borrowed cannot be lent on.

    Raises AppointmentNotFound (not one's own, or not in force), AccountNotFound, NotToDelegate, DeputyElsewhere,
    PowerNotHeld, DaysWrong.
    """
    today = _day(now)
    lent = Appointment.rows.filter(code=appointment_code, account_id=actor.account_id).select_related("unit").first()
    if lent is None or not rules.in_force(lent.since, lent.until, today):
        raise AppointmentNotFound
    who = Account.objects.select_for_update().filter(code=receiver_code, is_active=True).select_related(None).first()
    if who is None or who.pk == actor.account_id:
        raise AccountNotFound
    home = org.unit_names([who.unit_id]).get(who.unit_id) if who.unit_id else None
    if home is None or who.kind != AccountKind.STAFF or not home[2].startswith(lent.unit.path):
        raise DeputyElsewhere
    if since < today or until <= since or until - since > LONGEST_LOAN:
        raise DaysWrong
    if not rules.may_delegate(lent.role, [one.role for one in _standing(who, since, until)]):
        raise NotToDelegate
    known = known_powers()
    for code in powers:
        if code not in known or lent.role not in known[code].roles:
            raise PowerNotHeld(power=known[code].label if code in known else code)
    made = Delegation.objects.create(
        giver_id=lent.account_id,
        receiver=who,
        appointment=lent,
        powers=sorted(set(powers)),
        since=since,
        until=until,
        reason=reason,
    )
    facts = {"appointment": lent.pk, "receiver": who.pk, "powers": sorted(set(powers))}
    audit.record(
        actor=actor,
        verb="access.delegated",
        subject=("access.delegation", made.pk),
        path=lent.unit.path,
        facts={**facts, "since": since.isoformat(), "until": until.isoformat()},
    )
    bus.publish(events.Delegated(made.pk))
    return made


@transaction.atomic
def withdraw_delegation(*, actor: Actor, delegation_code: str, now: datetime) -> Delegation:
    """Take a loan back at once: by the giver, by the deputy, or by who appoints in that unit. Raises DelegationNotFound."""
    here = (
        Delegation.objects.select_for_update(of=("self",))
        .filter(code=delegation_code, withdrawn_at__isnull=True)
        .select_related("appointment__unit")
        .first()
    )
    path = here.appointment.unit.path if here else ""
    involved = (
        here is not None and actor.account_id is not None and actor.account_id in {here.giver_id, here.receiver_id}
    )
    if here is None or not (involved or holds(actor, "access.appoint", path)):
        raise DelegationNotFound
    here.withdrawn_at = now
    here.save(update_fields=["withdrawn_at"])
    subject = ("access.delegation", here.pk)
    audit.record(actor=actor, verb="access.delegation_withdrawn", subject=subject, path=path, facts={})
    bus.publish(events.DelegationWithdrawn(here.pk))
    return here


# ------------------------------------------------------------------ inside


def _day(now: datetime) -> date:
    return timezone.localtime(now).date()


def _overlaps(since: date, until: date | None, end: str) -> Q:
    """Condition for dated rows that share a day with [since, until)."""
    open_end = Q(**{f"{end}__isnull": True}) | Q(**{f"{end}__gt": since})
    return open_end & Q(since__lt=until) if until else open_end


def _standing(who: Account, since: date, until: date | None) -> list[Appointment]:
    """What an account holds, or will hold, at any time in some days."""
    return list(Appointment.rows.filter(_overlaps(since, until, "until"), account=who))


def _borrowed(who: Account, since: date, until: date | None) -> list[str]:
    rows = Delegation.objects.filter(_overlaps(since, until, "until"), receiver=who, withdrawn_at__isnull=True)
    return list(rows.values_list("appointment__role", flat=True))


def _record(actor: Actor, verb: str, made: Appointment, path: str) -> None:
    facts = {
        "account": made.account_id,
        "unit": made.unit_id,
        "role": str(made.role),
        "since": made.since.isoformat(),
        "until": made.until.isoformat() if made.until else None,
    }
    audit.record(actor=actor, verb=verb, subject=("access.appointment", made.pk), path=path, facts=facts)
