"""Merges and other acts on the shape of the tree: what one would do, what was done, and what became of a unit."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db.models import Q
from django.utils import timezone

from niangjia.ground.org import rules
from niangjia.ground.org.choices import Part, Shape
from niangjia.ground.org.models import Reshaped, Reshaping, Unit
from niangjia.ground.org.queries.moves import added, told
from niangjia.ground.org.queries.tree import above, may_reshape, subtree, unit
from niangjia.ground.org.reasons import SENTENCES
from niangjia.ground.org.scoped import seen
from niangjia.kit.powers import Actor, Reason

UNDOABLE = {Shape.MERGE.value: (Part.INTO, Part.MERGED), Shape.SPLIT.value: (Part.FROM, Part.MADE)}
"""Acts that may be taken back on their day, and on whose pages the button stands."""


class Receiver(NamedTuple):
    """The unit that another one was merged into."""

    name: str
    code: str
    on: date


@dataclass(frozen=True)
class MergePreview:
    """Units, the one that would receive them, (label, count) of everything that goes along, and why they may not ("" if
    they may)."""

    units: Sequence[Unit]
    into: Unit
    rows: list[tuple[Any, int]]
    refusal: str


def preview_merge(actor: Actor, codes: Sequence[str], into_code: str) -> MergePreview:
    """Exactly what would go along. Raises UnitNotFound for units out of reach."""
    gone = [unit(actor, code, power="org.edit") for code in codes]
    into = unit(actor, into_code, power="org.edit")
    paths, keys = [one.path for one in gone], [one.pk for one in gone]
    found = added([*told("unit.move", path=paths), *told("unit.merge", unit_ids=keys)])
    reasons = merge_reasons(gone, into)
    return MergePreview(gone, into, found, reasons[0].worded(SENTENCES) if reasons else "")


def merge_reasons(gone: Sequence[Unit], into: Unit) -> list[Reason]:
    """Why units may not be merged into another one; none if they may."""
    found: list[Reason] = []
    for one in gone:
        if one.pk == into.pk:
            found.append(Reason("org.merge_itself", "into", {"unit": one.name}))
        elif rules.is_below(into.path, one.path):
            found.append(Reason("org.merge_below", "into", {"unit": one.name, "into": into.name}))
        elif not rules.may_merge(one.kind, into.kind):
            found.append(Reason("org.merge_kinds", "into"))
        upper = next((each for each in gone if each.pk != one.pk and rules.is_below(one.path, each.path)), None)
        if upper is not None:
            found.append(Reason("org.merge_nested", "into", {"unit": one.name, "above": upper.name}))
    return found or _children_reasons(gone, into)


def _children_reasons(gone: Sequence[Unit], into: Unit) -> list[Reason]:
    """Why what hangs below cannot hang together under the receiver."""
    ending = {one.pk for one in gone}
    names: Counter[str] = Counter()
    found: list[Reason] = []
    for child in _living_children([into, *gone]):
        if child.path[: -Unit.steplen] == into.path:
            names[child.name] += child.pk not in ending
            continue
        if not rules.may_hang(child.kind, child.level, into.kind, into.level):
            found.append(Reason("org.merge_child", "into", {"child": child.name, "into": into.name}))
        names[child.name] += 1
    found += [Reason("org.merge_same_name", "into", {"name": name}) for name, times in names.items() if times > 1]
    return found


def _living_children(parents: Sequence[Unit]) -> list[Unit]:
    """Living units directly below several ones; one statement."""
    rows = Unit.objects.filter(subtree([one.path for one in parents]), dissolved_on__isnull=True)
    above = {one.path for one in parents}
    rows = rows.filter(depth__in={one.depth + 1 for one in parents}).order_by("path")
    return [one for one in rows if one.path[: -Unit.steplen] in above]


def merged_into(ids: Iterable[int]) -> dict[int, Receiver]:
    """Units that ended in another one → that one. Unscoped: for labels of units that the caller has scoped."""
    rows = Reshaped.objects.filter(
        unit__in=set(ids), part=Part.MERGED, reshaping__kind=Shape.MERGE, reshaping__undone_at__isnull=True
    ).select_related("reshaping__into")
    found = {}
    for row in rows:
        into = row.reshaping.into
        if into is not None:
            found[row.unit_id] = Receiver(into.name, into.code, row.reshaping.on)
    return found


def find_merged(actor: Actor, text: str, *, limit: int = 10) -> list[tuple[Unit, Receiver]]:
    """Units in the actor's branches whose name holds the text and that ended in another one, with that one."""
    if not text:
        return []
    rows = Unit.objects.filter(seen(actor, "org.view", "path"), dissolved_on__isnull=False)
    rows = rows.filter(Q(name__icontains=text) | Q(short_name__icontains=text)).order_by("depth", "path")
    found = list(rows.filter(pk__in=Reshaped.objects.filter(part=Part.MERGED).values("unit"))[:limit])
    into = merged_into([one.pk for one in found])
    return [(one, into[one.pk]) for one in found if one.pk in into]


