"""Accounts as the log-in needs them: by key, and whether they are in use. Unscoped; for the log-in alone."""

from __future__ import annotations

from datetime import datetime, timedelta

from niangjia.ground.access.choices import AccountKind
from niangjia.ground.access.models import Account

LONG_UNUSED = timedelta(days=180)
"""After this, a number may have been given to somebody else: the name is asked again."""


def account_by_id(account_id: int) -> Account:
    """One account by its key."""
    return Account.objects.get(pk=account_id)


def is_in_use(account: Account, *, now: datetime) -> bool:
    """Whether it is open and was entered lately; staff have a second factor, so open is enough for them."""
    if not account.is_active or account.kind != AccountKind.WORKER:
        return account.is_active
    return account.last_login is not None and now - account.last_login < LONG_UNUSED
