"""Accounts of workers: opened by a proved phone, closed by the worker herself. They hold no role by themselves."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from niangjia.ground.access.choices import AccountKind
from niangjia.ground.access.models import Account
from niangjia.ground.audit import actions as audit
from niangjia.kit import vault
from niangjia.kit.ids import new_code
from niangjia.kit.powers import Actor

PHONE = "account.phone"


@transaction.atomic
def open_worker_account(*, actor: Actor, name: str, phone: str) -> Account:
    """An account that is entered by codes to this phone; it has no password. Another account gives the phone up."""
    _give_up(actor, vault.blind(phone, field=PHONE))
    made = Account(
        username=f"w-{new_code()}",
        name=name,
        kind=AccountKind.WORKER,
        phone_sealed=vault.seal(phone, field=PHONE),
        phone_index=vault.blind(phone, field=PHONE),
    )
    made.set_unusable_password()
    made.save()
    audit.record(actor=actor, verb="access.account_opened", subject=("access.account", made.pk))
    return made


@transaction.atomic
def take_phone(*, actor: Actor, account_id: int, phone: str) -> None:
    """The worker's account is entered by this phone from now on; whichever account had it before gives it up."""
    index = vault.blind(phone, field=PHONE)
    account = Account.objects.select_for_update().get(pk=account_id)
    if account.kind != AccountKind.WORKER or account.phone_index == index:
        return
    _give_up(actor, index)
    account.phone_sealed, account.phone_index = vault.seal(phone, field=PHONE), index
    account.save(update_fields=["phone_sealed", "phone_index"])
    audit.record(actor=actor, verb="access.phone_taken", subject=("access.account", account.pk))


@transaction.atomic
def close_worker_account(*, actor: Actor, account_id: int) -> None:
    """Nobody gets in with it any more; its phone and name are overwritten. Acts done with it keep its number."""
    account = Account.objects.select_for_update().get(pk=account_id)
    account.is_active, account.name = False, ""
    account.phone_sealed, account.phone_index = "", None
    account.save(update_fields=["is_active", "name", "phone_sealed", "phone_index"])
    audit.record(
        actor=actor,
        verb="access.account_closed",
        subject=("access.account", account.pk),
        facts={"on": timezone.localdate().isoformat()},
    )


def _give_up(actor: Actor, index: str) -> None:
    """Numbers are given to new people: the old worker's account keeps everything but the way in by this phone."""
    for other in Account.objects.select_for_update().filter(phone_index=index, kind=AccountKind.WORKER):
        other.phone_sealed, other.phone_index = "", None
        other.save(update_fields=["phone_sealed", "phone_index"])
        audit.record(actor=actor, verb="access.phone_given_up", subject=("access.account", other.pk))
