"""From a declared figure to SQL: the one place where statements are put together.

Everything that a person wrote is bound as a parameter; only declared expressions become text of a statement.
"""
# ruff: noqa: S608 - the text comes from declarations in code, never from people

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import connection

from niangjia.engines.figures.queries.asking import When, year_before
from niangjia.engines.figures.queries.trees import Spell, Tree
from niangjia.kit.declare import Figure, Source


@dataclass
class Params:
    """Values bound to a statement, each under a name of its own; equal values share one."""

    bound: dict[str, Any] = field(default_factory=dict)
    names: dict[Any, str] = field(default_factory=dict)

    def put(self, value: Any) -> str:
        """Bind a value and give its mark."""
        if value not in self.names:
            self.names[value] = name = f"p{len(self.bound)}"
            self.bound[name] = value
        return f"%({self.names[value]})s"

    def put_many(self, values: Iterable[int]) -> str:
        """Bind a set of keys and give the right side of a comparison with it."""
        keys = sorted(values)
        name = f"p{len(self.bound)}"
        if connection.vendor == "postgresql":
            self.bound[name] = keys
            return f"= ANY(%({name})s)"
        self.bound[name] = json.dumps(keys)
        return f"IN (SELECT value FROM json_each(%({name})s))"


def source_of(figure: Figure) -> Source:
    """The source of a counted figure."""
    if figure.source is None:
        raise TypeError(f"{figure.code} is not counted from records")
    return figure.source


def at_time(text: str, figure: Figure, time: When, params: Params) -> str:
    """Fill `{on}` and `{year_before}` of a declared expression."""
    if "{" not in text:
        return text
    flow = figure.shape == "flow"
    if "{year_before}" in text:
        text = text.replace("{year_before}", cast_date(params.put(year_before(time.last))))
    if "{on}" in text:
        text = text.replace("{on}", figure.since if flow else cast_date(params.put(time.last)))
    return text


def cast_date(mark: str) -> str:
    """A bound date; PostgreSQL wants its type said where nothing else shows it."""
    return f"{mark}::date" if connection.vendor == "postgresql" else mark


def in_time(figure: Figure, time: When, params: Params) -> str:
    """The row counts at this time: no start is long ago, no end is never; the day of the end does not count.

    SQLite would look each half of an OR up in the index by itself; PostgreSQL guesses badly about COALESCE.
    """
    if figure.shape == "flow":
        return f"{figure.since} >= {params.put(time.first)} AND {figure.since} <= {params.put(time.last)}"
    day = params.put(time.last)
    parts = []
    if connection.vendor == "postgresql":
        parts += [f"({figure.since} IS NULL OR {figure.since} <= {day})"] if figure.since else []
        parts += [f"({figure.until} IS NULL OR {figure.until} > {day})"] if figure.until else []
    else:
        parts += [f"COALESCE({figure.since}, {params.put(date.min)}) <= {day}"] if figure.since else []
        parts += [f"COALESCE({figure.until}, {params.put(date.max)}) > {day}"] if figure.until else []
    return " AND ".join(parts)


def in_units(figure: Figure, spells: Sequence[Spell], tree: Tree, params: Params) -> str:
    """The row hangs on one of the units, on the day that matters; empty text: on any unit."""
    unit = source_of(figure).unit
    if len(spells) == 1 and len(spells[0].units) == len(tree.units):
        return ""
    parts = []
    for spell in spells:
        if not spell.units and len(spells) > 1:
            continue
        part = f"{unit} {one_of(spell.units, params)}"
        if spell.first and spell.last:
            part += f" AND {figure.since} >= {params.put(spell.first)} AND {figure.since} <= {params.put(spell.last)}"
        parts.append(f"({part})")
    return "(" + " OR ".join(parts) + ")"


def one_of(keys: Collection[int], params: Params) -> str:
    """Comparison with one key or with many."""
    if len(keys) == 1:
        return f"= {params.put(next(iter(keys)))}"
    return params.put_many(keys)


