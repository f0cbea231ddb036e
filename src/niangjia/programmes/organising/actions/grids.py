"""Grids: set up, given employers and unions in bulk, looked after by officers, ended."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction

from niangjia.kit.ids import new_code
from niangjia.kit.powers import Actor, holds
from niangjia.programmes.organising.actions.field_parts import (
    account_of,
    day_of,
    in_order,
    phone_of,
    place_of,
    row_of,
    same_revision,
    trail,
)
from niangjia.programmes.organising.actions.field_refusals import (
    CannotTakeBack,
    ChangedSince,
    FieldNotFound,
    GridEnded,
    NameTaken,
    NobodyChosen,
    OfficerNeeded,
    TooMany,
    WrongDays,
)
from niangjia.programmes.organising.choices.grids import GRID_PHONE
from niangjia.programmes.organising.models import Grid, GridOfficer, GridPlace
from niangjia.programmes.organising.policies import GRID_EDIT
from niangjia.programmes.organising.queries.grids import MOST, PlaceFilter, pick_places

SUBJECT = "organising.grid"


@dataclass(frozen=True)
class GridDetails:
    """What is told about a grid."""

    name: str
    area: str = ""
    since: date | None = None


@dataclass(frozen=True)
class Assigned:
    """What an assignment did: `batch` takes it back on the same day."""

    batch: str
    number: int
    moved: int


@transaction.atomic
def add_grid(*, actor: Actor, unit_code: str, details: GridDetails, now: datetime) -> Grid:
    """A new grid of a town or county. Raises UnitNotFound, NameTaken, WrongDays."""
    unit, path = place_of(actor, unit_code, GRID_EDIT)
    since = details.since or day_of(now)
    in_order(since, day_of(now))
    name = " ".join(details.name.split())
    _free(unit.pk, name)
    made: Grid = Grid.rows.create(unit=unit, path=path, name=name, area=details.area.strip(), since=since)
    trail(actor, "organising.grid_added", SUBJECT, [made])
    return made


@transaction.atomic
def edit_grid(*, actor: Actor, code: str, revision: int, details: GridDetails, now: datetime) -> Grid:
    """Another name, area or first day. Raises FieldNotFound, GridEnded, ChangedSince, NameTaken, WrongDays."""
    grid = _open(actor, code)
    same_revision(grid, revision)
    name, since = " ".join(details.name.split()), details.since or grid.since
    in_order(since, day_of(now))
    first = grid.places.order_by("valid_from").values_list("valid_from", flat=True).first()
    in_order(since, first)
    if name != grid.name:
        _free(grid.unit_id, name)
    grid.name, grid.area, grid.since, grid.revision = name, details.area.strip(), since, revision + 1
    grid.save()
    trail(actor, "organising.grid_changed", SUBJECT, [grid])
    return grid


@transaction.atomic
def end_grid(*, actor: Actor, code: str, on: date | None = None, now: datetime) -> Grid:
    """The grid is no longer in force from a day on; what is in it leaves it, its officers are free.

    Raises FieldNotFound, GridEnded, WrongDays.
    """
    grid = _open(actor, code)
    day = on or day_of(now)
    in_order(grid.since, day, day_of(now))
    later = GridPlace.rows.filter(grid=grid, valid_from__gt=day).exists()
    if later or GridOfficer.objects.filter(grid=grid, since__gt=day).exists():
        raise WrongDays(field="on")
    GridPlace.rows.filter(grid=grid, valid_to__isnull=True).update(valid_to=day, ended_by=grid.code)
    GridOfficer.objects.filter(grid=grid, until__isnull=True).update(until=day)
    grid.ended_on, grid.revision = day, grid.revision + 1
    grid.save(update_fields=["ended_on", "revision"])
    trail(actor, "organising.grid_ended", SUBJECT, [grid])
    return grid


@transaction.atomic
def restore_grid(*, actor: Actor, code: str, now: datetime) -> Grid:
    """A grid that was ended is in force again; what left it with it and is in no other grid comes back, and its officers.

    Raises FieldNotFound, NameTaken.
    """
    grid = row_of(actor, Grid, code, GRID_EDIT)
    if grid.ended_on is None:
        return grid
    _free(grid.unit_id, grid.name)
    back = GridPlace.rows.filter(grid=grid, ended_by=grid.code, valid_to=grid.ended_on)
    held = GridPlace.rows.filter(valid_to__isnull=True)
    back = back.exclude(employer__in=held.filter(employer__isnull=False).values("employer"))
    back = back.exclude(member_unit__in=held.filter(member_unit__isnull=False).values("member_unit"))
    GridPlace.rows.filter(pk__in=list(back.values_list("pk", flat=True))).update(valid_to=None, ended_by="")
    GridOfficer.objects.filter(grid=grid, until=grid.ended_on).update(until=None)
    grid.ended_on, grid.revision = None, grid.revision + 1
    grid.save(update_fields=["ended_on", "revision"])
    trail(actor, "organising.grid_restored", SUBJECT, [grid])
    return grid


# ------------------------------------------------------------------ what is in it


@transaction.atomic
def assign_to_grid(
    *,
    actor: Actor,
    grid_code: str,
    wanted: PlaceFilter,
    codes: Sequence[str] | None,
    digest: str,
    now: datetime,
) -> Assigned:
    """Put exactly what was previewed into a grid from today on; what is in another grid of the actor's leaves that one.

    Raises FieldNotFound, GridEnded, NobodyChosen, TooMany, ChangedSince.
    """
    grid = _open(actor, grid_code)
    picked = pick_places(actor, wanted, codes, into=grid)
    if not picked.lines:
        raise NobodyChosen
    if picked.more:
        raise TooMany(most=MOST)
    if picked.digest != digest:
        raise ChangedSince
    today, batch = day_of(now), new_code()
    column = "member_unit_id" if wanted.unions else "employer_id"
    keys = [one.id for one in picked.lines]
    held = GridPlace.rows.filter(valid_to__isnull=True, **{f"{column}__in": keys})
    moved = held.exclude(grid=grid).update(valid_to=today, ended_by=batch)
    there = set(held.values_list(column, flat=True))
    GridPlace.rows.bulk_create(
        [
            GridPlace(grid=grid, unit_id=grid.unit_id, path=grid.path, valid_from=today, batch=batch, **{column: key})
            for key in keys
            if key not in there
        ],
        batch_size=500,
    )
    trail(actor, "organising.grid_assigned", SUBJECT, [grid], batch=batch, number=len(keys) - len(there), moved=moved)
    return Assigned(batch, len(keys) - len(there), moved)


@transaction.atomic
def undo_assignment(*, actor: Actor, batch: str, now: datetime) -> int:
    """Take an assignment of today back: what it put in leaves as if it had not been, what it moved goes back.

    Raises FieldNotFound, CannotTakeBack.
    """
    made = GridPlace.rows.filter(batch=batch).select_related("grid")
    first = made.first()
    if first is None or not holds(actor, GRID_EDIT, first.path):
        raise FieldNotFound
    if first.valid_from != day_of(now) or made.filter(valid_to__isnull=False).exists():
        raise CannotTakeBack
    number = made.count()
    GridPlace.rows.filter(pk__in=list(made.values_list("pk", flat=True))).delete()
    GridPlace.rows.filter(ended_by=batch).update(valid_to=None, ended_by="")
    trail(actor, "organising.grid_assignment_undone", SUBJECT, [first.grid], batch=batch, number=number)
    return number


@transaction.atomic
def release_from_grid(*, actor: Actor, grid_code: str, codes: Sequence[str], now: datetime) -> int:
    """What was ticked leaves the grid from today on. Raises FieldNotFound, GridEnded, NobodyChosen."""
    grid = _open(actor, grid_code)
    found = GridPlace.rows.filter(grid=grid, code__in=list(codes), valid_to__isnull=True)
    number = found.update(valid_to=day_of(now))
    if not number:
        raise NobodyChosen
    trail(actor, "organising.grid_released", SUBJECT, [grid], number=number)
    return number


# ------------------------------------------------------------------ who looks after it


@transaction.atomic
def add_grid_officer(
    *,
    actor: Actor,
    grid_code: str,
    username: str = "",
    name: str = "",
    phone: str = "",
    since: date | None = None,
    now: datetime,
) -> GridOfficer:
    """An account, or somebody by name and phone, looks after the grid. Twice the same account is once.

    Raises FieldNotFound, GridEnded, NoSuchAccount, OfficerNeeded, BadPhone, WrongDays.
    """
    grid = _open(actor, grid_code)
    account = account_of(username)
    if account is None and not name.strip():
        raise OfficerNeeded(field="username")
    day = since or day_of(now)
    in_order(grid.since, day)
    token, _index = phone_of(phone, GRID_PHONE)
    known = GridOfficer.objects.filter(grid=grid, account=account, until__isnull=True).first() if account else None
    if known is not None:
        return known
    told = name.strip() or account.name
    made: GridOfficer = GridOfficer.objects.create(
        grid=grid, account=account, name=told[:60], phone_sealed=token, since=day
    )
    trail(actor, "organising.grid_officer_added", SUBJECT, [grid], officer=made.pk)
    return made


@transaction.atomic
def end_grid_officer(*, actor: Actor, grid_code: str, code: str, now: datetime) -> None:
    """Somebody no longer looks after the grid from today on. Raises FieldNotFound."""
    grid = row_of(actor, Grid, grid_code, GRID_EDIT)
    one = GridOfficer.objects.filter(grid=grid, code=code, until__isnull=True).first()
    if one is None:
        raise FieldNotFound
    one.until = max(one.since, day_of(now))
    one.save(update_fields=["until"])
    trail(actor, "organising.grid_officer_ended", SUBJECT, [grid], officer=one.pk)


def _open(actor: Actor, code: str) -> Grid:
    grid = row_of(actor, Grid, code, GRID_EDIT)
    if grid.ended_on is not None:
        raise GridEnded
    return grid


def _free(unit_id: int, name: str) -> Any:
    if Grid.rows.filter(unit_id=unit_id, name=name, ended_on__isnull=True).exists():
        raise NameTaken(field="name")
