"""The tree: units by code, above, below, and as it was on a day."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from django.db import connection
from django.db.models import Max, Q, QuerySet
from django.db.models.functions import Substr
from django.db.models.lookups import In

from niangjia.ground.org.choices import DEMONSTRATION
from niangjia.ground.org.models import Placement, Reshaped, Unit
from niangjia.ground.org.rules import child_path
from niangjia.ground.org.scoped import seen
from niangjia.kit.powers import EVERYWHERE, Actor, NotFound, PathRange, holds, reach, subtree_range


class UnitNotFound(NotFound):
    """No such unit, or none of the actor's."""


def unit(actor: Actor, code: str, *, power: str = "org.view") -> Unit:
    """One unit in the actor's branches. Raises UnitNotFound, whether it is missing or merely not the actor's."""
    found: Unit | None = Unit.objects.filter(seen(actor, power, "path"), code=code).first()
    if found is None:
        raise UnitNotFound
    return found


def children(actor: Actor, parent: Unit, *, dissolved: bool = False) -> QuerySet[Unit]:
    """Units directly under one, in tree order; dissolved ones only when asked for."""
    low, high = subtree_range(parent.path)
    rows: QuerySet[Unit] = Unit.objects.filter(
        seen(actor, "org.view", "path"), path__gt=low, path__lt=high, depth=parent.depth + 1
    )
    return (rows if dissolved else rows.filter(dissolved_on__isnull=True)).order_by("path")


def above(path: str) -> list[str]:
    """Paths of the units above a path, the root first."""
    return [path[:end] for end in range(Unit.steplen, len(path), Unit.steplen)]


def ancestors(here: Unit) -> list[Unit]:
    """Units above one, the root first. Names of the way up are no secret within the house."""
    return list(Unit.objects.filter(path__in=above(here.path)).order_by("path"))


def way(path: str) -> list[Unit]:
    """The units from the root down to a path, that of the path included. Unscoped: for planning ways through the tree."""
    return list(Unit.objects.filter(path__in=[*above(path), path]).order_by("path"))


def units_at(paths: Iterable[str]) -> list[Unit]:
    """The units at some paths. Unscoped: for finding what lies above many places in one statement."""
    return list(Unit.objects.filter(path__in=set(paths)).order_by("path"))


def parent_of(here: Unit) -> Unit | None:
    """The unit directly above, if any."""
    return Unit.objects.filter(path=here.path[: -Unit.steplen]).first() if here.depth > 1 else None


def may_reshape(actor: Actor, here: Unit) -> bool:
    """Whether the actor may move, dissolve or restore a unit: the unit above answers for that, the terminal for roots."""
    if here.depth == 1:
        return reach(actor, "org.edit") == EVERYWHERE
    return holds(actor, "org.edit", here.path[: -Unit.steplen])


def subtree(here: Unit | str | Sequence[str], field: str = "path") -> Q:
    """Condition that keeps a unit and everything below it; `field` is the path's name in the query.

    Several paths: any of these branches, one condition however many they are.
    """
    if not isinstance(here, str | Unit):
        return _branches(here, field)
    low, high = subtree_range(here if isinstance(here, str) else here.path)
    return Q(**{f"{field}__gte": low, f"{field}__lt": high})


def _shared(paths: Sequence[str]) -> str:
    """The path of the nearest unit above all of these paths, "" if none is: it keeps an index in use."""
    ways = [above(path) for path in paths]
    if not ways:
        return ""
    common = set(ways[0]).intersection(*ways[1:])
    return max(common, key=len, default="")


def _branches(paths: Sequence[str], field: str) -> Q:
    found = Q(pk__in=[])
    shared = _shared(paths)
    for length in sorted({len(path) for path in paths}):
        found |= Q(In(Substr(field, 1, length), [path for path in paths if len(path) == length]))
    return found & subtree(shared, field) if shared else found


def placed_on(day: date) -> QuerySet[Placement]:
    """The tree as it was on a day: one row a unit with its path then. Use `.values_list("unit_id", "path")`."""
    return Placement.objects.filter(
        Q(valid_from__isnull=True) | Q(valid_from__lte=day), Q(valid_to__isnull=True) | Q(valid_to__gt=day)
    ).order_by("path")


PLACED_SQL = (
    "SELECT unit_id, path FROM org_placement"
    " WHERE (valid_from IS NULL OR valid_from <= %(on)s) AND (valid_to IS NULL OR valid_to > %(on)s)"
)
"""The same as `placed_on` for figures that are one statement; `on` is the day."""


