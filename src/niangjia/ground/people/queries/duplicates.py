"""Records that may be one person: the work-list, and the preview of a merge. Set-based, within the actor's reach.

Old 15-digit numbers become 18 digits when they are entered (kit/ids), so they never make a duplicate of their own.
"""

# ruff: noqa: S608  (statements are built of the constant pieces of this package; values are always parameters)
from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from niangjia.ground.people.models import (
    IDENTITY,
    PHONE,
    Consent,
    Employment,
    Membership,
    NotDuplicate,
    Person,
    Standing,
)
from niangjia.ground.people.policies import MERGE
from niangjia.ground.people.queries.lists import at_most, fetch
from niangjia.ground.people.queries.persons import PersonNotFound, visible
from niangjia.ground.people.rules import alike
from niangjia.kit import vault
from niangjia.kit.declare import contributions
from niangjia.kit.ids import mask_identity, mask_phone
from niangjia.kit.powers import EVERYWHERE, Actor, PathRange, reach

SHARED_PHONE = 5
"""A phone that more people share is a union's own, not one person's."""
GATHERED = 60_000
"""A reach of so many members is gathered by path; a larger one is cheaper to find in one pass over all persons."""
MOST = 2_000
"""Pairs looked at in one go; the list is worked off and asked again."""

WHY = {
    "birthday": _("姓名和出生日期相同"),
    "phone": _("手机号相同，姓名相近"),
    "number": _("同一工会同名，其中一份没有证件号码"),
}


@dataclass(frozen=True)
class Half:
    """One record of a pair, masked."""

    code: str
    name: str
    gender: str
    born_on: date | None
    identity: str
    phone: str
    unit_name: str
    joined_on: date | None
    verified: bool


@dataclass(frozen=True)
class Pair:
    """Two records that may be one person; `why` are codes of `WHY`. `numbers_differ`: two different whole numbers."""

    first: Half
    second: Half
    why: tuple[str, ...]
    numbers_differ: bool


def duplicates(actor: Actor, *, limit: int = 50, skip: int = 0) -> list[Pair]:
    """Pairs within the actor's reach that nobody has judged yet: those with most reasons first, those with two
    different whole numbers last."""
    ranges = reach(actor, MERGE)
    if not ranges:
        return []
    narrow = tuple(ranges) != EVERYWHERE and at_most(ranges, GATHERED)
    found: dict[tuple[int, int], set[str]] = {}
    for why, pairs in (
        ("birthday", _same_birthday(ranges, narrow)),
        ("phone", _same_phone(ranges, narrow)),
        ("number", _without_number(ranges)),
    ):
        for first, second in pairs:
            found.setdefault((min(first, second), max(first, second)), set()).add(why)
    for judged in NotDuplicate.objects.values_list("first_id", "second_id"):
        found.pop(judged, None)
    halves = _people({key for pair in found for key in pair})
    both = [
        (found[pair], halves[pair[0]], halves[pair[1]]) for pair in found if pair[0] in halves and pair[1] in halves
    ]
    both.sort(key=lambda one: (_differ(one[1], one[2]), -len(one[0]), one[1].pinyin, one[1].pk, one[2].pk))
    page = both[skip : skip + limit]
    shown = _shown([her for _why, *two in page for her in two])
    return [
        Pair(shown[a.pk], shown[b.pk], tuple(one for one in WHY if one in why), _differ(a, b)) for why, a, b in page
    ]


def _differ(one: Person, two: Person) -> bool:
    return bool(one.identity_index and two.identity_index)


def _people(keys: set[int]) -> dict[int, Person]:
    listed = sorted(keys)
    rows: dict[int, Person] = {}
    for start in range(0, len(listed), 5_000):
        rows |= Person.objects.in_bulk(listed[start : start + 5_000])
    return rows


# ------------------------------------------------------------------ three ways to suspect


def _source(ranges: Sequence[PathRange], narrow: bool) -> tuple[str, tuple[Any, ...]]:
    """The persons of a reach as a statement with its values: gathered by path if they are not too many, else those of
    the whole base, whom `_seen` then tests."""
    columns = "p.id, p.name, p.pinyin, p.born_on, p.phone_index"
    if not narrow:
        return f"SELECT {columns} FROM people_person p WHERE {_LIVING}", ()
    place, ends = _place(ranges, "m.path")
    return (
        f"SELECT {columns} FROM people_membership m CROSS JOIN people_person p "  # CROSS: SQLite begins with the left
        f"WHERE p.id = m.person_id AND m.left_on IS NULL AND {place} AND {_LIVING}",
        ends,
    )


def _place(ranges: Sequence[PathRange], column: str) -> tuple[str, tuple[Any, ...]]:
    texts = " OR ".join([f"({column} >= %s AND {column} < %s)"] * len(ranges))
    return f"({texts})", tuple(end for pair in ranges for end in pair)


def _seen(ranges: Sequence[PathRange], narrow: bool) -> tuple[str, tuple[Any, ...]]:
    """Condition that the person `p` has a membership in force in the ranges, where the source did not see to it."""
    if tuple(ranges) == EVERYWHERE or narrow:
        return "1 = 1", ()
    place, ends = _place(ranges, "s.path")
    return (
        f"EXISTS (SELECT 1 FROM people_membership s WHERE s.person_id = p.id AND s.left_on IS NULL AND {place})",
        ends,
    )


_LIVING = "p.merged_into_id IS NULL AND p.erased_at IS NULL"


