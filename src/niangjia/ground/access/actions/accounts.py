"""Opening, inviting, locking and closing accounts; passwords and lost authenticators."""

from __future__ import annotations

import re
import secrets
from datetime import datetime, timedelta

from allauth.mfa.models import Authenticator
from axes.utils import reset as forget_failures
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from niangjia.ground.access import events
from niangjia.ground.access.actions.refusals import (
    AboveOwnPlace,
    AlreadyTakenUp,
    InvitationSpent,
    LastAdministrator,
    NameMissing,
    NoPasswordHere,
    NotByTerminalOnly,
    NotOneself,
    PhoneTaken,
    PhoneUnfit,
    ResetNotAsked,
    SamePassword,
    UsernameTaken,
    UsernameUnfit,
    WeakPassword,
    WrongPassword,
)
from niangjia.ground.access.choices import AccountKind, InvitationPurpose
from niangjia.ground.access.models import Account, ApiKey, Appointment, Invitation
from niangjia.ground.access.queries.accounts import (
    AccountNotFound,
    account,
    digest_of,
    has_successor,
    held_places,
    open_invitation,
)
from niangjia.ground.audit import actions as audit
from niangjia.ground.org import queries as org
from niangjia.ground.org.choices import ADMINISTRATORS, Role
from niangjia.kit import bus, vault
from niangjia.kit.ids import read_phone
from niangjia.kit.powers import Actor, ActorKind, holds

LINK_DAYS = 7
ASKED_HOURS = 24
_USERNAME = re.compile(r"[a-z0-9][a-z0-9._-]{2,59}")


@transaction.atomic
def create_account(
    *,
    actor: Actor,
    username: str,
    name: str,
    unit_code: str,
    now: datetime,
    kind: str = AccountKind.STAFF,
    phone: str = "",
    email: str = "",
    demo: bool = False,
) -> Account:
    """Open an account that a unit looks after. It has no password: `invite` gives the link that sets one.

    `demo` (from the terminal only) marks an account of the demonstration county, which needs no second factor.
    Raises NotByTerminalOnly, UnitNotFound, UsernameUnfit, UsernameTaken, NameMissing, PhoneUnfit, PhoneTaken.
    """
    home = org.unit(actor, unit_code, power="access.account")
    if demo and actor.kind is not ActorKind.OPERATOR:
        raise NotByTerminalOnly
    username = username.strip().lower()
    if not _USERNAME.fullmatch(username):
        raise UsernameUnfit
    if not name.strip():
        raise NameMissing
    if Account.objects.filter(username=username).exists():
        raise UsernameTaken(username=username)
    made = Account(username=username, name=name.strip(), kind=kind, unit=home, email=email, created_at=now, demo=demo)
    _give_phone(made, phone)
    made.set_unusable_password()
    made.save()
    _record(actor, "access.account_opened", made, kind=str(kind))
    bus.publish(events.AccountOpened(made.pk))
    return made


@transaction.atomic
def open_worker_account(*, actor: Actor, phone: str, name: str, now: datetime) -> Account:
    """The account of a worker who proved a phone number; the one that is there already is given back.

    For the log-in adapter (the system itself). Raises NotByTerminalOnly, PhoneUnfit.
    """
    if actor.kind not in {ActorKind.SYSTEM, ActorKind.OPERATOR}:
        raise NotByTerminalOnly
    read = read_phone(phone)
    if read.error or not read.value:
        raise PhoneUnfit
    known = Account.objects.filter(phone_index=vault.blind(read.value, field="account.phone")).first()
    if known is not None:
        return known
    made = Account(username=f"w-{secrets.token_hex(8)}", name=name.strip(), kind=AccountKind.WORKER, created_at=now)
    _give_phone(made, read.value)
    made.set_unusable_password()
    made.save()
    _record(actor, "access.account_opened", made, kind=str(AccountKind.WORKER))
    bus.publish(events.AccountOpened(made.pk))
    return made


