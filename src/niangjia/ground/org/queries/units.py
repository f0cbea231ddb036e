"""Lists of units, and one unit's page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from niangjia.ground.org.models import Attachment, Headcount, Placement, Unit
from niangjia.ground.org.queries.names import once_called
from niangjia.ground.org.queries.pages import Page, page
from niangjia.ground.org.queries.then import as_called, with_place
from niangjia.ground.org.queries.tree import above, ancestors, may_reshape, path_on, subtree, unit, unit_names
from niangjia.ground.org.scoped import seen
from niangjia.kit.powers import Actor, holds

SORTS = {
    "tree": ("path",),
    "name": ("name", "pk"),
    "founded": ("founded_or_old", "pk"),
}
LONG_AGO = date(1, 1, 1)
FACETS = {"kind": "kinds", "town": "towns", "trade": "trades", "focus": "focuses", "mode": "modes"}
"""Fields that can be filtered, with their name in the filter."""


@dataclass(frozen=True)
class UnitFilter:
    """What a list of units is narrowed to. Several values of one field mean any of them."""

    text: str = ""
    under: str = ""
    kinds: Sequence[str] = ()
    towns: Sequence[str] = ()
    trades: Sequence[str] = ()
    focuses: Sequence[str] = ()
    modes: Sequence[str] = ()
    state: str = "living"
    """`living`, `dissolved` or `all`, as of today."""
    levels: Sequence[str] = ()
    codes: Sequence[str] = ()
    """Only these of them: rows that were ticked."""
    on: str = ""
    """A day (ISO text): the tree as it was then; "": as it is."""


def matching(actor: Actor, wanted: UnitFilter | None = None, *, today: date | None = None) -> QuerySet[Unit]:
    """Units in the actor's branches that fit the filter, unordered. Raises UnitNotFound for a foreign `under`."""
    wanted = wanted or UnitFilter()
    day = date.fromisoformat(wanted.on) if wanted.on else today or timezone.localdate()
    rows: QuerySet[Unit] = Unit.objects.filter(seen(actor, "org.view", "path")).order_by()
    if wanted.on:
        rows = with_place(rows, day)
    if wanted.under:
        above_all = unit(actor, wanted.under)
        path = (path_on(above_all.pk, day) if wanted.on else None) or above_all.path
        rows = rows.filter(subtree(path, "path_then" if wanted.on else "path"))
    if wanted.text:
        once = once_called(wanted.text, "unit")
        rows = rows.filter(Q(name__icontains=wanted.text) | Q(short_name__icontains=wanted.text) | once)
    for name, values in (
        ("kind", wanted.kinds),
        ("town", wanted.towns),
        ("trade", wanted.trades),
        ("focus", wanted.focuses),
        ("mode", wanted.modes),
        ("level", wanted.levels),
        ("code", wanted.codes),
    ):
        if values:
            rows = rows.filter(**{f"{name}__in": list(values)})
    ended = Q(dissolved_on__isnull=False, dissolved_on__lte=day)
    if wanted.state == "living":
        return rows.exclude(ended)
    return rows.filter(ended) if wanted.state == "dissolved" else rows


def units(
    actor: Actor,
    wanted: UnitFilter | None = None,
    *,
    sort: str = "tree",
    after: str = "",
    before: str = "",
    size: int = 50,
) -> Page[Unit]:
    """One page of units in the actor's branches, sorted by `tree`, `name` or `founded`."""
    rows = matching(actor, wanted)
    if sort == "founded":
        rows = rows.annotate(founded_or_old=Coalesce("founded_on", Value(LONG_AGO)))
    if wanted is None or not wanted.on:
        return page(rows, SORTS.get(sort, SORTS["tree"]), after=after, before=before, size=size)
    keys = {"tree": ("path_then", "pk"), "name": ("name_then", "pk")}.get(sort, SORTS.get(sort, ("path_then", "pk")))
    found = page(rows, keys, after=after, before=before, size=size)
    return replace(found, rows=as_called(found.rows, day=wanted.on))


def count_units(actor: Actor, wanted: UnitFilter | None = None) -> int:
    """How many units fit the filter."""
    return matching(actor, wanted).count()


