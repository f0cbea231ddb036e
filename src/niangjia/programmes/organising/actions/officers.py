"""The register of officers: entered, posted, mended; a whole phone is a look that is logged."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction

from niangjia.ground.audit import actions as audit
from niangjia.ground.org import queries as org
from niangjia.ground.people.queries import persons_of
from niangjia.kit import vault
from niangjia.kit.powers import Actor, holds
from niangjia.programmes.organising.actions.field_parts import (
    account_of,
    day_of,
    in_order,
    phone_of,
    place_of,
    row_of,
    same_revision,
    trail,
)
from niangjia.programmes.organising.actions.field_refusals import (
    AlreadyPosted,
    FieldNotFound,
    KnownOfficer,
    MayNotReveal,
    ReliedUpon,
)
from niangjia.programmes.organising.choices.grids import GRID_PHONE
from niangjia.programmes.organising.choices.officers import LIAISON_PHONE, OFFICER_PHONE, LookReason
from niangjia.programmes.organising.models import Attendance, GridOfficer, Liaison, Officer, Post, Visit
from niangjia.programmes.organising.policies import CADRE_EDIT, CONTACT, GRID_EDIT
from niangjia.programmes.organising.queries.chairs import phone_of_chair

SUBJECT = "organising.officer"


@dataclass(frozen=True)
class OfficerDetails:
    """What is told about an officer. `phone` empty leaves the one on record when mending."""

    name: str
    phone: str = ""
    username: str = ""
    note: str = ""


@dataclass(frozen=True)
class PostDetails:
    """A post: as what, under which title, from which day."""

    kind: str
    title: str
    since: date
    until: date | None = None


@transaction.atomic
def add_officer(*, actor: Actor, unit_code: str, details: OfficerDetails, post: PostDetails, now: datetime) -> Officer:
    """Somebody new on the register, with a first post. Raises UnitNotFound, BadPhone, NoSuchAccount, WrongDays, KnownOfficer."""
    unit, path = place_of(actor, unit_code, CADRE_EDIT)
    name = " ".join(details.name.split())
    token, index = phone_of(details.phone, OFFICER_PHONE)
    account = account_of(details.username)
    in_order(post.since, post.until)
    known = Officer.rows.filter(removed_at__isnull=True, name=name)
    if (index and known.filter(phone_index=index).exists()) or known.filter(unit=unit, phone_index=index).exists():
        raise KnownOfficer(field="name")
    made: Officer = Officer.rows.create(
        unit=unit, path=path, name=name, phone_sealed=token, phone_index=index, account=account,
        person_id=_person(account), note=details.note.strip(),
    )  # fmt: skip
    _post(made, unit, path, post)
    trail(actor, "organising.officer_added", SUBJECT, [made])
    return made


def _person(account: Any) -> int | None:
    return persons_of([account.pk]).get(account.pk) if account is not None else None


def _post(officer: Officer, unit: Any, path: str, post: PostDetails) -> Post:
    made: Post = Post.rows.create(
        officer=officer,
        unit=unit,
        path=path,
        kind=post.kind,
        title=post.title.strip(),
        since=post.since,
        until=post.until,
    )
    return made


def _officer(actor: Actor, code: str) -> Officer:
    """An officer on the register who is or was posted, or was entered, where the actor keeps the register."""
    rows = Officer.rows.select_related("unit").select_for_update(of=("self",))
    found: Officer | None = rows.filter(code=code, removed_at__isnull=True).first()
    if found is None:
        raise FieldNotFound
    paths = [found.path, *Post.rows.filter(officer=found).values_list("path", flat=True)]
    if not any(holds(actor, CADRE_EDIT, path) for path in paths):
        raise FieldNotFound
    return found


@transaction.atomic
def edit_officer(*, actor: Actor, code: str, revision: int, details: OfficerDetails, now: datetime) -> Officer:
    """Mend what is told. Raises FieldNotFound, ChangedSince, BadPhone, NoSuchAccount."""
    here = _officer(actor, code)
    same_revision(here, revision)
    if details.phone.strip():
        here.phone_sealed, here.phone_index = phone_of(details.phone, OFFICER_PHONE)
    account = account_of(details.username)
    if account is not None and account.pk != here.account_id:
        here.person_id = _person(account) or here.person_id
    here.account = account
    here.name, here.note, here.revision = " ".join(details.name.split()), details.note.strip(), revision + 1
    here.save()
    trail(actor, "organising.officer_changed", SUBJECT, [here])
    return here


@transaction.atomic
def post_officer(
    *, actor: Actor, code: str, unit_code: str, post: PostDetails, instead: bool = False, now: datetime
) -> Post:
    """Another post. `instead`: the open ones end on the day on which this begins.

    Raises FieldNotFound, UnitNotFound, WrongDays, AlreadyPosted.
    """
    here = _officer(actor, code)
    unit, path = place_of(actor, unit_code, CADRE_EDIT)
    in_order(post.since, post.until)
    held = Post.rows.filter(officer=here, until__isnull=True)
    if instead:
        for one in held:
            in_order(one.since, post.since)
        held.update(until=post.since)
    elif held.filter(unit=unit, kind=post.kind).exists():
        raise AlreadyPosted
    made = _post(here, unit, path, post)
    if post.until is None:
        here.unit, here.path, here.revision = unit, path, here.revision + 1
        here.save(update_fields=["unit", "path", "revision"])
    trail(actor, "organising.officer_posted", SUBJECT, [here], unit=unit.pk, post=made.pk)
    return made


@transaction.atomic
def end_post(*, actor: Actor, code: str, post_code: str, on: date | None = None, now: datetime) -> Post:
    """A post is no longer held from a day on. Raises FieldNotFound, WrongDays."""
    here = _officer(actor, code)
    post = Post.rows.select_related("unit").filter(officer=here, code=post_code, until__isnull=True).first()
    if post is None or not holds(actor, CADRE_EDIT, post.path):
        raise FieldNotFound
    day = on or day_of(now)
    in_order(post.since, day)
    post.until = day
    post.save(update_fields=["until"])
    trail(actor, "organising.post_ended", SUBJECT, [here], post=post.pk)
    found: Post = post
    return found


@transaction.atomic
def remove_officer(*, actor: Actor, code: str, now: datetime) -> None:
    """Entered by mistake: off the register, the phone is forgotten. Raises FieldNotFound, ReliedUpon."""
    here = _officer(actor, code)
    if Visit.rows.filter(officer=here).exists() or Attendance.objects.filter(officer=here).exists():
        raise ReliedUpon
    Post.rows.filter(officer=here).delete()
    here.removed_at, here.phone_sealed, here.phone_index = now, "", ""
    here.save(update_fields=["removed_at", "phone_sealed", "phone_index"])
    trail(actor, "organising.officer_removed", SUBJECT, [here])


# ------------------------------------------------------------------ looking at a whole number


@transaction.atomic
def reveal_phone(*, actor: Actor, kind: str, code: str, reason: str, now: datetime) -> str:
    """The whole phone of an officer, a grid officer, a liaison or the chair of a union; the look is logged with its reason.

    `kind` is `officer`, `grid`, `liaison` or `chair` (then `code` is the union's). Raises FieldNotFound, MayNotReveal.
    """
    if reason not in LookReason.values:
        raise MayNotReveal
    subject, key, path, number, person = PHONES[kind](actor, code, now)
    if not holds(actor, CONTACT, path) or not number:
        raise MayNotReveal
    facts = {"kind": kind, "reason": reason, "record": key}
    if person is not None:
        subject, key = "people.person", person
    audit.record(
        actor=actor, verb="organising.phone_revealed", subject=(subject, key), path=path, look=True, facts=facts
    )
    return number


def has_phone(*, actor: Actor, kind: str, code: str, now: datetime) -> bool:
    """Whether there is a number that the actor may ask for. Raises FieldNotFound where the record is not hers to see."""
    _subject, _key, path, number, _person = PHONES[kind](actor, code, now)
    return bool(number) and holds(actor, CONTACT, path)


Told = tuple[str, int, str, str, int | None]


def _of_officer(actor: Actor, code: str, now: datetime) -> Told:
    row = Officer.rows.filter(code=code, removed_at__isnull=True).first()
    paths = [row.path, *Post.rows.filter(officer=row).values_list("path", flat=True)] if row else []
    path = next((one for one in paths if holds(actor, CONTACT, one)), None)
    if row is None or path is None:
        raise FieldNotFound
    return SUBJECT, row.pk, path, vault.unseal(row.phone_sealed, field=OFFICER_PHONE), row.person_id


def _of_grid(actor: Actor, code: str, now: datetime) -> Told:
    row = GridOfficer.objects.select_related("grid").filter(code=code).first()
    if row is None or not holds(actor, GRID_EDIT, row.grid.path):
        raise FieldNotFound
    number = vault.unseal(row.phone_sealed, field=GRID_PHONE)
    return "organising.grid", row.grid_id, row.grid.path, number, None


def _of_liaison(actor: Actor, code: str, now: datetime) -> Told:
    row = row_of(actor, Liaison, code, CONTACT, lock=False)
    return "organising.liaison", row.pk, row.path, vault.unseal(row.phone_sealed, field=LIAISON_PHONE), None


def _of_chair(actor: Actor, code: str, now: datetime) -> Told:
    unit = org.unit(actor, code, power=CONTACT)
    person, number = phone_of_chair(unit.pk, day_of(now))
    return "org.unit", unit.pk, unit.path, number, person


PHONES = {"officer": _of_officer, "grid": _of_grid, "liaison": _of_liaison, "chair": _of_chair}
