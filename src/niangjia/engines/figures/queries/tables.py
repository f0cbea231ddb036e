"""All units at once: one pass over the records of each kind, parents summed here."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from operator import add, itemgetter
from typing import Any

from django.db import connection

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

    One pass over each kind of record; parents are summed here. Raises what `value` raises.
    """
    tree = trees.load(view)
    at = trees.find(actor, tree, unit)
    time = asking.when(on=on, first=first, last=last, year=year, today=today)
    asked = asking.by_code(codes)
    for one in asked:
        asking.check_time(one, time)
    paths = tree.on(time.last)
    limit = len(paths[at.id]) + (depth * trees.STEP if depth is not None else 1 << 20)
    shown = sorted((key for key in tree.below(at.id, time.last) if len(paths[key]) <= limit), key=paths.__getitem__)
    columns = all_units(asked, time, tree, shown)
    values = dict(zip(shown, zip(*columns, strict=True), strict=True))
    return Table(tuple(asked), time, view, {key: tree.units[key] for key in shown}, values)


def all_units(asked: Sequence[Figure], time: When, tree: Tree, shown: Sequence[int]) -> list[Sequence[Number]]:
    """For each figure the values of some units, in their order, rolled up."""
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
    counted = dict(zip(needed, counted_together(list(needed.values()), tree, shown), strict=True))
    return [
        shares(one, [counted[key] for key in keys]) if one.shape == "ratio" else counted[keys[0]]
        for one, keys in zip(asked, plan, strict=True)
    ]


def shares(one: Figure, columns: Sequence[Sequence[Number]]) -> list[Number]:
    """A column of a ratio. Small unions have the same numbers a thousand times: each pair is divided once."""
    known: dict[tuple[Number, ...], Number] = {}
    column = []
    for numbers in zip(*columns, strict=True):
        if numbers not in known:
            known[numbers] = divided(one, numbers)
        column.append(known[numbers])
    return column


Cell = tuple[Figure, When, Mapping[str, str]]


def counted_together(cells: Sequence[Cell], tree: Tree, shown: Sequence[int]) -> list[Sequence[Number]]:
    """The values of some units for each cell; cells over the same records at the same time share one statement, and
    cells of one day climb the tree together."""
    result: list[Sequence[Number]] = [() for _cell in cells]
    groups: dict[Any, list[int]] = {}
    for place, (one, time, where) in enumerate(cells):
        if one.distinct:
            found = persons_rolled_up(one, time, tree, where)
            result[place] = [found.get(key, 0) for key in shown]
        else:
            groups.setdefault(grouping(one, time, where), []).append(place)
    days: dict[date, list[list[int]]] = {}
    for places in chunks(groups.values()):
        days.setdefault(cells[places[0]][1].last, []).append(places)
    for day, statements in days.items():
        roll = Roll(tree, day, sum(map(len, statements)))
        order: list[int] = []
        for places in statements:
            counted([cells[place] for place in places], tree, roll, len(order))
            order += places
        for place, column in zip(order, roll.columns(shown), strict=True):
            result[place] = scaled_all(cells[place][0], column)
    return result


def chunks(groups: Iterable[list[int]]) -> Iterator[list[int]]:
    """Groups of at most MARKS cells."""
    for places in groups:
        for start in range(0, len(places), MARKS):
            yield places[start : start + MARKS]


def grouping(one: Figure, time: When, where: Mapping[str, str]) -> Any:
    """Cells with the same key are counted by one statement."""
    source = compiling.source_of(one)
    times = time if one.shape == "flow" else time.last
    return source.name, one.shape, one.since, one.until, times, way(one, where)


MARKS = 12
"""Tests that fit one pass: each is a bit of the number that a row gives."""


def way(one: Figure, where: Mapping[str, str]) -> str:
    """How a cell is counted. SQLite sorts before it groups, which costs more than to hand rows over: a stock that
    needs more than the index by unit is `marked` there, one number a row, and counted here."""
    if connection.vendor != "sqlite" or one.shape == "flow" or one.value or not compiling.source_of(one).narrow:
        return "grouped"
    columns = [split.column for split in one.breakdowns if split.name in where]
    return "grouped" if compiling.is_narrow(one, [one.where, *columns]) else "marked"


