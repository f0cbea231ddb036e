"""Applications as they are printed, and whose they are."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from niangjia.engines.approvals import queries as matters
from niangjia.ground.people.choices import DocumentKind, Gender
from niangjia.kit.declare import Located
from niangjia.kit.ids import identity_birthday, identity_gender, mask_identity, mask_phone
from niangjia.kit.papers import Paper
from niangjia.kit.powers import Actor, PathRange, subtree_range
from niangjia.programmes.organising import papers
from niangjia.programmes.organising.choices.joining import JOINING, WhyActing
from niangjia.programmes.organising.models import Application
from niangjia.programmes.organising.papers import Applicant
from niangjia.programmes.organising.policies import APPLY
from niangjia.programmes.organising.queries.joining import code_of_unit, told
from niangjia.programmes.organising.rules.joining import Answers


@dataclass(frozen=True)
class Printable:
    """An application that may be printed: the code of its matter, the name, the union."""

    code: str
    name: str
    unit: str


def printable(
    actor: Actor, *, codes: Sequence[str] | None = None, wanted: matters.Wanted | None = None, limit: int
) -> list[Printable]:
    """Applications by the codes of their matters, or all that the inbox holds under `wanted`; at most one more than the limit."""
    if codes is None:
        codes = matters.codes_waiting(actor, wanted or matters.Wanted(), kind=JOINING, limit=limit)
    rows = applications(actor, codes)[: limit + 1]
    found = list(rows)
    return [
        Printable(row.matter_code, one.name, row.unit.name)
        for row, one in zip(found, told(found), strict=True)
        if one.name
    ]


def applications(actor: Actor, codes: Collection[str]) -> QuerySet[Application]:
    """Applications in the actor's reach by the codes of their matters, by union and order of asking."""
    rows: QuerySet[Application] = Application.objects.visible_to(actor, APPLY)
    return (
        rows.filter(matter_code__in=list(codes)).exclude(matter_code="").select_related("unit").order_by("path", "pk")
    )


def application_places(actor: Actor, codes: Collection[str]) -> list[PathRange]:
    """Where these applications lie."""
    return [subtree_range(path) for path in sorted({row.path for row in applications(actor, codes)})]


def applicant(row: Application, one: Answers, *, whole: bool) -> Applicant:
    """An application as its form shows it; numbers masked unless `whole`."""
    resident = one.document_kind == DocumentKind.RESIDENT and bool(one.identity)
    gender = identity_gender(one.identity) if resident else ""
    return Applicant(
        code=row.code,
        unit=row.unit.name,
        name=one.name,
        gender=str(Gender(gender).label) if gender else "",
        born_on=identity_birthday(one.identity) if resident else None,
        document=str(DocumentKind(one.document_kind).label),
        identity=one.identity if whole else mask_identity(one.identity) if one.identity else "",
        phone=one.phone if whole else mask_phone(one.phone) if one.phone else "",
        workplace=one.workplace,
        occupation=one.occupation,
        asked_on=row.asked_on,
        acting=str(WhyActing(row.why).label) if row.why else "",
    )


def poster(actor: Actor, unit_code: str, *, address: str, hotline: str) -> Paper:
    """The poster of a union as a paper. Raises UnitNotFound."""
    unit, _row = code_of_unit(actor, unit_code)
    return papers.poster(unit=unit.name, address=address, phone=unit.phone, hotline=hotline)


# ------------------------------------------------------------------ papers of an application


def located(subject_id: int) -> Located | None:
    """Where an application lies; its address is that of its matter."""
    row = Application.rows.filter(pk=subject_id).exclude(matter_code="").first()
    if row is None:
        return None
    (one,) = told([row])
    return Located(row.unit_id, row.matter_code, one.name, row.person_id)


def key_of(code: str) -> int | None:
    """The application of a matter."""
    return Application.rows.filter(matter_code=code).exclude(matter_code="").values_list("pk", flat=True).first()


def is_own(actor: Actor, subject_id: int) -> bool:
    """Whether an application is the worker's own."""
    account = actor.account_id
    return account is not None and Application.rows.filter(pk=subject_id, account_id=account).exists()
