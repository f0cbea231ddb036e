"""Why something came out so: steps in plain words with their arithmetic and clause, the same for worker, clerk and auditor (B8).

A *step* says one thing: a condition that is met, not met, for a person to judge or at odds, or a sum. A sum is worked out from its
formula (`sum_up`), so that what is shown is what was counted. Formulas use the names of their inputs, which are Chinese words, the
four operations, `min`, `max`, and numbers without a unit. Money is in fen, shares are fractions of one; people read yuan and percent.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Literal

from django.utils.translation import gettext as _

Sort = Literal["yes", "no", "ask", "odd", "sum"]
"""Met, not met, a person has to judge, at odds with something else, arithmetic."""

Value = Decimal | int | str | bool | date | None


@dataclass(frozen=True)
class Input:
    """One thing that a step looks at. `unit`: `fen` is shown in yuan, `%` a share in percent, else a word behind the number."""

    name: str
    value: Value
    unit: str = ""

    @property
    def shown(self) -> str:
        """As people read it."""
        return told(self.value, self.unit)


@dataclass(frozen=True)
class Step:
    """One step of a trace. `clause` is where it is written; `result` what a sum came to, in `unit`."""

    text: str
    inputs: tuple[Input, ...] = ()
    clause: str = ""
    result: Value = None
    sort: Sort = "yes"
    formula: str = ""
    unit: str = ""

    @property
    def sum(self) -> str:
        """The arithmetic with its numbers: `4,800.00 × 80% = 3,840.00`; "" where there is none."""
        if not self.formula:
            return ""
        values = {one.name: one.shown for one in self.inputs}
        return f"{_TOKEN.sub(lambda found: _word(found[0], values), self.formula)} = {told(self.result, self.unit)}"


@dataclass(frozen=True)
class Trace:
    """A decision with its reasons. `verdict` comes first, `outcome` is what was decided as data, `book` the rules that were used
    (`Book.frozen()`). `tone` is done, soon or late."""

    verdict: str
    steps: tuple[Step, ...] = ()
    outcome: Mapping[str, Any] = field(default_factory=dict)
    book: Mapping[str, Any] = field(default_factory=dict)
    because: str = ""
    tone: Literal["done", "soon", "late"] = "done"

    def as_json(self) -> dict[str, Any]:
        """As plain JSON, to be kept with the decision."""
        steps = [
            {
                "text": one.text, "inputs": [[given.name, _down(given.value), given.unit] for given in one.inputs],
                "clause": one.clause, "result": _down(one.result), "sort": one.sort, "formula": one.formula, "unit": one.unit,
            }
            for one in self.steps
        ]  # fmt: skip
        outcome = {name: _down(value) for name, value in self.outcome.items()}
        return {
            "verdict": self.verdict, "steps": steps, "outcome": outcome, "book": dict(self.book),
            "because": self.because, "tone": self.tone,
        }  # fmt: skip


def from_json(kept: Mapping[str, Any]) -> Trace:
    """A trace that was kept with a decision."""
    steps = tuple(
        Step(
            one["text"], tuple(Input(name, _up(value), unit) for name, value, unit in one["inputs"]), one["clause"],
            _up(one["result"]), one["sort"], one["formula"], one["unit"],
        )
        for one in kept["steps"]
    )  # fmt: skip
    outcome = {name: _up(value) for name, value in kept["outcome"].items()}
    return Trace(kept["verdict"], steps, outcome, kept["book"], kept["because"], kept["tone"])


# ------------------------------------------------------------------ sums


class BadFormula(ValueError):
    """A formula that holds something else than names of its inputs, numbers, the four operations, min and max."""


def sum_up(
    text: str, formula: str, *inputs: Input, clause: str = "", unit: str = "", places: int = 0, sort: Sort = "sum"
) -> Step:
    """A step whose result is worked out from its formula, rounded half up to `places` (of fen, if the unit is fen).

    Raises BadFormula, also for a division by nothing.
    """
    values = {one.name: _number(one.value) for one in inputs}
    try:
        exact = _work_out(ast.parse(formula, mode="eval").body, values)
    except (SyntaxError, ArithmeticError) as fault:
        raise BadFormula(formula) from fault
    result = exact.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    return Step(text, inputs, clause, int(result) if places == 0 else result, sort, formula, unit)


_OPERATIONS: dict[type, Callable[[Decimal, Decimal], Decimal]] = {
    ast.Add: lambda a, b: a + b,
    ast.Sub: lambda a, b: a - b,
    ast.Mult: lambda a, b: a * b,
    ast.Div: lambda a, b: a / b,
}


def _work_out(node: ast.expr, values: Mapping[str, Decimal]) -> Decimal:
    if isinstance(node, ast.Name) and node.id in values:
        return values[node.id]
    if isinstance(node, ast.Constant) and isinstance(node.value, int | float) and not isinstance(node.value, bool):
        return Decimal(str(node.value))
    if isinstance(node, ast.BinOp) and type(node.op) in _OPERATIONS:
        return _OPERATIONS[type(node.op)](_work_out(node.left, values), _work_out(node.right, values))
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        return -_work_out(node.operand, values)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in {"min", "max"} and node.args:
        some = [_work_out(one, values) for one in node.args]
        return min(some) if node.func.id == "min" else max(some)
    raise BadFormula(ast.dump(node))


def _number(value: Value) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, Decimal | int):
        raise BadFormula(f"not a number: {type(value).__name__}")
    return Decimal(value)


# ------------------------------------------------------------------ as people read it

_TOKEN = re.compile(r"[^\W\d]\w*|\s*[*/+\-]\s*|[(),]\s*")
_SIGNS = {"*": " × ", "/": " ÷ ", "+": " + ", "-": " − ", "(": "（", ")": "）", ",": "，"}


def _word(word: str, values: Mapping[str, str]) -> str:
    if word in {"min", "max"}:
        return _("取小") if word == "min" else _("取大")
    return values.get(word) or _SIGNS.get(word.strip(), word)


def told(value: Value, unit: str = "") -> str:
    """A value as people read it: money in yuan, shares in percent, days as written, yes and no in words."""
    if value is None:
        return "—"
    if isinstance(value, bool):
        return _("是") if value else _("否")
    if isinstance(value, date | str):
        return str(value)
    if unit == "fen":
        return _signed(f"{Decimal(value) / 100:,.2f}")
    if unit == "%":
        return _signed(f"{(Decimal(value) * 100).normalize():f}%")
    plain = _signed(f"{value:,}")
    return f"{plain} {unit}" if unit else plain


def _signed(text: str) -> str:
    return text.replace("-", "−")


def _down(value: Any) -> Any:
    if isinstance(value, Decimal):
        return {"decimal": str(value)}
    return {"date": value.isoformat()} if isinstance(value, date) else value


def _up(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    return Decimal(value["decimal"]) if "decimal" in value else date.fromisoformat(value["date"])
