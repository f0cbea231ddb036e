"""Members of a union whose employers have closed: what would pass to the union above, and what it keeps already."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from niangjia.ground.org import queries as org
from niangjia.ground.org.queries import EmployerFilter
from niangjia.ground.people.queries import newcomers
from niangjia.kit.powers import SYSTEM, Actor
from niangjia.programmes.organising.choices.transfers import TransferState
from niangjia.programmes.organising.models import Transfer

EDIT = "org.edit"


@dataclass(frozen=True)
class Holding:
    """`members` would pass (`retired` of them stay so), `kept` are with the union above already, `transfers` under way stop."""

    unit: Any
    above: Any
    members: int
    retired: int
    kept: int
    open_employers: int
    transfers: int


def holding(actor: Actor, unit_code: str) -> Holding:
    """What passing the members of a union up would do. Raises UnitNotFound."""
    unit = org.unit(actor, unit_code, power=EDIT)
    members, retired = newcomers.tally_of(unit.pk)
    return Holding(
        unit=unit,
        above=org.parent_of(unit),
        members=members,
        retired=retired,
        kept=newcomers.kept_for(unit.pk),
        open_employers=org.count_employers(SYSTEM, EmployerFilter(under=unit.code)),
        transfers=Transfer.rows.filter(other_unit=unit, state=TransferState.OPEN).count(),
    )
