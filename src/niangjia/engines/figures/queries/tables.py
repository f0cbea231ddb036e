"""All units at once: one pass over the records of each kind, parents summed here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from niangjia.engines.figures.choices import TreeView
from niangjia.engines.figures.queries import asking, compiling, trees
from niangjia.engines.figures.queries.asking import When
from niangjia.engines.figures.queries.counting import Number, divided, scaled
from niangjia.engines.figures.queries.trees import Tree, UnitRef
from niangjia.kit.declare import Figure, figures
from niangjia.kit.powers import Actor


@dataclass(frozen=True)
class Table:
    """Figures in columns, units in rows: `values[unit id][column]`, in the order of `figures`."""

    figures: tuple[Figure, ...]
    time: When
    view: TreeView
    units: Mapping[int, UnitRef]
    values: Mapping[int, Sequence[Number]] = field(repr=False)


def table(
    actor: Actor,
    codes: Sequence[str],
    unit: str,
    *,
    today: date,
    on: date | None = None,
    first: date | None = None,
    last: date | None = None,
    year: int | None = None,
    view: TreeView = TreeView.WAS,
    depth: int | None = None,
) -> Table:
    """Several figures for a unit and every unit below it (or `depth` steps below), each with all that is below it.

    One statement for each kind of record, one pass over it; parents are summed here. Raises what `value` raises.
    """
    tree = trees.load(view)
    at = trees.find(actor, tree, unit)
    time = asking.when(on=on, first=first, last=last, year=year, today=today)
    asked = asking.by_code(codes)
    for one in asked:
        asking.check_time(one, time)
    columns = all_units(asked, time, tree)
    paths = tree.on(time.last)
    limit = len(paths[at.id]) + (depth * trees.STEP if depth is not None else 1 << 20)
    shown = sorted((key for key in tree.below(at.id, time.last) if len(paths[key]) <= limit), key=paths.__getitem__)
    values = {key: [column.get(key, blank(one)) for one, column in zip(asked, columns, strict=True)] for key in shown}
    return Table(tuple(asked), time, view, {key: tree.units[key] for key in shown}, values)


def blank(asked: Figure) -> Number:
    """The value where nothing hangs."""
    return None if asked.shape == "ratio" else 0


def all_units(asked: Sequence[Figure], time: When, tree: Tree) -> list[Mapping[int, Number]]:
    """For each figure: unit → value, rolled up."""
    needed: dict[tuple[str, When, tuple[tuple[str, str], ...]], tuple[Figure, When, Mapping[str, str]]] = {}

    def want(one: Figure, at: When, where: Mapping[str, str]) -> tuple[str, When, tuple[tuple[str, str], ...]]:
        key = (one.code, at, tuple(sorted(where.items())))
        needed[key] = (one, at, where)
        return key

    plan: list[list[Any]] = []
    for one in asked:
        if one.shape == "ratio":
            plan.append([want(figures()[t.code], asking.term_time(t, time), t.where) for t in asking.terms_of(one)])
        else:
            plan.append([want(one, time, {})])
    counted = dict(zip(needed, counted_together(list(needed.values()), tree), strict=True))
    result: list[Mapping[int, Number]] = []
    for one, keys in zip(asked, plan, strict=True):
        columns = [counted[key] for key in keys]
        if one.shape == "ratio":
            at = set().union(*columns)
            result.append({key: divided(one, [column.get(key, 0) for column in columns]) for key in at})
        else:
            result.append(columns[0])
    return result


Cell = tuple[Figure, When, Mapping[str, str]]


def counted_together(cells: Sequence[Cell], tree: Tree) -> list[dict[int, int | Decimal]]:
    """Unit → value for each cell; cells over the same records at the same time share one statement."""
    result: list[dict[int, int | Decimal]] = [{} for _cell in cells]
    groups: dict[Any, list[int]] = {}
    for place, (one, time, where) in enumerate(cells):
        if one.distinct:
            result[place] = persons_rolled_up(one, time, tree, where)
        else:
            groups.setdefault(grouping(one, time, where), []).append(place)
    for places in groups.values():
        for place, column in zip(places, sums_rolled_up([cells[place] for place in places], tree), strict=True):
            result[place] = column
    return result


def grouping(one: Figure, time: When, where: Mapping[str, str]) -> Any:
    """Cells with the same key are counted by one statement."""
    source = compiling.source_of(one)
    columns = [split.column for split in one.breakdowns if split.name in where]
    times = time if one.shape == "flow" else time.last
    return source.name, one.shape, one.since, one.until, times, compiling.joined(one, [one.where, one.value, *columns])


def sums_rolled_up(cells: Sequence[Cell], tree: Tree) -> list[dict[int, int | Decimal]]:
    """One GROUP BY over the records, then parents summed from their children."""
    first, time, _where = cells[0]
    params = compiling.Params()
    source = compiling.source_of(first)
    columns = []
    for one, _time, where in cells:
        tests = compiling.condition(one, asking.narrow(one, where), params)
        kept = f" FILTER (WHERE {' AND '.join(tests)})" if tests else ""
        columns.append(compiling.measure(one) + kept)
    base = [one for one in (source.where, compiling.in_time(first, time, params)) if one]
    query = compiling.Asked(first, time, base, params)
    moved = tree.moved_within(time.first, time.last) if first.shape == "flow" else frozenset()
    rolled = Roll(tree, time, len(cells))
    if not moved:
        rolled.add_all(compiling.fetch(query.statement([source.unit, *columns], f"GROUP BY {source.unit}")))
    else:
        day = f"CASE WHEN {source.unit} {params.put_many(moved)} THEN {first.since} END"
        for unit, on, *numbers in compiling.fetch(query.statement([source.unit, day, *columns], "GROUP BY 1, 2")):
            rolled.add(unit, compiling.as_date(on), numbers)
    sums = rolled.sums()
    return [{key: scaled(one, row[at]) for key, row in sums.items()} for at, (one, _t, _w) in enumerate(cells)]


class Roll:
    """Sums on their way up the tree."""

    def __init__(self, tree: Tree, time: When, width: int) -> None:
        self.tree, self.time, self.width = tree, time, width
        self.leaves: dict[int, list[int]] = {}
        self.dated: list[tuple[int, date, list[int]]] = []

    def add(self, unit: int, on: date | None, numbers: Sequence[Any]) -> None:
        """What hangs on a unit; with a day if its place changed within the period."""
        clean = [int(number or 0) for number in numbers]
        if on is None:
            self.leaves[unit] = clean
        else:
            self.dated.append((unit, on, clean))

    def add_all(self, rows: Sequence[tuple[Any, ...]]) -> None:
        """The same for rows of a unit and its numbers, none of them dated."""
        self.leaves = {row[0]: [int(number or 0) for number in row[1:]] for row in rows}

    def sums(self) -> dict[int, list[int]]:
        """Unit → sums of itself and all below."""
        paths = self.tree.on(self.time.last)
        at = {path: key for key, path in paths.items()}
        sums = {key: list(row) for key, row in self.leaves.items()}
        for path in sorted(at, key=len, reverse=True):
            row = sums.get(at[path])
            above = at.get(path[: -trees.STEP])
            if row is None or above is None:
                continue
            held = sums.get(above)
            sums[above] = [a + b for a, b in zip(held, row, strict=True)] if held else list(row)
        days: dict[date, dict[int, list[int]]] = {}
        for unit, on, numbers in self.dated:
            if on not in days:
                days[on] = self.tree.ancestors(self.tree.on(on))
            for above in days[on].get(unit, [unit]):
                held = sums.get(above, [0] * self.width)
                sums[above] = [a + b for a, b in zip(held, numbers, strict=True)]
        return sums


def persons_rolled_up(one: Figure, time: When, tree: Tree, where: Mapping[str, str]) -> dict[int, int | Decimal]:
    """Different persons of each unit and all below it: somebody seen in two unions of a town is one person of the town."""
    params = compiling.Params()
    source = compiling.source_of(one)
    base = [source.where, compiling.in_time(one, time, params)]
    base += compiling.condition(one, asking.narrow(one, where), params)
    query = compiling.Asked(one, time, [part for part in base if part], params)
    moved = tree.moved_within(time.first, time.last) if one.shape == "flow" else frozenset()
    day = f"CASE WHEN {source.unit} {params.put_many(moved)} THEN {one.since} END" if moved else "NULL"
    rows = compiling.fetch(query.statement([source.person, source.unit, day], "GROUP BY 1, 2, 3"))
    above = tree.ancestors(tree.on(time.last))
    days: dict[date, dict[int, list[int]]] = {}
    seen: dict[int, set[int]] = {}
    for person, unit, on in rows:
        if person is None:
            continue
        dated = compiling.as_date(on)
        if dated is not None and dated not in days:
            days[dated] = tree.ancestors(tree.on(dated))
        found = days[dated] if dated is not None else above
        seen.setdefault(person, set()).update(found.get(unit, [unit]))
    counted: dict[int, int | Decimal] = {}
    for units in seen.values():
        for unit in units:
            counted[unit] = counted.get(unit, 0) + 1
    return counted
