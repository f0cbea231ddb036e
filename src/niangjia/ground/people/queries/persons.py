"""One person's page, who may open it, and whether a number is known elsewhere."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from niangjia.ground.org import queries as org
from niangjia.ground.people import rules
from niangjia.ground.people.models import (
    IDENTITY,
    PHONE,
    Consent,
    Employment,
    Membership,
    Merge,
    Person,
)
from niangjia.ground.people.policies import EDIT, ERASE, EXPORT, MERGE, REVEAL, VIEW
from niangjia.kit import vault
from niangjia.kit.calendar import today as day_today
from niangjia.kit.declare import contributions
from niangjia.kit.ids import mask_identity, mask_phone, read_identity
from niangjia.kit.powers import EVERYWHERE, Actor, NotFound, PathRange, holds, reach


class PersonNotFound(NotFound):
    """No such person, or none of the actor's."""


@dataclass(frozen=True)
class MembershipLine:
    """One membership, past or present."""

    unit_name: str
    unit_code: str
    state: str
    joined_on: date | None
    left_on: date | None
    leaving: str
    mode: str
    card_number: str


@dataclass(frozen=True)
class EmploymentLine:
    """One employment, past or present."""

    workplace: str
    occupation: str
    form: str
    valid_from: date | None
    valid_to: date | None


@dataclass(frozen=True)
class ConsentLine:
    """One purpose that was agreed to, and when it was taken back."""

    purpose: str
    version: str
    given_on: date
    withdrawn_on: date | None


@dataclass(frozen=True)
class PersonPage:
    """Everything that people holds about one person; identity and phone masked.

    `nation` and `politics` are optional facts, shown only to those who keep the roster. `may` names the powers of
    this module that the actor holds over the person. `merged`: (code, name, day) of records that were merged into her.
    """

    code: str
    revision: int
    name: str
    gender: str
    born_on: date | None
    age: int | None
    document_kind: str
    identity: str
    phone: str
    education: str
    native_place: str
    nation: str
    politics: str
    standing: rules.Standing
    died_on: date | None
    member_since: date | None
    memberships: tuple[MembershipLine, ...]
    employments: tuple[EmploymentLine, ...]
    consents: tuple[ConsentLine, ...]
    standings: tuple[tuple[str, date | None, date | None], ...]
    merged: tuple[tuple[str, str, date], ...]
    may: frozenset[str]


def visible(actor: Actor, power: str = VIEW) -> QuerySet[Person]:
    """Persons that the actor may see with a power: through a membership in force or an open employment in reach, or
    because another module says so (topic `person.visible`). Neither merged away nor erased ones."""
    living = Person.objects.filter(merged_into__isnull=True, erased_at__isnull=True)
    ranges = reach(actor, power)
    if ranges == EVERYWHERE:
        return living
    if not ranges:
        return living.none()
    return living.filter(within_reach(ranges))


def within_reach(ranges: Sequence[PathRange]) -> Q:
    """The condition of `visible` for path ranges."""
    members = Membership.rows.filter(_places(ranges, "path"), person=OuterRef("pk"), left_on__isnull=True)
    workers = Employment.objects.filter(
        _places(ranges, "employer__attachments__unit__path"),
        employer__attachments__valid_to__isnull=True,
        person=OuterRef("pk"),
        valid_to__isnull=True,
    )
    seen = Q(Exists(members)) | Q(Exists(workers))
    for more in contributions("person.visible"):
        if more.move is not None:
            seen |= more.move(ranges=ranges)
    return seen


def _places(ranges: Iterable[PathRange], field: str) -> Q:
    places = Q(pk__in=[])
    for low, high in ranges:
        places |= Q(**{f"{field}__gte": low, f"{field}__lt": high})
    return places


def one(actor: Actor, code: str, *, power: str = VIEW) -> Person:
    """The person behind an address, or the record she was merged into. Raises PersonNotFound."""
    found = visible(actor, power).filter(Q(code=code) | Q(merged__code=code)).distinct().first()
    if found is None:
        raise PersonNotFound
    return found


def person(actor: Actor, code: str) -> PersonPage:
    """One person's page. Raises PersonNotFound, whether she is missing or merely not the actor's."""
    return page_of(actor, one(actor, code))


