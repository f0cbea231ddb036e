"""Comparisons with the province's base: the list, one with its numbers by union, and the rows behind them, masked."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from niangjia.ground.org import queries as org
from niangjia.ground.people.queries import newcomers
from niangjia.kit import vault
from niangjia.kit.ids import mask_identity, mask_phone, read_identity
from niangjia.kit.powers import Actor, NotFound, holds, reach
from niangjia.programmes.organising.choices.provincial import (
    AT_WORK,
    COMPARISON,
    TAKEN_OVER,
    Cell,
    ComparisonState,
    DifferenceState,
    Side,
)
from niangjia.programmes.organising.models import Comparison, Difference
from niangjia.programmes.organising.policies import COMPARE

PAGE = 50
MOST_UNITS = 200


class ComparisonNotFound(NotFound):
    """No such comparison, or none that reaches the actor's branches."""


@dataclass(frozen=True)
class DifferenceFilter:
    """What a list of differences is narrowed to. `number` is a whole identity number."""

    side: str = ""
    unit: str = ""
    cell: str = ""
    state: str = ""
    fresh: bool = False
    number: str = ""
    codes: Sequence[int] = ()

    def as_json(self) -> dict[str, Any]:
        """As an ordered list keeps it: a number only as its index."""
        index = _index(self.number) if self.number else ""
        return {
            "side": self.side,
            "unit": self.unit,
            "cell": self.cell,
            "state": self.state,
            "fresh": self.fresh,
            "index": index,
        }


@dataclass(frozen=True)
class UnitLine:
    """A union with its numbers by side."""

    code: str
    name: str
    here: int
    there: int
    differs: int

    @property
    def all(self) -> int:
        """Together."""
        return self.here + self.there + self.differs


@dataclass(frozen=True)
class ComparisonPage:
    """One comparison as the actor sees it: with the unions of her branches only. `mine`: she may throw it away."""

    row: Comparison
    label: Any
    at_work: bool
    counts: Mapping[str, int]
    units: Sequence[UnitLine]
    more_units: int
    worked: int
    columns: Sequence[Any]
    mine: bool
    earlier: Comparison | None


@dataclass(frozen=True)
class Line:
    """One difference, masked. `cells`: (what, here, there)."""

    id: int
    side: str
    name: str
    person_code: str
    identity: str
    phone: str
    unit: str
    cells: Sequence[tuple[Any, str, str]]
    since: date
    fresh: bool
    state: str
    state_label: Any
    takes: bool


@dataclass
class Lines:
    """A page of differences and the marks of its neighbours."""

    rows: list[Line]
    after: str = ""


@dataclass(frozen=True)
class Picked:
    """What an act on differences would be about: frozen by its digest."""

    keys: list[int]
    number: int
    digest: str
    names: Sequence[str] = field(default_factory=tuple)


def comparisons(actor: Actor, *, limit: int = 30) -> list[Comparison]:
    """Comparisons that reach the actor's branches, the latest first."""
    return list(_visible(actor).select_related("unit").order_by("-pk")[:limit])


def comparison_lines(actor: Actor) -> list[tuple[Comparison, Mapping[str, int]]]:
    """The comparisons, each with the same numbers as its page: those of the actor's branches."""
    rows = comparisons(actor)
    paths = org.held_paths([int(key) for row in rows for key in row.by_unit])
    ranges = reach(actor, COMPARE)
    found: list[tuple[Comparison, Mapping[str, int]]] = []
    for row in rows:
        mine = [told for key, told in row.by_unit.items() if _within(paths.get(int(key), ""), ranges)]
        found.append((row, {side.value: sum(told.get(side.value, 0) for told in mine) for side in Side}))
    return found


def _within(path: str, ranges: Sequence[tuple[str, str]]) -> bool:
    return bool(path) and any(low <= path < high for low, high in ranges)


def _visible(actor: Actor) -> QuerySet[Comparison]:
    """Those of her branches, and those of the units above that she lies in."""
    ranges = reach(actor, COMPARE)
    here = Q(pk__in=[])
    for low, high in ranges:
        here |= Q(path__gte=low, path__lt=high) | Q(path__in=org.above(low))
    return Comparison.rows.filter(here)


