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
    # organising
    Address("api:corrections", "organising.apply"),
    Address("api:correction", "people.view", "change", also="organising.apply", shows="change"),
    Address("api:leaving", "people.view", "leaving", shows="person"),
    Address("api:foundings", "organising.files", shows="founding"),
    Address("api:founding_start", "organising.form", blank=True),
    Address("api:founding", "organising.files", "founding", shows="founding"),
    *(
        Address(f"api:founding_{act}", "organising.form", "founding", also="organising.files", blank=True)
        for act in ("ask", "gathered")
    ),
    Address("api:founding_step", "organising.form", "founding", (("stage", "sealed"),), "organising.files", blank=True),
    Address("api:founding_word", "organising.files", "founding", (("what", "seal"),)),
    Address("api:founding_pdf", "organising.files", "founding", (("what", "seal"),)),
    Address("api:unit_terms", "organising.files", "unit"),
    Address("api:documents", "organising.reply"),
    Address("api:registry", "org.view", shows="entry"),
    Address("api:registry_entry", "org.view", "entry", shows="entry"),
    Address("api:registry_decide", "org.edit", "entry", (("act", "none"),), blank=True),
    Address("api:employer_move", "org.edit", "employer", also="people.edit", shows="employer", blank=True),
    Address("api:grids", "organising.grid_view", shows="grid"),
    Address("api:grid", "organising.grid_view", "grid", shows="grid"),
    Address("api:grid_places", "organising.grid_view", "grid"),
    Address("api:rounds", "organising.grid_view", shows="employer"),
    Address("api:round_one", "organising.grid_view", "round", shows="round"),
    Address("api:round_record", "organising.grid_visit", "employer", blank=True),
    Address("api:drives", "organising.grid_view", shows="drive"),
    Address("api:drive", "organising.grid_view", "drive", shows="drive"),
    Address("api:officers", "organising.cadre_view", shows="officer"),
    Address("api:officer", "organising.cadre_view", "officer", shows="officer"),
    Address("api:trainings", "organising.cadre_view"),
    Address("api:training", "organising.cadre_view", "training"),
    Address("api:attendances", "organising.cadre_view", "training"),
    Address("api:training_attend", "organising.cadre_edit", "training", blank=True),
    Address("api:visits", "organising.cadre_view"),
    Address("api:visit", "organising.cadre_view", "visit", shows="visit"),
    Address("api:joint_meetings", "organising.cadre_view"),
    Address("api:joint_meeting", "organising.cadre_view", "meeting"),
    Address("api:focus", "figures.read", also="org.view"),
    Address("api:focus_plan", "figures.read", "plan"),
    Address("api:comparisons", "organising.compare"),
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
    """Every cell of a call for every key; one place where no key has the power: the door comes before the record."""
    found = [
        wrong_with_key(world, caller, key, address, place, method)
        for key in held
        for place in (places_of(address) if address.power in FOR_KEYS else places_of(address)[:1])
        for method in ("get", "post")
    ]
    return [one for one in found if one]
