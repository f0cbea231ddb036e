"""A worker's own account: tied to her record when phone and name agree with the roster, untied when she closes it."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from niangjia.ground.access import actions as access
from niangjia.ground.access import queries as accounts
from niangjia.ground.access.actions import workers
from niangjia.ground.access.choices import AccountKind
from niangjia.ground.access.queries import logins
from niangjia.ground.audit import actions as audit
from niangjia.ground.people.actions.loading import path_of
from niangjia.ground.people.choices import Kept
from niangjia.ground.people.models import IDENTITY, PHONE, Person, PersonAccount
from niangjia.ground.people.queries.mine import own
from niangjia.ground.people.rules import bare_name
from niangjia.kit import vault
from niangjia.kit.powers import SYSTEM, Actor, NotFound, Refused


class PhoneUnknown(Refused):
    """Nobody on a roster has this phone and this name."""

    code = "people.phone_unknown"
    text = _("工会登记里没有用这个手机号的这个名字。")


class PhoneShared(Refused):
    """Two records have this phone and this name: nobody can tell whose it is."""

    code = "people.phone_shared"
    text = _("用这个手机号和这个名字的登记有两份，分不清哪一份是您的。")


@transaction.atomic
def enter_by_phone(*, actor: Actor, phone: str, now: datetime) -> int | None:
    """The account that a proved phone opens by itself; None where the name has to be asked.

    A worker's account opens if it was used lately and nobody else on a roster shares the phone. A member of staff is
    let on to her second factor; her own record is tied to her account if phone and name agree with exactly one.
    """
    account = accounts.account_by_phone(phone)
    if account is None or not logins.is_in_use(account, now=now):
        return None
    holders = _holders(phone)
    tied = PersonAccount.objects.filter(account=account).first()
    if account.kind != AccountKind.WORKER:
        same = [one for one in holders if bare_name(one.name) == bare_name(account.name)]
        if tied is None and len(same) == 1 and not PersonAccount.objects.filter(person=same[0]).exists():
            _tie(actor, same[0], account.pk)
        return account.pk
    shared = any(tied is None or one.pk != tied.person_id for one in holders)
    return None if shared else account.pk


@transaction.atomic
def claim_login(*, actor: Actor, phone: str, name: str, now: datetime) -> int:
    """The account of whoever holds `phone` (proved by a code) and is on the roster by this name; opened if need be.

    Raises PhoneUnknown, PhoneShared.
    """
    same = [one for one in _holders(phone) if bare_name(one.name) == bare_name(name)]
    if not same:
        raise PhoneUnknown
    if len(same) > 1:
        raise PhoneShared
    her = same[0]
    tied = PersonAccount.objects.filter(person=her).first()
    if tied is not None:
        workers.take_phone(actor=actor, account_id=tied.account_id, phone=phone)
        return tied.account_id
    workers.release_phone(actor=actor, phone=phone)
    account = access.open_worker_account(actor=SYSTEM, phone=phone, name=her.name, now=now)
    _tie(actor, her, account.pk)
    return account.pk


@transaction.atomic
def close_own_login(*, actor: Actor) -> None:
    """The worker closes her account. Her membership and its record stay with the union. Raises NotFound."""
    tied = PersonAccount.objects.select_related("account").filter(account=actor.account_id or 0).first()
    if tied is None or tied.account.kind != AccountKind.WORKER:
        raise NotFound
    person_id, account_id, path = tied.person_id, tied.account_id, path_of(tied.person)
    tied.delete()
    workers.close_worker_account(actor=actor, account_id=account_id)
    audit.record(actor=actor, verb="people.login_untied", subject=("people.person", person_id), path=path)


@transaction.atomic
def show_own(*, actor: Actor, field: str) -> str:
    """One's own whole number. Logged like every other look, and left out of "who looked at my data" as one's own.

    Raises PersonNotFound, NotFound.
    """
    if field not in Kept.values:
        raise NotFound
    her = own(actor)
    audit.record(
        actor=actor,
        verb="people.number_shown",
        subject=("people.person", her.pk),
        path=path_of(her),
        look=True,
        facts={"field": field, "own": True},
    )
    if field == Kept.IDENTITY:
        return vault.unseal(her.identity_sealed, field=IDENTITY)
    return vault.unseal(her.phone_sealed, field=PHONE)


def _holders(phone: str) -> list[Person]:
    return list(
        Person.objects.filter(
            phone_index=vault.blind(phone, field=PHONE),
            merged_into__isnull=True,
            erased_at__isnull=True,
            died_on__isnull=True,
        ).order_by("pk")[:50]
    )


def _tie(actor: Actor, her: Person, account_id: int) -> None:
    PersonAccount.objects.create(person=her, account_id=account_id)
    audit.record(
        actor=actor,
        verb="people.login_tied",
        subject=("people.person", her.pk),
        path=path_of(her),
        facts={"account": account_id},
    )
