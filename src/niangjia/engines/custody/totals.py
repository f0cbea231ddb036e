"""Control totals: counted in the snapshot of a copy, and counted again where it was put back."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from niangjia.kit.declare import control_totals

Ask = Callable[[str], Sequence[Sequence[Any]]]
HEAD = "audit.head"
"""The total that is the head of the trail: its label is the digest, its number the seal's."""


@dataclass(frozen=True)
class Line:
    """One total beside the other: then and now; None where a side has no such line."""

    what: str
    label: str
    then: int | None
    now: int | None

    @property
    def same(self) -> bool:
        """Whether both sides have the line, with one number."""
        return self.then == self.now


def count(ask: Ask) -> dict[str, dict[str, Any]]:
    """Every declared total: code → its label in words, and its lines."""
    return {
        one.code: {"label": str(one.label), "lines": [[str(label), int(number)] for label, number in ask(one.sql)]}
        for one in control_totals()
    }


def compare(then: Mapping[str, Any], now: Mapping[str, Any]) -> tuple[Line, ...]:
    """Line by line. A total that only one side knows (another version) is left out: nothing can be said about it."""
    lines = []
    for code in now:
        if code in then:
            old, new = dict(then[code]["lines"]), dict(now[code]["lines"])
            lines += [
                Line(now[code]["label"], label, old.get(label), new.get(label)) for label in dict.fromkeys([*old, *new])
            ]
    return tuple(lines)


LEFT_OUT = {"django_session", "django_migrations", "django_content_type", "auth_permission", "sqlite_sequence"}
"""Tables that are emptied, or that the program itself brings up to date."""


def unlike(then: Mapping[str, int], ask: Ask) -> tuple[Line, ...]:
    """Tables that do not have as many rows as then; what is declared is not all that has to come back."""
    found = {name: int(ask(f'SELECT COUNT(*) FROM "{name}"')[0][0]) for name in then if name not in LEFT_OUT}  # noqa: S608
    return tuple(Line(name, "", then[name], now) for name, now in found.items() if now != then[name])


def head(counted: Mapping[str, Any]) -> dict[int, str]:
    """The head of the trail as an anchor: number → digest; empty for an empty chain."""
    return {number: digest for digest, number in counted.get(HEAD, {"lines": []})["lines"]}
