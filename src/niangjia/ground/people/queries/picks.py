"""Whom an act on many would meet: exactly the rows that the list shows, found by its own conditions (G32).

A selection is either the codes of rows that were ticked or everything that the list holds under its filters. `pick`
answers both with the same statement as the list, so that nobody is acted on whom the list did not show. The digest
freezes what was previewed: an act that finds another one does nothing.
"""

# ruff: noqa: S608  (statements are built of the constant pieces of this package; values are always parameters)
from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

from niangjia.ground.people.policies import VIEW
from niangjia.ground.people.queries.conditions import Filters, branches
from niangjia.ground.people.queries.lists import chosen_part, fetch, reach_of, units_of
from niangjia.kit.powers import Actor

if TYPE_CHECKING:
    from niangjia.ground.org.models import Unit

MOST_CODES = 200


class Met(NamedTuple):
    """One person of a selection: key, address code, name, union."""

    id: int
    code: str
    name: str
    unit_name: str


@dataclass(frozen=True)
class Picked:
    """Whom an act would meet, by union and name. `more`: there are further ones beyond the limit, and nobody may be acted on.

    `beyond`: how many of those ticked are not among them (gone from the list, or out of the power's reach).
    """

    people: tuple[Met, ...]
    more: bool = False
    beyond: int = 0

    @property
    def number(self) -> int:
        """How many."""
        return len(self.people)

    @property
    def digest(self) -> str:
        """The same for the same persons only, whatever their order."""
        told = "\n".join(sorted(one.code for one in self.people))
        return hashlib.blake2b(told.encode(), digest_size=16).hexdigest()

    def unions(self) -> list[tuple[str, int]]:
        """How many in each union, the largest first."""
        counted: dict[str, int] = {}
        for one in self.people:
            counted[one.unit_name] = counted.get(one.unit_name, 0) + 1
        return sorted(counted.items(), key=lambda pair: (-pair[1], pair[0]))


def pick(
    actor: Actor,
    *,
    unit: Unit | Sequence[Unit] | None = None,
    filters: Filters | None = None,
    codes: Sequence[str] | None = None,
    power: str = VIEW,
    limit: int = 10_000,
) -> Picked:
    """The members that the list holds under these filters, or those of them with one of the codes, over whom the actor
    holds the power. Those who left are acted on by nobody: with `filters.left` there are none."""
    filters = filters or Filters()
    told = list(dict.fromkeys(codes or ()))[:MOST_CODES]
    ranges = branches(reach_of(actor, power), units_of(unit))
    if not ranges or filters.left or (codes is not None and not told):
        return Picked((), beyond=len(told))
    part = chosen_part(replace(filters, codes=tuple(told)), ranges)
    rows = fetch(
        "SELECT p.id, p.code, p.name, u.name FROM people_membership m JOIN people_person p ON p.id = m.person_id "
        f"JOIN org_unit u ON u.id = m.unit_id WHERE {part.where} "
        f"ORDER BY u.path, m.pinyin || '', m.id LIMIT {limit + 1}",
        part.values,
    )
    met = tuple(Met(*row) for row in rows[:limit])
    return Picked(met, more=len(rows) > limit, beyond=len(told) - len(met) if codes is not None else 0)
