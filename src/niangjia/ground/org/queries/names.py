"""What a unit or an employer was called on a day, and who once had a name."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from django.db.models import Exists, OuterRef, Q

from niangjia.ground.org.models import Employer, FormerName, Unit
from niangjia.ground.org.scoped import seen
from niangjia.kit.powers import Actor


class Names(NamedTuple):
    """Full, short and seal name of a unit on a day; an employer has the first only."""

    name: str
    short_name: str = ""
    seal_name: str = ""


def name_on(here: Unit | Employer, day: date) -> Names:
    """What a unit or an employer was called on a day: for papers of that day. Unscoped."""
    mine = Q(unit=here) if isinstance(here, Unit) else Q(employer=here)
    row = FormerName.objects.filter(mine & then(day)).first()
    told = row or here
    return Names(told.name, getattr(told, "short_name", ""), getattr(told, "seal_name", ""))


def names_on(ids: Iterable[int], day: date) -> dict[int, str]:
    """Full names of units on a day, those that had another one than today's. Unscoped: for labels."""
    rows = FormerName.objects.filter(then(day), unit__in=set(ids)).values_list("unit_id", "name")
    return dict(rows)


def then(day: date) -> Q:
    """Condition for former names that held on a day."""
    return (Q(valid_from__isnull=True) | Q(valid_from__lte=day)) & Q(valid_to__gt=day)


class Former(NamedTuple):
    """A name that is no more: full and short name, the days, and the paper of the renaming that ended it."""

    name: str
    short_name: str
    valid_from: date | None
    valid_to: date
    document: str


def former_names(here: Unit | Employer) -> list[Former]:
    """What a unit or an employer was called before, the last first."""
    mine = Q(unit=here) if isinstance(here, Unit) else Q(employer=here)
    rows = FormerName.objects.filter(mine).order_by("-valid_to")
    return [Former(*row) for row in rows.values_list("name", "short_name", "valid_from", "valid_to", "document")]


def once_called(text: str, owner: str) -> Exists:
    """Whether a unit (or an employer: `owner`) of the row once had a name that holds the text."""
    rows = FormerName.objects.filter(**{owner: OuterRef("pk")})
    return Exists(rows.filter(Q(name__icontains=text) | Q(short_name__icontains=text)))


def find_former(actor: Actor, text: str, *, limit: int = 10) -> list[tuple[Unit, str, date]]:
    """Units in the actor's branches that once had a name with this text and have it no more: with that name and its end."""
    if not text:
        return []
    rows = FormerName.objects.filter(Q(name__icontains=text) | Q(short_name__icontains=text), unit__isnull=False)
    rows = rows.filter(seen(actor, "org.view", "unit__path")).exclude(unit__name__icontains=text)
    return [
        (row.unit, row.name, row.valid_to)
        for row in rows.select_related("unit").order_by("-valid_to")[:limit]
        if row.unit
    ]
