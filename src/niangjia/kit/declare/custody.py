"""What a copy and a change of keys have to know of a module: its ciphertext, and the numbers that a restore must prove."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Sealed:
    """A column that holds ciphertext, so that a change of keys finds it. Declared in a module's `apps.py`.

    `field` is what the vault bound the tokens to; "" for JSON in the clear with tokens in it. `inner`: what was sealed is a
    text that holds tokens itself, as images of rows do. `holds` are fields of such tokens that no column of their own
    declares. `key` are the columns of the primary key.
    """

    table: str
    column: str
    field: str = ""
    key: tuple[str, ...] = ("id",)
    inner: bool = False
    holds: tuple[str, ...] = ()


@dataclass(frozen=True)
class Total:
    """A control total: what has to come out alike before a copy and after it. `sql` gives rows (label, number) in a fixed
    order, in words that both databases know."""

    code: str
    label: Any
    sql: str
    order: int = 100


@dataclass(frozen=True)
class Sign:
    """How one thing of the house is: `tone` is done, soon or late; what it is in words, and what to do if it is not well.

    Modules add theirs by a `Contribution("health.signs", …, move=…)` that returns them. `numbers` go to the metrics: name
    → value, nothing of a person in either.
    """

    code: str
    title: Any
    tone: str
    words: Any
    advice: Any = ""
    numbers: dict[str, float] = field(default_factory=dict)
