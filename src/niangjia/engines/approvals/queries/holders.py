"""Who could decide at a stop: for handing over, and for telling people that something waits."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from niangjia.engines.approvals.choices import StandState
from niangjia.engines.approvals.models import Stand
from niangjia.ground.access import queries as access
from niangjia.kit.powers import Actor, known_powers


class Holder(NamedTuple):
    """An account that holds the power of a stop there: key, code, name, and where it is appointed."""

    account_id: int
    code: str
    name: str
    where: str


def possible_holders(power: str, path: str) -> list[Holder]:
    """Every account that holds a power over a place, by log-in name."""
    found = access.seers(known_powers()[power], [path])
    return [Holder(one.account_id, one.code, one.name, "、".join(why.unit_name for why in one.whys)) for one in found]


def holders(actor: Actor, code: str) -> list[Holder]:
    """Who could take over a matter that lies with the actor; nobody where it lies nowhere."""
    here = Stand.rows.filter(matter__code=code, state=StandState.OPEN).first()
    if here is None:
        return []
    return [one for one in possible_holders(here.power, here.path) if one.account_id != actor.account_id]


def deciders(matters: Iterable[int]) -> dict[int, list[int]]:
    """Accounts to tell that a matter lies with them, by matter: who it was handed to, else those appointed at the very
    unit of the stop, else at the nearest unit above. For handlers; asked once for each place and power."""
    rows = Stand.rows.filter(matter__in=set(matters), state=StandState.OPEN)
    known: dict[tuple[str, str], list[int]] = {}
    found = {}
    for stand in rows:
        if stand.holder_id:
            found[stand.matter_id] = [stand.holder_id]
            continue
        place = (stand.power, stand.path)
        if place not in known:
            known[place] = nearest_holders(*place)
        found[stand.matter_id] = known[place]
    return found


def nearest_holders(power: str, path: str) -> list[int]:
    """Accounts that hold the power over a place from the nearest unit."""
    seers = access.seers(known_powers()[power], [path])
    ids = [one.account_id for one in seers]
    depth = {
        key: max(
            (len(held.path) for held in holding.held if _grants(held.role, power) and path.startswith(held.path)),
            default=0,
        )
        for key, holding in access.holdings(ids).items()
    }
    return sorted(key for key, long in depth.items() if long == max(depth.values()))


def _grants(role: str, power: str) -> bool:
    return role in known_powers()[power].roles
