"""The worker's own hand on her account: the phone that opens it, and closing it. Opening it stands in `accounts`."""

from __future__ import annotations

from django.db import transaction

from niangjia.ground.access.choices import AccountKind
from niangjia.ground.access.models import Account
from niangjia.ground.audit import actions as audit
from niangjia.kit import vault
from niangjia.kit.powers import Actor

PHONE = "account.phone"


@transaction.atomic
def release_phone(*, actor: Actor, phone: str) -> None:
    """A number was proved by somebody else than the worker whose account it opened: that account keeps everything
    but the way in by this phone. Accounts of staff keep theirs."""
    index = vault.blind(phone, field=PHONE)
    for other in Account.objects.select_for_update().filter(phone_index=index, kind=AccountKind.WORKER):
        other.phone_sealed, other.phone_index = "", None
        other.save(update_fields=["phone_sealed", "phone_index"])
        audit.record(actor=actor, verb="access.phone_released", subject=("access.account", other.pk))


@transaction.atomic
def take_phone(*, actor: Actor, account_id: int, phone: str) -> None:
    """The worker's account is opened by this phone from now on; whichever worker's account had it gives it up.

    Nothing changes for an account of staff, nor where a member of staff holds the number.
    """
    index = vault.blind(phone, field=PHONE)
    account = Account.objects.select_for_update().get(pk=account_id)
    if account.kind != AccountKind.WORKER or account.phone_index == index:
        return
    release_phone(actor=actor, phone=phone)
    if Account.objects.filter(phone_index=index).exists():
        return
    account.phone_sealed, account.phone_index = vault.seal(phone, field=PHONE), index
    account.save(update_fields=["phone_sealed", "phone_index"])
    audit.record(actor=actor, verb="access.phone_taken", subject=("access.account", account.pk))


@transaction.atomic
def close_worker_account(*, actor: Actor, account_id: int) -> None:
    """Nobody gets in with it any more; its phone and name are overwritten. Acts done with it keep its number."""
    account = Account.objects.select_for_update().get(pk=account_id, kind=AccountKind.WORKER)
    account.is_active, account.name = False, ""
    account.phone_sealed, account.phone_index = "", None
    account.save(update_fields=["is_active", "name", "phone_sealed", "phone_index"])
    audit.record(actor=actor, verb="access.account_closed", subject=("access.account", account.pk))
