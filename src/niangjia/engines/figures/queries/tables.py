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
    columns = all_units(asked, time, tree)
    paths = tree.on(time.last)
    limit = len(paths[at.id]) + (depth * trees.STEP if depth is not None else 1 << 20)
    shown = sorted((key for key in tree.below(at.id, time.last) if len(paths[key]) <= limit), key=paths.__getitem__)
    filled = [[column.get(key, blank) for key in shown] for blank, column in zip(blanks(asked), columns, strict=True)]
    values = dict(zip(shown, zip(*filled, strict=True), strict=True))
    return Table(tuple(asked), time, view, {key: tree.units[key] for key in shown}, values)


def blanks(asked: Sequence[Figure]) -> list[Number]:
    """The values where nothing hangs."""
    return [None if one.shape == "ratio" else 0 for one in asked]


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
    """Unit → value for each cell; cells over the same records at the same time share one statement, and cells of one
    day climb the tree together."""
    result: list[dict[int, int | Decimal]] = [{} for _cell in cells]
    groups: dict[Any, list[int]] = {}
    for place, (one, time, where) in enumerate(cells):
        if one.distinct:
            result[place] = persons_rolled_up(one, time, tree, where)
        else:
            groups.setdefault(grouping(one, time, where), []).append(place)
    climbs: dict[date, Roll] = {}
    for places in chunks(groups.values()):
        day = cells[places[0]][1].last
        roll = climbs.setdefault(day, Roll(tree, day, len(cells)))
        counted([cells[place] for place in places], places, tree, roll)
    for day, roll in climbs.items():
        sums = roll.sums()
        for place, (one, time, _where) in enumerate(cells):
            if time.last == day and not one.distinct:
                result[place] = scaled_all(one, {key: row[place] for key, row in sums.items()})
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


def counted(cells: Sequence[Cell], places: Sequence[int], tree: Tree, roll: Roll) -> None:
    """One pass over the records of some cells; what hangs on each unit goes to their places of the roll."""
    first, time, first_where = cells[0]
    params = compiling.Params()
    source = compiling.source_of(first)
    tests = [" AND ".join(compiling.condition(one, asking.narrow(one, where), params)) for one, _t, where in cells]
    base = [one for one in (source.where, compiling.in_time(first, time, params)) if one]
    query = compiling.Asked(first, time, base, params)
    if way(first, first_where) == "marked":
        roll.add(places, marked(query, tests))
        return
    columns = [
        compiling.measure(one) + (f" FILTER (WHERE {test})" if test else "")
        for (one, _t, _w), test in zip(cells, tests, strict=True)
    ]
    moved = tree.moved_within(time.first, time.last) if first.shape == "flow" else frozenset()
    if not moved:
        roll.add(places, compiling.fetch(query.statement([source.unit, *columns], f"GROUP BY {source.unit}")))
        return
    day = f"CASE WHEN {source.unit} {params.put_many(moved)} THEN {first.since} END"
    found = compiling.fetch(query.statement([source.unit, day, *columns], "GROUP BY 1, 2"))
    roll.add(places, [(unit, *numbers) for unit, on, *numbers in found if on is None])
    for unit, on, *numbers in found:
        if on is not None:
            roll.add_dated(places, unit, compiling.as_date(on) or time.last, numbers)


def scaled_all(one: Figure, column: dict[int, int]) -> dict[int, int | Decimal]:
    """A column of stored sums as people read it."""
    return dict(column) if one.scale == 1 else {key: scaled(one, number) for key, number in column.items()}


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
    """Sums on their way up the tree: a row of numbers for each unit, one place for each cell."""

    def __init__(self, tree: Tree, day: date, width: int) -> None:
        self.tree, self.day, self.width = tree, day, width
        self.leaves: dict[int, list[int]] = {}
        self.dated: list[tuple[int, date, list[int]]] = []

    def add(self, places: Sequence[int], rows: Iterable[Sequence[Any]]) -> None:
        """Rows of a unit and its numbers, for some places."""
        leaves, width = self.leaves, self.width
        for row in rows:
            held = leaves.get(row[0])
            if held is None:
                held = leaves[row[0]] = [0] * width
            for place, number in zip(places, row[1:], strict=True):
                if number:
                    held[place] = int(number)

    def add_dated(self, places: Sequence[int], unit: int, on: date, numbers: Sequence[Any]) -> None:
        """What happened on a day at a unit that changed its place within the period."""
        row = [0] * self.width
        for place, number in zip(places, numbers, strict=True):
            row[place] = int(number or 0)
        self.dated.append((unit, on, row))

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
