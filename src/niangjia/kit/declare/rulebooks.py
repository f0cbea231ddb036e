"""What a module declares about its rules: which numbers there are, how they are read, what they decide, and examples of it.

Numbers of policy are never constants in code. A *rulebook* names them with a type, a unit, a sentence and the text from which the first
edition takes them; officials publish later *editions* (`engines/rulebooks`). Code asks a `Book`, the edition in force on a day at a place.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, Literal

from django.conf import settings
from django.utils.translation import override

from niangjia.kit.declare.traces import Input, Trace

ParamType = Literal["days", "integer", "money", "share", "number", "yes", "day", "text", "choice"]
"""`days` and `integer` whole numbers, `money` fen, `share` a fraction of one (people write percent), `number` a decimal."""


class WrongParam(LookupError):
    """A number was asked for that the rulebook does not have, or as another type: a mistake in the program."""


@dataclass(frozen=True)
class Param:
    """One number of a rulebook, or one input or result of its examples.

    `default` is what the first edition says, in stored form (fen, Decimal fraction, date). `source` is the law and article it comes from.
    `unit` is the word behind it (个工作日, 人). `low` and `high` bound it, both ends allowed. `choices` maps codes to labels.
    """

    name: str
    title: Any
    type: ParamType
    default: Any = None
    unit: Any = ""
    help: Any = ""
    source: Any = ""
    low: Any = None
    high: Any = None
    choices: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Case:
    """An example: with these inputs this comes out. Values in stored form."""

    inputs: Mapping[str, Any]
    expected: Mapping[str, Any]
    note: Any = ""


@dataclass(frozen=True)
class Book:
    """The rules in force on a day at a place, with typed access. `edition` is its code, "" for the one that ships with the product."""

    kind: str
    on: date
    values: Mapping[str, Any]
    params: Mapping[str, Param]
    edition: str = ""
    title: Any = ""
    document: Any = ""

    def days(self, name: str) -> int:
        """A number of days."""
        return int(self._value(name, "days"))

    def integer(self, name: str) -> int:
        """A whole number."""
        return int(self._value(name, "integer"))

    def money(self, name: str) -> int:
        """An amount in fen."""
        return int(self._value(name, "money"))

    def share(self, name: str) -> Decimal:
        """A fraction of one."""
        return Decimal(self._value(name, "share"))

    def number(self, name: str) -> Decimal:
        """A decimal."""
        return Decimal(self._value(name, "number"))

    def yes(self, name: str) -> bool:
        """Whether."""
        return bool(self._value(name, "yes"))

    def day(self, name: str) -> date:
        """A day."""
        found: date = self._value(name, "day")
        return found

    def text(self, name: str) -> str:
        """A text."""
        return str(self._value(name, "text"))

    def choice(self, name: str) -> str:
        """The code of a choice."""
        return str(self._value(name, "choice"))

    def _value(self, name: str, kind: str) -> Any:
        param = self.params.get(name)
        if param is None or param.type != kind:
            raise WrongParam(f"{self.kind}: {name} is no {kind}")
        return self.values[name]

    def clause(self, name: str) -> str:
        """Where a number is written: the document of the edition or, in the first one, the law and its article."""
        param = self.params[name]
        return str(self.document if self.edition else param.source or self.document)

    def input(self, name: str) -> Input:
        """A number as the input of a step, under its title."""
        param = self.params[name]
        unit = {"money": "fen", "share": "%"}.get(param.type, str(param.unit))
        return Input(str(param.title), self.values[name], unit)

    @property
    def digest(self) -> str:
        """The same for the same numbers only."""
        told = json.dumps(plain_values(self.values), sort_keys=True, ensure_ascii=False)
        return hashlib.blake2b(told.encode(), digest_size=16).hexdigest()

    def frozen(self) -> dict[str, Any]:
        """What a decision keeps of the rules that it used, in the language of the house: edition, document, day, all numbers."""
        with override(settings.LANGUAGE_CODE):
            title, document = str(self.title), str(self.document)
        return {
            "kind": self.kind, "edition": self.edition, "title": title, "document": document,
            "on": self.on.isoformat(), "values": plain_values(self.values), "digest": self.digest,
        }  # fmt: skip


@dataclass(frozen=True)
class Rulebook:
    """A set of rules with dates. Declared in a module's `rulebooks.py`; kept by `engines/rulebooks`.

    `kind` is `module.word`. `fields` are the numbers. `source` says where those of the first edition come from, and `since` from when that
    text holds (None: always). With `run(book, inputs) -> Trace` the rules can be tried: `inputs` and `outputs` name what an example gives and
    what `Trace.outcome` answers, `examples` are the first ones. `check(book)` returns sentences about numbers that do not fit together.
    """

    kind: str
    title: Any
    fields: tuple[Param, ...]
    source: Any
    since: date | None = None
    help: Any = ""
    inputs: tuple[Param, ...] = ()
    outputs: tuple[Param, ...] = ()
    run: Callable[[Book, Mapping[str, Any]], Trace] | None = None
    examples: tuple[Case, ...] = ()
    check: Callable[[Book], list[Any]] | None = None
    order: int = 100

    def params(self) -> dict[str, Param]:
        """The numbers by name."""
        return {one.name: one for one in self.fields}

    def first(self, on: date, **changes: Any) -> Book:
        """The edition that ships with the product; in tests with some numbers changed."""
        values = {one.name: one.default for one in self.fields} | changes
        return Book(self.kind, on, values, self.params(), title=self.title, document=self.source)


def plain_values(values: Mapping[str, Any]) -> dict[str, Any]:
    """Stored values as JSON carries them: shares and decimals as text, days in ISO form."""
    return {name: _plain(value) for name, value in values.items()}


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return str(value)
    return value.isoformat() if isinstance(value, date) else value


def stored_values(params: Mapping[str, Param], plain: Mapping[str, Any]) -> dict[str, Any]:
    """Values out of JSON again; a number that the edition does not have yet is the first edition's."""
    return {name: _stored(param, plain[name]) if name in plain else param.default for name, param in params.items()}


def _stored(param: Param, value: Any) -> Any:
    if value is None:
        return None
    if param.type in {"share", "number"}:
        return Decimal(str(value))
    return date.fromisoformat(value) if param.type == "day" else value