def in_values(figure: Figure, narrowed: Mapping[str, tuple[str, ...]], params: Params) -> list[str]:
    """The row has the asked values."""
    columns = {one.name: one.column for one in figure.breakdowns}
    parts = []
    for name, values in narrowed.items():
        column = columns[name]
        if values == ("",):
            parts.append(f"({column} IS NULL OR {column} = '')")
        elif len(values) == 1:
            parts.append(f"{column} = {params.put(values[0])}")
        else:
            parts.append(f"{column} IN ({', '.join(params.put(value) for value in values)})")
    return parts


def condition(figure: Figure, narrowed: Mapping[str, tuple[str, ...]], params: Params) -> list[str]:
    """What a row must fulfil besides time and place."""
    return ([f"({figure.where})"] if figure.where else []) + in_values(figure, narrowed, params)


def from_clause(figure: Figure, time: When, expressions: Iterable[str], params: Params, *, in_order: bool) -> str:
    """The source's table with the joins that the expressions mention, and what those joins mention in turn.

    `in_order`: SQLite reads the table from end to end, so that joins by key find their neighbours in its cache.
    """
    source = source_of(figure)
    wanted = " ".join(expressions)
    needed: set[str] = set()
    for alias, clause in reversed(list(source.joins.items())):
        if re.search(rf"\b{alias}\.", wanted):
            needed.add(alias)
            wanted += " " + clause
    joins = [clause for alias, clause in source.joins.items() if alias in needed]
    hint = " NOT INDEXED" if in_order and connection.vendor == "sqlite" else ""
    return " ".join([source.table + hint, *(at_time(clause, figure, time, params) for clause in joins)])


def is_narrow(figure: Figure, expressions: Iterable[str]) -> bool:
    """Whether the expressions look at nothing but what the source's index by unit holds."""
    source = source_of(figure)
    seen = set(re.findall(r"\b[a-z]\w*\.\w+", " ".join([source.where, figure.since, figure.until, *expressions])))
    return seen <= source.narrow


def measure(figure: Figure) -> str:
    """The aggregate that makes the number of a group of rows."""
    if figure.distinct:
        return f"COUNT(DISTINCT {source_of(figure).person})"
    return f"SUM({figure.value})" if figure.value else "COUNT(*)"


@dataclass
class Asked:
    """One question as parts of a statement: `select(...)` completes it."""

    figure: Figure
    time: When
    conditions: list[str]
    params: Params

    def statement(
        self, columns: Sequence[str], tail: str = "", extra: Sequence[str] = (), *, in_order: bool = False
    ) -> tuple[str, dict[str, Any]]:
        """`SELECT columns FROM … WHERE …` and what follows, with the bound values."""
        fig, time, params = self.figure, self.time, self.params
        texts = [at_time(text, fig, time, params) for text in (*columns, *self.conditions, *extra, tail)]
        source = from_clause(fig, time, texts, params, in_order=in_order)
        shown, wheres = texts[: len(columns)], [text for text in texts[len(columns) : -1] if text]
        where = f" WHERE {' AND '.join(wheres)}" if wheres else ""
        return f"SELECT {', '.join(shown)} FROM {source}{where} {texts[-1]}", self.params.bound


def ask(
    figure: Figure,
    time: When,
    narrowed: Mapping[str, tuple[str, ...]],
    *,
    tree: Tree,
    spells: Sequence[Spell] | None = None,
) -> Asked:
    """The rows that a figure counts: of some units, or (spells None) of all."""
    params = Params()
    conditions = [source_of(figure).where, in_time(figure, time, params)]
    if spells is not None:
        conditions.append(in_units(figure, spells, tree, params))
    conditions += condition(figure, narrowed, params)
    return Asked(figure, time, [one for one in conditions if one], params)


def fetch(statement: tuple[str, Mapping[str, Any]]) -> list[tuple[Any, ...]]:
    """Run a statement."""
    with connection.cursor() as cursor:
        cursor.execute(*statement)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows


def as_date(value: Any) -> date | None:
    """A date as either database gives it back from an expression."""
    return date.fromisoformat(value[:10]) if isinstance(value, str) else value
