"""The tree on a day: where every unit stood, who stood below whom, and what changed within a period."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from difflib import get_close_matches
from functools import cached_property
from typing import NamedTuple

from django.db import connection

from niangjia.engines.figures.choices import TreeView
from niangjia.engines.figures.reasons import UnknownUnit, did_you_mean
from niangjia.kit.powers import Actor, PathRange, reach, subtree_range, within

STEP = 4
"""Letters of one step of a path."""


class UnitRef(NamedTuple):
    """A unit as figures name it: key, address code, name, and its path of today."""

    id: int
    code: str
    name: str
    path: str


class Place(NamedTuple):
    """A unit stood at `path` from `since` (None: always) until `until` (first day it no longer did)."""

    path: str
    since: date | None
    until: date | None


@dataclass(frozen=True)
class Spell:
    """These units belonged to the asked one from `first` to `last`, both included; None: throughout."""

    units: frozenset[int]
    first: date | None = None
    last: date | None = None


class Tree:
    """All units and their placements, read once for a question.

    A unit's first placement is taken to reach back to before our records, and a unit without any stands where it is
    today: so every unit has exactly one place on every day, and both views of the tree hold the same rows in total.
    """

    def __init__(self, units: dict[int, UnitRef], places: dict[int, list[Place]], view: TreeView) -> None:
        self.units = units
        self.places = places
        self.view = view
        self._climbs: dict[date, list[tuple[int, int | None]]] = {}

    @cached_property
    def today(self) -> dict[int, str]:
        """Unit → path of today."""
        return {key: unit.path for key, unit in self.units.items()}

    @cached_property
    def movers(self) -> dict[int, list[Place]]:
        """Units that ever stood somewhere else than today, if the tree is followed as it was."""
        if self.view == TreeView.IS:
            return {}
        return self.places

    def path(self, unit: int, on: date) -> str:
        """Where one unit stood on a day."""
        places = self.movers.get(unit)
        return path_on(places, on) if places else self.units[unit].path

    def on(self, day: date) -> dict[int, str]:
        """Unit → path on a day."""
        if not self.movers:
            return self.today
        return self.today | {key: path_on(places, day) for key, places in self.movers.items()}

    def below(self, unit: int, day: date) -> frozenset[int]:
        """The unit and everything below it on a day."""
        paths = self.on(day)
        low, high = subtree_range(paths[unit])
        return frozenset(key for key, path in paths.items() if low <= path < high)

    def children(self, unit: int, day: date) -> list[int]:
        """Units directly below, on a day, in the order of the tree."""
        paths = self.on(day)
        low, high = subtree_range(paths[unit])
        long = len(low) + STEP
        return sorted((key for key, path in paths.items() if low < path < high and len(path) == long), key=paths.get)  # type: ignore[arg-type]

    def cuts(self, first: date, last: date) -> list[date]:
        """Days within a period, after its first, on which some unit changed its place."""
        return sorted(
            {
                place.since
                for places in self.movers.values()
                for place in places[1:]
                if place.since and first < place.since <= last
            }
        )

    def moved_within(self, first: date, last: date) -> frozenset[int]:
        """Units that changed their place within the period."""
        return frozenset(
            key
            for key, places in self.movers.items()
            if any(place.since and first < place.since <= last for place in places[1:])
        )

    def spells(self, unit: int, first: date, last: date) -> list[Spell]:
        """Who belonged to the unit throughout a period, and who only for a part of it."""
        cuts = self.cuts(first, last)
        if not cuts:
            return [Spell(self.below(unit, first))]
        starts = [first, *cuts]
        ends = [day - timedelta(days=1) for day in cuts] + [last]
        held = [self.below(unit, start) for start in starts]
        always = frozenset.intersection(*held)
        parts: dict[tuple[date, date], set[int]] = {}
        for start, end, units in zip(starts, ends, held, strict=True):
            if units - always:
                parts.setdefault((start, end), set()).update(units - always)
        return [Spell(always)] + [Spell(frozenset(units), *span) for span, units in parts.items()]

    def climb(self, day: date) -> list[tuple[int, int | None]]:
        """(unit, its parent) on a day, the deepest first."""
        if day not in self._climbs:
            at = {path: key for key, path in self.on(day).items()}
            self._climbs[day] = [(at[path], at.get(path[:-STEP])) for path in sorted(at, key=len, reverse=True)]
        return self._climbs[day]

    def ancestors(self, paths: dict[int, str]) -> dict[int, list[int]]:
        """Unit → itself and everything above it, for one day's paths."""
        at = {path: key for key, path in paths.items()}
        return {
            key: [at[path[:end]] for end in range(len(path), 0, -STEP) if path[:end] in at]
            for key, path in paths.items()
        }

    def within(self, ranges: Iterable[PathRange]) -> frozenset[int]:
        """Units whose place of today lies in the ranges: rights follow today."""
        spans = tuple(ranges)
        return frozenset(key for key, unit in self.units.items() if within(unit.path, spans))


def path_on(places: list[Place], day: date) -> str:
    """Where a unit with these placements, oldest first, stood on a day."""
    path = places[0].path
    for place in places[1:]:
        if place.since is None or place.since <= day:
            path = place.path
    return path


def load(view: TreeView = TreeView.WAS) -> Tree:
    """Read the tree with one statement; placements of those units only that ever stood elsewhere or changed."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT u.id, u.code, u.name, u.path, p.path, p.valid_from, p.valid_to FROM org_unit u "
            "LEFT JOIN org_placement p ON p.unit_id = u.id AND (p.path <> u.path "
            "OR EXISTS (SELECT 1 FROM org_placement q WHERE q.unit_id = p.unit_id AND q.id <> p.id)) "
            "ORDER BY u.id, CASE WHEN p.valid_from IS NULL THEN 0 ELSE 1 END, p.valid_from, p.id"
        )
        rows = cursor.fetchall()
    units = {row[0]: UnitRef._make(row[:4]) for row in rows}
    places: dict[int, list[Place]] = {}
    for row in rows:
        if row[4] is not None:
            places.setdefault(row[0], []).append(Place._make(row[4:]))
    return Tree(units, places, view)


def find(actor: Actor, tree: Tree, asked: str, *, power: str = "figures.read") -> UnitRef:
    """A unit by its code or its whole name, within the actor's reach. Raises UnknownUnit with near names."""
    ranges = reach(actor, power)
    named = [unit for unit in tree.units.values() if asked in {unit.code, unit.name} and within(unit.path, ranges)]
    if len(named) == 1:
        return named[0]
    if named:
        near = [f"{unit.name}（{unit.code}）" for unit in named[:5]]
    else:
        names = [unit.name for unit in tree.units.values() if within(unit.path, ranges)]
        near = [name for name in names if asked and asked in name][:3] or get_close_matches(asked, names, 3, 0.5)
    raise UnknownUnit(asked=asked, near=did_you_mean(near))


def top_unit(actor: Actor, *, power: str = "figures.read") -> str:
    """Code of the highest unit of the actor's reach, the first in the tree if there are several. Raises UnknownUnit."""
    ranges = reach(actor, power)
    seen = [unit for unit in load().units.values() if within(unit.path, ranges)]
    if not seen:
        raise UnknownUnit(asked="", near="")
    return min(seen, key=lambda unit: (len(unit.path), unit.path)).code