def path_on(unit_id: int, day: date) -> str | None:
    """Where one unit stood on a day."""
    return placed_on(day).filter(unit_id=unit_id).values_list("path", flat=True).first()


def unit_names(ids: Iterable[int]) -> dict[int, tuple[str, str, str]]:
    """Name, code and path of units by id. Unscoped: for labels of records that the caller has scoped."""
    rows = Unit.objects.filter(pk__in=set(ids)).values_list("pk", "name", "code", "path")
    return {pk: (name, code, path) for pk, name, code, path in rows}


def unit_ids_by_name(names: Sequence[str]) -> dict[str, list[int]]:
    """Ids of units by full or short name, the full name first, living ones only. Unscoped: importers check reach."""
    found: dict[str, list[int]] = {}
    wanted = sorted({name for name in names if name})
    for start in range(0, len(wanted), 500):
        some = wanted[start : start + 500]
        rows = Unit.objects.filter(Q(name__in=some) | Q(short_name__in=some), dissolved_on__isnull=True)
        for pk, name, short in rows.order_by("pk").values_list("pk", "name", "short_name"):
            _add(found, name, pk)
            if short != name:
                _add(found, short, pk)
    return {name: found[name] for name in wanted if name in found}


def _add(found: dict[str, list[int]], name: str, pk: int) -> None:
    found.setdefault(name, []).append(pk)


def unit_by_id(unit_id: int) -> Unit:
    """One unit by its key, for actions and jobs that carry keys. Unscoped. Raises UnitNotFound."""
    found: Unit | None = Unit.objects.filter(pk=unit_id).first()
    if found is None:
        raise UnitNotFound
    return found


def root_paths() -> list[str]:
    """Paths of the roots: who reaches them all reaches everything."""
    return list(Unit.objects.filter(depth=1).order_by("path").values_list("path", flat=True))


def count_within(ranges: Sequence[PathRange]) -> int:
    """How many units lie in some ranges."""
    condition = Q(pk__in=[])
    for low, high in ranges:
        condition |= Q(path__gte=low, path__lt=high)
    return Unit.objects.filter(condition).count()  # type: ignore[no-any-return]


# ------------------------------------------------------------------ inside the transaction of a change


def lock_tree() -> None:
    """Let one change of the tree's shape happen at a time, until the transaction ends: adding, moving, dissolving."""
    list(Unit.objects.filter(depth=1).select_for_update().order_by("pk").values_list("pk", flat=True))


def free_paths(parent_path: str, number: int = 1) -> list[str]:
    """Paths under a parent ("" for roots) that no unit ever had. Call after `lock_tree`."""
    low, high = subtree_range(parent_path)
    stood = Placement.objects.filter(path__gt=low, path__lt=high).aggregate(last=Max("path"))["last"] or ""
    lent = Reshaped.objects.filter(new_path__gt=low, new_path__lt=high).aggregate(last=Max("new_path"))["last"] or ""
    last = max(stood, lent)
    return [child_path(parent_path, last, ahead) for ahead in range(1, number + 1)]


def held_paths(ids: Iterable[int]) -> dict[int, str]:
    """Today's paths of units, which no move can change until the transaction ends.

    For tables that repeat a path (`Membership.path`): read it here before writing, else a move at the same moment
    leaves a row behind in the old branch. Readers do not wait for each other.
    """
    wanted = sorted(set(ids))
    if connection.vendor != "postgresql":  # SQLite: a writing transaction is alone
        rows = Unit.objects.filter(pk__in=wanted).values_list("pk", "path")
        return dict(rows)
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, path FROM org_unit WHERE id = ANY(%s) ORDER BY id FOR SHARE", [wanted])
        return dict(cursor.fetchall())


def is_founded(actor: Actor) -> bool:
    """Whether there is any union body yet, within reach of `org.view`."""
    return bool(Unit.objects.filter(seen(actor, "org.view", "path")).exists())


def is_demonstration(actor: Actor) -> bool:
    """Whether the county is the invented one; a tree with another root beside it is not."""
    roots = set(Unit.objects.filter(seen(actor, "org.view", "path"), depth=1).values_list("origin", flat=True))
    return roots == {DEMONSTRATION}


class House(NamedTuple):
    """What stands over the door: the name of the county's federation, and whether it is the invented one."""

    name: str
    demonstration: bool


def house() -> House:
    """Public: the log-in page shows it. A tree with several roots has no one name and is no demonstration."""
    roots = list(Unit.objects.filter(depth=1).values_list("name", "origin")[:2])
    if len(roots) != 1:
        return House("", False)
    name, origin = roots[0]
    return House(name, origin == DEMONSTRATION)
