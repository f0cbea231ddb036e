"""Grids: the list, one grid, what can be put into it, and what is in none."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from django.db.models import Count, DateField, Exists, F, Max, OuterRef, Q, QuerySet, Subquery

from niangjia.ground.org import queries as org
from niangjia.ground.org.queries.employers import EmployerFilter, in_reach, matching_employers
from niangjia.ground.org.queries.units import UnitFilter
from niangjia.ground.org.queries.units import matching as matching_units
from niangjia.ground.org.scoped import seen
from niangjia.kit import vault
from niangjia.kit.ids import mask_phone
from niangjia.kit.powers import Actor, NotFound, holds
from niangjia.programmes.organising.choices.grids import GRID_PHONE
from niangjia.programmes.organising.models import Grid, GridOfficer, GridPlace, Round
from niangjia.programmes.organising.policies import GRID_EDIT, GRID_VIEW, GRID_VISIT

MOST = 2_000
"""So many employers or unions one act puts into a grid."""
COLUMN = {False: "employer", True: "member_unit"}


class GridNotFound(NotFound):
    """No such grid, or none of the actor's."""


def open_places() -> QuerySet[Any]:
    """What is in a grid now."""
    return GridPlace.rows.filter(valid_to__isnull=True)


# ------------------------------------------------------------------ the list and one grid


def grids(
    actor: Actor, *, text: str = "", ended: bool = False, after: str = "", before: str = "", size: int = 50
) -> Any:
    """A page of grids by place and name, with the numbers of `employers`, `unions`, `officers`, and the day of the last round."""
    rows = Grid.objects.visible_to(actor, GRID_VIEW).filter(ended_on__isnull=not ended).select_related("unit")
    if text:
        rows = rows.filter(Q(name__icontains=text) | Q(area__icontains=text) | Q(unit__name__icontains=text))
    return org.page(_numbered(rows), ("path", "name", "pk"), after=after, before=before, size=size)


def _numbered(rows: QuerySet[Grid]) -> QuerySet[Grid]:
    here = GridPlace.rows.filter(grid=OuterRef("pk"), valid_to__isnull=True).order_by().values("grid")
    who = GridOfficer.objects.filter(grid=OuterRef("pk"), until__isnull=True).order_by().values("grid")
    last = Round.rows.filter(grid=OuterRef("pk"), reversed_at__isnull=True).order_by().values("grid")
    return rows.annotate(
        employers=Subquery(here.annotate(n=Count("employer")).values("n")),
        unions=Subquery(here.annotate(n=Count("member_unit")).values("n")),
        officers_now=Subquery(who.annotate(n=Count("pk")).values("n")),
        last_round=Subquery(last.annotate(d=Max("on")).values("d"), output_field=DateField()),
    )


def grid_of(actor: Actor, code: str, *, power: str = GRID_VIEW) -> Grid:
    """One grid with its numbers. Raises GridNotFound."""
    rows = Grid.objects.visible_to(actor, power).filter(code=code).select_related("unit")
    found: Grid | None = _numbered(rows).first()
    if found is None:
        raise GridNotFound
    return found


class OfficerLine(NamedTuple):
    """Somebody who looks or looked after a grid; the phone is masked."""

    code: str
    name: str
    account: bool
    phone: str
    since: date
    until: date | None


def officers_of(grid: Grid) -> list[OfficerLine]:
    """Who looks after a grid, those of today first."""
    rows = sorted(grid.officers.all(), key=lambda one: (one.until is not None, one.since, one.pk))
    phones = vault.unseal_many([one.phone_sealed for one in rows], field=GRID_PHONE)
    return [
        OfficerLine(one.code, one.name, one.account_id is not None, mask_phone(phone), one.since, one.until)
        for one, phone in zip(rows, phones, strict=True)
    ]


def places_of(
    grid: Grid, *, unions: bool = False, text: str = "", after: str = "", before: str = "", size: int = 50
) -> Any:
    """A page of what is in a grid now, by name; employers with the day of their `last` round."""
    column = COLUMN[unions]
    rows = open_places().filter(grid=grid, **{f"{column}__isnull": False}).select_related(column)
    rows = rows.annotate(name=F(f"{column}__name"))
    if not unions:
        done = Round.rows.filter(employer=OuterRef("employer"), reversed_at__isnull=True).order_by().values("employer")
        rows = rows.annotate(last=Subquery(done.annotate(d=Max("on")).values("d"), output_field=DateField()))
    if text:
        rows = rows.filter(name__icontains=text)
    return org.page(rows, ("name", "pk"), after=after, before=before, size=size)


def history_of(grid: Grid, *, most: int = 50) -> list[GridPlace]:
    """What left a grid, the latest first."""
    rows = GridPlace.rows.filter(grid=grid, valid_to__isnull=False).select_related("employer", "member_unit")
    return list(rows.order_by("-valid_to", "-pk")[:most])


# ------------------------------------------------------------------ what can be put into a grid


@dataclass(frozen=True)
class PlaceFilter:
    """Which employers (or unions) are meant. `text` is looked for in name and address: a village, a park, a building."""

    unions: bool = False
    grid: str = "none"
    """`none`: those in no grid; `all`; else the code of a grid."""
    text: str = ""
    under: str = ""
    towns: Sequence[str] = field(default=())
    trades: Sequence[str] = field(default=())
    codes: Sequence[str] = field(default=())
    """Only these of them: rows that were ticked."""


