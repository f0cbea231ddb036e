"""Accounts, appointments, delegations, invitations and kept choices, for those who look after them."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from niangjia.ground.access.choices import AccountKind, InvitationPurpose
from niangjia.ground.access.models import Account, Appointment, Delegation, Invitation, Kept
from niangjia.ground.org.queries import Page, above, page, subtree
from niangjia.ground.org.scoped import seen
from niangjia.kit import vault
from niangjia.kit.ids import mask_phone, read_phone
from niangjia.kit.powers import EVERYWHERE, Actor, NotFound, reach, subtree_range, within


class AccountNotFound(NotFound):
    """No such account, or none that the actor looks after."""


class AppointmentNotFound(NotFound):
    """No such appointment, or none in the actor's reach."""


def in_reach(actor: Actor, power: str, unit: str = "unit") -> Q:
    """Condition for accounts that a unit in reach looks after; those of workers only with the power everywhere."""
    hers = seen(actor, power, f"{unit}__path")
    return hers | Q(**{f"{unit}__isnull": True}) if reach(actor, power) == EVERYWHERE else hers


def account(actor: Actor, code: str, *, power: str = "access.view") -> Account:
    """One account. Raises AccountNotFound, whether it is missing or merely not the actor's to look after."""
    found = Account.objects.filter(in_reach(actor, power), code=code).select_related("unit").first()
    if found is None:
        raise AccountNotFound
    return found


def accounts(
    actor: Actor, *, text: str = "", state: str = "open", after: str = "", before: str = "", size: int = 50
) -> Page[Account]:
    """One page of accounts by log-in name. `state`: `open`, `locked`, `closed`, `waiting` (not taken up) or `all`."""
    rows = Account.objects.filter(in_reach(actor, "access.view")).select_related("unit")
    if text:
        rows = rows.filter(Q(username__icontains=text) | Q(name__icontains=text))
    rows = {
        "open": rows.filter(is_active=True),
        "locked": rows.filter(is_active=True, locked_at__isnull=False),
        "closed": rows.filter(is_active=False),
        "waiting": rows.filter(is_active=True, password_changed_at__isnull=True),
    }.get(state, rows)
    return page(rows, ("username",), after=after, before=before, size=size)


@dataclass(frozen=True)
class AccountPage:
    """All facts of an account's page."""

    account: Account
    phone: str
    appointments: list[Appointment]
    received: list[Delegation]
    given: list[Delegation]
    reset_asked: bool


def account_page(actor: Actor, code: str, *, now: datetime | None = None) -> AccountPage:
    """One account with everything it holds, held, borrowed and lent; the phone masked."""
    here = account(actor, code)
    moment = now or timezone.now()
    loans = Delegation.objects.select_related("giver", "receiver", "appointment__unit").order_by("-since", "-pk")
    return AccountPage(
        account=here,
        phone=mask_phone(vault.unseal(here.phone_sealed, field="account.phone")) if here.phone_sealed else "",
        appointments=list(
            Appointment.rows.filter(account=here).select_related("unit", "made_by").order_by("-since", "-pk")
        ),
        received=list(loans.filter(receiver=here)),
        given=list(loans.filter(giver=here)),
        reset_asked=Invitation.objects.filter(
            account=here, purpose=InvitationPurpose.RESET_ASKED, used_at__isnull=True, expires_at__gt=moment
        ).exists(),
    )


def account_by_phone(phone: str) -> Account | None:
    """The account that a proved phone number opens; for the log-in adapter."""
    read = read_phone(phone)
    if not read.value:
        return None
    return Account.objects.filter(phone_index=vault.blind(read.value, field="account.phone")).first()


def account_named(username: str) -> Account | None:
    """The account of a log-in name; for the terminal's `--by` and the log-in adapter."""
    return Account.objects.filter(username=username.strip().lower()).first()


