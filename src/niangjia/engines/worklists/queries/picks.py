"""Which tasks an act on many would meet: exactly the rows that the list shows (G32).

Either the codes that were ticked or everything that the list holds under its filters; both are found by the list's own
conditions. The digest freezes what was previewed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple

from niangjia.engines.worklists.queries.tasks import KEYS, TaskFilter, matching
from niangjia.kit.powers import Actor

MOST = 10_000
MOST_CODES = 200


class Met(NamedTuple):
    """One task of a selection."""

    id: int
    code: str
    title: str
    unit_name: str
    kind: str
    revision: int


@dataclass(frozen=True)
class Picked:
    """Which tasks an act would meet. `more`: there are further ones beyond the limit, and nothing may be done.

    `beyond`: how many of those ticked are not among them (gone from the list, or not the actor's to work off).
    """

    tasks: tuple[Met, ...]
    more: bool = False
    beyond: int = 0

    @property
    def number(self) -> int:
        """How many."""
        return len(self.tasks)

    @property
    def codes(self) -> list[str]:
        """Their codes, in the order of the list."""
        return [one.code for one in self.tasks]

    @property
    def kinds(self) -> list[str]:
        """Their lists."""
        return sorted({one.kind for one in self.tasks})

    @property
    def digest(self) -> str:
        """The same for the same tasks in the same state only, whatever their order."""
        told = "\n".join(sorted(f"{one.code} {one.revision}" for one in self.tasks))
        return hashlib.blake2b(told.encode(), digest_size=16).hexdigest()

    def units(self) -> list[tuple[str, int]]:
        """How many in each unit, the largest first."""
        counted: dict[str, int] = {}
        for one in self.tasks:
            counted[one.unit_name] = counted.get(one.unit_name, 0) + 1
        return sorted(counted.items(), key=lambda pair: (-pair[1], pair[0]))


def pick(
    actor: Actor,
    *,
    wanted: TaskFilter | None = None,
    codes: Sequence[str] | None = None,
    today: date,
    limit: int = MOST,
) -> Picked:
    """Tasks that the list holds under this filter, or those of them with one of the codes, that the actor may work off."""
    wanted = wanted or TaskFilter()
    told = list(dict.fromkeys(codes or ()))[:MOST_CODES]
    if codes is not None and not told:
        return Picked(())
    rows = matching(actor, replace(wanted, codes=told), today=today, to_work=True).order_by(*KEYS)
    found = rows.values_list("pk", "code", "title", "unit__name", "kind", "revision")[: limit + 1]
    met = tuple(Met(*row) for row in found)
    shown = met[:limit]
    return Picked(shown, more=len(met) > limit, beyond=len(told) - len(shown) if codes is not None else 0)
