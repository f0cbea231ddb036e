"""Finding anybody in a moment: by any part of a name, by pinyin, by a whole identity number or phone.

Names go through the name index (see actions/names.py): every character and every pair of neighbours is a token, and
`py:` with the initials. Numbers go through the blind index, so only a whole number finds. Whoever has few members in
reach is answered from those members alone: a frequent character in half a million names would cost more.
"""

# ruff: noqa: S608  (statements are built of the constant pieces of this package; values are always parameters)
from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection

from niangjia.ground.people.models import IDENTITY, PHONE, Membership, Person
from niangjia.ground.people.policies import VIEW
from niangjia.ground.people.queries.lists import FEW, at_most, fetch
from niangjia.ground.people.queries.persons import visible
from niangjia.ground.people.rules import bare_name, name_tokens
from niangjia.kit import vault
from niangjia.kit.ids import guess_kind, mask_identity, mask_phone, read_identity, read_phone
from niangjia.kit.powers import EVERYWHERE, Actor, PathRange, reach

POOL = 2_000
"""So many holders of a frequent character are looked at; who wants a certain one types a second character."""
CANDIDATES = 200


@dataclass(frozen=True)
class Found:
    """One person who was found; masked."""

    code: str
    name: str
    gender: str
    born_on: date | None
    identity: str
    phone: str
    unit_name: str
    unit_code: str
    state: str


def search(actor: Actor, text: str, *, limit: int = 20) -> list[Found]:
    """People in the actor's reach that a text may mean, the nearest first: the same name, then names that begin so,
    then by pinyin. Masked."""
    ranges = reach(actor, VIEW)
    bare = bare_name(text)
    if not ranges or not bare:
        return []
    ids = _by_number(text)
    if ids is None:
        ids = _by_sound(bare, ranges) if bare.isascii() else _by_name(bare, ranges)
    people = visible(actor, VIEW).filter(pk__in=ids)
    near = sorted(people, key=lambda her: (_distance(her, bare), her.pinyin, her.pk))[:limit]
    return _found(near)


def _distance(her: Person, bare: str) -> int:
    name = bare_name(her.name)
    if bare in {name, her.pinyin}:
        return 0
    return 1 if name.startswith(bare) or her.pinyin.startswith(bare) else 2


# ------------------------------------------------------------------ numbers


def _by_number(text: str) -> list[int] | None:
    """Holders of the identity number or phone that the text is; None if it is neither."""
    kind = guess_kind(text)
    number = read_identity(text, kind=kind) if kind else None
    if number and number.ok and number.value:
        index = vault.blind(number.value, field=IDENTITY)
        return list(Person.objects.filter(identity_index=index).values_list("pk", flat=True))
    phone = read_phone(text)
    if phone.ok and phone.value:
        index = vault.blind(phone.value, field=PHONE)
        rows = Person.objects.filter(phone_index=index).order_by("pk")
        return list(rows.values_list("pk", flat=True)[:CANDIDATES])
    return None


# ------------------------------------------------------------------ names


def holding(text: str) -> list[int]:
    """Ids of all persons whose name holds the text, in no order: what LIKE '%text%' finds."""
    bare = bare_name(text)
    source, values = _source(name_tokens(bare))
    if not source:
        return []
    sql, more = _verified(source, bare)
    if connection.vendor == "postgresql":  # one array crosses the line faster than ten thousand rows
        return fetch(f"SELECT array_agg(h.id) FROM ({sql}) h", (*values, *more))[0][0] or []
    return [row[0] for row in fetch(sql, (*values, *more))]


def _source(tokens: Sequence[str]) -> tuple[str, tuple[Any, ...]]:
    """The statement that gives the `id`s of the persons whose names have all the tokens, and its values."""
    if not tokens:
        return "", ()
    if connection.vendor == "postgresql":
        if len(tokens[0]) == 1:  # then it is the only one
            return "SELECT unnest(l.ids) AS id FROM people_name_letter l WHERE l.letter = %s", (tokens[0],)
        return "SELECT person_id AS id FROM people_name_gram WHERE tokens @> %s::text[]", (list(tokens),)
    asked = " AND ".join(f'"{token}"' for token in tokens)
    return "SELECT rowid AS id FROM people_name_fts WHERE people_name_fts MATCH %s", (asked,)


def _verified(source: str, bare: str) -> tuple[str, tuple[Any, ...]]:
    """The source, and where its tokens are not the whole truth, the comparison of the name itself."""
    if name_tokens(bare) == [bare]:
        return source, ()
    return f"SELECT k.id FROM ({source}) k JOIN people_person p ON p.id = k.id WHERE {_contains()}", (bare,)


def _contains() -> str:
    name = "LOWER(p.name)"
    for letter in ("·", " ", "•"):
        name = f"REPLACE({name}, '{letter}', '')"
    return f"{_within()}({name}, %s) > 0"


