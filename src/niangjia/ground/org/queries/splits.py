"""What a split would do, before it is done: the units, employers and members that go, and what is open about them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, Q, Sum
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from niangjia.ground.org.models import Attachment, Headcount, Unit
from niangjia.ground.org.queries.moves import added, told
from niangjia.ground.org.queries.tree import subtree, unit
from niangjia.ground.org.queries.units import in_force
from niangjia.ground.org.rules import Portion
from niangjia.kit.declare import contributions
from niangjia.kit.powers import Actor


@dataclass(frozen=True)
class Chosen:
    """Units directly below and employers of the unit itself that go along; others than its own are left out."""

    units: list[Unit]
    employers: list[int]


def chosen_of(here: Unit, portion: Portion) -> Chosen:
    """What of a portion is the unit's own. Unscoped: for acts and previews that have judged who may."""
    below = Unit.objects.filter(subtree(here), depth=here.depth + 1, code__in=list(portion.units))
    hung = Attachment.objects.filter(unit=here, valid_to__isnull=True, employer__code__in=list(portion.employers))
    return Chosen(
        list(below.order_by("path")), list(hung.order_by("employer_id").values_list("employer_id", flat=True))
    )


def people_of(unit_id: int, chosen: Chosen, portion: Portion) -> list[int]:
    """Keys of the members of the unit itself who go along, as the modules that know members say (`unit.people`)."""
    found: set[int] = set()
    for part in contributions("unit.people"):
        if part.move is not None:
            found.update(part.move(unit_id=unit_id, employers=chosen.employers, chosen=dict(portion.members)))
    return sorted(found)


@dataclass(frozen=True)
class SplitPreview:
    """The unit, (label, count) of all that goes, keys of the units directly below that go, and what the unit itself gives:
    members, employers in business, their workers."""

    unit: Unit
    rows: list[tuple[Any, int]]
    units: list[Unit]
    members: int
    employers: int
    workers: int


def preview_split(actor: Actor, code: str, portion: Portion) -> SplitPreview:
    """Exactly what would go, in a fixed number of statements. Raises UnitNotFound for units out of reach."""
    here = unit(actor, code, power="org.edit")
    chosen = chosen_of(here, portion)
    people = people_of(here.pk, chosen, portion)
    rows = added(told("unit.move", path=[one.path for one in chosen.units])) if chosen.units else []
    rows += [(_("直接归到新工会的单位"), len(chosen.employers)), (_("会籍转到新工会的会员"), len(people))]
    for part in contributions("unit.split"):
        if part.preview is not None:
            rows += part.preview(unit_id=here.pk, people=people, employers=chosen.employers)
    employers, workers = _covered(chosen.employers)
    return SplitPreview(here, rows, chosen.units, len(people), employers, workers)


def _covered(keys: Sequence[int]) -> tuple[int, int]:
    """How many of some employers are in business today, and their declared workers: as the figures count them."""
    today = timezone.localdate()
    alive = Attachment.objects.filter(*in_force(today), employer__in=list(keys)).filter(
        Q(employer__founded_on__isnull=True) | Q(employer__founded_on__lte=today),
        Q(employer__closed_on__isnull=True) | Q(employer__closed_on__gt=today),
    )
    ids = list(alive.values_list("employer_id", flat=True))
    counted = Headcount.objects.filter(*in_force(today), employer__in=ids).aggregate(all=Sum("workers"))
    return len(ids), counted["all"] or 0


@dataclass(frozen=True)
class Divisible:
    """What can be chosen in a split: units directly below, and employers of the unit itself with their workers."""

    units: list[Unit]
    employers: list[Any]
    more_employers: int


def divisible(actor: Actor, code: str, *, most: int = 500) -> Divisible:
    """What a unit could give away. Raises UnitNotFound."""
    here = unit(actor, code, power="org.edit")
    below = Unit.objects.filter(subtree(here), depth=here.depth + 1, dissolved_on__isnull=True).order_by("path")
    hung = Attachment.objects.filter(unit=here, valid_to__isnull=True).order_by("employer__name", "pk")
    shown = hung.annotate(name=F("employer__name"), code=F("employer__code"), town=F("employer__town"))
    number = hung.aggregate(all=Count("pk"))["all"]
    return Divisible(list(below[:most]), list(shown.values("name", "code", "town")[:most]), max(0, number - most))
