"""Putting many persons' names, numbers and phones right at once, and taking it back.

Set-based. Nothing here asks for an actor's reach: the programme that calls has judged who may decide. All of it runs in the caller's
transaction. What stood there before is given back to the caller, who keeps it sealed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from niangjia.ground.audit import actions as audit
from niangjia.ground.people.actions import bulk, names
from niangjia.ground.people.models import IDENTITY, PHONE, Membership, Person
from niangjia.kit import vault
from niangjia.kit.ids import identity_birthday, identity_gender
from niangjia.kit.powers import Actor, Refused

BATCH = 1_000
KEPT = (
    "name", "pinyin", "document_kind", "identity_sealed", "identity_index", "phone_sealed", "phone_index", "gender", "born_on",
    "verified_on",
)  # fmt: skip


class NumberTaken(Refused):
    """Somebody else on record holds the number; nobody is told who."""

    code = "people.number_taken"
    text = _("这个证件号码已经登记在另一份档案上。请先到“重复档案”核对，再改。")


class PersonGone(Refused):
    """The record was erased or merged into another one."""

    code = "people.gone"
    text = _("这份档案已经删除或并入别的档案，改不了。")


@dataclass(frozen=True)
class Correction:
    """What is to be put right of one person: None stays as it is. `key` is the caller's. `verified`: she proved it herself, so
    that she counts as confirmed from that day on."""

    key: int
    person_id: int
    name: str | None = None
    document_kind: str = ""
    identity: str | None = None
    phone: str | None = None
    verified: bool = False


@dataclass(frozen=True)
class Image:
    """What stood there before, as JSON takes it, and the revision that the correction left."""

    person_id: int
    before: Mapping[str, Any]
    revision: int


def correct(*, actor: Actor, ones: Sequence[Correction], on: date) -> tuple[dict[int, Image], dict[int, Refused]]:
    """Write the corrections. By key: what stood there before, and why the others were not written (nothing was written for these):
    PersonGone, NumberTaken."""
    people = {her.pk: her for her in _locked(one.person_id for one in ones)}
    taken = _taken(ones)
    images: dict[int, Image] = {}
    refused: dict[int, Refused] = {}
    renamed: list[tuple[Person, str]] = []
    for one in ones:
        her = people.get(one.person_id)
        if her is None or her.erased_at or her.merged_into_id:
            refused[one.key] = PersonGone()
        elif one.key in taken:
            refused[one.key] = NumberTaken()
        else:
            before = {name: _plain(getattr(her, name)) for name in KEPT}
            old = her.name
            _set(her, one, on)
            if her.name != old:
                renamed.append((her, old))
            images[one.key] = Image(her.pk, before, her.revision)
    written = [people[image.person_id] for image in images.values()]
    _save(written)
    _rename(renamed)
    _record(actor, "people.corrected", written)
    return images, refused


def take_back(*, actor: Actor, images: Mapping[int, Image]) -> set[int]:
    """What stood there before stands there again; keys of those that were edited meanwhile, which stay."""
    people = {her.pk: her for her in _locked(image.person_id for image in images.values())}
    held, renamed, back = set(), [], []
    for key, image in images.items():
        her = people.get(image.person_id)
        if her is None or her.revision != image.revision:
            held.add(key)
            continue
        old = her.name
        for name, value in image.before.items():
            setattr(her, name, date.fromisoformat(value) if name.endswith("_on") and value else value)
        her.revision += 1
        back.append(her)
        if her.name != old:
            renamed.append((her, old))
    _save(back)
    _rename(renamed)
    _record(actor, "people.uncorrected", back)
    return held


def _locked(keys: Iterable[int]) -> list[Person]:
    return list(Person.objects.select_for_update().filter(pk__in=set(keys)).order_by("pk"))


def _taken(ones: Sequence[Correction]) -> set[int]:
    """Keys of corrections whose number is somebody else's, or is asked for twice."""
    asked = [one for one in ones if one.identity]
    indexes = vault.blind_many([one.identity or "" for one in asked], field=IDENTITY)
    held = dict(bulk.holders(indexes).select("identity_index", "person_id").rows())
    found: set[int] = set()
    given: dict[str, int] = {}
    for one, index in zip(asked, indexes, strict=True):
        holder = held.get(index, one.person_id)
        if holder != one.person_id or given.setdefault(index, one.person_id) != one.person_id:
            found.add(one.key)
    return found


def _set(her: Person, one: Correction, on: date) -> None:
    if one.name is not None:
        her.name, her.pinyin = one.name, names.pinyin_of(one.name)
    if one.identity is not None:
        her.document_kind = one.document_kind or her.document_kind
        her.identity_sealed = vault.seal(one.identity, field=IDENTITY)
        her.identity_index = vault.blind(one.identity, field=IDENTITY) or None
        born, gender = identity_birthday(one.identity), identity_gender(one.identity)
        if her.document_kind == "resident":
            her.born_on, her.gender = born or her.born_on, gender or her.gender
    if one.phone is not None:
        her.phone_sealed, her.phone_index = vault.seal(one.phone, field=PHONE), vault.blind(one.phone, field=PHONE)
    her.verified_on = on if one.verified and her.identity_index and her.phone_index else None
    her.revision += 1


def _save(people: Sequence[Person]) -> None:
    Person.objects.bulk_update(people, [*KEPT, "revision"], batch_size=BATCH)


def _rename(renamed: Sequence[tuple[Person, str]]) -> None:
    """Everything that repeats a name: the sort key on memberships, the name index."""
    if not renamed:
        return
    names.unindex_names([(her.pk, old) for her, old in renamed])
    names.index_names([(her.pk, her.name) for her, _old in renamed])
    pinyin = {her.pk: her.pinyin for her, _old in renamed}
    rows = list(Membership.rows.filter(person_id__in=pinyin).only("pk", "person_id"))
    for row in rows:
        row.pinyin = pinyin[row.person_id]
    Membership.rows.bulk_update(rows, ["pinyin"], batch_size=BATCH)


def _record(actor: Actor, verb: str, people: Sequence[Person]) -> None:
    if not people:
        return
    homes = Membership.rows.filter(person_id__in=[her.pk for her in people], left_on__isnull=True)
    paths = dict(homes.values_list("person_id", "path"))
    subjects = [(her.pk, paths.get(her.pk, "")) for her in people]
    audit.record_many(actor=actor, verb=verb, subject_kind="people.person", subjects=subjects)


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


__all__ = ["Correction", "Image", "NumberTaken", "PersonGone", "correct", "take_back"]
