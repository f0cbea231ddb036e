"""The filters of the member list, as SQL conditions in the three shapes in which the list is asked."""

# ruff: noqa: S608  (statements are built of the constant pieces of this package; values are always parameters)
from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Literal, get_type_hints

from django.db import connection

from niangjia.ground.people.rules import born_between
from niangjia.kit.powers import PathRange, subtree_range

if TYPE_CHECKING:
    from niangjia.ground.org.models import Unit

Plan = Literal["few", "walk", "sets"]


@dataclass(frozen=True)
class Filters:
    """What the list can be narrowed by. Empty means: not asked. Nation and political status are not offered.

    `age_from`, `age_to`: full years on the day `on`. `workplace`: text within the workplace or the employer's name.
    `lacks`: "phone", "identity". `left`: those who left instead of those in force, in the period if given.
    """

    occupations: tuple[str, ...] = ()
    forms: tuple[str, ...] = ()
    states: tuple[str, ...] = ()
    modes: tuple[str, ...] = ()
    educations: tuple[str, ...] = ()
    gender: str = ""
    verified: bool | None = None
    joined_from: date | None = None
    joined_to: date | None = None
    age_from: int | None = None
    age_to: int | None = None
    on: date | None = None
    workplace: str = ""
    lacks: tuple[str, ...] = ()
    left: bool = False
    left_from: date | None = None
    left_to: date | None = None
    codes: tuple[str, ...] = ()
    """Only these of them: rows that were ticked."""

    def any(self) -> bool:
        """Whether anything narrows the list."""
        return self != Filters()

    def as_json(self) -> dict[str, Any]:
        """What is asked, as plain values: for jobs and for choices that are kept."""
        asked = {name: value for name, value in vars(self).items() if value not in ((), "", None, False)}
        asked |= {"verified": False} if self.verified is False else {}
        return {name: value.isoformat() if isinstance(value, date) else value for name, value in asked.items()}

    @classmethod
    def from_json(cls, asked: Mapping[str, Any]) -> Filters:
        """The filters that `as_json` wrote down."""
        kinds = get_type_hints(cls)
        read: dict[str, Any] = {}
        for name, value in asked.items():
            if isinstance(value, list):
                read[name] = tuple(value)
            else:
                read[name] = date.fromisoformat(value) if kinds[name] == date | None and value else value
        return cls(**read)


@dataclass(frozen=True)
class Part:
    """A piece of SQL and its values; `tests` are the conditions that look beyond the index of the walk."""

    where: str
    values: tuple[Any, ...] = ()
    tests: str = "1 = 1"
    test_values: tuple[Any, ...] = ()


class Conditions:
    """Conditions that are joined by AND, with their values in order."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.values: list[Any] = []

    def add(self, text: str, *values: Any) -> None:
        """One more condition."""
        self.texts.append(text)
        self.values.extend(values)

    def among(self, column: str, values: Sequence[Any]) -> None:
        """The column is one of the values; nothing if there are none."""
        if values:
            self.add(f"{column} IN ({', '.join(['%s'] * len(values))})", *values)

    @property
    def text(self) -> str:
        """All of them."""
        return " AND ".join(self.texts) or "1 = 1"


def branches(ranges: Iterable[PathRange], units: Sequence[Unit]) -> tuple[PathRange, ...]:
    """The part of the reach that lies in the branches of the units; all of the reach if there are none."""
    if not units:
        return tuple(ranges)
    cut = []
    for low, high in ranges:
        for unit in units:
            first, last = subtree_range(unit.path)
            if max(low, first) < min(high, last):
                cut.append((max(low, first), min(high, last)))
    return tuple(dict.fromkeys(cut))


def conditions(filters: Filters, ranges: Sequence[PathRange], *, plan: Plan) -> Part:
    """The filters in one shape. In the shape "walk" only the place is in `where`, the rest in `tests`."""
    place = Conditions()
    place.add("m.left_on IS NOT NULL" if filters.left else "m.left_on IS NULL")
    _place(place, ranges, plan)
    rest = Conditions()
    _membership(rest, filters)
    _linked(rest, "people_person p", "p.id", _person(filters), plan)
    _linked(rest, "people_employment e", "e.person_id", _employment(filters), plan)
    if plan == "walk":
        return Part(place.text, tuple(place.values), rest.text, tuple(rest.values))
    return Part(f"{place.text} AND {rest.text}", (*place.values, *rest.values))


def narrowed(filters: Filters) -> bool:
    """Whether anything but the place is asked."""
    rest = Conditions()
    _membership(rest, filters)
    return bool(rest.texts or _person(filters).texts or _employment(filters).texts)


def _place(place: Conditions, ranges: Sequence[PathRange], plan: Plan) -> None:
    if any(low == "" for low, _high in ranges):
        return
    column = "m.path" if plan == "few" else "m.path || ''"
    texts = " OR ".join([f"({column} >= %s AND {column} < %s)"] * len(ranges))
    place.add(f"({texts})", *(end for pair in ranges for end in pair))


def _membership(rest: Conditions, filters: Filters) -> None:
    rest.among("m.state", filters.states)
    rest.among("m.mode", filters.modes)
    if filters.joined_from:
        rest.add("m.joined_on >= %s", filters.joined_from)
    if filters.joined_to:
        rest.add("m.joined_on <= %s", filters.joined_to)
    if filters.left and filters.left_from:
        rest.add("m.left_on >= %s", filters.left_from)
    if filters.left and filters.left_to:
        rest.add("m.left_on <= %s", filters.left_to)


def _person(filters: Filters) -> Conditions:
    person = Conditions()
    person.among("p.code", filters.codes)
    person.among("p.education", filters.educations)
    if filters.gender:
        person.add("p.gender = %s", filters.gender)
    if filters.verified is not None:
        person.add("p.verified_on IS NOT NULL" if filters.verified else "p.verified_on IS NULL")
    if filters.age_from is not None or filters.age_to is not None:
        if filters.on is None:
            raise ValueError("ages are asked on a day: give `on`")
        after, until = born_between(filters.age_from, filters.age_to, filters.on)
        if after:
            person.add("p.born_on > %s", after)
        if until:
            person.add("p.born_on <= %s", until)
    if "phone" in filters.lacks:
        person.add("p.phone_index = ''")
    if "identity" in filters.lacks:
        person.add("p.identity_index IS NULL")
    return person


def _employment(filters: Filters) -> Conditions:
    work = Conditions()
    work.among("e.occupation", filters.occupations)
    work.among("e.form", filters.forms)
    if filters.workplace:
        holds = f"{'strpos' if connection.vendor == 'postgresql' else 'instr'}({{}}, %s) > 0"
        named = f"e.employer_id IN (SELECT o.id FROM org_employer o WHERE {holds.format('o.name')})"
        work.add(f"({holds.format('e.workplace')} OR {named})", filters.workplace, filters.workplace)
    if work.texts:
        work.add("e.valid_to IS NULL")
    return work


def _linked(rest: Conditions, table: str, link: str, other: Conditions, plan: Plan) -> None:
    """Conditions on another table: tested one by one, or (plan "sets") that table read once and its people matched."""
    if not other.texts:
        return
    if plan == "sets":
        rest.add(f"m.person_id IN (SELECT {link} FROM {table} WHERE {other.text})", *other.values)
    else:
        rest.add(f"EXISTS (SELECT 1 FROM {table} WHERE {link} = m.person_id AND {other.text})", *other.values)
