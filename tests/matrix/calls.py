"""The calls of the API as the oracle sees them, written by hand, and what keys should open.

An application of somebody else is seen by those who decide it; whoever entered one sees hers (tests/fronts/api).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from niangjia.ground.access import actions as access
from niangjia.ground.access.models import ApiKey
from niangjia.kit.powers import OPERATOR
from tests.matrix.cells import BLANK, CANARY_POWERS, SHUT, TURNED, Caller, Cell, places_of, read
from tests.matrix.oracle import Address
from tests.matrix.world import Standing, World

CALLS = (
    Address("api:units", "org.view"),
    Address("api:unit", "org.view", "unit"),
    Address("api:unit_on", "org.view", "unit", (("day", "2024-05-01"),)),
    Address("api:employers", "org.view", shows="employer"),
    Address("api:employer", "org.view", "employer", shows="employer"),
    Address("api:members", "people.view", shows="person"),
    Address("api:member", "people.view", "person", shows="person"),
    Address("api:applications", "organising.apply"),
    Address("api:application", "organising.apply", "application", also="organising.admit"),
    Address("api:application_withdraw", "organising.apply", "application", also="organising.admit"),
    Address("api:transfers", "organising.apply"),
    Address("api:transfer", "organising.apply", "transfer", also="organising.admit"),
    Address("api:transfer_withdraw", "organising.apply", "transfer", also="organising.admit"),
    Address("api:inbox", "approvals.use"),
    Address("api:matter", "approvals.use", "matter", shows="matter", also="people.view"),
    *(
        Address(f"api:{act}", "approvals.use", "matter", also="people.view", blank=True)
        for act in ("approve", "send_back", "refuse")
    ),
    Address("api:tasks", "worklists.view", shows="task"),
    Address("api:task", "worklists.view", "task", shows="task"),
    *(Address("api:task_act", "worklists.work", "task", (("act", act),), blank=True) for act in ("take", "finish")),
    Address("api:figures", "figures.read"),
    Address("api:figure", "figures.read", fixed=(("code", "people.members"),)),
    Address("api:figure_rows", "figures.read", fixed=(("code", "people.members"),), shows="person"),
    Address("api:coverage", "figures.read"),
    Address("api:imports", "imports.use", shows="batch"),
    Address("api:import_one", "imports.use", "batch", shows="batch"),
    Address("api:import_start", "imports.use", "batch"),
    Address("api:import_cancel", "imports.use", "batch"),
    Address("api:import_errors", "imports.use", "batch"),
)
FOR_KEYS = {"figures.read", "imports.use", "org.view", "organising.apply", "people.view", "worklists.view"}
"""What a key may be given, written by hand."""


@dataclass(frozen=True)
class KeyHeld:
    """A key: its secret, where it reaches, what it lists; dead ones open nothing."""

    name: str
    secret: str
    place: str
    powers: frozenset[str]
    dead: bool = False


def keys(world: World) -> Iterator[KeyHeld]:
    """Keys at some places with all that there is, with one power each, and dead ones."""
    for place in ("province", "county", "town1", "plant", "other_county"):
        yield made(world, f"all at {place}", place, FOR_KEYS)
    for power in sorted(FOR_KEYS):
        yield made(world, f"{power} at town1", "town1", {power})
    for what, changed in (
        ("revoked", {"digest": None, "revoked_at": timezone.now()}),
        ("over", {"until": timezone.localdate()}),
    ):
        dead = made(world, what, "county", FOR_KEYS)
        ApiKey.rows.filter(account__name=what).update(**changed)
        yield KeyHeld(dead.name, dead.secret, dead.place, dead.powers, dead=True)


def made(world: World, name: str, place: str, powers: set[str]) -> KeyHeld:
    """A key that works."""
    now = timezone.now()
    until = timezone.localdate() + timedelta(days=30)
    here = access.ask_key(
        actor=OPERATOR,
        name=name,
        unit_code=world.units[place].code,
        purpose="矩阵",
        powers=sorted(powers),
        until=until,
        now=now,
    )
    secret = access.release_key(actor=OPERATOR, key_code=here.code, now=now)
    return KeyHeld(name, secret, place, frozenset(powers))


def wrong_with_key(world: World, caller: Caller, key: KeyHeld, address: Address, place: str | None, method: str) -> str:
    """What is wrong with one cell of a key, or nothing."""
    told = f"{key.name}: {method} {address.name} at {place}"
    cell = Cell(Standing(None, "", key.place), address, place, method)  # type: ignore[arg-type]
    url, header = caller.address(world, cell), {"HTTP_AUTHORIZATION": f"Bearer {key.secret}"}
    with transaction.atomic():
        status, _onward, body = read(getattr(caller, method)(url, **header))
        transaction.set_rollback(True)
    needed = {address.power, *([address.also] if address.also else [])}
    if key.dead:
        return "" if status in {401, *TURNED} else f"{told}: {status}, should be a stranger"
    open_here = needed <= key.powers and (place is None or world.below(place, key.place))
    if open_here and (status in SHUT or status >= 500):
        return f"{told}: {status}, should open"
    blank = BLANK if address.blank and address.power in key.powers else set()
    if not open_here and status not in SHUT | TURNED | blank:
        return f"{told}: {status}, should be as if nothing were there"
    for (kind, home), canary in world.canaries.items():
        seen = CANARY_POWERS[kind] in key.powers and world.below(home, key.place)
        if canary in body and not seen:
            return f"{told}: shows the {kind} of {home}"
    return ""


def wrong_keys(world: World, caller: Caller, held: list[KeyHeld], address: Address) -> list[Any]:
    """Every cell of a call for every key."""
    found = [
        wrong_with_key(world, caller, key, address, place, method)
        for key in held
        for place in places_of(address)
        for method in ("get", "post")
    ]
    return [one for one in found if one]
