"""The records behind a number: exactly the rows that it counts, as far as the reader may see them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from niangjia.engines.figures.choices import TreeView
from niangjia.engines.figures.queries import asking, compiling, counting, trees
from niangjia.engines.figures.queries.asking import When
from niangjia.engines.figures.queries.counting import Number, scaled
from niangjia.engines.figures.queries.trees import Spell, Tree, UnitRef
from niangjia.kit.declare import Figure, Shown, figures
from niangjia.kit.powers import Actor, known_powers, reach

PAGE = 50
MANY = 2_000
WITHHELD = _("这个数您可以看，但其中 {hidden} 条记录不在您的查看权限内，所以没有列出。")
WITHHELD_ALL = _("这个数您可以看，但背后的记录需要“{power}”权限，您目前没有。")


@dataclass(frozen=True)
class Row:
    """One record behind a figure. `code` is its address (kind: the figure's `subject`). `value` is what it adds (1 where rows are counted); `times` how often a person counts."""

    id: int
    code: str
    title: str
    unit: UnitRef
    value: int | Decimal
    cells: Mapping[str, str]
    times: int = 1


@dataclass(frozen=True)
class Rows:
    """A page of records. `count` is the number of rows behind the figure, `total` the sum of what they add, which is the
    figure; `hidden` of them are not the reader's to see, and `withheld` says so. `after` continues, None ends.

    For a ratio `terms` holds the rows of the numbers that it divides.
    """

    figure: Figure
    at: UnitRef
    time: When
    count: int
    total: Number
    items: tuple[Row, ...]
    after: int | None = None
    hidden: int = 0
    withheld: str = ""
    where: Mapping[str, str] = field(default_factory=dict)
    terms: tuple[Rows, ...] = ()


def rows(
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
    view: TreeView = TreeView.WAS,
    after: int | None = None,
    size: int = PAGE,
) -> Rows:
    """The records that a figure counts, in the order of their keys, `size` at a time.

    Needs `figures.read` over the unit for the number, and the figure's own power, over the unit where each record
    hangs today, for the record. For a figure of different persons the rows are the persons.
    """
    tree = trees.load(view)
    asked = asking.figure(code)
    at = trees.find(actor, tree, unit)
    time = asking.when(on=on, first=first, last=last, year=year, today=today)
    asking.check_time(asked, time)
    return opened(actor, asked, at, time, tree, where or {}, after=after, size=size)


def opened(
    actor: Actor,
    asked: Figure,
    at: UnitRef,
    time: When,
    tree: Tree,
    where: Mapping[str, str],
    *,
    after: int | None,
    size: int,
) -> Rows:
    """The same for a question that is understood already."""
    if asked.shape == "ratio":
        return of_ratio(actor, asked, at, time, tree, where, after=after, size=size)
    narrowed = asking.narrow(asked, where)
    spells = counting.spells_of(asked, at, time, tree)
    readable = tree.within(reach(actor, asked.power))
    count, total = counted(asked, time, tree, narrowed, spells)
    seen = [Spell(spell.units & readable, spell.first, spell.last) for spell in spells]
    if not any(spell.units for spell in seen):
        sentence = str(WITHHELD_ALL).format(power=known_powers()[asked.power].label) if count else ""
        return Rows(asked, at, time, count, total, (), hidden=count, withheld=sentence, where=where)
    whole = all(len(a.units) == len(b.units) for a, b in zip(seen, spells, strict=True))
    hidden = 0 if whole else count - counted(asked, time, tree, narrowed, seen)[0]
    items = page(asked, time, tree, narrowed, seen, after, size, many=count - hidden > MANY)
    sentence = str(WITHHELD).format(hidden=hidden) if hidden else ""
    more = items[size - 1].id if len(items) > size else None
    return Rows(asked, at, time, count, total, tuple(items[:size]), more, hidden, sentence, where)


def of_ratio(
    actor: Actor, asked: Figure, at: UnitRef, time: When, tree: Tree, where: Mapping[str, str], **paging: Any
) -> Rows:
    """A ratio opens to the rows of its numerator and of what it is divided by."""
    terms = tuple(
        opened(actor, figures()[term.code], at, asking.term_time(term, time), tree, {**where, **term.where}, **paging)
        for term in asking.terms_of(asked)
    )
    number = counting.divided(asked, [term.total for term in terms])
    return Rows(asked, at, time, sum(term.count for term in terms), number, (), where=where, terms=terms)


def counted(
    asked: Figure, time: When, tree: Tree, narrowed: Mapping[str, tuple[str, ...]], spells: Sequence[Spell]
) -> tuple[int, int | Decimal]:
    """How many rows (persons, where different persons are counted), and what they add up to."""
    query = compiling.ask(asked, time, narrowed, tree=tree, spells=spells)
    if asked.value and not asked.distinct:
        count, total = compiling.fetch(query.statement(["COUNT(*)", compiling.measure(asked)]))[0]
        return count, scaled(asked, total)
    count = counting.number_of(asked, tree, narrowed, spells, query)
    return count, count


def page(
    asked: Figure,
    time: When,
    tree: Tree,
    narrowed: Mapping[str, tuple[str, ...]],
    spells: Sequence[Spell],
    after: int | None,
    size: int,
    *,
    many: bool,
) -> list[Row]:
    """One page and one row more, to know whether it goes on: first the keys, then what is shown of them. Where there are
    many, going along the keys until the page is full costs less than to gather them all and sort."""
    source = compiling.source_of(asked)
    query = compiling.ask(asked, time, narrowed, tree=tree, spells=spells)
    key = source.person if asked.distinct else source.id
    extra = [f"{key} IS NOT NULL"] if asked.distinct else []
    if after is not None:
        extra.append(f"{key} > {query.params.put(after)}")
    group = f"GROUP BY {key} " if asked.distinct else ""
    tail = f"{group}ORDER BY {key} LIMIT {size + 1:d}"
    whole = len(spells) == 1 and len(spells[0].units) == len(tree.units)
    keys = [row[0] for row in compiling.fetch(query.statement([key], tail, extra, in_order=whole or many))]
    return shown(asked, time, tree, narrowed, spells, keys) if keys else []


def shown(
    asked: Figure,
    time: When,
    tree: Tree,
    narrowed: Mapping[str, tuple[str, ...]],
    spells: Sequence[Spell],
    keys: Sequence[int],
) -> list[Row]:
    """The records with these keys, in order."""
    source = compiling.source_of(asked)
    query = compiling.ask(asked, time, narrowed, tree=tree, spells=spells)
    value, code = asked.value or "1", source.code or "''"
    cells: Sequence[Shown] = () if asked.distinct else asked.columns
    if asked.distinct:
        key = source.person
        columns = [key, f"MIN({code})", f"MIN({source.title})", f"MIN({source.unit})", "COUNT(*)", "1"]
        tail = f"GROUP BY {key} ORDER BY {key}"
    else:
        key = source.id
        columns = [key, code, source.title, source.unit, "1", value, *(one.column for one in cells)]
        tail = f"ORDER BY {key}"
    only = [f"{key} {query.params.put_many(keys)}"]
    return [
        Row(
            ident,
            str(address or ""),
            str(title or ""),
            tree.units[unit],
            scaled(asked, number),
            {one.name: words(one.labels, cell) for one, cell in zip(cells, more, strict=True)},
            times,
        )
        for ident, address, title, unit, times, number, *more in compiling.fetch(query.statement(columns, tail, only))
    ]


def words(labels: Mapping[str, Any], cell: Any) -> str:
    """A cell as people read it."""
    if cell is None or cell == "":
        return ""
    if isinstance(cell, date):
        return cell.isoformat()
    return str(labels.get(str(cell), cell))