def counted(cells: Sequence[Cell], tree: Tree, roll: Roll, slot: int) -> None:
    """One pass over the records of some cells; what hangs on each unit goes into the roll from `slot` on."""
    first, time, first_where = cells[0]
    params = compiling.Params()
    source = compiling.source_of(first)
    tests = [" AND ".join(compiling.condition(one, asking.narrow(one, where), params)) for one, _t, where in cells]
    base = [one for one in (source.where, compiling.in_time(first, time, params)) if one]
    query = compiling.Asked(first, time, base, params)
    if way(first, first_where) == "marked":
        roll.add(slot, marked(query, tests))
        return
    columns = [
        compiling.measure(one) + (f" FILTER (WHERE {test})" if test else "")
        for (one, _t, _w), test in zip(cells, tests, strict=True)
    ]
    summed = any(one.value for one, _t, _w in cells)
    moved = tree.moved_within(time.first, time.last) if first.shape == "flow" else frozenset()
    if not moved:
        found = compiling.fetch(query.statement([source.unit, *columns], f"GROUP BY {source.unit}"))
        roll.add(slot, whole(found) if summed else found)
        return
    day = f"CASE WHEN {source.unit} {params.put_many(moved)} THEN {first.since} END"
    found = whole(compiling.fetch(query.statement([day, source.unit, *columns], "GROUP BY 1, 2")))
    roll.add(slot, [row[1:] for row in found if row[0] is None])
    for on, unit, *numbers in found:
        if on is not None:
            roll.add_dated(slot, unit, compiling.as_date(on) or time.last, numbers)


def whole(rows: Iterable[Sequence[Any]]) -> list[tuple[Any, ...]]:
    """Sums as whole numbers: of no rows they are nothing, of large ones decimals."""
    return [tuple(int(cell) if isinstance(cell, Decimal) else cell or 0 for cell in row) for row in rows]


def scaled_all(one: Figure, column: Sequence[int]) -> Sequence[Number]:
    """A column of stored sums as people read it."""
    return column if one.scale == 1 else [scaled(one, number) for number in column]


def marked(query: compiling.Asked, tests: Sequence[str]) -> list[tuple[Any, ...]]:
    """Unit and counts for each test, from one pass in the order of the table: a bit for each test a row fulfils."""
    width = len(tests)
    bits = [f"{1 << place} * (CASE WHEN {test or '1 = 1'} THEN 1 ELSE 0 END)" for place, test in enumerate(tests)]
    mark = " + ".join([f"{compiling.source_of(query.figure).unit} * {1 << width}", *bits])
    some = f"({' OR '.join(f'({test})' for test in tests)})" if all(tests) else ""
    counted = Counter(map(itemgetter(0), compiling.fetch(query.statement([mark], extra=[some], in_order=True))))
    held = [[place for place in range(width) if pattern >> place & 1] for pattern in range(1 << width)]
    sums: dict[int, list[int]] = {}
    for number, times in counted.items():
        unit, pattern = number >> width, number & (1 << width) - 1
        row = sums.get(unit)
        if row is None:
            row = sums[unit] = [0] * width
        for place in held[pattern]:
            row[place] += times
    return [(unit, *row) for unit, row in sums.items()]


class Roll:
    """Sums on their way up the tree: a row of numbers for each unit, one slot for each cell."""

    def __init__(self, tree: Tree, day: date, width: int) -> None:
        self.tree, self.day, self.width = tree, day, width
        self.leaves: dict[int, list[int]] = {}
        self.dated: list[tuple[int, date, list[int]]] = []

    def add(self, slot: int, rows: Iterable[Sequence[Any]]) -> None:
        """Rows of a unit and its numbers, for the slots from one on."""
        leaves, empty = self.leaves, [0] * self.width
        for row in rows:
            held = leaves.get(row[0])
            if held is None:
                held = leaves[row[0]] = empty.copy()
            held[slot : slot + len(row) - 1] = row[1:]

    def add_dated(self, slot: int, unit: int, on: date, numbers: Sequence[int]) -> None:
        """What happened on a day at a unit that changed its place within the period."""
        row = [0] * self.width
        row[slot : slot + len(numbers)] = numbers
        self.dated.append((unit, on, row))

    def columns(self, shown: Sequence[int]) -> list[Sequence[int]]:
        """For each slot the sums of some units, in their order."""
        sums, empty = self.sums(), [0] * self.width
        if not shown:
            return [() for _slot in empty]
        return list(zip(*(sums.get(key, empty) for key in shown), strict=True))

    def sums(self) -> dict[int, list[int]]:
        """Unit → sums of itself and all below."""
        sums = dict(self.leaves)
        for unit, above in self.tree.climb(self.day):
            row = sums.get(unit)
            if row is None or above is None:
                continue
            held = sums.get(above)
            sums[above] = list(map(add, held, row)) if held else row
        days: dict[date, dict[int, list[int]]] = {}
        for unit, on, numbers in self.dated:
            if on not in days:
                days[on] = self.tree.ancestors(self.tree.on(on))
            for holder in days[on].get(unit, [unit]):
                sums[holder] = list(map(add, sums.get(holder, [0] * self.width), numbers))
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