def page_of(actor: Actor, her: Person) -> PersonPage:
    """The page of a person whom the caller has found to be the actor's."""
    memberships = list(Membership.rows.filter(person=her).select_related("unit").order_by("-joined_on", "-pk"))
    current = next((row for row in memberships if row.left_on is None), None)
    places = places_of(her)
    may = frozenset(
        power
        for power in (VIEW, EDIT, REVEAL, EXPORT, MERGE, ERASE)
        if any(holds(actor, power, path) for path in places)
    )
    today = day_today()
    keeps = EDIT in may or her.pk == actor.person_id
    return PersonPage(
        code=her.code,
        revision=her.revision,
        name=her.name,
        gender=her.gender,
        born_on=her.born_on,
        age=rules.age_on(her.born_on, today) if her.born_on else None,
        document_kind=her.document_kind,
        identity=mask_identity(vault.unseal(her.identity_sealed, field=IDENTITY)),
        phone=mask_phone(vault.unseal(her.phone_sealed, field=PHONE)),
        education=her.education,
        native_place=her.native_place,
        nation=her.nation if keeps else "",
        politics=her.politics if keeps else "",
        standing=rules.standing(
            in_force=current is not None, verified_on=her.verified_on, active_on=her.active_on, today=today
        ),
        died_on=her.died_on,
        member_since=rules.member_since((row.joined_on, row.left_on) for row in memberships),
        memberships=tuple(_membership(row) for row in memberships),
        employments=tuple(
            _employment(row)
            for row in Employment.objects.filter(person=her).select_related("employer").order_by("-valid_from", "-pk")
        ),
        consents=tuple(_consent(row) for row in Consent.objects.filter(person=her).order_by("-given_at", "-pk")),
        standings=tuple(her.standings.order_by("-valid_from", "-pk").values_list("kind", "valid_from", "valid_to")),
        merged=tuple(
            (row.other.code, row.other.name, timezone.localdate(row.at))
            for row in Merge.objects.filter(keeper=her, undone_at__isnull=True).select_related("other").order_by("-at")
        ),
        may=may,
    )


def places_of(her: Person) -> list[str]:
    """Paths through which a person is seen: of her membership in force, else of the union of her employer; [""] if
    there is neither, which only those hold who hold everything."""
    home = Membership.rows.filter(person=her, left_on__isnull=True).values_list("path", flat=True)
    work = Employment.objects.filter(
        person=her, valid_to__isnull=True, employer__attachments__valid_to__isnull=True
    ).values_list("employer__attachments__unit__path", flat=True)
    return [path for path in (*home, *work) if path] or [""]


def members_below(*, path: str | Sequence[str]) -> list[tuple[Any, Any]]:
    """The module's own part of the preview of a move: members in force in the branch, or in several."""
    return [(_("会员"), Membership.rows.filter(org.subtree(path), left_on__isnull=True))]


def count_below(*, path: str | Sequence[str]) -> int:
    """Members in force in a branch, or in several. Unscoped: for previews of what was found in reach."""
    return int(members_below(path=path)[0][1].count())


def members_of(*, unit_ids: Sequence[int]) -> list[tuple[Any, Any]]:
    """The module's part of the preview of a merge: members of the unions themselves, who change their union."""
    number = Membership.rows.filter(unit__in=list(unit_ids), left_on__isnull=True)
    return [(_("会籍转到接收工会的会员"), number)]


def person_places(*, record_id: int) -> tuple[str, list[str]]:
    """Where a person's record lies in the tree, for "who can see this"; nowhere if she is in no union and at no
    employer of one."""
    her = Person.objects.filter(pk=record_id, merged_into__isnull=True, erased_at__isnull=True).first()
    return VIEW, [path for path in places_of(her) if path] if her else []


def _membership(row: Membership) -> MembershipLine:
    return MembershipLine(
        row.unit.name, row.unit.code, row.state, row.joined_on, row.left_on, row.leaving, row.mode, row.card_number
    )


def _employment(row: Employment) -> EmploymentLine:
    name = row.employer.name if row.employer else row.workplace
    return EmploymentLine(name, row.occupation, row.form, row.valid_from, row.valid_to)


def _consent(row: Consent) -> ConsentLine:
    gone = timezone.localdate(row.withdrawn_at) if row.withdrawn_at else None
    return ConsentLine(row.purpose, row.version, timezone.localdate(row.given_at), gone)


@dataclass(frozen=True)
class Elsewhere:
    """Somebody with this number is on record. `code` only if her page is open to the actor; else ask `unit_name`
    ("" if she is in no union now)."""

    code: str
    unit_name: str


def exists_elsewhere(actor: Actor, identity: str, *, kind: str = "resident") -> Elsewhere | None:
    """Whether a whole, valid number is on record, and which union to ask; nothing else of her is told.

    Only for those who may keep a roster somewhere; everybody else is told that there is none.
    """
    if not holds(actor, EDIT):
        return None
    number = read_identity(identity, kind=kind)
    if number.error or not number.value:
        return None
    return elsewhere(actor, holder_of(number.value))


def holder_of(number: str) -> Person | None:
    """Who holds a number, by blind index; the record that stays, if merged."""
    held = (
        Person.objects.filter(identity_index=vault.blind(number, field=IDENTITY)).select_related("merged_into").first()
    )
    return held.merged_into or held if held else None


def elsewhere(actor: Actor, her: Person | None) -> Elsewhere | None:
    """What the actor may be told about the holder of a number."""
    if her is None:
        return None
    seen = visible(actor, VIEW).filter(pk=her.pk).exists()
    home = Membership.rows.filter(person=her, left_on__isnull=True).select_related("unit").first()
    return Elsewhere(code=her.code if seen else "", unit_name=home.unit.name if home else "")