@transaction.atomic
def invite(*, actor: Actor, account_code: str, now: datetime) -> str:
    """A link's secret, shown this once, with which the person sets the first password; earlier ones stop working.

    Raises AccountNotFound, AlreadyTakenUp, NoPasswordHere.
    """
    here = _locked_row(actor, account_code, "access.account")
    _not_of_a_key(here)
    if here.has_usable_password():
        raise AlreadyTakenUp(name=here.name)
    token = _new_link(actor, here, InvitationPurpose.JOIN, now)
    _record(actor, "access.invited", here)
    return token


@transaction.atomic
def accept_invitation(*, actor: Actor, token: str, password: str, now: datetime) -> Account:
    """Set the password that a link allows to set, once. A reset also forgets authenticators and recovery codes.

    `actor` is whoever opened the page; the trail names the account. Raises InvitationSpent, WeakPassword.
    """
    found = open_invitation(token, now)
    row = Invitation.objects.select_for_update().filter(pk=found.pk, used_at__isnull=True).first() if found else None
    if row is None:
        raise InvitationSpent
    here = Account.objects.select_for_update().get(pk=row.account_id)
    _check_strength(password, here)
    if row.purpose == InvitationPurpose.RESET:
        Authenticator.objects.filter(user=here).delete()
    _set_password(here, password, now)
    row.used_at = now
    row.save(update_fields=["used_at"])
    Invitation.objects.filter(account=here, used_at__isnull=True).update(expires_at=now)
    herself = Actor(ActorKind(here.kind), account_id=here.pk, origin=actor.origin)
    _record(herself, "access.link_used", here, purpose=row.purpose)
    return here


@transaction.atomic
def change_password(*, actor: Actor, old: str, new: str, now: datetime) -> Account:
    """One's own password; every other session ends. Raises AccountNotFound, WrongPassword, SamePassword, WeakPassword."""
    here = Account.objects.select_for_update().filter(pk=actor.account_id or 0).first()
    if here is None:
        raise AccountNotFound
    if not here.check_password(old):
        raise WrongPassword
    if old == new:
        raise SamePassword
    _check_strength(new, here)
    _set_password(here, new, now)
    _record(actor, "access.password_changed", here)
    return here


# ------------------------------------------------------------------ locks and resets


@transaction.atomic
def lock_account(*, actor: Actor, account_code: str, now: datetime) -> Account:
    """Take everything from an account at once, open sessions included, until it is unlocked. Raises NotOneself."""
    here = _locked_row(actor, account_code, "access.unlock")
    if here.locked_at is None:
        here.locked_at = now
        here.save(update_fields=["locked_at"])
        _record(actor, "access.account_locked", here)
        bus.publish(events.AccountLocked(here.pk))
    return here


@transaction.atomic
def unlock_account(*, actor: Actor, account_code: str, now: datetime) -> Account:
    """Give a locked account back what it holds, and forget its failed log-ins. Raises NotOneself."""
    here = _locked_row(actor, account_code, "access.unlock")
    here.locked_at = None
    here.save(update_fields=["locked_at"])
    forget_failures(username=here.username)
    _record(actor, "access.account_unlocked", here)
    bus.publish(events.AccountUnlocked(here.pk))
    return here


@transaction.atomic
def close_account(*, actor: Actor, account_code: str, now: datetime) -> Account:
    """End an account for good: nobody can log in; what it holds ends today, what it has lent grants nothing.

    Raises AccountNotFound, NotOneself, AboveOwnPlace, LastAdministrator.
    """
    here = _locked_row(actor, account_code, "access.account")
    if not here.is_active:
        return here
    today = timezone.localtime(now).date()
    held = list(
        Appointment.rows.filter(Q(until__isnull=True) | Q(until__gt=today), account=here).select_related("unit")
    )
    for one in held:
        if one.role in ADMINISTRATORS and one.since <= today and not has_successor(one, today):
            raise LastAdministrator(unit=one.unit.name, role=Role(one.role).label)
    for one in held:
        one.until, one.ended_by_id = max(today, one.since), actor.account_id
        one.save(update_fields=["until", "ended_by"])
        bus.publish(events.AppointmentEnded(one.pk))
    here.is_active = False
    here.save(update_fields=["is_active"])
    _record(actor, "access.account_closed", here, appointments=[one.pk for one in held])
    bus.publish(events.AccountLocked(here.pk))
    return here


