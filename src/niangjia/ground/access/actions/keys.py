"""Keys of the API: one administrator asks, another releases; either takes away. The secret is shown once."""

from __future__ import annotations

import ipaddress
import secrets
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from niangjia.ground.access import events
from niangjia.ground.access.actions.refusals import (
    AddressUnfit,
    DaysWrong,
    KeyNotWaiting,
    NameMissing,
    NotOneself,
    PowerNotForKeys,
    PurposeMissing,
    UnitEnded,
)
from niangjia.ground.access.choices import AccountKind
from niangjia.ground.access.models import Account, ApiKey
from niangjia.ground.access.queries.keys import FIELD, api_key, key_powers
from niangjia.ground.audit import actions as audit
from niangjia.ground.org import queries as org
from niangjia.kit import bus, vault
from niangjia.kit.powers import Actor, NotAllowed, holds

LONGEST = timedelta(days=366)
WRITE_USE_EVERY = timedelta(minutes=1)


@transaction.atomic
def ask_key(
    *,
    actor: Actor,
    name: str,
    unit_code: str,
    purpose: str,
    powers: Sequence[str],
    addresses: Sequence[str] = (),
    until: date,
    now: datetime,
) -> ApiKey:
    """Ask for a key: opens the partner's account (no password, no log-in). It opens nothing until somebody else releases it.

    Raises UnitNotFound, NameMissing, PurposeMissing, PowerNotForKeys, AddressUnfit, DaysWrong, UnitEnded.
    """
    home = org.unit(actor, unit_code, power="access.account")
    today = timezone.localtime(now).date()
    if not name.strip():
        raise NameMissing
    if not purpose.strip():
        raise PurposeMissing
    if not powers or not set(powers) <= set(key_powers()):
        raise PowerNotForKeys
    if not today < until <= today + LONGEST:
        raise DaysWrong
    if home.dissolved_on is not None and home.dissolved_on <= today:
        raise UnitEnded(unit=home.name)
    account = Account(
        username=f"api-{secrets.token_hex(6)}",
        name=name.strip()[:60],
        kind=AccountKind.PARTNER,
        unit=home,
        created_at=now,
    )
    account.set_unusable_password()
    account.save()
    made: ApiKey = ApiKey.rows.create(
        account=account, unit=home, purpose=purpose.strip()[:200], powers=sorted(set(powers)), addresses=_networks(addresses),
        until=until, asked_by_id=actor.account_id, asked_at=now,
    )  # fmt: skip
    bus.publish(events.AccountOpened(account.pk))
    _record(actor, "access.key_asked", made, powers=made.powers, until=until.isoformat())
    return made


@transaction.atomic
def release_key(*, actor: Actor, key_code: str, now: datetime) -> str:
    """Second person: the key works from now on. Returns its secret, shown this once.

    Raises KeyNotFound, NotOneself (who asked does not release), KeyNotWaiting.
    """
    here = _locked(actor, key_code, "access.appoint")
    if here.asked_by_id is not None and here.asked_by_id == actor.account_id:
        raise NotOneself
    if here.released_at is not None or here.revoked_at is not None or here.until <= timezone.localtime(now).date():
        raise KeyNotWaiting
    secret = f"nj_{secrets.token_urlsafe(32)}"
    here.digest = vault.blind(secret, field=FIELD)
    here.released_by_id, here.released_at = actor.account_id, now
    here.save(update_fields=["digest", "released_by", "released_at"])
    _record(actor, "access.key_released", here, asked_by=here.asked_by_id)
    return secret


@transaction.atomic
def revoke_key(*, actor: Actor, key_code: str, now: datetime) -> ApiKey:
    """Take a key away at once and for good; either of the two administrators may. Raises KeyNotFound, NotAllowed."""
    here = _locked(actor, key_code, "access.view")
    if not any(holds(actor, power, here.unit.path) for power in ("access.account", "access.unlock")):
        raise NotAllowed
    if here.revoked_at is None:
        here.digest, here.revoked_by_id, here.revoked_at = None, actor.account_id, now
        here.save(update_fields=["digest", "revoked_by", "revoked_at"])
        Account.objects.filter(pk=here.account_id).update(is_active=False)
        _record(actor, "access.key_revoked", here)
    return here


def note_use(*, actor: Actor, now: datetime) -> None:
    """When a key was last used, to the minute. Not an entry of the trail: what was done with it is."""
    late = Q(used_at__isnull=True) | Q(used_at__lt=now - WRITE_USE_EVERY)
    ApiKey.rows.filter(late, account_id=actor.account_id).update(used_at=now)


# ------------------------------------------------------------------ inside


def _locked(actor: Actor, code: str, power: str) -> ApiKey:
    seen = api_key(actor, code, power=power)
    row: ApiKey = ApiKey.rows.select_for_update(of=("self",)).select_related("unit", "account").get(pk=seen.pk)
    return row


def _networks(addresses: Sequence[str]) -> list[str]:
    try:
        return sorted({str(ipaddress.ip_network(one.strip(), strict=False)) for one in addresses if one.strip()})
    except ValueError:
        raise AddressUnfit from None


def _record(actor: Actor, verb: str, here: ApiKey, **facts: object) -> None:
    audit.record(actor=actor, verb=verb, subject=("access.key", here.pk), path=here.unit.path, facts=facts)
