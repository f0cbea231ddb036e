"""Published figures against counted ones: the lines of a `figures.json`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext_lazy as _

from niangjia.engines.figures.queries import asking, counting, trees
from niangjia.engines.figures.queries.counting import Answer, Number
from niangjia.engines.figures.queries.trees import Tree
from niangjia.kit.powers import Actor, Refused

EQUAL = _("{figure} {at} {time}：{got}，与公布的一致。")
DIFFERS = _("{figure} {at} {time}：公布 {expected}，算得 {got}。")


@dataclass(frozen=True)
class Line:
    """One published figure and what was counted. `got` is None where the question could not be answered."""

    figure: str
    at: str
    time: str
    expected: Any
    got: Any
    ok: bool
    sentence: str


def compare(actor: Actor, lines: Sequence[Mapping[str, Any]], *, today: date) -> list[Line]:
    """Count each line of a `figures.json` and compare: numbers within `within` (0 if absent), amounts in yuan, tables
    line by line in both directions (a line that is missing on one side counts as 0)."""
    tree = trees.load()
    return [compared(actor, line, tree, today) for line in lines]


def compared(actor: Actor, line: Mapping[str, Any], tree: Tree, today: date) -> Line:
    """One line."""
    code, unit, expected = str(line.get("figure", "")), str(line.get("at", "")), line.get("value")
    time = str(line.get("on") or line.get("year") or f"{line.get('from', '')}..{line.get('to', '')}")
    try:
        found = asked_of(actor, line, tree, today)
        within = Decimal(str(line.get("within", 0)))
        if isinstance(expected, Mapping):
            got: Any = {part.label: plain(part.value) for part in found.parts}
            ok = same_table(found, expected, within)
        else:
            got = plain(found.value)
            ok = same(found.value, expected, within)
    except Refused as refusal:
        return Line(code, unit, time, expected, None, False, refusal.sentence)
    except (ValueError, TypeError, InvalidOperation) as fault:
        return Line(code, unit, time, expected, None, False, str(_("这一行读不懂：{fault}")).format(fault=fault))
    text = str(EQUAL if ok else DIFFERS).format(figure=code, at=unit, time=time, expected=expected, got=got)
    return Line(code, unit, time, expected, got, ok, text)


def asked_of(actor: Actor, line: Mapping[str, Any], tree: Tree, today: date) -> Answer:
    """The answer to the question of a line."""
    asked = asking.figure(str(line["figure"]) if "figure" in line else "")
    at = trees.find(actor, tree, str(line.get("at", "")))
    days = {name: date.fromisoformat(str(line[name])) for name in ("on", "from", "to") if line.get(name)}
    year = int(line["year"]) if line.get("year") is not None else None
    time = asking.when(on=days.get("on"), first=days.get("from"), last=days.get("to"), year=year, today=today)
    where = {str(name): str(text) for name, text in (line.get("where") or {}).items()}
    return counting.answer(asked, at, time, tree, where, str(line.get("by") or ""))


def same(got: Number, expected: Any, within: Decimal) -> bool:
    """Two numbers, compared as decimals: 0.1 + 0.2 is 0.3 here."""
    if got is None or expected is None:
        return got is None and expected is None
    return abs(Decimal(got) - Decimal(str(expected))) <= within


def same_table(found: Answer, expected: Mapping[str, Any], within: Decimal) -> bool:
    """Every line of either side has its like on the other; keys may be stored values, labels or other spellings."""
    got: dict[str, Number] = {part.key: part.value for part in found.parts if part.key != counting.OVERLAP}
    names = {part.label: part.key for part in found.parts}
    wanted: dict[str, Any] = {}
    for name, number in expected.items():
        wanted[key_of(found, name, names)] = number
    return all(same(got.get(key) or 0, wanted.get(key, 0), within) for key in {*got, *wanted})


def key_of(found: Answer, name: str, names: Mapping[str, str]) -> str:
    """The key of a published line."""
    if name in names:
        return names[name]
    if found.by == asking.BY_UNIT:
        return name
    split = asking.breakdown(found.figure, found.by)
    return asking.canonical(split, asking.stored(split, name)[0])


def plain(number: Number) -> int | float | None:
    """A number as JSON has it."""
    if number is None or isinstance(number, int):
        return number
    return int(number) if number == number.to_integral_value() else float(number)