@transaction.atomic
def ask_reset(*, actor: Actor, account_code: str, now: datetime) -> Invitation:
    """First person (system administrator): somebody lost the password or the authenticator and was recognised."""
    here = _locked_row(actor, account_code, "access.account")
    _not_of_a_key(here)
    _void(here, now)
    asked = Invitation.objects.create(
        digest=digest_of(secrets.token_urlsafe(32)),
        purpose=InvitationPurpose.RESET_ASKED,
        account=here,
        made_by_id=actor.account_id,
        made_at=now,
        expires_at=now + timedelta(hours=ASKED_HOURS),
    )
    _record(actor, "access.reset_asked", here)
    return asked


@transaction.atomic
def reset_authenticator(*, actor: Actor, account_code: str, now: datetime) -> str:
    """Second person (security administrator): agree to what was asked; the link's secret, shown this once.

    The old password and authenticator stay good until the link is used. Raises AccountNotFound, NotOneself,
    ResetNotAsked.
    """
    here = _locked_row(actor, account_code, "access.unlock")
    asked = Invitation.objects.filter(
        account=here, purpose=InvitationPurpose.RESET_ASKED, used_at__isnull=True, expires_at__gt=now
    ).first()
    if asked is None or (asked.made_by_id is not None and asked.made_by_id == actor.account_id):
        raise ResetNotAsked(name=here.name)
    asked.used_at = now
    asked.save(update_fields=["used_at"])
    token = _new_link(actor, here, InvitationPurpose.RESET, now)
    _record(actor, "access.reset_agreed", here, asked_by=asked.made_by_id)
    return token


# ------------------------------------------------------------------ inside


def _locked_row(actor: Actor, code: str, power: str) -> Account:
    """The account, locked against other changes; never the actor's own, nor one that holds or borrows something where
    the actor has no say: else an administrator of a town could take over an account of the county."""
    seen = account(actor, code, power=power)
    if seen.pk == actor.account_id:
        raise NotOneself
    if not all(holds(actor, power, path) for path in held_places(seen.pk, timezone.localdate())):
        raise AboveOwnPlace(name=seen.name)
    return Account.objects.select_for_update().get(pk=seen.pk)


def _not_of_a_key(here: Account) -> None:
    """An account with a key never gets a password: it would be a second way in, for somebody else."""
    if ApiKey.rows.filter(account=here).exists():
        raise NoPasswordHere(name=here.name)


def _new_link(actor: Actor, here: Account, purpose: str, now: datetime) -> str:
    _void(here, now)
    token = secrets.token_urlsafe(32)
    Invitation.objects.create(
        digest=digest_of(token),
        purpose=purpose,
        account=here,
        made_by_id=actor.account_id,
        made_at=now,
        expires_at=now + timedelta(days=LINK_DAYS),
    )
    return token


def _void(here: Account, now: datetime) -> None:
    Invitation.objects.filter(account=here, used_at__isnull=True, expires_at__gt=now).update(expires_at=now)


def _give_phone(here: Account, phone: str) -> None:
    if not phone.strip():
        return
    read = read_phone(phone)
    if read.error or not read.value:
        raise PhoneUnfit
    here.phone_index = vault.blind(read.value, field="account.phone")
    here.phone_sealed = vault.seal(read.value, field="account.phone")
    if Account.objects.filter(phone_index=here.phone_index).exists():
        raise PhoneTaken


def _check_strength(password: str, here: Account) -> None:
    try:
        validate_password(password, here)
    except ValidationError as weak:
        raise WeakPassword(why=" ".join(weak.messages)) from None


def _set_password(here: Account, password: str, now: datetime) -> None:
    here.set_password(password)
    here.password_changed_at = now
    here.save(update_fields=["password", "password_changed_at"])


def _record(actor: Actor, verb: str, here: Account, **facts: object) -> None:
    path = here.unit.path if here.unit is not None else ""
    audit.record(actor=actor, verb=verb, subject=("access.account", here.pk), path=path, facts=facts)
