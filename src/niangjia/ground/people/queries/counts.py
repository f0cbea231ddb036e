"""How many members each value of a facet would leave, for the count that is asked for after the list is on the screen.

A facet is counted without its own choice (several values of one field mean any of them), so each chosen facet needs a
count of its own; the others share one. Up to 10,000 members the rows themselves are counted, in milliseconds. Beyond,
values are listed without numbers until somebody asks for them: grouping half a million rows takes seconds.
"""

# ruff: noqa: S608  (statements are built of the constant pieces of this package; values are always parameters)
from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db.models import Q

from niangjia.ground.org import queries as org
from niangjia.ground.people.choices import LeavingReason
from niangjia.ground.people.models import Membership
from niangjia.ground.people.policies import VIEW
from niangjia.ground.people.queries.conditions import Filters, branches
from niangjia.ground.people.queries.lists import (
    EXACT_TO,
    FEW,
    Tally,
    at_most,
    chosen_part,
    fetch,
    reach_of,
    units_of,
)
from niangjia.kit.powers import Actor, PathRange

if TYPE_CHECKING:
    from niangjia.ground.org.models import Unit

FACETS: Mapping[str, tuple[str, str]] = {
    "state": ("m.state", "states"),
    "verified": ("CASE WHEN p.verified_on IS NULL THEN 'no' ELSE 'yes' END", "verified"),
    "form": ("COALESCE(e.form, '')", "forms"),
    "occupation": ("COALESCE(e.occupation, '')", "occupations"),
    "mode": ("m.mode", "modes"),
    "gender": ("p.gender", "gender"),
    "education": ("p.education", "educations"),
    "identity": ("CASE WHEN p.identity_index IS NULL THEN 'yes' ELSE '' END", "lacks"),
    "phone": ("CASE WHEN p.phone_index = '' THEN 'yes' ELSE '' END", "lacks"),
}
"""Expression and filter of each facet; what a person lacks is counted field by field."""

_TABLES = (
    "people_membership m JOIN people_person p ON p.id = m.person_id "
    "LEFT JOIN people_employment e ON e.person_id = m.person_id AND e.valid_to IS NULL"
)


class FacetCount(NamedTuple):
    """Values of one field, the most frequent first, with how many members each would leave. Not `exact`: the list holds
    more than 10,000 and the numbers are not to be shown."""

    numbers: dict[str, int]
    exact: bool


def facet_counts(
    actor: Actor, *, unit: Unit | Sequence[Unit] | None = None, filters: Filters | None = None, exact: bool = False
) -> dict[str, FacetCount]:
    """Each facet counted within scope; blanks left out. Beyond 10,000 members only if `exact` is asked for."""
    filters = filters or Filters()
    ranges = branches(reach_of(actor, VIEW), units_of(unit))
    if not ranges:
        return {name: FacetCount({}, True) for name in FACETS}
    bare = Filters()
    own = [name for name, (_column, field) in FACETS.items() if getattr(filters, field) != getattr(bare, field)]
    shared = [name for name in FACETS if name not in own]
    small = at_most(ranges, FEW)
    found = _counted(shared, filters, ranges, exact, small)
    for field in dict.fromkeys(FACETS[name][1] for name in own):
        names = [name for name in own if FACETS[name][1] == field]
        without: Any = {field: getattr(bare, field)}
        found |= _counted(names, replace(filters, **without), ranges, exact, small)
    return {name: found[name] for name in FACETS}


def _counted(
    names: Sequence[str], filters: Filters, ranges: Sequence[PathRange], exact: bool, small: bool
) -> dict[str, FacetCount]:
    """Some facets over one set of members: counted from its rows if they are few, grouped by the database if asked."""
    if not names:
        return {}
    part = chosen_part(filters, ranges, small=small)
    columns = ", ".join(FACETS[name][0] for name in names)
    rows = fetch(f"SELECT {columns} FROM {_TABLES} WHERE {part.where} LIMIT {EXACT_TO + 1}", part.values)
    weighed = [(row, 1) for row in rows]
    known = exact or len(rows) <= EXACT_TO
    if exact and len(rows) > EXACT_TO:
        places = ", ".join(str(place) for place in range(1, len(names) + 1))
        grouped = fetch(f"SELECT {columns}, COUNT(*) FROM {_TABLES} WHERE {part.where} GROUP BY {places}", part.values)
        weighed = [(row[:-1], row[-1]) for row in grouped]
    tallies: list[Counter[str]] = [Counter() for _name in names]
    for values, number in weighed:
        for tally, value in zip(tallies, values, strict=True):
            tally[value] += number
    return {
        name: FacetCount({value: number for value, number in tally.most_common() if value}, known)
        for name, tally in zip(names, tallies, strict=True)
    }


def tallies(actor: Actor, asked: Sequence[tuple[Unit | None, Filters]]) -> list[Tally]:
    """How many members each of several lists holds, exactly up to 10,000: for the tabs of kept filters."""
    seen, few = reach_of(actor, VIEW), dict[tuple[PathRange, ...], bool]()
    found = []
    for unit, filters in asked:
        ranges = branches(seen, units_of(unit))
        number = 0
        if ranges:
            if ranges not in few:
                few[ranges] = at_most(ranges, FEW)
            part = chosen_part(filters, ranges, small=few[ranges])
            sql = f"SELECT COUNT(*) FROM (SELECT 1 FROM people_membership m WHERE {part.where} LIMIT {EXACT_TO + 1}) k"
            number = int(fetch(sql, part.values)[0][0])
        found.append(Tally(min(number, EXACT_TO), number <= EXACT_TO))
    return found


def members_on(here: Unit, day: date) -> int:
    """Members in force on a day in a branch of the tree of then, as the figure `people.members` counts them. Unscoped: for the page
    of a unit that the caller has scoped."""
    rows = Membership.rows.filter(unit__in=org.branch_on(here, day)).exclude(leaving=LeavingReason.UNDONE)
    return rows.filter(
        Q(joined_on__isnull=True) | Q(joined_on__lte=day), Q(left_on__isnull=True) | Q(left_on__gt=day)
    ).count()