def unit_facets(actor: Actor, wanted: UnitFilter | None = None) -> dict[str, list[tuple[str, int]]]:
    """Values of each field that can be filtered, with how many units have them, most frequent first; blanks left out.
    A field's own choice does not narrow its own values."""
    wanted = wanted or UnitFilter()
    found: dict[str, list[tuple[str, int]]] = {}
    for name, field in FACETS.items():
        without: Any = {field: ()}
        rows = matching(actor, replace(wanted, **without)).exclude(**{name: ""})
        found[name] = list(rows.values_list(name).annotate(number=Count("pk")).order_by("-number", name))
    return found


def pick_units(actor: Actor, text: str = "", *, power: str = "org.view", limit: int = 20) -> list[Unit]:
    """Living units whose name holds the text, highest first: for choosing one in a form. `power` says what for."""
    rows: QuerySet[Unit] = Unit.objects.filter(seen(actor, power, "path"), dissolved_on__isnull=True)
    if text:
        once = once_called(text, "unit")
        rows = rows.filter(Q(name__icontains=text) | Q(short_name__icontains=text) | once)
    return list(rows.order_by("depth", "path")[:limit])


# ------------------------------------------------------------------ one unit


@dataclass(frozen=True)
class Stay:
    """Where a unit stood for some time: the name of the unit above ("" for a root) and the days."""

    parent: str
    valid_from: date | None
    valid_to: date | None


@dataclass(frozen=True)
class UnitPage:
    """All facts of a unit's page. `above`: (name, code, whether the actor may open it), the root first."""

    unit: Unit
    above: list[tuple[str, str, bool]]
    below: list[tuple[str, int]]
    employers: int
    workers: int
    stays: list[Stay]
    is_dissolved: bool
    may_edit: bool
    may_reshape: bool
    """Move, dissolve, restore: see `tree.may_reshape`."""


def unit_page(actor: Actor, code: str) -> UnitPage:
    """One unit's page: way up, what is below by kind, employers and workers in the whole branch, history."""
    here = unit(actor, code)
    today = timezone.localdate()
    up = ancestors(here)
    below = (
        Unit.objects.filter(subtree(here), dissolved_on__isnull=True)
        .exclude(pk=here.pk)
        .order_by()
        .values_list("kind")
        .annotate(number=Count("pk"))
    )
    employers, workers = covered(here, today)
    return UnitPage(
        unit=here,
        above=[(one.name, one.code, holds(actor, "org.view", one.path)) for one in up],
        below=sorted(below),
        employers=employers,
        workers=workers,
        stays=stays(here),
        is_dissolved=here.dissolved_on is not None and here.dissolved_on <= today,
        may_edit=holds(actor, "org.edit", here.path),
        may_reshape=may_reshape(actor, here),
    )


def covered(here: Unit, day: date) -> tuple[int, int]:
    """(employers, their declared workers) attached in a branch of today's tree on a day."""
    at = Attachment.objects.filter(subtree(here, "unit__path"), *in_force(day))
    workers = Headcount.objects.filter(*in_force(day), employer__in=at.values("employer")).aggregate(all=Sum("workers"))
    return at.count(), workers["all"] or 0


def in_force(day: date) -> tuple[Q, Q]:
    """Conditions on `valid_from` and `valid_to` for facts that hold on a day."""
    return (
        Q(valid_from__isnull=True) | Q(valid_from__lte=day),
        Q(valid_to__isnull=True) | Q(valid_to__gt=day),
    )


def stays(here: Unit) -> list[Stay]:
    """Where a unit stood, the present first. A path is never given twice, so an old parent's name is found by its path."""
    rows = list(Placement.objects.filter(unit=here))
    parents = {row.path[: -Unit.steplen] for row in rows}
    owners = dict(Placement.objects.filter(path__in=parents).order_by("pk").values_list("path", "unit_id"))
    names = unit_names(owners.values())
    return [
        Stay(
            names[owners[parent]][0] if (parent := row.path[: -Unit.steplen]) in owners else "",
            row.valid_from,
            row.valid_to,
        )
        for row in sorted(rows, key=lambda row: row.valid_from or LONG_AGO, reverse=True)
    ]


def way_up(here: Unit) -> str:
    """Names from the root to a unit, joined: tells units of the same name apart in a choice."""
    names = dict(Unit.objects.filter(path__in=above(here.path)).values_list("path", "name"))
    return " / ".join([names[path] for path in above(here.path)] + [here.name])