def comparison_row(actor: Actor, code: str, *, power: str = "") -> Comparison:
    """One comparison; with `power`, one of the actor's own branches. Raises ComparisonNotFound."""
    row: Comparison | None = _visible(actor).select_related("unit", "previous").filter(code=code).first()
    if row is None or (power and not holds(actor, power, row.path)):
        raise ComparisonNotFound
    return row


def comparison(actor: Actor, code: str) -> ComparisonPage:
    """One comparison with its numbers. Raises ComparisonNotFound."""
    row = comparison_row(actor, code)
    lines = _units(actor, row)
    counts = {side.value: sum(getattr(one, side.value) for one in lines) for side in Side}
    mine = holds(actor, COMPARE, row.path)
    rows = _rows(actor, row)
    return ComparisonPage(
        row=row, label=ComparisonState(row.state).label, at_work=row.state in AT_WORK, counts=counts,
        units=lines[:MOST_UNITS], more_units=max(0, len(lines) - MOST_UNITS),
        worked=rows.exclude(state=DifferenceState.OPEN).count() if row.state == ComparisonState.DONE else 0,
        columns=[Cell(name).label for name in row.columns if name in Cell.values], mine=mine, earlier=row.previous,
    )  # fmt: skip


def _units(actor: Actor, row: Comparison) -> list[UnitLine]:
    """Unions of the actor's branches by how many differences they have. Numbers stay when the rows have gone."""
    ranges = reach(actor, COMPARE)
    names = org.unit_names([int(key) for key in row.by_unit])
    paths = org.held_paths([int(key) for key in row.by_unit])
    found = []
    for key, told in row.by_unit.items():
        if _within(paths.get(int(key), ""), ranges):
            name, code, _path = names[int(key)]
            found.append(UnitLine(code, name, told.get("here", 0), told.get("there", 0), told.get("differs", 0)))
    return sorted(found, key=lambda one: (-one.all, one.name))


def _rows(actor: Actor, row: Comparison) -> QuerySet[Difference]:
    rows: QuerySet[Difference] = Difference.objects.visible_to(actor, COMPARE).filter(comparison=row)
    return rows


def _index(number: str) -> str:
    return vault.blind(read_identity(number, kind="resident").value or number.strip().upper(), field="person.identity")


def narrowed(actor: Actor, row: Comparison, wanted: DifferenceFilter, *, index: str = "") -> QuerySet[Difference]:
    """The differences that fit, in reach. Raises UnitNotFound."""
    rows = _rows(actor, row)
    if wanted.side in Side.values:
        rows = rows.filter(side=wanted.side)
    if wanted.unit:
        rows = rows.filter(unit=org.unit(actor, wanted.unit, power=COMPARE))
    if wanted.cell in Cell.values:
        rows = rows.filter(cells__contains=wanted.cell)
    if wanted.state in DifferenceState.values:
        rows = rows.filter(state=wanted.state)
    if wanted.fresh and row.finished_at is not None:
        rows = rows.filter(since=row.counts.get("on")) if row.previous_id else rows.none()
    if wanted.number or index:
        rows = rows.filter(identity_index=index or _index(wanted.number))
    if wanted.codes:
        rows = rows.filter(pk__in=list(wanted.codes))
    return rows


def differences(
    actor: Actor, code: str, wanted: DifferenceFilter, *, after: str = "", size: int = PAGE, index: str = ""
) -> Lines:
    """A page of differences by union, and the mark of the next one. Raises ComparisonNotFound, UnitNotFound."""
    row = comparison_row(actor, code)
    rows = narrowed(actor, row, wanted, index=index).select_related("unit").order_by("path", "pk")
    path, _sep, key = after.partition("-")
    if key.isdecimal() and len(key) < 19:
        rows = rows.filter(Q(path=path, pk__gt=int(key)) | Q(path__gt=path))
    found = list(rows[: size + 1])
    more = f"{found[size - 1].path}-{found[size - 1].pk}" if len(found) > size else ""
    return Lines(_lines(found[:size], row), more)


