"""Which union a cell names, for an actor: the roster says a name, never a number."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

import polars as pl

from niangjia.ground.org.actions import bulk
from niangjia.kit.powers import Actor, PathRange, reach, within
from niangjia.programmes.organising.reasons import sentence
from niangjia.programmes.organising.rules import plain

POWER = "imports.use"
NAMED = {"unit_id": pl.Int64, "path": pl.String, "union_founded": pl.String, "_union_problem": pl.String}


class Names:
    """The unions of the base by name, legal or short."""

    def __init__(self, units: pl.DataFrame) -> None:
        self.rows: list[dict[str, Any]] = units.to_dicts()
        self.by_id = {row["id"]: row for row in self.rows}
        self.by_name: dict[str, list[dict[str, Any]]] = defaultdict(list)
        shorts: dict[str, list[dict[str, Any]]] = defaultdict(list)
        for row in self.rows:
            self.by_name[plain(row["name"])].append(row)
            if row["short_name"]:
                shorts[plain(row["short_name"])].append(row)
        for name, found in shorts.items():
            self.by_name.setdefault(name, found)

    def find(self, name: str, ranges: tuple[PathRange, ...], column: str) -> tuple[dict[str, Any] | None, str | None]:
        """The one union of that name, those in reach and in being first; or the sentence why there is none."""
        known = self.by_name.get(plain(name), [])
        if not known:
            return None, sentence("union.unknown", name=name, column=column)
        mine = [row for row in known if within(row["path"], ranges)]
        living = [row for row in mine if not row["dissolved_on"]]
        if not mine:
            return None, sentence("union.elsewhere", name=name)
        if not living:
            return None, sentence("union.dissolved", name=name, day=mine[0]["dissolved_on"])
        if len(living) > 1:
            return None, sentence("union.ambiguous", name=name, count=len(living))
        return living[0], None


def unions_of(actor: Actor, names: Iterable[str], column: str, memory: dict[str, Any] | None = None) -> pl.DataFrame:
    """For each different name: unit, path, founding day, or the sentence why the row cannot be taken in.

    `memory` keeps the answers from one chunk of a run to the next.
    """
    known: dict[str, Any] = {} if memory is None else memory.setdefault(f"unions:{column}", {})
    missing = [name for name in names if name not in known]
    if missing:
        known.update(_looked_up(actor, missing, column))
    found = [known[name] for name in names]
    return pl.DataFrame(found, schema={"_union": pl.String, **NAMED}, orient="row")


def _looked_up(actor: Actor, names: Iterable[str], column: str) -> dict[str, tuple[Any, ...]]:
    book, ranges = Names(bulk.all_units()), reach(actor, POWER)
    found = {}
    for name in names:
        row, problem = book.find(name, ranges, column) if name else (None, sentence("union.missing", column=column))
        one = row or {"id": None, "path": None, "founded_on": None}
        found[name] = (name, one["id"], one["path"], one["founded_on"], problem)
    return found


def in_reach(actor: Actor, column: str) -> pl.Expr:
    """Whether a column of paths lies within the actor's reach for importing."""
    ranges = reach(actor, POWER)
    inside = [(pl.col(column) >= low) & (pl.col(column) < high) for low, high in ranges]
    return pl.any_horizontal(*inside) if inside else pl.lit(False)
