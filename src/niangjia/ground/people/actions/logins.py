"""A worker's own account: tied to her record when phone and name agree with the roster, untied when she closes it."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from niangjia.ground.access.actions import workers
from niangjia.ground.access.choices import AccountKind
from niangjia.ground.access.queries import logins
from niangjia.ground.audit import actions as audit
from niangjia.ground.people.models import PHONE, Person, PersonAccount
from niangjia.ground.people.rules import bare_name
from niangjia.kit import vault
from niangjia.kit.powers import Actor, NotFound, Refused


class PhoneUnknown(Refused):
    """Nobody on a roster has this phone and this name."""

    code = "phone_unknown"
    text = _("工会登记里没有用这个手机号的这个名字。")


class PhoneShared(Refused):
    """Two records have this phone and this name: nobody can tell whose it is."""

    code = "phone_shared"
    text = _("用这个手机号和这个名字的登记有两份，分不清哪一份是您的。")


@transaction.atomic
def claim_login(*, actor: Actor, phone: str, name: str) -> int:
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
    account = workers.open_worker_account(actor=actor, name=her.name, phone=phone)
    _tie(actor, her, account.pk)
    return account.pk


@transaction.atomic
def enter_by_phone(*, actor: Actor, phone: str) -> int | None:
    """The account that a proved phone opens by itself; None where the name has to be asked.

    A worker's account opens if it was used lately and nobody else on a roster shares the phone. A member of staff is
    let on to her second factor; her own record is tied to her account if phone and name agree with exactly one.
    """
    account = logins.account_with_phone(phone)
    if account is None or not logins.is_in_use(account):
        return None
    holders = _holders(phone)
    tied = PersonAccount.objects.filter(account=account).first()
    if account.kind == AccountKind.STAFF:
        same = [one for one in holders if bare_name(one.name) == bare_name(account.name)]
        if tied is None and len(same) == 1 and not PersonAccount.objects.filter(person=same[0]).exists():
            _tie(actor, same[0], account.pk)
        return account.pk
    others = [one for one in holders if tied is None or one.pk != tied.person_id]
    return None if others else account.pk


def _tie(actor: Actor, her: Person, account_id: int) -> None:
    PersonAccount.objects.create(person=her, account_id=account_id)
    audit.record(
        actor=actor, verb="people.login_tied", subject=("people.person", her.pk), facts={"account": account_id}
    )


@transaction.atomic
def close_own_login(*, actor: Actor) -> None:
    """The worker closes her account. Her membership and its record stay with the union. Raises NotFound."""
    if actor.account_id is None or actor.person_id is None:
        raise NotFound
    tied = PersonAccount.objects.filter(account_id=actor.account_id, person_id=actor.person_id).first()
    if tied is None:
        raise NotFound
    person_id = tied.person_id
    tied.delete()
    workers.close_worker_account(actor=actor, account_id=actor.account_id)
    audit.record(actor=actor, verb="people.login_untied", subject=("people.person", person_id))


def _holders(phone: str) -> list[Person]:
    return list(
        Person.objects.filter(
            phone_index=vault.blind(phone, field=PHONE),
            merged_into__isnull=True,
            erased_at__isnull=True,
            died_on__isnull=True,
        ).order_by("pk")[:50]
    )
