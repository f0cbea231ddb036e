"""Figures of a preview: the unions concerned and the one above, today and as they would be. Two questions, whatever the size."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from niangjia.engines.figures import queries as figures
from niangjia.ground.org.choices import COUNTED
from niangjia.kit.calendar import today
from niangjia.kit.powers import Actor, holds

CODES = ("people.members", "organising.unions", "organising.employers_covered", "organising.workers_covered")
"""What stands in a preview: members, unions, employers, their workers."""

Row = tuple[int, ...]
NONE: Row = (0,) * len(CODES)


@dataclass(frozen=True)
class FigureLine:
    """One union with its figures before and after."""

    name: str
    is_sum: bool
    cells: list[tuple[Any, Any]]


def titles(actor: Actor) -> list[Any]:
    """The heads of the columns."""
    entries = {entry.code: entry for entry in figures.catalogue(actor)}
    return [entries[code].label for code in CODES]


def of_units(actor: Actor, top: Any, units: Sequence[Any]) -> dict[int, Row] | None:
    """Figures of some units below (or at) `top`, each with all below it; None if the reader has no figures there."""
    if not holds(actor, "figures.read", top.path):
        return None
    values = figures.table(actor, CODES, top.code, today=today()).values
    return {one.pk: _row(values.get(one.pk)) for one in units}


def _row(found: Sequence[Any] | None) -> Row:
    return tuple(int(number or 0) for number in found) if found else NONE


def plus(*rows: Row) -> Row:
    """The sum of some rows."""
    return tuple(map(sum, zip(NONE, *rows, strict=True)))


def minus(row: Row, *others: Row) -> Row:
    """A row without others."""
    return tuple(mine - theirs for mine, theirs in zip(row, plus(*others), strict=True))


def unions(number: int) -> Row:
    """So many unions and nothing else."""
    return (0, number, 0, 0)


def counts_as_union(kind: str) -> bool:
    """Whether a unit of this kind is counted among the unions."""
    return kind in COUNTED


def line(name: str, before: Row, after: Row, *, is_sum: bool = False) -> FigureLine:
    """A line of the table."""
    return FigureLine(name, is_sum, list(zip(before, after, strict=True)))


def merged(gone: Sequence[Any], into: Any, above: Any, values: Mapping[int, Row]) -> list[FigureLine]:
    """The lines of a merge: what each had is the receiver's; a union that ended is none any more."""
    outside = [one for one in gone if not one.path.startswith(into.path)]
    ended = unions(sum(counts_as_union(one.kind) for one in gone))
    after = minus(plus(values[into.pk], *(values[one.pk] for one in outside)), ended)
    lines = [line(one.name, values[one.pk], NONE) for one in gone]
    lines.append(line(into.name, values[into.pk], after))
    if above is not None:
        lines.append(line(above.name, values[above.pk], minus(values[above.pk], ended), is_sum=True))
    return lines


def split(here: Any, name: str, kind: str, above: Any, values: Mapping[int, Row], going: Row) -> list[FigureLine]:
    """The lines of a split: what goes is the new one's, which may count as a union itself."""
    new = unions(int(counts_as_union(kind)))
    lines = [
        line(here.name, values[here.pk], minus(values[here.pk], going)),
        line(name, NONE, plus(going, new)),
    ]
    if above is not None and above.pk in values:
        lines.append(line(above.name, values[above.pk], plus(values[above.pk], new), is_sum=True))
    return lines
