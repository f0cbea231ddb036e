"""Numbers: one value, its breakdown, the table of all units, the series by month."""

from __future__ import annotations

import calendar
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from niangjia.engines.figures.choices import MISSING, TreeView
from niangjia.engines.figures.queries import asking, compiling, trees
from niangjia.engines.figures.queries.asking import BY_UNIT, When
from niangjia.engines.figures.queries.trees import Spell, Tree, UnitRef
from niangjia.kit.declare import Figure, figures
from niangjia.kit.powers import Actor

Number = int | Decimal | None
OVERLAP = "overlap"
RATIO_PLACES = 6


@dataclass(frozen=True)
class Part:
    """One line of a breakdown."""

    key: str
    label: str
    value: Number


@dataclass(frozen=True)
class Answer:
    """A figure at a unit and a time, with everything that says what it is.

    `parts` is the breakdown asked for; `total` of the parts equals `value` (for a ratio there is no sum).
    `terms` are the numbers that a ratio divides. `note` is a sentence for the reader, if there is something to say.
    """

    figure: Figure
    at: UnitRef
    time: When
    view: TreeView
    where: Mapping[str, str]
    value: Number
    parts: tuple[Part, ...] = ()
    by: str = ""
    terms: tuple[Answer, ...] = ()
    note: str = ""

    @property
    def total(self) -> Number:
        """The sum of the breakdown; None where none was asked for, or where shares do not add up."""
        if not self.by or self.figure.shape == "ratio":
            return None
        return sum((part.value for part in self.parts if part.value is not None), 0)


def value(
    actor: Actor,
    code: str,
    unit: str,
    *,
    today: date,
    on: date | None = None,
    first: date | None = None,
    last: date | None = None,
    year: int | None = None,
    where: Mapping[str, str] | None = None,
    by: str = "",
    view: TreeView = TreeView.WAS,
) -> Answer:
    """A figure at one unit, with everything below it. Needs `figures.read` over the unit.

    A stock is true on `on`, or on the last day of the period; a flow happens from `first` to `last`, both counted.
    Raises UnknownFigure, UnknownUnit, UnknownBreakdown, UnknownValue, WrongTime, BackwardPeriod.
    """
    tree = trees.load(view)
    asked = asking.figure(code)
    at = trees.find(actor, tree, unit)
    time = asking.when(on=on, first=first, last=last, year=year, today=today)
    return answer(asked, at, time, tree, where or {}, by)


def answer(asked: Figure, at: UnitRef, time: When, tree: Tree, where: Mapping[str, str], by: str = "") -> Answer:
    """The same for a question that is understood already; asks nobody's leave."""
    asking.check_time(asked, time)
    if asked.shape == "ratio":
        return ratio(asked, at, time, tree, where, by)
    narrowed = asking.narrow(asked, where)
    spells = spells_of(asked, at, time, tree)
    query = compiling.ask(asked, time, narrowed, tree=tree, spells=spells)
    number = scaled(asked, number_of(asked, tree, narrowed, spells, query))
    split = "" if not by else BY_UNIT if by in {BY_UNIT, str(UNIT_LABEL)} else asking.breakdown(asked, by).name
    parts: tuple[Part, ...] = ()
    if split == BY_UNIT:
        parts = parts_by_unit(asked, at, time, tree, narrowed, spells, number)
    elif split:
        parts = parts_by(asked, split, time, tree, narrowed, spells, number)
    return Answer(asked, at, time, tree.view, dict(where), number, parts, split)


def number_of(
    asked: Figure,
    tree: Tree,
    narrowed: Mapping[str, tuple[str, ...]],
    spells: Sequence[Spell],
    query: compiling.Asked,
) -> int:
    """The stored number behind a question. The whole tree is read in the order of the table unless an index holds it all."""
    columns = [split.column for split in asked.breakdowns if split.name in narrowed]
    whole = len(spells) == 1 and len(spells[0].units) == len(tree.units)
    through = whole and not compiling.is_narrow(asked, [asked.where, asked.value, *columns])
    in_order = through and asked.shape == "stock"
    return int(compiling.fetch(query.statement([compiling.measure(asked)], in_order=in_order))[0][0] or 0)


def spells_of(asked: Figure, at: UnitRef, time: When, tree: Tree) -> list[Spell]:
    """Which units belong to the asked one: on the day for a stock, day by day for a flow."""
    if asked.shape == "flow":
        return tree.spells(at.id, time.first, time.last)
    return [Spell(tree.below(at.id, time.last))]


def scaled(asked: Figure, raw: Any) -> int | Decimal:
    """The stored sum as people read it: fen become yuan."""
    number = int(raw or 0)
    return number if asked.scale == 1 else Decimal(number) / asked.scale


def parts_by(
    asked: Figure,
    split: str,
    time: When,
    tree: Tree,
    narrowed: Mapping[str, tuple[str, ...]],
    spells: Sequence[Spell],
    number: int | Decimal,
) -> tuple[Part, ...]:
    """The breakdown by one value of the rows; what is not filled in stands last."""
    how = asking.breakdown(asked, split)
    query = compiling.ask(asked, time, narrowed, tree=tree, spells=spells)
    counted: dict[str, int | Decimal] = {}
    in_order = asked.shape == "stock" and len(spells[0].units) == len(tree.units)
    for key, raw in compiling.fetch(
        query.statement([how.column, compiling.measure(asked)], "GROUP BY 1", in_order=in_order)
    ):
        name = asking.canonical(how, key)
        counted[name] = counted.get(name, 0) + scaled(asked, raw)
    order = list(how.labels)
    keys = sorted(
        counted, key=lambda key: (key == MISSING, order.index(key) if key in order else len(order), -counted[key], key)
    )
    return with_overlap(asked, [Part(key, asking.label(how, key), counted[key]) for key in keys], number)