class PlaceLine(NamedTuple):
    """An employer or union that would go into a grid, and the grid that it would leave."""

    id: int
    code: str
    name: str
    town: str
    grid: str


@dataclass(frozen=True)
class PickedPlaces:
    """Exactly what an assignment would meet. `more`: there are more than one act takes."""

    lines: tuple[PlaceLine, ...]
    more: bool = False

    @property
    def moved(self) -> int:
        """How many are in another grid now."""
        return sum(bool(one.grid) for one in self.lines)

    @property
    def digest(self) -> str:
        """The same for the same rows in the same grids only."""
        return hashlib.blake2b(repr(self.lines).encode(), digest_size=16).hexdigest()


def places(actor: Actor, wanted: PlaceFilter) -> Any:
    """Employers in business (or unions in force) that the actor may put into grids, with `grid_name` of today."""
    column = COLUMN[wanted.unions]
    held = open_places().filter(**{column: OuterRef("pk")})
    rows = _unions(actor, wanted) if wanted.unions else _employers(actor, wanted)
    if wanted.codes:
        rows = rows.filter(code__in=list(wanted.codes))
    if wanted.grid == "none":
        rows = rows.filter(~Exists(held))
    elif wanted.grid != "all":
        rows = rows.filter(Exists(held.filter(grid__code=wanted.grid)))
    # Only one's own grids can be left: what is in another town's stays there.
    foreign = held.exclude(seen(actor, GRID_EDIT, "path"))
    return rows.filter(~Exists(foreign)).annotate(grid_name=Subquery(held.values("grid__name")[:1]))


def _employers(actor: Actor, wanted: PlaceFilter) -> QuerySet[Any]:
    narrowed = EmployerFilter(under=wanted.under, towns=wanted.towns, trades=wanted.trades)
    rows = matching_employers(actor, narrowed).filter(in_reach(actor, GRID_EDIT))
    return rows.filter(Q(name__icontains=wanted.text) | Q(address__icontains=wanted.text)) if wanted.text else rows


def _unions(actor: Actor, wanted: PlaceFilter) -> QuerySet[Any]:
    narrowed = UnitFilter(
        under=wanted.under, towns=wanted.towns, trades=wanted.trades, kinds=("grassroots", "joint", "association")
    )
    rows = matching_units(actor, narrowed).filter(seen(actor, GRID_EDIT, "path"))
    return rows.filter(Q(name__icontains=wanted.text) | Q(address__icontains=wanted.text)) if wanted.text else rows


def place_page(actor: Actor, wanted: PlaceFilter, *, after: str = "", before: str = "", size: int = 50) -> Any:
    """A page of them by name."""
    return org.page(places(actor, wanted), ("name", "pk"), after=after, before=before, size=size)


def count_places(actor: Actor, wanted: PlaceFilter) -> int:
    """How many they are."""
    return int(places(actor, wanted).count())


def place_facets(actor: Actor, wanted: PlaceFilter) -> dict[str, list[tuple[str, int]]]:
    """Towns and trades of them, the most frequent first."""
    found = {}
    for name in ("town", "trade"):
        rows = places(actor, wanted).exclude(**{name: ""}).order_by()
        found[name] = list(rows.values_list(name).annotate(number=Count("pk")).order_by("-number", name)[:40])
    return found


def pick_places(
    actor: Actor, wanted: PlaceFilter, codes: Sequence[str] | None = None, *, into: Grid | None = None
) -> PickedPlaces:
    """Exactly what would go into a grid: the ticked ones, or everything that the filter holds; not what is there already."""
    if codes is not None and not codes:
        return PickedPlaces(())
    rows = places(actor, wanted)
    if codes is not None:
        rows = rows.filter(code__in=list(codes))
    if into is not None:
        rows = rows.exclude(
            pk__in=open_places()
            .filter(grid=into, **{f"{COLUMN[wanted.unions]}__isnull": False})
            .values(COLUMN[wanted.unions])
        )
    taken = list(rows.order_by("name", "pk")[: MOST + 1])
    lines = tuple(PlaceLine(one.pk, one.code, one.name, one.town, one.grid_name or "") for one in taken[:MOST])
    return PickedPlaces(lines, len(taken) > MOST)


def open_grids(actor: Actor, *, power: str = GRID_EDIT, most: int = 500) -> list[Grid]:
    """Grids in force where the actor holds a power, for a choice."""
    rows = Grid.objects.visible_to(actor, power).filter(ended_on__isnull=True).select_related("unit")
    return list(rows.order_by("path", "name")[:most])


def my_grids(actor: Actor) -> tuple[list[Grid], bool]:
    """The grids that an account looks after; without any, those where she may record rounds. True: they are her own."""
    rows = Grid.objects.visible_to(actor, GRID_VISIT).filter(ended_on__isnull=True).select_related("unit")
    mine = rows.filter(officers__account_id=actor.account_id or 0, officers__until__isnull=True).distinct()
    found = list(_numbered(mine).order_by("path", "name"))
    return (found, True) if found else (list(_numbered(rows).order_by("path", "name")[:30]), False)


def grid_now(actor: Actor, employer_id: int) -> Grid | None:
    """The grid in which an employer is now, if the actor sees it."""
    place = open_places().filter(employer_id=employer_id).select_related("grid").first()
    return place.grid if place and holds(actor, GRID_VIEW, place.path) else None
