"""The chairs of unions: who it is, how the chair can be reached, the contact list, and exactly whom a message would meet.

Who the chair is says the first of `SOURCES` that knows it: terms of office once they are kept, then the name in the union's
own facts. Each source takes the keys of unions and a day, and answers for those that it knows.
"""

# ruff: noqa: S608  (the statements are built of the constant pieces of this file; values are always parameters)
from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

import polars as pl
from django.db.models import IntegerField, Q, Value
from django.db.models.expressions import RawSQL
from django.db.models.functions import Coalesce

from niangjia.ground.org import queries as org
from niangjia.ground.org.scoped import seen
from niangjia.ground.people.queries import persons_of
from niangjia.ground.people.queries.newcomers import home_of
from niangjia.kit import rows, vault
from niangjia.kit.ids import mask_phone
from niangjia.kit.powers import Actor
from niangjia.programmes.organising.policies import CONTACT

KINDS = ("grassroots", "joint", "association", "federation", "industry", "work_committee")
PERSON_PHONE = "person.phone"
MOST = 3_000
"""So many chairs one message may go to."""


class Chair(NamedTuple):
    """Who chairs a union, and the person on record, if the source knows it."""

    name: str
    person_id: int | None = None


Source = Callable[[Sequence[int], date], Mapping[int, Chair]]


def by_name(units: Sequence[int], on: date) -> dict[int, Chair]:
    """The chair as the union's facts name it, with the member of that union who bears the name (only one does)."""
    source, given = rows.keys(units)
    frame = rows.read(
        "SELECT u.id, u.chair_name, MIN(p.id), COUNT(p.id) FROM org_unit u "
        "LEFT JOIN people_membership m ON m.unit_id = u.id AND m.left_on IS NULL "
        "LEFT JOIN people_person p ON p.id = m.person_id AND p.name = u.chair_name AND p.merged_into_id IS NULL "
        f"WHERE u.chair_name <> '' AND u.id IN (SELECT k FROM {source}) GROUP BY u.id, u.chair_name",
        [given],
        {"unit": pl.Int64, "name": pl.String, "person": pl.Int64, "n": pl.Int64},
    )
    return {unit: Chair(name, person if number == 1 else None) for unit, name, person, number in frame.iter_rows()}


SOURCES: list[Source] = [by_name]
"""Terms of office put their own source before this one: `queries/seats.py`, in `declared_founding.py`."""


def chairs_of(units: Sequence[int], on: date) -> dict[int, Chair]:
    """The chairs of unions on a day; those that nobody knows are left out. Unscoped: callers hold the units."""
    found: dict[int, Chair] = {}
    for source in SOURCES:
        left = [unit for unit in units if unit not in found]
        if left:
            found.update(source(left, on))
    return found


# ------------------------------------------------------------------ how a chair can be reached


@dataclass(frozen=True)
class Seat:
    """The chair of one union: whose inbox a message reaches, and the masked phone. `person_code` opens the whole number."""

    unit_id: int
    unit_code: str
    unit_name: str
    town: str
    members: int
    name: str
    person_id: int | None
    account_id: int | None
    phone: str
    office: str

    @property
    def reached(self) -> str:
        """`person`, `account` or "": where a message goes."""
        return "person" if self.person_id else "account" if self.account_id else ""


def seats(units: Sequence[Any], on: date) -> list[Seat]:
    """The seats of units (with `members`), in their order: four statements, however many. Unscoped: callers hold the units."""
    keys = [one.pk for one in units]
    chairs = chairs_of(keys, on)
    accounts = _accounts(keys, on)
    persons = persons_of(accounts.values())
    phones = _phones([one.person_id for one in chairs.values() if one.person_id])
    found = []
    for one in units:
        chair, account = chairs.get(one.pk, Chair("")), accounts.get(one.pk)
        # One inbox is enough: the account's own where there is one, with the person behind it or without.
        person = persons.get(account) if account is not None else chair.person_id
        found.append(
            Seat(
                one.pk, one.code, one.name, one.town, one.members, chair.name, person, account,
                mask_phone(phones.get(chair.person_id or 0, "")), one.phone,
            )
        )  # fmt: skip
    return found


def _accounts(units: Sequence[int], on: date) -> dict[int, int]:
    """Accounts that are appointed as chair of a union on a day; of several the latest."""
    source, given = rows.keys(units)
    frame = rows.read(
        "SELECT h.unit_id, MAX(h.account_id) FROM access_appointment h JOIN access_account a ON a.id = h.account_id "
        "WHERE h.role = 'chair' AND a.is_active AND h.since <= %s AND (h.until IS NULL OR h.until > %s) "
        f"AND h.unit_id IN (SELECT k FROM {source}) GROUP BY h.unit_id",
        [on, on, given],
        {"unit": pl.Int64, "account": pl.Int64},
    )
    return dict(frame.iter_rows())


def _phones(persons: Sequence[int]) -> dict[int, str]:
    source, given = rows.keys(persons)
    frame = rows.read(
        f"SELECT p.id, p.phone_sealed FROM people_person p WHERE p.id IN (SELECT k FROM {source})",
        [given],
        {"person": pl.Int64, "phone": pl.String},
    )
    return dict(zip(frame["person"], vault.unseal_many(frame["phone"].to_list(), field=PERSON_PHONE), strict=True))


