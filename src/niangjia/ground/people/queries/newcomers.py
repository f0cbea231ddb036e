"""What is on record of somebody who asks to join, found by the number that she shows. Unscoped: for programmes that then
tell her no more than her own phone proves."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from django.db.models import Count

from niangjia.ground.people.actions.names import pinyin_of
from niangjia.ground.people.choices import LeavingReason, MemberState
from niangjia.ground.people.models import IDENTITY, PHONE, Membership, Person
from niangjia.ground.people.queries.persons import holder_of
from niangjia.ground.people.rules import bare_name
from niangjia.kit import vault

State = Literal["unknown", "other_name", "gone", "member", "expelled", "free"]


@dataclass(frozen=True)
class Record:
    """`state` of the holder of a number; `same_phone`: the phone that was confirmed is the one on record."""

    state: State
    person_id: int | None = None
    unit_id: int | None = None
    unit_name: str = ""
    same_phone: bool = False


def record_of(*, identity: str, name: str, phone: str) -> Record:
    """Who holds a number, judged against the name and the phone that came with it."""
    her = holder_of(identity)
    if her is None:
        return Record("unknown")
    if bare_name(her.name) != bare_name(name):
        return Record("other_name")
    same = bool(phone) and her.phone_index == vault.blind(phone, field=PHONE)
    if her.died_on or her.erased_at or her.merged_into_id:
        return Record("gone", her.pk, same_phone=same)
    home = Membership.rows.filter(person=her, left_on__isnull=True).select_related("unit").first()
    if home is not None:
        return Record("member", her.pk, home.unit_id, home.unit.name, same)
    expelled = Membership.rows.filter(person=her, leaving=LeavingReason.EXPELLED).exists()
    return Record("expelled" if expelled else "free", her.pk, same_phone=same)


def namesakes(wanted: Iterable[tuple[str, date | None]]) -> dict[tuple[str, date | None], set[int]]:
    """Members in force of the same name, born on the same day: their keys, by name and day. One statement."""
    asked = set(wanted)
    rows = Membership.rows.filter(
        left_on__isnull=True,
        pinyin__in={pinyin_of(name) for name, _born in asked},
        person__name__in={name for name, _born in asked},
        person__born_on__in={born for _name, born in asked if born},
    ).values_list("person__name", "person__born_on", "person_id")
    found: dict[tuple[str, date | None], set[int]] = {}
    for name, born, key in rows:
        found.setdefault((name, born), set()).add(key)
    return found


@dataclass(frozen=True)
class OnCard:
    """What a member's card says of her."""

    name: str
    unit_name: str
    state: str
    joined_on: date | None


def on_card(person_code: str) -> OnCard | None:
    """The membership in force of somebody; None if there is none. Unscoped: for whoever checks a card that she shows."""
    row = (
        Membership.rows.filter(person__code=person_code, left_on__isnull=True, person__erased_at__isnull=True)
        .select_related("person", "unit")
        .first()
    )
    return OnCard(row.person.name, row.unit.name, row.state, row.joined_on) if row else None


@dataclass(frozen=True)
class Home:
    """Where somebody is a member now."""

    person_id: int
    name: str
    unit_id: int


def home_of(person_id: int) -> Home | None:
    """The union of a person; None if she is in none. Unscoped: for programmes that act for her."""
    row = Membership.rows.filter(person_id=person_id, left_on__isnull=True).select_related("person").first()
    return Home(row.person_id, row.person.name, row.unit_id) if row else None


def home_of_number(number: str) -> Home | None:
    """The union of whoever holds a whole number. Unscoped: nothing of it is told but that she is asked for."""
    her = holder_of(number)
    return home_of(her.pk) if her else None


@dataclass(frozen=True)
class OnRecord:
    """Name and whole numbers of somebody, as they stand. For programmes that put them right: never to be shown whole unasked."""

    person_id: int
    code: str
    name: str
    document_kind: str
    identity: str
    phone: str


def on_record(person_ids: Iterable[int]) -> dict[int, OnRecord]:
    """Name and whole numbers of some persons, by key. Unscoped: the programme that asks has scoped them."""
    people = list(Person.objects.filter(pk__in=set(person_ids), erased_at__isnull=True, merged_into__isnull=True))
    numbers = vault.unseal_many([her.identity_sealed for her in people], field=IDENTITY)
    phones = vault.unseal_many([her.phone_sealed for her in people], field=PHONE)
    return {
        her.pk: OnRecord(her.pk, her.code, her.name, her.document_kind, number, phone)
        for her, number, phone in zip(people, numbers, phones, strict=True)
    }


def held_by(numbers: Sequence[str]) -> dict[str, int]:
    """Who holds each of some whole numbers: the key of the record that stays. One statement."""
    indexes = vault.blind_many(list(numbers), field=IDENTITY)
    rows = Person.objects.filter(identity_index__in=indexes).values_list("identity_index", "pk", "merged_into_id")
    found = {index: merged or key for index, key, merged in rows}
    return {number: found[index] for number, index in zip(numbers, indexes, strict=True) if index in found}


def phone_counts(phones: Sequence[str]) -> dict[str, int]:
    """How many records in being have each of some phones. One statement."""
    indexes = vault.blind_many(list(phones), field=PHONE)
    rows = Person.objects.filter(phone_index__in=indexes, merged_into__isnull=True, erased_at__isnull=True)
    found = dict(rows.values_list("phone_index").annotate(number=Count("pk")))
    return {phone: found.get(index, 0) for phone, index in zip(phones, indexes, strict=True)}


def homes_of(person_ids: Iterable[int]) -> dict[int, int]:
    """The unions of some persons, by key; whoever is in none is left out. Unscoped. One statement."""
    rows = Membership.rows.filter(person_id__in=set(person_ids), left_on__isnull=True)
    return dict(rows.values_list("person_id", "unit_id"))


def tally_of(unit_id: int) -> tuple[int, int]:
    """How many members a union has of its own, and how many of them are retired. Unscoped."""
    rows = Membership.rows.filter(unit_id=unit_id, left_on__isnull=True)
    return rows.count(), rows.filter(state=MemberState.RETIRED).count()


def kept_for(unit_id: int) -> int:
    """How many members of a union the one above keeps for it. Unscoped."""
    return int(Membership.rows.filter(left_on__isnull=True, origin=f"held {unit_id}").count())


def joined_days(person_ids: Iterable[int]) -> dict[int, date | None]:
    """Since when some persons are in the union where they are, by key. Unscoped. One statement."""
    rows = Membership.rows.filter(person_id__in=set(person_ids), left_on__isnull=True)
    return dict(rows.values_list("person_id", "joined_on"))
