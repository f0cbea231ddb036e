"""Lists: facets, chips, columns, and reading them from the address. Everything a list shows stands in its address."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, QueryDict

SIZES = (50, 100, 200)
CURSORS = ("after", "before")


@dataclass(frozen=True)
class Option:
    """One value of a facet. `count` is None where it is not counted."""

    value: str
    label: Any
    count: int | None
    on: bool


@dataclass(frozen=True)
class Facet:
    """Values of one field to narrow by; those beyond `shown` stand behind "另外 n 个"."""

    name: str
    title: Any
    options: tuple[Option, ...]
    shown: int = 6
    late: bool = False
    """Its values are only known with the count, and arrive with it."""

    @property
    def first(self) -> tuple[Option, ...]:
        """What is shown at once: chosen ones always."""
        head = self.options[: self.shown]
        return head + tuple(one for one in self.options[self.shown :] if one.on)

    @property
    def rest(self) -> tuple[Option, ...]:
        """What stands behind the fold."""
        return tuple(one for one in self.options[self.shown :] if not one.on)


@dataclass(frozen=True)
class Chip:
    """A chosen condition and the address without it."""

    label: Any
    href: str


def values(query: QueryDict, name: str, allowed: Iterable[str] | None = None) -> tuple[str, ...]:
    """The values of a field in an address; only allowed ones, at most fifty."""
    found = [value.strip() for value in query.getlist(name) if value.strip()][:50]
    if allowed is not None:
        known = set(allowed)
        found = [value for value in found if value in known]
    return tuple(dict.fromkeys(found))


def chosen(request: HttpRequest, name: str, allowed: Iterable[str] | None = None) -> tuple[str, ...]:
    """The values of a field in the page's own address."""
    return values(request.GET, name, allowed)


def facet(
    request: HttpRequest,
    name: str,
    title: Any,
    choices: Iterable[tuple[str, Any]],
    counts: Mapping[str, int] | None = None,
) -> Facet:
    """A facet over a closed list, or over whatever values were counted."""
    on = set(chosen(request, name))
    return Facet(
        name,
        title,
        tuple(
            Option(value, label, counts.get(value, 0) if counts is not None else None, value in on)
            for value, label in choices
            if counts is None or counts.get(value) or value in on
        ),
    )


def chips(request: HttpRequest, facets: Sequence[Facet], more: Sequence[tuple[str, Any]] = ()) -> list[Chip]:
    """A chip for every facet with chosen values, and for other conditions as (name, label)."""
    found = []
    for one in facets:
        labels = [str(option.label) for option in one.options if option.on]
        if labels:
            found.append(Chip("、".join(labels), address(request, **{one.name: None})))
    found += [Chip(label, address(request, **{name: None})) for name, label in more if request.GET.get(name)]
    return found


def address(request: HttpRequest, **changes: Any) -> str:
    """The page's own query with some values replaced (None takes one away), from its first page on."""
    query: QueryDict = request.GET.copy()
    for name in (*CURSORS, "from"):
        query.pop(name, None)
    for name, value in changes.items():
        query.pop(name, None)
        if value not in (None, ""):
            query[name] = str(value)
    return f"?{query.urlencode()}" if query else request.path


def size_of(request: HttpRequest, kept: int = 0) -> int:
    """Rows a page, one of the offered sizes: from the address, else as kept, else the smallest."""
    wanted = request.GET.get("size", "")
    asked = int(wanted) if wanted.isdigit() and len(wanted) < 5 else kept
    return asked if asked in SIZES else SIZES[0]


@dataclass(frozen=True)
class Pages:
    """The keyset pager: which rows are shown (counted along the way, never by OFFSET) and the ways on and back."""

    first: int
    last: int
    before: str
    after: str
    size: int
    keep: str = ""
    """Where a chosen size is kept; "" where it only stands in the address."""

    @property
    def sizes(self) -> tuple[int, ...]:
        """What can be chosen."""
        return SIZES


def pages(request: HttpRequest, shown: int, *, before: str, after: str, size: int = 0, keep: str = "") -> Pages:
    """The pager of a page. `from` in the address only carries the number of the first row along, for the eye."""
    size = size or size_of(request)
    told = request.GET.get("from", "")
    start = int(told) if told.isdigit() and len(told) < 9 else 1
    first = max(1, start) if shown else 0
    back = forth = ""
    if before:
        back = f"{address(request, before=before)}&from={max(1, first - size)}"
    if after:
        forth = f"{address(request, after=after)}&from={first + shown}"
    return Pages(first, first + shown - 1 if shown else 0, back, forth, size, keep)


@dataclass(frozen=True)
class Shown:
    """A column of a list: its heading, how a row is shown in it, and whether it can be sorted by."""

    name: str
    title: Any
    cell: Callable[[Any], Any]
    default: bool = True
    fixed: bool = False
    sort: str = ""
    style: str = ""


def columns(request: HttpRequest, all_columns: Sequence[Shown], kept: Sequence[str] = ()) -> list[Shown]:
    """The columns to show, in the person's order: from the address, else as kept, else the usual ones."""
    by_name = {one.name: one for one in all_columns}
    wanted = [name for name in chosen(request, "col", by_name) or kept if name in by_name]
    if not wanted:
        return [one for one in all_columns if one.default or one.fixed]
    fixed = [one for one in all_columns if one.fixed and one.name not in wanted]
    return fixed + [by_name[name] for name in wanted]


@dataclass(frozen=True)
class Choice:
    """A line of the columns chooser."""

    name: str
    title: Any
    fixed: bool
    on: bool


def column_choices(shown: Sequence[Shown], all_columns: Sequence[Shown]) -> list[Choice]:
    """The chooser: what is shown first, in its order, then the rest."""
    names = [one.name for one in shown]
    rest = [one for one in all_columns if one.name not in names]
    return [Choice(one.name, one.title, one.fixed, True) for one in shown] + [
        Choice(one.name, one.title, one.fixed, False) for one in rest
    ]