def account_names(ids: Sequence[int]) -> dict[int, str]:
    """Names of accounts by key, for labels. Unscoped."""
    return dict(Account.objects.filter(pk__in=set(ids)).values_list("pk", "name"))


def account_id_of(code: str) -> int:
    """Key of an account by its code, 0 for none. Unscoped: whoever hands something over asks for the receiver's powers."""
    return Account.objects.filter(code=code).values_list("pk", flat=True).first() or 0


# ------------------------------------------------------------------ appointments


def appointment(actor: Actor, code: str, *, power: str = "access.appoint") -> Appointment:
    """One appointment in reach. Raises AppointmentNotFound."""
    found: Appointment | None = (
        Appointment.objects.visible_to(actor, power).select_related("unit", "account").filter(code=code).first()
    )
    if found is None:
        raise AppointmentNotFound
    return found


def account_places(*, record_id: int) -> tuple[str, list[str]]:
    """Where an account lies, for `record.places`: at the unit that looks after it; a worker's nowhere."""
    found = Account.objects.filter(pk=record_id, unit__isnull=False).values_list("unit__path", flat=True)
    return "access.view", list(found)


def appointments(
    actor: Actor, *, unit_code: str = "", day: date | None = None, ending_by: date | None = None
) -> QuerySet[Appointment]:
    """Appointments in force on a day in the actor's reach, or of one unit there, from the top of the tree down.

    `ending_by`: only those that end on that day or before, the first to end first.
    """
    on = day or timezone.localdate()
    rows: QuerySet[Appointment] = Appointment.objects.visible_to(actor, "access.view")
    if unit_code:
        rows = rows.filter(unit__code=unit_code)
    if ending_by is not None:
        rows = rows.filter(until__lte=ending_by)
    return (
        rows.filter(Q(until__isnull=True) | Q(until__gt=on), since__lte=on)
        .select_related("unit", "account")
        .order_by(*(["until"] if ending_by else []), "unit__path", "role", "pk")
    )


def own_appointments(actor: Actor) -> list[Appointment]:
    """The actor's own appointments in force: what can be lent, and the units to choose from at the desk's top."""
    on = timezone.localdate()
    rows = Appointment.rows.filter(Q(until__isnull=True) | Q(until__gt=on), since__lte=on, account_id=actor.account_id)
    return list(rows.select_related("unit").order_by("unit__path", "role"))


def own_delegations(actor: Actor) -> list[Delegation]:
    """What the actor has lent and borrowed, the latest first."""
    rows = Delegation.objects.filter(Q(giver_id=actor.account_id) | Q(receiver_id=actor.account_id))
    return list(rows.select_related("giver", "receiver", "appointment__unit").order_by("-since", "-pk"))


def possible_deputies(actor: Actor, appointment_code: str, text: str = "", *, limit: int = 20) -> list[Account]:
    """Staff of the unit of one's own appointment and of those below it, for choosing a deputy."""
    lent = next((one for one in own_appointments(actor) if one.code == appointment_code), None)
    if lent is None:
        raise AppointmentNotFound
    rows = Account.objects.filter(
        subtree(lent.unit, "unit__path"), kind=AccountKind.STAFF, is_active=True, locked_at__isnull=True
    ).exclude(pk=actor.account_id or 0)
    if text:
        rows = rows.filter(Q(name__icontains=text) | Q(username__icontains=text))
    return list(rows.order_by("username")[:limit])


def has_successor(here: Appointment, on: date) -> bool:
    """Whether somebody else holds the same role over the same unit, in it or above, on a day; locked ones do not count."""
    path = here.unit.path
    others = Appointment.rows.filter(
        Q(until__isnull=True) | Q(until__gt=on),
        role=here.role,
        since__lte=on,
        unit__path__in=[*above(path), path],
        account__is_active=True,
        account__locked_at__isnull=True,
    )
    return others.exclude(account=here.account_id).exists()


