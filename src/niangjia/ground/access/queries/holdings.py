"""What accounts hold on a day: appointments of their own and those lent to them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db import connection
from django.utils import timezone

from niangjia.ground.access import rules
from niangjia.ground.access.choices import AccountKind
from niangjia.ground.access.rules import Held
from niangjia.kit.powers import Actor, ActorKind, known_powers, reach

# One statement for all kinds of holding: one's own, lent, and by a key of the API (for the jobs that its calls leave behind). Nothing is held by a locked or closed account, nor through one (the giver of
# a delegation), nor in a union that is dissolved: what is left there is for the union above, which reaches it anyway.
_HELD = """
SELECT a.id, a.kind, h.id, h.role, u.path, u.id, NULL, NULL, a.is_active AND a.locked_at IS NULL
FROM access_account a
LEFT JOIN (access_appointment h JOIN org_unit u ON u.id = h.unit_id)
  ON h.account_id = a.id AND a.is_active AND a.locked_at IS NULL
  AND h.since <= %(today)s AND (h.until IS NULL OR h.until > %(today)s)
  AND (u.dissolved_on IS NULL OR u.dissolved_on > %(today)s)
WHERE a.id IN ({accounts})
UNION ALL
SELECT a.id, a.kind, h.id, h.role, u.path, u.id, d.powers, d.giver_id, TRUE
FROM access_delegation d
JOIN access_account a ON a.id = d.receiver_id
JOIN access_account g ON g.id = d.giver_id
JOIN access_appointment h ON h.id = d.appointment_id AND h.account_id = d.giver_id
JOIN org_unit u ON u.id = h.unit_id
WHERE d.receiver_id IN ({accounts}) AND d.withdrawn_at IS NULL AND d.since <= %(today)s AND d.until > %(today)s
  AND a.is_active AND a.locked_at IS NULL AND g.is_active AND g.locked_at IS NULL
  AND h.since <= %(today)s AND (h.until IS NULL OR h.until > %(today)s)
  AND (u.dissolved_on IS NULL OR u.dissolved_on > %(today)s)
UNION ALL
SELECT a.id, a.kind, k.id, 'key', u.path, u.id, k.powers, NULL, TRUE
FROM access_apikey k
JOIN access_account a ON a.id = k.account_id
JOIN org_unit u ON u.id = k.unit_id
WHERE k.account_id IN ({accounts}) AND k.digest IS NOT NULL AND k.until > %(today)s
  AND a.is_active AND a.locked_at IS NULL AND (u.dissolved_on IS NULL OR u.dissolved_on > %(today)s)
ORDER BY 1, 3
"""

CHUNK = 1000

_KINDS = {
    AccountKind.STAFF: ActorKind.STAFF,
    AccountKind.WORKER: ActorKind.WORKER,
    AccountKind.PARTNER: ActorKind.PARTNER,
}


@dataclass(frozen=True)
class Holding:
    """One account on one day. `appointment_ids` runs parallel to `held`. `is_open`: neither locked nor closed."""

    account_id: int
    kind: ActorKind
    held: tuple[Held, ...]
    appointment_ids: tuple[int, ...]
    is_open: bool = True


def holdings(account_ids: Sequence[int], *, today: date | None = None) -> dict[int, Holding]:
    """What each account holds on a day (today), one statement a thousand accounts; an account that does not exist is left out."""
    day = today or timezone.localdate()
    found: dict[int, list[tuple[Any, ...]]] = {}
    for start in range(0, len(account_ids), CHUNK):
        for row in _rows(account_ids[start : start + CHUNK], day):
            found.setdefault(row[0], []).append(row)
    return {account: _holding(account, mine) for account, mine in found.items()}


def _rows(account_ids: Sequence[int], day: date) -> list[tuple[Any, ...]]:
    names = {f"a{number}": account for number, account in enumerate(account_ids)}
    marks = ", ".join(f"%({name})s" for name in names)
    with connection.cursor() as cursor:
        cursor.execute(_HELD.format(accounts=marks), {**names, "today": day})
        return list(cursor.fetchall())


def _holding(account_id: int, rows: list[tuple[Any, ...]]) -> Holding:
    real = [row for row in rows if row[2] is not None]
    return Holding(
        account_id=account_id,
        kind=_KINDS[AccountKind(rows[0][1])],
        held=tuple(Held(row[3], row[4], row[5], _limits(row[6]), row[7]) for row in real),
        appointment_ids=tuple(row[2] for row in real),
        is_open=bool(rows[0][8]),
    )


def _limits(powers: Any) -> frozenset[str] | None:
    listed = json.loads(powers) if isinstance(powers, str) else powers
    return frozenset(listed) if listed else None


def actor_of(holding: Holding, *, person_id: int | None = None, origin: str = "") -> Actor:
    """The actor behind what an account holds; a locked or closed account reads not even its own person."""
    return Actor(
        kind=holding.kind,
        account_id=holding.account_id,
        person_id=person_id if holding.is_open else None,
        origin=origin,
        appointments=holding.held,
    )


def actor_for(account_id: int, *, person_id: int | None = None, origin: str = "", today: date | None = None) -> Actor:
    """The actor behind an account, with everything it holds today; one statement.

    An account that does not exist, is closed or locked becomes an actor who holds nothing.
    """
    holding = holdings([account_id], today=today).get(account_id)
    if holding is None:
        return Actor(ActorKind.WORKER, account_id=account_id, origin=origin)
    return actor_of(holding, person_id=person_id, origin=origin)


def on_behalf(actor: Actor, power: str, path: str) -> Actor:
    """The actor as the trail should name it: for whom a deputy acts when the power over a place is only borrowed."""
    giver = rules.deputised(actor.appointments, known_powers()[power], path)
    return replace(actor, for_account_id=giver) if giver is not None else actor


def held_units(actor: Actor, power: str) -> frozenset[int]:
    """Units at which the actor holds a power by an appointment there, her own or lent, not merely through one further up."""
    if not reach(actor, power):
        return frozenset()
    asked = known_powers()[power]
    return frozenset(held.unit_id for held in actor.appointments if rules.grants(held, asked))