def _within() -> str:
    """The function that tells where one text lies in another."""
    return "strpos" if connection.vendor == "postgresql" else "instr"


def _by_name(bare: str, ranges: Sequence[PathRange]) -> list[int]:
    source, values = _source(name_tokens(bare))
    if ranges == EVERYWHERE:
        return _best(source, values, bare) if source else []
    if at_most(ranges, FEW):
        place, ends = _place(ranges, "m.path")
        members = f"SELECT m.person_id AS id FROM people_membership m WHERE m.left_on IS NULL AND {place}"
        return _best(members, ends, bare) + _workers(ranges, _contains(), bare)
    if not source:
        return []
    return _best(*_members(source, values, ranges), bare) + _workers(ranges, _contains(), bare)


def _members(source: str, values: Sequence[Any], ranges: Sequence[PathRange]) -> tuple[str, tuple[Any, ...]]:
    """Those of the source who are members in the ranges."""
    place, ends = _place(ranges, "m.path || ''")
    sql = (
        f"SELECT s.id FROM ({source}) s JOIN people_membership m ON m.person_id = s.id AND m.left_on IS NULL "
        f"WHERE {place}"
    )
    return sql, (*values, *ends)


def _best(source: str, values: Sequence[Any], bare: str) -> list[int]:
    """Of those whom the source gives and whose names hold the text: the very name first, then names that begin so."""
    sql = (
        f"SELECT p.id FROM (SELECT c.id FROM ({source}) c LIMIT {POOL}) k JOIN people_person p ON p.id = k.id "
        f"WHERE {_contains()} AND p.merged_into_id IS NULL AND p.erased_at IS NULL "
        f"ORDER BY CASE WHEN p.name = %s THEN 0 WHEN p.name >= %s AND p.name < %s THEN 1 ELSE 2 END, p.pinyin, p.id "
        f"LIMIT {CANDIDATES}"
    )
    return [row[0] for row in fetch(sql, (*values, bare, bare, bare, bare + "\U0010ffff"))]


def _by_sound(bare: str, ranges: Sequence[PathRange]) -> list[int]:
    """By initials (zsf) or by the beginning of the full pinyin (zhangs)."""
    if not bare.isalpha():
        return []
    place, ends = _place(ranges, "m.path || ''")
    sql = (
        f"SELECT m.person_id FROM people_membership m WHERE m.left_on IS NULL AND {place} "
        f"AND m.pinyin >= %s AND m.pinyin < %s ORDER BY m.pinyin, m.id LIMIT {CANDIDATES}"
    )
    ids = [row[0] for row in fetch(sql, (*ends, bare, bare + "{"))]
    sql, values = _members(*_source([f"py:{bare}"]), ranges)
    ids += [row[0] for row in fetch(f"{sql} LIMIT {CANDIDATES}", values)]
    return ids + _workers(ranges, f"{_within()}(p.pinyin, %s) = 1", bare)


def _workers(ranges: Sequence[PathRange], test: str, value: str) -> list[int]:
    """People seen through an employer in reach: they may be members elsewhere or nowhere."""
    if ranges == EVERYWHERE:
        return []
    place, ends = _place(ranges, "u.path")
    sql = (
        "SELECT e.person_id FROM org_unit u JOIN org_attachment a ON a.unit_id = u.id AND a.valid_to IS NULL "
        "JOIN people_employment e ON e.employer_id = a.employer_id AND e.valid_to IS NULL "
        f"JOIN people_person p ON p.id = e.person_id WHERE {place} AND {test} LIMIT {CANDIDATES}"
    )
    return [row[0] for row in fetch(sql, (*ends, value))]


def _place(ranges: Sequence[PathRange], column: str) -> tuple[str, tuple[str, ...]]:
    texts = " OR ".join([f"({column} >= %s AND {column} < %s)"] * len(ranges))
    return f"({texts})", tuple(end for pair in ranges for end in pair)


# ------------------------------------------------------------------ what is shown


def _found(people: Sequence[Person]) -> list[Found]:
    homes = {
        row.person_id: row
        for row in Membership.rows.filter(person__in=people, left_on__isnull=True).select_related("unit")
    }
    identities = vault.unseal_many([her.identity_sealed for her in people], field=IDENTITY)
    phones = vault.unseal_many([her.phone_sealed for her in people], field=PHONE)
    return [
        Found(
            code=her.code,
            name=her.name,
            gender=her.gender,
            born_on=her.born_on,
            identity=mask_identity(identity),
            phone=mask_phone(phone),
            unit_name=homes[her.pk].unit.name if her.pk in homes else "",
            unit_code=homes[her.pk].unit.code if her.pk in homes else "",
            state=homes[her.pk].state if her.pk in homes else "",
        )
        for her, identity, phone in zip(people, identities, phones, strict=True)
    ]