@dataclass(frozen=True)
class ReshapingLine:
    """One reshaping as a unit's page tells it: what happened, what became of this unit, who else, and whether the reader
    may still take it back."""

    code: str
    kind: str
    part: str
    on: date
    document: str
    words: str
    into: str
    others: list[str]
    made_at: datetime
    undone: bool
    may_undo: bool


def reshapings_of(actor: Actor, here: Unit) -> list[ReshapingLine]:
    """What happened to a unit in merges, moves and dissolutions, the last one first."""
    rows = list(
        Reshaped.objects.filter(unit=here).select_related("reshaping__into").order_by("-reshaping__on", "-reshaping_id")
    )
    units = Reshaped.objects.filter(reshaping__in=[row.reshaping_id for row in rows], part__in=[Part.MERGED, Part.FROM])
    names: dict[int, list[str]] = {}
    for reshaping_id, name in units.order_by("pk").values_list("reshaping_id", "unit__name"):
        names.setdefault(reshaping_id, []).append(name)
    mine = may_reshape(actor, here)
    return [_line(row.reshaping, row.part, names.get(row.reshaping_id, []), mine) for row in rows]


def _line(row: Reshaping, part: str, others: list[str], mine: bool) -> ReshapingLine:
    fresh = row.undone_at is None and timezone.localdate(row.made_at) == timezone.localdate()
    return ReshapingLine(
        code=row.code,
        kind=row.kind,
        part=part,
        on=row.on,
        document=row.document,
        words=row.words,
        into=row.into.name if row.into else "",
        others=others,
        made_at=row.made_at,
        undone=row.undone_at is not None,
        may_undo=fresh and mine and part in UNDOABLE.get(row.kind, ()),
    )


def upper_of(units: Sequence[Unit]) -> Unit | None:
    """The nearest unit above several ones, itself none of them; none for roots."""
    common = set.intersection(*(set(above(one.path)) for one in units)) if units else set()
    return Unit.objects.filter(path=max(common, key=len)).first() if common else None


def beside(actor: Actor, here: Unit, *, most: int = 200) -> list[Unit]:
    """Living neighbours under the same parent that could end together with a unit."""
    if here.depth == 1:
        return []
    rows = Unit.objects.filter(subtree(here.path[: -Unit.steplen]), seen(actor, "org.edit", "path"))
    rows = rows.filter(depth=here.depth, dissolved_on__isnull=True).exclude(pk=here.pk).order_by("name", "pk")
    return [one for one in rows[:most] if rules.may_merge(one.kind, here.kind)]


def split_from(made: Reshaping) -> Unit:
    """The unit that a split took from."""
    row: Reshaped = Reshaped.objects.select_related("unit").get(reshaping=made, part=Part.FROM)
    return row.unit
