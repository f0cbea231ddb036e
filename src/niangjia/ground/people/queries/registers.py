"""What stands on a printed form or list of members: many people at once, numbers masked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from niangjia.ground.people.choices import DocumentKind, Education, Gender, MemberState
from niangjia.ground.people.models import IDENTITY, PHONE, Employment, Membership
from niangjia.ground.people.policies import EDIT, VIEW
from niangjia.kit import vault
from niangjia.kit.ids import mask_identity, mask_phone
from niangjia.kit.powers import Actor, PathRange, holds, subtree_range


@dataclass(frozen=True)
class RegisterLine:
    """A member as a form shows her. `nation` and `politics` only for those who keep the roster; identity and phone masked."""

    code: str
    path: str
    unit: str
    name: str
    gender: str
    born_on: date | None
    nation: str
    politics: str
    education: str
    native_place: str
    document: str
    identity: str
    phone: str
    workplace: str
    occupation: str
    card_number: str
    joined_on: date | None
    state: str


def register_lines(actor: Actor, codes: Sequence[str]) -> list[RegisterLine]:
    """The members with these codes whom the actor may see, by union and name. Those who left meanwhile are not among them."""
    rows = list(
        Membership.objects.visible_to(actor, VIEW)
        .filter(person__code__in=codes, left_on__isnull=True)
        .select_related("person", "unit")
        .order_by("path", "pinyin", "pk")
    )
    open_ones = Employment.objects.filter(person__in=[row.person_id for row in rows], valid_to__isnull=True)
    work = {one.person_id: one for one in open_ones.select_related("employer")}
    numbers = vault.unseal_many([row.person.identity_sealed for row in rows], field=IDENTITY)
    phones = vault.unseal_many([row.person.phone_sealed for row in rows], field=PHONE)
    keeps = {path: holds(actor, EDIT, path) for path in {row.path for row in rows}}
    return [
        _line(row, work.get(row.person_id), number, phone, keeps[row.path])
        for row, number, phone in zip(rows, numbers, phones, strict=True)
    ]


def _line(row: Membership, work: Employment | None, number: str, phone: str, keeps: bool) -> RegisterLine:
    her = row.person
    return RegisterLine(
        code=her.code,
        path=row.path,
        unit=row.unit.name,
        name=her.name,
        gender=str(Gender(her.gender).label) if her.gender else "",
        born_on=her.born_on,
        nation=her.nation if keeps else "",
        politics=her.politics if keeps else "",
        education=str(Education(her.education).label) if her.education else "",
        native_place=her.native_place,
        document=str(DocumentKind(her.document_kind).label),
        identity=mask_identity(number) if number else "",
        phone=mask_phone(phone) if phone else "",
        workplace=(work.employer.name if work.employer else work.workplace) if work else "",
        occupation=work.occupation if work else "",
        card_number=row.card_number,
        joined_on=row.joined_on,
        state=str(MemberState(row.state).label),
    )


def register_places(actor: Actor, codes: Sequence[str]) -> list[PathRange]:
    """Where the members with these codes are members, as far as the actor sees them."""
    rows = Membership.objects.visible_to(actor, VIEW).filter(person__code__in=codes, left_on__isnull=True)
    return [subtree_range(path) for path in sorted(set(rows.values_list("path", flat=True)))]
