"""Accounts as the log-in needs them: by a proved phone, by key. Unscoped; for the log-in alone."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from niangjia.ground.access.choices import AccountKind
from niangjia.ground.access.models import Account
from niangjia.kit import vault

LONG_UNUSED = timedelta(days=180)
"""After this, a number may have been given to somebody else: the name is asked again."""


def account_with_phone(phone: str) -> Account | None:
    """The open account that is entered by this phone."""
    index = vault.blind(phone, field="account.phone")
    return Account.objects.filter(phone_index=index, is_active=True).first()


def account_by_id(account_id: int) -> Account:
    """One account by its key."""
    return Account.objects.get(pk=account_id)


def is_in_use(account: Account) -> bool:
    """Whether it was entered lately; staff have a second factor, so for them it always is."""
    if account.kind != AccountKind.WORKER:
        return True
    return account.last_login is not None and timezone.now() - account.last_login < LONG_UNUSED
