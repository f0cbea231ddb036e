"""Keys of the API for those who look after them, and the actor behind a secret."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from niangjia.ground.access.models import Account, ApiKey
from niangjia.ground.access.rules import KEY, Held, grants
from niangjia.ground.org import queries as org
from niangjia.ground.org.queries import Page, page
from niangjia.kit import vault
from niangjia.kit.powers import Actor, ActorKind, NotFound, Power, known_powers

FIELD = "access.key"


class KeyNotFound(NotFound):
    """No such key, or none that the actor looks after."""


def key_powers() -> dict[str, Power]:
    """Powers that a key may be given, by code."""
    return {code: one for code, one in known_powers().items() if one.keys and not one.money}


def api_key(actor: Actor, code: str, *, power: str = "access.view") -> ApiKey:
    """One key. Raises KeyNotFound."""
    rows = ApiKey.objects.visible_to(actor, power).select_related(
        "unit", "account", "asked_by", "released_by", "revoked_by"
    )
    found: ApiKey | None = rows.filter(code=code).first()
    if found is None:
        raise KeyNotFound
    return found


def api_keys(actor: Actor, *, state: str = "open", after: str = "", before: str = "", size: int = 50) -> Page[ApiKey]:
    """One page of keys, those that end first on top. `state`: `open`, `waiting`, `over` (revoked or expired) or `all`."""
    today = timezone.localdate()
    rows = ApiKey.objects.visible_to(actor, "access.view").select_related("unit", "account")
    rows = {
        "open": rows.filter(digest__isnull=False, until__gt=today),
        "waiting": rows.filter(released_at__isnull=True, revoked_at__isnull=True, until__gt=today),
        "over": rows.exclude(revoked_at__isnull=True, until__gt=today),
    }.get(state, rows)
    return page(rows, ("until", "pk"), after=after, before=before, size=size)


def state_of_key(here: ApiKey, today: date) -> str:
    """`waiting`, `open`, `revoked` or `over`."""
    if here.revoked_at is not None:
        return "revoked"
    if here.until <= today:
        return "over"
    return "waiting" if here.released_at is None else "open"


@dataclass(frozen=True)
class Behind:
    """Who a secret stands for. `key`: the code of the key, for limits; `purpose` in words."""

    actor: Actor
    key: str


def working(day: date) -> QuerySet[ApiKey]:
    """Keys that open something on a day: released, not over, of an account in order and a union that is there. Unscoped."""
    there = Q(unit__dissolved_on__isnull=True) | Q(unit__dissolved_on__gt=day)
    rows: QuerySet[ApiKey] = ApiKey.rows.select_related("unit").filter(
        there, digest__isnull=False, until__gt=day, account__is_active=True, account__locked_at__isnull=True
    )
    return rows


def actor_of_key(here: ApiKey, origin: str = "") -> Actor:
    """A key as it acts."""
    held = Held(KEY, here.unit.path, here.unit_id, powers=frozenset(here.powers))
    return Actor(ActorKind.PARTNER, account_id=here.account_id, origin=origin, appointments=(held,))


def behind_key(secret: str, *, address: str, now: datetime, origin: str = "") -> Behind | None:
    """The actor behind a secret, if it is good now and from this address; nobody is told why not. One statement."""
    if not secret.startswith("nj_") or len(secret) > 100:
        return None
    rows = working(timezone.localtime(now).date())
    here = rows.filter(digest=vault.blind(secret, field=FIELD)).first()
    if here is None or not _from_there(here.addresses, address):
        return None
    return Behind(actor_of_key(here, origin), here.code)


def whoami(actor: Actor) -> dict[str, Any]:
    """Who acts, in words: name, what is held where; of a key also its purpose and last day. For the account itself."""
    names = org.unit_names([held.unit_id for held in actor.appointments])
    here: ApiKey | None = None
    if actor.kind is ActorKind.PARTNER:
        here = ApiKey.rows.filter(account_id=actor.account_id).first()
    held = [
        {
            "unit": names[one.unit_id][0],
            "unit_code": names[one.unit_id][1],
            "powers": sorted(code for code, power in known_powers().items() if grants(one, power)),
        }
        for one in actor.appointments
    ]
    name = Account.objects.filter(pk=actor.account_id or 0).values_list("name", flat=True).first() or ""
    return {
        "kind": actor.kind.value, "name": name, "purpose": here.purpose if here else "", "until": here.until if here else None,
        "held": held,
    }  # fmt: skip


def _from_there(networks: list[str], address: str) -> bool:
    if not networks:
        return True
    try:
        here = ipaddress.ip_address(address)
    except ValueError:
        return False
    return any(here in ipaddress.ip_network(one) for one in networks)
