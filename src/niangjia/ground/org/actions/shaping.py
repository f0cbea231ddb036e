"""The shape of the tree: what every act on it checks, and how a branch goes to another place.

Only for the actions of this module, inside their transactions.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.db.models import F, Q, QuerySet, Value
from django.db.models.functions import Concat, Substr
from django.utils import timezone

from niangjia.ground.org import rules
from niangjia.ground.org.actions.refusals import (
    AlreadyDissolved,
    ChangedMeanwhile,
    FutureDay,
    MayNotEdit,
    MayNotReshape,
    WrongDay,
)
from niangjia.ground.org.choices import Part, Shape
from niangjia.ground.org.models import Placement, Reshaped, Reshaping, Unit
from niangjia.ground.org.queries import ancestors, may_reshape, subtree, unit
from niangjia.kit.declare import contributions
from niangjia.kit.powers import Actor, Reason, holds


def day_of(now: datetime) -> date:
    """The day of a moment, here."""
    return timezone.localtime(now).date()


def editable(actor: Actor, code: str, revision: int | None = None, *, dissolved: bool = False) -> Unit:
    """The unit, locked; of the given revision, and living unless said otherwise."""
    seen = unit(actor, code)
    here: Unit = Unit.objects.select_for_update().get(pk=seen.pk)
    if not holds(actor, "org.edit", here.path):
        raise MayNotEdit(name=here.name)
    if revision is not None and here.revision != revision:
        raise ChangedMeanwhile(name=here.name)
    if here.dissolved_on is not None and not dissolved:
        raise AlreadyDissolved(name=here.name, on=here.dissolved_on)
    return here


def reshapable(actor: Actor, code: str, revision: int, *, dissolved: bool = False) -> Unit:
    """As `editable`, for acts that the unit above answers for."""
    here = editable(actor, code, revision, dissolved=dissolved)
    if not may_reshape(actor, here):
        raise MayNotReshape(name=here.name)
    return here


def same_name(name: str, parent_path: str, *, besides: int | None = None) -> Reason | None:
    """The reason against a name that a living neighbour has."""
    beside = Unit.objects.filter(subtree(parent_path), dissolved_on__isnull=True, name=name)
    beside = beside.filter(depth=len(parent_path) // Unit.steplen + 1).exclude(pk=besides or 0)
    return Reason("org.same_name", "name", {"name": name}) if beside.exists() else None


def town_above(parent: Unit, *, itself: tuple[str, str] = ("", "")) -> str:
    """The town of a unit that hangs under this one."""
    chain = [(one.level, one.name, one.town) for one in [*ancestors(parent), parent]]
    return rules.town_of([*chain, (*itself, "")])


def check_day(path: str, on: date, today: date, parent: Unit) -> None:
    """A move takes effect today or earlier, not before an earlier move of any unit that goes along, and not before the unit
    above came to where it stands: else the branch would have hung under a place where nobody was."""
    if on > today:
        raise FutureDay
    above = Placement.objects.filter(unit=parent, valid_to__isnull=True).values_list("valid_from", flat=True).first()
    first = rules.first_day_possible([first_day(path), above])
    if first is not None and on < first:
        raise WrongDay(first=first)


def first_day(path: str | Sequence[str]) -> date | None:
    """The latest day on which any unit of a branch (or several) came to where it stands; none if all stood there since ever."""
    since = Placement.objects.filter(subtree(path), valid_to__isnull=True).values_list("valid_from", flat=True)
    return rules.first_day_possible(since)


def carry(old: str, new: str, on: date) -> None:
    """Take a branch to a new path from a day on, with all that other modules keep about it."""
    replace_placements(old, new, on)
    rewrite_paths(old, new, (len(new) - len(old)) // Unit.steplen)
    tell(old, new, on)


def tell(old: str, new: str, on: date) -> None:
    """Let the modules that repeat paths rewrite theirs, in this transaction."""
    for one in contributions("unit.move"):
        if one.move is not None:
            one.move(old=old, new=new, on=on)


def count_children(path: str, more: int) -> None:
    """Keep the number of children of the unit at a path right."""
    Unit.objects.filter(path=path).update(numchild=F("numchild") + more)


def replace_placements(old: str, new: str, on: date) -> None:
    """Close the open placements of a branch on a day and open new ones; those opened that same day just change."""
    mine = Placement.objects.filter(subtree(old), valid_to__isnull=True)
    same_day = {"path": Concat(Value(new), Substr("path", len(old) + 1))}
    moved = [
        (unit_id, new + path[len(old) :])
        for unit_id, path in mine.filter(~Q(valid_from=on) | Q(valid_from__isnull=True)).values_list("unit_id", "path")
    ]
    mine.filter(valid_from=on).update(**same_day)
    mine.update(valid_to=on)
    Placement.objects.bulk_create([Placement(unit_id=pk, path=path, valid_from=on) for pk, path in moved], 500)


def rewrite_old_places(old: str, new: str) -> None:
    """Give all placements of a branch new paths, keeping their days: for taking back."""
    Placement.objects.filter(subtree(old)).update(path=Concat(Value(new), Substr("path", len(old) + 1)))


def rewrite_paths(old: str, new: str, deeper: int) -> None:
    """Give a branch its new paths: one statement; the new ones were never used, so none collides."""
    Unit.objects.filter(subtree(old)).order_by().update(
        path=Concat(Value(new), Substr("path", len(old) + 1)), depth=F("depth") + deeper
    )


def follow_town(here: Unit, former: Unit | None, parent: Unit) -> None:
    """Units of a branch that carried the old town carry the new one."""
    if here.level:
        return
    old, new = town_above(former) if former else "", town_above(parent)
    if old != new:
        Unit.objects.filter(subtree(here), town=old).update(town=new)


Piece = tuple[Unit, Part, str, str]
"""A unit, what became of it, its path before and after."""


def keep_parts(made: Reshaping, parts: Sequence[Piece]) -> None:
    """Write down who took part in a reshaping; their revision, counted up here, tells what is changed later."""
    keys = [one.pk for one, *__ in parts]
    Unit.objects.filter(pk__in=keys).update(revision=F("revision") + 1)
    Reshaped.objects.bulk_create(
        [
            Reshaped(reshaping=made, unit=one, part=part, old_path=old, new_path=new, revision=one.revision + 1)
            for one, part, old, new in parts
        ],
        500,
    )


def write_down(
    actor: Actor, kind: Shape, piece: Piece, into: Unit | None, on: date, document: str, now: datetime
) -> None:
    """Keep an act on one unit as a dated fact with its document number."""
    made = Reshaping.objects.create(
        kind=kind, on=on, document=rules.tidy(document), into=into, made_at=now, by_account_id=actor.account_id
    )
    keep_parts(made, [piece])


# ------------------------------------------------------------------ taking back


def put_back(row: Reshaped, on: date, moved_that_day: Sequence[int]) -> None:
    """A branch stands again where it stood, its days too; what was added below it since comes along."""
    old, new = row.old_path, row.new_path
    if old == new:
        return
    ended = ended_places(row, on, moved_that_day)
    begun = begun_places(new, on, ended)
    ended = Placement.objects.filter(pk__in=list(ended.values_list("pk", flat=True)))
    begun.delete()
    ended.update(valid_to=None)
    rewrite_old_places(new, old)
    rewrite_paths(new, old, (len(old) - len(new)) // Unit.steplen)
    tell(new, old, on)


def ended_places(row: Reshaped, on: date, moved_that_day: Sequence[int]) -> QuerySet[Placement]:
    """Placements of a branch that the merge closed; those of units that had come there that very day only changed."""
    where = Q(path=row.old_path) if row.part == Part.MERGED else subtree(row.old_path)
    return Placement.objects.filter(where, valid_to=on).exclude(unit__in=moved_that_day)


def begun_places(path: str, on: date, ended: QuerySet[Placement]) -> QuerySet[Placement]:
    units = list(ended.values_list("unit_id", flat=True))
    return Placement.objects.filter(subtree(path), unit__in=units, valid_from=on, valid_to__isnull=True)


def count_anew(paths: Iterable[str]) -> None:
    """Set the number of children of the units at these paths to what the tree says."""
    for path in paths:
        number = Unit.objects.filter(subtree(path), depth=len(path) // Unit.steplen + 1).count() if path else 0
        Unit.objects.filter(path=path).update(numchild=number)