def held_places(account_id: int, on: date) -> list[str]:
    """Paths of all units in which an account holds, borrows, or will hold or borrow something."""
    own = Appointment.rows.filter(Q(until__isnull=True) | Q(until__gt=on), account_id=account_id)
    lent = Delegation.objects.filter(receiver_id=account_id, withdrawn_at__isnull=True, until__gt=on)
    borrowed = lent.values_list("appointment__unit__path", flat=True)
    return [*own.values_list("unit__path", flat=True), *borrowed]


# ------------------------------------------------------------------ links and passwords


def digest_of(token: str) -> str:
    """What is kept of a link's secret. The secret has 256 random bits, so a plain digest is enough."""
    return hashlib.sha256(token.encode()).hexdigest()


def open_invitation(token: str, now: datetime) -> Invitation | None:
    """The invitation that a link's secret opens, if it still does."""
    found = Invitation.objects.filter(digest=digest_of(token), used_at__isnull=True, expires_at__gt=now)
    usable = found.exclude(purpose=InvitationPurpose.RESET_ASKED)
    return usable.filter(account__is_active=True, account__locked_at__isnull=True).select_related("account").first()


def password_until(account_id: int) -> datetime | None:
    """Until when the password is good (`PASSWORD_DAYS`, 0: for ever; accounts without one have nothing to change)."""
    days = int(getattr(settings, "PASSWORD_DAYS", 90))
    changed = Account.objects.filter(pk=account_id).values_list("password_changed_at", flat=True).first()
    return changed + timedelta(days=days) if days and changed else None


def password_due(account_id: int, now: datetime) -> bool:
    """Whether the password is to be changed."""
    until = password_until(account_id)
    return until is not None and until <= now


def resets_asked(actor: Actor, now: datetime) -> list[Invitation]:
    """Requests to reset a password and authenticator that wait for the actor as the second person, the oldest first."""
    asked = Invitation.objects.filter(
        in_reach(actor, "access.unlock", "account__unit"),
        purpose=InvitationPurpose.RESET_ASKED,
        used_at__isnull=True,
        expires_at__gt=now,
    )
    others = asked.exclude(made_by_id=actor.account_id).exclude(account_id=actor.account_id or 0)
    return list(others.select_related("account__unit").order_by("expires_at", "pk"))


# ------------------------------------------------------------------ kept choices


def kept_values(actor: Actor, *topics: str) -> dict[str, dict[str, Any]]:
    """One's own nameless choices (shown columns, page size) of some topics; one query."""
    if actor.account_id is None:
        return {}
    found = Kept.objects.filter(account_id=actor.account_id, topic__in=topics, name="")
    return dict(found.values_list("topic", "value"))


def kept(actor: Actor, topic: str) -> list[Kept]:
    """One's own kept choices of a topic, then those that colleagues share with a unit that one works in."""
    if actor.account_id is None:
        return []
    mine = list(Kept.objects.filter(account_id=actor.account_id, topic=topic).select_related("shared_unit"))
    lent = Kept.objects.filter(topic=topic, shared_unit__isnull=False).exclude(account_id=actor.account_id)
    held = [one.path for one in actor.appointments]
    return mine + [
        one
        for one in lent.select_related("shared_unit", "account")
        if one.shared_unit and any(within(path, [subtree_range(one.shared_unit.path)]) for path in held)
    ]


def ending_with(*, unit_ids: Sequence[int]) -> list[tuple[Any, Any]]:
    """The module's part of the preview of a merge: what ends with the unions, and what comes to the receiver."""
    units = list(unit_ids)
    open_rows = Appointment.rows.filter(Q(until__isnull=True) | Q(until__gt=timezone.localdate()), unit__in=units)
    return [
        (_("当天结束的任职"), open_rows),
        (_("改由接收工会管理的账号"), Account.objects.filter(unit__in=units)),
        (_("共享给接收工会的常用筛选"), Kept.objects.filter(shared_unit__in=units)),
    ]