def _same_birthday(ranges: Sequence[PathRange], narrow: bool) -> list[tuple[int, int]]:
    (source, values), (seen, ends) = _source(ranges, narrow), _seen(ranges, narrow)
    rows = fetch(
        f"SELECT p.name, p.born_on, p.id FROM ({source}) p JOIN ("
        f"SELECT g.name, g.born_on FROM ({source}) g WHERE g.born_on IS NOT NULL "
        f"GROUP BY g.name, g.born_on HAVING COUNT(*) > 1) d ON d.name = p.name AND d.born_on = p.born_on "
        f"WHERE {seen} ORDER BY p.name, p.born_on, p.id LIMIT {MOST}",
        (*values, *values, *ends),
    )
    return _pairs(((name, born), key) for name, born, key in rows)


def _same_phone(ranges: Sequence[PathRange], narrow: bool) -> list[tuple[int, int]]:
    (source, values), (seen, ends) = _source(ranges, narrow), _seen(ranges, narrow)
    shared, more = (source, values) if narrow else ("SELECT phone_index FROM people_person", ())
    rows = fetch(
        f"SELECT p.phone_index, p.id, p.name, p.pinyin FROM ({source}) p JOIN ("
        f"SELECT g.phone_index FROM ({shared}) g WHERE g.phone_index <> '' "
        f"GROUP BY g.phone_index HAVING COUNT(*) BETWEEN 2 AND {SHARED_PHONE}) d ON d.phone_index = p.phone_index "
        f"WHERE {seen} ORDER BY p.phone_index, p.id LIMIT {MOST}",
        (*values, *more, *ends),
    )
    names = {key: (name, pinyin) for _phone, key, name, pinyin in rows}
    return [
        (one, two)
        for one, two in _pairs((phone, key) for phone, key, _name, _pinyin in rows)
        if alike(names[one][0], names[two][0], pinyin_one=names[one][1], pinyin_two=names[two][1])
    ]


def _without_number(ranges: Sequence[PathRange]) -> list[tuple[int, int]]:
    """Who has no number, and her namesakes in the same union: along the index (path, pinyin)."""
    place, ends = ("1 = 1", ()) if tuple(ranges) == EVERYWHERE else _place(ranges, "m.path")
    return [
        (one, two)
        for one, two in fetch(
            "SELECT p.id, q.id FROM people_person p "
            "JOIN people_membership m ON m.person_id = p.id AND m.left_on IS NULL "
            "JOIN people_membership n ON n.path = m.path AND n.pinyin = m.pinyin AND n.left_on IS NULL AND n.id <> m.id "
            "JOIN people_person q ON q.id = n.person_id AND q.name = p.name "
            f"WHERE p.identity_index IS NULL AND {_LIVING} AND {place} ORDER BY p.id, q.id LIMIT {MOST}",
            ends,
        )
    ]


def _pairs(rows: Iterable[tuple[Any, int]]) -> list[tuple[int, int]]:
    """Every two keys of the same group."""
    groups: dict[Any, list[int]] = {}
    for group, key in rows:
        groups.setdefault(group, []).append(key)
    return [(one, two) for keys in groups.values() for at, one in enumerate(keys) for two in keys[at + 1 :]]


def _shown(people: Sequence[Person]) -> dict[int, Half]:
    homes = {
        row.person_id: row
        for row in Membership.rows.filter(person__in=people, left_on__isnull=True).select_related("unit")
    }
    identities = vault.unseal_many([her.identity_sealed for her in people], field=IDENTITY)
    phones = vault.unseal_many([her.phone_sealed for her in people], field=PHONE)
    return {
        her.pk: Half(
            code=her.code,
            name=her.name,
            gender=her.gender,
            born_on=her.born_on,
            identity=mask_identity(identity),
            phone=mask_phone(phone),
            unit_name=homes[her.pk].unit.name if her.pk in homes else "",
            joined_on=homes[her.pk].joined_on if her.pk in homes else None,
            verified=her.verified_on is not None,
        )
        for her, identity, phone in zip(people, identities, phones, strict=True)
    }


# ------------------------------------------------------------------ preview


@dataclass(frozen=True)
class MergePreview:
    """What a merge would do: both records side by side, what the keeper's empty fields take over (names of fields),
    what moves (label, count), whether one of two memberships must end, whether two whole numbers differ."""

    keeper: Half
    other: Half
    fills: tuple[str, ...]
    moves: tuple[tuple[Any, int], ...]
    two_homes: bool
    numbers_differ: bool


def preview_merge(actor: Actor, keeper_code: str, other_code: str) -> MergePreview:
    """What `actions.merge` would do with the two. Raises PersonNotFound."""
    people = {her.code: her for her in visible(actor, MERGE).filter(code__in=(keeper_code, other_code))}
    if len(people) != 2:
        raise PersonNotFound
    keeper, other = people[keeper_code], people[other_code]
    shown = _shown([keeper, other])
    fields = ("gender", "born_on", "education", "native_place", "identity_index", "phone_index", "verified_on")
    moves: list[tuple[Any, int]] = [
        (_("会籍"), Membership.rows.filter(person=other).count()),
        (_("工作经历"), Employment.objects.filter(person=other).count()),
        (_("同意事项"), Consent.objects.filter(person=other).count()),
        (_("身份认定"), Standing.objects.filter(person=other).count()),
    ]
    for part in contributions("person.merge"):
        if part.preview is not None:
            moves.extend(part.preview(keeper_id=keeper.pk, other_id=other.pk))
    homes = Membership.rows.filter(Q(person=keeper) | Q(person=other), left_on__isnull=True).count()
    return MergePreview(
        keeper=shown[keeper.pk],
        other=shown[other.pk],
        fills=tuple(name for name in fields if not getattr(keeper, name) and getattr(other, name)),
        moves=tuple(row for row in moves if row[1]),
        two_homes=homes == 2,
        numbers_differ=_differ(keeper, other),
    )