def phone_of_chair(unit_id: int, on: date) -> tuple[int | None, str]:
    """The person who chairs a union and the whole phone; callers leave a line in the trail. Unscoped."""
    chair = chairs_of([unit_id], on).get(unit_id)
    if chair is None or chair.person_id is None:
        return None, ""
    return chair.person_id, _phones([chair.person_id]).get(chair.person_id, "")


# ------------------------------------------------------------------ the contact list


@dataclass(frozen=True)
class ContactFilter:
    """Which chairs: by town, kind of union, number of members, name."""

    text: str = ""
    under: str = ""
    towns: Sequence[str] = field(default=())
    kinds: Sequence[str] = field(default=())
    size_from: int | None = None
    size_to: int | None = None
    codes: Sequence[str] = field(default=())


MEMBERS = Coalesce(
    RawSQL("(SELECT COUNT(*) FROM people_membership m WHERE m.unit_id = org_unit.id AND m.left_on IS NULL)", []),
    0,
    output_field=IntegerField(),
)


def matching_contacts(actor: Actor, wanted: ContactFilter) -> Any:
    """Unions in force that the actor may contact, with `members`."""
    narrowed = org.UnitFilter(
        under=wanted.under, towns=wanted.towns, kinds=wanted.kinds or KINDS[:3], codes=wanted.codes
    )
    found = org.matching(actor, narrowed).filter(seen(actor, CONTACT, "path")).annotate(members=MEMBERS)
    if wanted.text:
        found = found.filter(Q(name__icontains=wanted.text) | Q(chair_name__icontains=wanted.text))
    if wanted.size_from is not None:
        found = found.filter(members__gte=wanted.size_from)
    if wanted.size_to is not None:
        found = found.filter(members__lte=wanted.size_to)
    return found


@dataclass(frozen=True)
class ContactPage:
    """A page of seats and the marks of the pages around it."""

    rows: list[Seat]
    before: str
    after: str


def contacts(
    actor: Actor, wanted: ContactFilter, *, on: date, after: str = "", before: str = "", size: int = 50
) -> ContactPage:
    """A page of the contact list by town and name."""
    found: Any = org.page(
        matching_contacts(actor, wanted), ("town", "name", "pk"), after=after, before=before, size=size
    )
    return ContactPage(seats(found.rows, on), found.before, found.after)


def count_contacts(actor: Actor, wanted: ContactFilter) -> int:
    """How many unions that is."""
    return int(matching_contacts(actor, wanted).count())


# ------------------------------------------------------------------ exactly whom a message would meet


@dataclass(frozen=True)
class PickedChairs:
    """Exactly whom a message would meet, and whom it cannot reach."""

    seats: tuple[Seat, ...]
    more: bool = False

    @property
    def reached(self) -> list[Seat]:
        """Those with an inbox."""
        return [one for one in self.seats if one.reached]

    @property
    def lost(self) -> list[Seat]:
        """Those without one."""
        return [one for one in self.seats if not one.reached]

    @property
    def digest(self) -> str:
        """The same for the same receivers only."""
        told = [(one.unit_id, one.person_id, one.account_id) for one in self.seats]
        return hashlib.blake2b(repr(told).encode(), digest_size=16).hexdigest()


def pick_chairs(actor: Actor, wanted: ContactFilter, codes: Sequence[str] | None = None, *, on: date) -> PickedChairs:
    """The chairs that were ticked, or all that the list holds."""
    if codes is not None and not codes:
        return PickedChairs(())
    found = matching_contacts(actor, wanted)
    if codes is not None:
        found = found.filter(code__in=list(codes))
    taken = list(found.order_by("town", "name", "pk")[: MOST + 1])
    return PickedChairs(tuple(seats(taken[:MOST], on)), len(taken) > MOST)


def chair_unit_of(account_id: int, person_id: int | None, on: date) -> int | None:
    """The union that somebody chairs: by appointment of the account, else as the member whom it names. Unscoped: about oneself."""
    frame = rows.read(
        "SELECT h.unit_id, h.account_id FROM access_appointment h WHERE h.role = 'chair' AND h.account_id = %s "
        "AND h.since <= %s AND (h.until IS NULL OR h.until > %s) ORDER BY h.since DESC, h.id DESC LIMIT 1",
        [account_id, on, on],
        {"unit": pl.Int64, "account": pl.Int64},
    )
    if frame.height:
        return int(frame["unit"][0])
    home = home_of(person_id) if person_id else None
    chair = chairs_of([home.unit_id], on).get(home.unit_id) if home else None
    return home.unit_id if home and chair and chair.person_id == person_id else None


def chairs_to_train(actor: Actor, wanted: ContactFilter, *, on: date, most: int = 300) -> list[Seat]:
    """Chairs of unions that the actor sees, for the list of a training."""
    narrowed = org.UnitFilter(towns=wanted.towns, kinds=KINDS[:3])
    found = org.matching(actor, narrowed).exclude(chair_name="").annotate(members=Value(0))
    if wanted.text:
        found = found.filter(Q(name__icontains=wanted.text) | Q(chair_name__icontains=wanted.text))
    return seats(list(found.order_by("town", "name", "pk")[:most]), on)