def count_differences(actor: Actor, code: str, wanted: DifferenceFilter, *, index: str = "") -> int:
    """How many fit. Raises ComparisonNotFound, UnitNotFound."""
    return narrowed(actor, comparison_row(actor, code), wanted, index=index).count()


def _lines(found: Sequence[Difference], row: Comparison) -> list[Line]:
    people = newcomers.on_record([one.person_id for one in found if one.person_id])
    told = told_there(found)
    joined = newcomers.joined_days([one.person_id for one in found if one.person_id and "joined_on" in one.cells])
    return [
        _line(one, people.get(one.person_id or 0), there, joined, row) for one, there in zip(found, told, strict=True)
    ]


def told_there(found: Sequence[Difference]) -> list[Mapping[str, str]]:
    """What the export says in each, opened together."""
    texts = vault.unseal_many([one.sealed for one in found], field=COMPARISON)
    return [json.loads(text) if text else {} for text in texts]


def _line(one: Difference, her: Any, there: Mapping[str, str], joined: Mapping[int, Any], row: Comparison) -> Line:
    number = her.identity if her else there.get("identity", "")
    phone = her.phone if her else there.get("phone", "")
    shown = {
        "name": (her.name if her else "", there.get("name", "")),
        "phone": (mask_phone(her.phone) if her and her.phone else "", mask_phone(there["phone"]) if there.get("phone") else ""),
        "union": (one.unit.name, there.get("union", "")),
        "joined_on": (str(joined.get(one.person_id or 0) or ""), there.get("joined_on", "")),
    }  # fmt: skip
    cells = [(Cell(name).label, *shown[name]) for name in one.cells.split(",") if name in shown]
    if one.side == Side.THERE and there.get("union"):
        cells = [(Cell.UNION.label, "", there["union"])]
    return Line(
        id=one.pk, side=one.side, name=(her.name if her else there.get("name", "")) or str(_("没有姓名")),
        person_code=her.code if her else "", identity=mask_identity(number) if number else "",
        phone=mask_phone(phone) if phone else "", unit=one.unit.name, cells=cells, since=one.since,
        fresh=row.previous_id is not None and one.since.isoformat() == row.counts.get("on"), state=one.state,
        state_label=DifferenceState(one.state).label, takes=takes(one),
    )  # fmt: skip


def takes(one: Difference) -> bool:
    """Whether the province's value can be taken over."""
    return (
        one.state == DifferenceState.OPEN and one.side == Side.DIFFERS and any(cell in one.cells for cell in TAKEN_OVER)
    )


def pick_differences(actor: Actor, code: str, wanted: DifferenceFilter, *, act: str, most: int) -> Picked:
    """What an act would be about: open rows under the narrowing, of those that it fits. Raises ComparisonNotFound, UnitNotFound."""
    row = comparison_row(actor, code)
    rows = narrowed(actor, row, wanted).filter(state=DifferenceState.OPEN)
    if act == "take":
        rows = rows.filter(Q(cells__contains="name") | Q(cells__contains="phone"), side=Side.DIFFERS)
    number = rows.count()
    keys = list(rows.order_by("path", "pk").values_list("pk", flat=True)[: most + 1])
    digest = hashlib.blake2b(",".join(map(str, keys)).encode(), digest_size=16).hexdigest()
    shown = list(Difference.rows.filter(pk__in=keys[:20]).select_related("unit").order_by("path", "pk"))
    return Picked(keys, number, digest, [line.name for line in _lines(shown, row)])


def latest_for_unit(actor: Actor, unit_code: str) -> Comparison | None:
    """The latest comparison that is done and holds a union; None if there is none. Raises UnitNotFound."""
    unit = org.unit(actor, unit_code, power=COMPARE)
    rows = Comparison.rows.filter(path__in=[*org.above(unit.path), unit.path], state=ComparisonState.DONE)
    return rows.order_by("-pk").first()
