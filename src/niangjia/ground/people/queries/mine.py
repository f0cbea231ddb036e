"""What a worker sees of herself: by her own account, by no appointment."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from niangjia.ground.people.choices import Purpose
from niangjia.ground.people.models import Consent, Person, PersonAccount
from niangjia.ground.people.queries.persons import PersonNotFound, PersonPage, page_of
from niangjia.ground.people.reasons import CONSENT_TEXTS, CONSENT_VERSION
from niangjia.kit.powers import Actor


@dataclass(frozen=True)
class Asked:
    """One purpose: its words of today, and whether she agrees at present."""

    purpose: str
    label: Any
    text: Any
    version: str
    agreed: bool


@dataclass(frozen=True)
class Mine:
    """Her page, and every purpose that consent is asked for."""

    page: PersonPage
    asked: tuple[Asked, ...]


def mine(actor: Actor) -> Mine:
    """The actor's own data, masked as everywhere. Raises PersonNotFound if there is no person behind the account."""
    page = page_of(actor, own(actor))
    agreed = {line.purpose for line in page.consents if line.withdrawn_on is None}
    return Mine(
        page=page,
        asked=tuple(Asked(one, one.label, CONSENT_TEXTS[one], CONSENT_VERSION, one in agreed) for one in Purpose),
    )


def own(actor: Actor) -> Person:
    """The person behind the account, or the record she was merged into."""
    if actor.person_id is None:
        raise PersonNotFound
    her = Person.objects.select_related("merged_into").filter(pk=actor.person_id, erased_at__isnull=True).first()
    if her is None:
        raise PersonNotFound
    return her.merged_into or her


def code_of(person_id: int) -> str:
    """The code of a person's address; "" for nobody. Unscoped: for modules that keep codes of records."""
    return Person.objects.filter(pk=person_id).values_list("code", flat=True).first() or ""


def person_of(account_id: int) -> int | None:
    """The person behind an account; fronts put it into the actor."""
    link = PersonAccount.objects.filter(account_id=account_id).select_related("person").first()
    return (link.person.merged_into_id or link.person_id) if link else None


def persons_of(account_ids: Iterable[int]) -> dict[int, int]:
    """The persons behind some accounts, by account; a record that was merged counts as the one that stays."""
    links = PersonAccount.objects.filter(account_id__in=set(account_ids)).values_list(
        "account_id", "person_id", "person__merged_into_id"
    )
    return {account: merged or person for account, person, merged in links}


def agrees(person_id: int, purpose: str) -> bool:
    """Whether a person's consent to a purpose is in force. Unscoped: for modules that hold something by it."""
    return Consent.objects.filter(person_id=person_id, purpose=purpose, withdrawn_at__isnull=True).exists()
