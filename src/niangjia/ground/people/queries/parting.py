"""Which members of a union go to a new one when it is split: by workplace, by list, by filter. Unscoped: parts of org's acts."""

# ruff: noqa: S608  (statements are built of the constant pieces of this package; values are always parameters)
from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db.models import Count, F, Q, Value
from django.db.models.functions import Coalesce, NullIf

from niangjia.ground.org import queries as org
from niangjia.ground.people.models import Employment, Membership
from niangjia.ground.people.policies import VIEW
from niangjia.ground.people.queries.conditions import Filters
from niangjia.ground.people.queries.lists import chosen_part, fetch
from niangjia.kit.powers import Actor, subtree_range
from niangjia.kit.rows import among

MOST_LINES = 5_000


def members_chosen(*, unit_id: int, employers: Sequence[int], chosen: Mapping[str, Any]) -> list[int]:
    """Keys of the members of the union itself who are meant by any of: `with_employers` (they work at one of the employers
    that go along), `workplaces` (texts of the roster), `codes` (address codes), `filters` (plain JSON of `Filters`)."""
    here = Membership.rows.filter(unit_id=unit_id, left_on__isnull=True)
    meant = Q(pk__in=[])
    work = Employment.objects.filter(valid_to__isnull=True)
    if chosen.get("with_employers") and employers:
        there = Q(employer__in=among(employers)) | Q(employer__isnull=True, workplace__in=org.employer_names(employers))
        meant |= Q(person__in=work.filter(there).values("person"))
    if chosen.get("workplaces"):
        places = among(list(chosen["workplaces"]), kind="text")
        named = work.annotate(place=PLACE).filter(place__in=places)
        meant |= Q(person__in=named.values("person"))
    if chosen.get("codes"):
        meant |= Q(person__code__in=among(list(chosen["codes"]), kind="text"))
    keys = set(here.filter(meant).values_list("person_id", flat=True))
    if chosen.get("filters"):
        keys |= _filtered(unit_id, Filters.from_json(chosen["filters"]))
    return sorted(keys)


PLACE = Coalesce(NullIf(F("workplace"), Value("")), F("employer__name"), Value(""))


def _filtered(unit_id: int, filters: Filters) -> set[int]:
    path = org.unit_by_id(unit_id).path
    part = chosen_part(filters, (subtree_range(path),))
    rows = fetch(
        f"SELECT m.person_id FROM people_membership m WHERE {part.where} AND m.unit_id = %s",
        [*part.values, unit_id],
    )
    return {row[0] for row in rows}


class Workplace(NamedTuple):
    """A workplace of a union's own members, and how many work there."""

    name: str
    number: int


def workplaces_of(actor: Actor, code: str, *, most: int = 200) -> list[Workplace]:
    """Workplaces of the members of the union itself, the largest first. Raises UnitNotFound."""
    here = org.unit(actor, code, power=VIEW)
    mine = Membership.rows.filter(unit=here, left_on__isnull=True).values("person")
    rows = Employment.objects.filter(valid_to__isnull=True, person__in=mine).annotate(place=PLACE).exclude(place="")
    counted = rows.order_by().values_list("place").annotate(number=Count("pk")).order_by("-number", "place")
    return [Workplace(name, number) for name, number in counted[:most]]


@dataclass(frozen=True)
class Listed:
    """Members whom a pasted list names; lines that name nobody of this union, and those that name several."""

    codes: list[str]
    unknown: list[str]
    several: list[str]


def listed(actor: Actor, code: str, text: str) -> Listed:
    """Members of the union itself by name or card number, one a line. Raises UnitNotFound."""
    here = org.unit(actor, code, power=VIEW)
    lines = list(dict.fromkeys(" ".join(one.split()) for one in re.split(r"[\n,，、;；]", text) if one.strip()))[
        :MOST_LINES
    ]
    wanted = among(lines, kind="text")
    rows = Membership.rows.filter(unit=here, left_on__isnull=True).filter(
        Q(person__name__in=wanted) | Q(card_number__in=among(lines, kind="text"))
    )
    found = list(rows.order_by("pk").values_list("person__code", "person__name", "card_number"))
    times = Counter(name for _code, name, _card in found)
    cards = {card: her for her, _name, card in found if card}
    names = {name: her for her, name, _card in found}
    codes = [cards.get(line) or names[line] for line in lines if line in cards or times[line] == 1]
    return Listed(
        codes,
        [line for line in lines if line not in cards and not times[line]],
        [line for line in lines if line not in cards and times[line] > 1],
    )