def with_overlap(asked: Figure, parts: list[Part], number: int | Decimal) -> tuple[Part, ...]:
    """A person in two lines of a breakdown is one person: say by how much the lines overlap, so that the sum holds."""
    extra = number - sum(part.value for part in parts if part.value is not None)
    if asked.distinct and extra:
        parts.append(Part(OVERLAP, str(_("同一人计入多项，减去")), extra))
    return tuple(parts)


def parts_by_unit(
    asked: Figure,
    at: UnitRef,
    time: When,
    tree: Tree,
    narrowed: Mapping[str, tuple[str, ...]],
    spells: Sequence[Spell],
    number: int | Decimal,
) -> tuple[Part, ...]:
    """The breakdown by the units directly below on the day that matters, and what hangs on the unit itself."""
    source = compiling.source_of(asked)
    query = compiling.ask(asked, time, narrowed, tree=tree, spells=spells)
    moved = tree.moved_within(time.first, time.last) if asked.shape == "flow" else frozenset()
    day = f"CASE WHEN {source.unit} {query.params.put_many(moved)} THEN {asked.since} END" if moved else "NULL"
    what, tail = (source.person, "GROUP BY 1, 2, 3") if asked.distinct else (compiling.measure(asked), "GROUP BY 1, 2")
    sums: dict[int, int] = {}
    persons: dict[int, set[int]] = {}
    days: dict[date, ChildOf] = {}
    for unit, on, raw in compiling.fetch(query.statement([source.unit, day, what], tail)):
        dated = compiling.as_date(on) or time.last
        if dated not in days:
            days[dated] = ChildOf(tree, at.id, dated)
        child = days[dated].find(unit)
        if not asked.distinct:
            sums[child] = sums.get(child, 0) + int(raw or 0)
        elif raw is not None:
            persons.setdefault(child, set()).add(raw)
    if asked.distinct:
        sums = {child: len(found) for child, found in persons.items()}
    order = tree.children(at.id, time.last)
    order += [child for child in sums if child not in order and child != at.id]
    parts = [Part(tree.units[key].code, tree.units[key].name, scaled(asked, sums.get(key, 0))) for key in order]
    if at.id in sums or not parts:
        parts.append(Part(at.code, str(_("本级")), scaled(asked, sums.get(at.id, 0))))
    return with_overlap(asked, parts, number)


class ChildOf:
    """On one day: through which unit directly below the asked one a unit belongs to it."""

    def __init__(self, tree: Tree, unit: int, day: date) -> None:
        self.paths = tree.on(day)
        self.long = len(self.paths[unit]) + trees.STEP
        self.at = {path: key for key, path in self.paths.items() if len(path) <= self.long}

    def find(self, unit: int) -> int:
        """The child, or the asked unit itself."""
        return self.at[self.paths[unit][: self.long]]


# ------------------------------------------------------------------ ratios


def ratio(asked: Figure, at: UnitRef, time: When, tree: Tree, where: Mapping[str, str], by: str) -> Answer:
    """One figure divided by the sum of others; nothing to divide by gives no value."""
    if by and by not in {BY_UNIT, str(UNIT_LABEL)}:
        by = asking.breakdown(asked, by).name
    asking.narrow(asked, where)
    terms = tuple(
        answer(figures()[term.code], at, asking.term_time(term, time), tree, {**where, **term.where}, by)
        for term in asking.terms_of(asked)
    )
    parts: list[Part] = []
    if by:
        named = {part.key: part.label for term in terms for part in term.parts if part.key != OVERLAP}
        at_key = [{part.key: part.value for part in term.parts} for term in terms]
        parts = [
            Part(key, label, divided(asked, [found.get(key, 0) for found in at_key])) for key, label in named.items()
        ]
    number = divided(asked, [term.value for term in terms])
    note = "" if number is not None else str(_("分母为零，没有可算的比率。"))
    return Answer(asked, at, time, tree.view, dict(where), number, tuple(parts), by, terms, note)


def divided(asked: Figure, numbers: Sequence[Number]) -> Decimal | None:
    """The first number divided by the sum of the rest."""
    above, below = numbers[0] or 0, sum(one or 0 for one in numbers[1:])
    if not below:
        return None
    if isinstance(above, int) and isinstance(below, int):
        doubled = 2 * above * 10**RATIO_PLACES + below  # half up, without the cost of Decimal
        return Decimal(doubled // (2 * below)).scaleb(-RATIO_PLACES)
    return (Decimal(above) / Decimal(below)).quantize(Decimal(1).scaleb(-RATIO_PLACES), ROUND_HALF_UP)


# ------------------------------------------------------------------ series


def trend(
    actor: Actor,
    code: str,
    unit: str,
    *,
    until: date,
    months: int = 12,
    where: Mapping[str, str] | None = None,
    view: TreeView = TreeView.WAS,
) -> list[Answer]:
    """The figure month by month up to the month of `until`, oldest first; the last one ends on `until`."""
    tree = trees.load(view)
    at = trees.find(actor, tree, unit)
    asked = asking.figure(code)
    series = []
    for back in range(months - 1, -1, -1):
        year, month = divmod(until.year * 12 + until.month - 1 - back, 12)
        last = date(year, month + 1, calendar.monthrange(year, month + 1)[1])
        series.append(answer(asked, at, When(date(year, month + 1, 1), min(last, until)), tree, where or {}))
    return series


UNIT_LABEL = _("下级工会")
