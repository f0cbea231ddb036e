"""Adding and editing one person by hand, her work, looking at a whole number, confirming who she is."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction

from niangjia.ground.audit import actions as audit
from niangjia.ground.org import queries as org
from niangjia.ground.people import rules
from niangjia.ground.people.actions import names
from niangjia.ground.people.actions.loading import begin, day_of, hers, is_own, living_unit, path_of
from niangjia.ground.people.actions.refusals import (
    AlreadyHere,
    ExistsElsewhere,
    MayNotReveal,
    NameDiffers,
    NumbersMissing,
    PersonDied,
    Unfit,
    WrongDay,
)
from niangjia.ground.people.choices import BY_LAW, DocumentKind, JoinMode, Kept, RevealReason, WorkForm
from niangjia.ground.people.models import IDENTITY, PHONE, Employment, Membership, Person
from niangjia.ground.people.policies import REVEAL, REVEAL_BY_LAW, VIEW
from niangjia.ground.people.queries.persons import PersonPage, elsewhere, holder_of, page_of
from niangjia.ground.people.reasons import SENTENCES
from niangjia.ground.people.rules import EARLIEST, PersonDetails, WorkDetails
from niangjia.kit import vault
from niangjia.kit.ids import identity_birthday, identity_gender, read_identity, read_phone
from niangjia.kit.powers import Actor, Reason, Refused

PLAIN = ("name", "document_kind", "gender", "born_on", "education", "native_place", "nation", "politics")


@transaction.atomic
def add_person(
    *,
    actor: Actor,
    unit_code: str,
    details: PersonDetails,
    work: WorkDetails | None = None,
    joined_on: date | None = None,
    card_number: str = "",
    now: datetime,
) -> Person:
    """Enter a person and her membership. Somebody on record who is in no union now, under the same name, is taken up
    again instead of being entered twice.

    Raises UnitNotFound, MayNotEdit, UnitClosed, Unfit, AlreadyHere (within reach), ExistsElsewhere (ask that union),
    NameDiffers, PersonDied, WrongDay.
    """
    unit = living_unit(actor, unit_code)
    today = day_of(now)
    details, number, phone = _read(details, today)
    _check_work(work)
    her = _holder(actor, number, details) if number else None
    if her is None:
        her = _create(actor, details, number, phone)
    else:
        _complete(her, details, phone)
    if work is not None and not work.empty() and not her.employments.filter(valid_to__isnull=True).exists():
        _employ(actor, her, work, since=joined_on)
    membership = begin(her, unit, on=joined_on, mode=JoinMode.DESK, today=today, card_number=card_number)
    audit.record(
        actor=actor,
        verb="people.person_added",
        subject=("people.person", her.pk),
        path=unit.path,
        facts={"unit": unit.pk, "membership": membership.pk},
    )
    return her


def _create(actor: Actor, details: PersonDetails, number: str, phone: str) -> Person:
    her = Person(
        **{name: getattr(details, name) for name in PLAIN},
        pinyin=names.pinyin_of(details.name),
        identity_sealed=vault.seal(number, field=IDENTITY),
        identity_index=vault.blind(number, field=IDENTITY) if number else None,
        phone_sealed=vault.seal(phone, field=PHONE),
        phone_index=vault.blind(phone, field=PHONE),
    )
    try:
        with transaction.atomic():
            her.save(force_insert=True)
    except IntegrityError:  # somebody entered the same number a moment ago
        _refuse_holder(actor, number, besides=None)
        raise
    names.index_names([(her.pk, her.name)])
    return her


def _holder(actor: Actor, number: str, details: PersonDetails) -> Person | None:
    """The holder of the number if she may be taken up again; None if the number is new."""
    held = holder_of(number)
    if held is None:
        return None
    her = Person.objects.select_for_update().get(pk=held.pk)
    if her.memberships.filter(left_on__isnull=True).exists():
        _refuse_holder(actor, number, besides=None)
    if rules.bare_name(her.name) != rules.bare_name(details.name):
        raise NameDiffers
    if her.died_on is not None:
        raise PersonDied
    return her


def _complete(her: Person, details: PersonDetails, phone: str) -> None:
    """Fill what was empty on the record of somebody who comes back; nothing that is there is overwritten."""
    fields = [name for name in PLAIN if not getattr(her, name) and getattr(details, name)]
    for name in fields:
        setattr(her, name, getattr(details, name))
    if phone and not her.phone_index:
        her.phone_sealed, her.phone_index = vault.seal(phone, field=PHONE), vault.blind(phone, field=PHONE)
        fields += ["phone_sealed", "phone_index"]
    if fields:
        her.revision += 1
        her.save(update_fields=[*fields, "revision"])


def _refuse_holder(actor: Actor, number: str, *, besides: int | None) -> None:
    """Refuse a number that somebody else holds, telling no more than which union to ask."""
    held = holder_of(number)
    if held is None or held.pk == besides:
        return
    told = elsewhere(actor, held)
    if told is None or not told.unit_name:
        raise NameDiffers
    if told.code:
        raise AlreadyHere(unit=told.unit_name, code_of_person=told.code)
    raise ExistsElsewhere(unit=told.unit_name)


@transaction.atomic
def edit_person(*, actor: Actor, code: str, revision: int, details: PersonDetails, now: datetime) -> Person:
    """Change what is known of a person; the same again changes nothing. Numbers given as None stay.

    Another name or number takes the confirmation back: she confirms anew. Raises PersonNotFound, MayNotEdit,
    ChangedMeanwhile, Unfit, AlreadyHere, ExistsElsewhere, NameDiffers (the number is somebody else's).
    """
    her = hers(actor, code, revision=revision)
    details, number, phone = _read(details, day_of(now))
    before = {name: getattr(her, name) for name in PLAIN}
    after: dict[str, Any] = {name: getattr(details, name) for name in PLAIN}
    fields = [name for name in PLAIN if before[name] != after[name]]
    if details.identity is not None and vault.blind(number, field=IDENTITY) != (her.identity_index or ""):
        _refuse_holder(actor, number, besides=her.pk)
        after |= {"identity_sealed": vault.seal(number, field=IDENTITY)}
        after |= {"identity_index": vault.blind(number, field=IDENTITY) or None}
        fields += ["identity_sealed", "identity_index"]
    if details.phone is not None and vault.blind(phone, field=PHONE) != her.phone_index:
        after |= {"phone_sealed": vault.seal(phone, field=PHONE), "phone_index": vault.blind(phone, field=PHONE)}
        fields += ["phone_sealed", "phone_index"]
    if not fields:
        return her
    if {"name", "identity_index", "phone_index"} & set(fields) and her.verified_on is not None:
        after["verified_on"] = None
        fields.append("verified_on")
    for name in fields:
        setattr(her, name, after[name])
    her.revision += 1
    her.save(update_fields=[*fields, "revision"])
    if "name" in fields:
        _rename(her, before["name"])
    audit.record(
        actor=actor,
        verb="people.person_edited",
        subject=("people.person", her.pk),
        path=path_of(her),
        facts={"fields": fields, "revision": her.revision},
    )
    return her


def _rename(her: Person, old: str) -> None:
    """Everything that repeats a name: the sort key here and on memberships, the name index."""
    her.pinyin = names.pinyin_of(her.name)
    her.save(update_fields=["pinyin"])
    Membership.rows.filter(person=her).update(pinyin=her.pinyin)
    names.reindex_name(her.pk, old, her.name)


def _read(details: PersonDetails, today: date) -> tuple[PersonDetails, str, str]:
    """The details tidied and completed by the identity number, the number and the phone. Raises Unfit."""
    details = replace(
        details,
        name=" ".join(details.name.split()),
        native_place=details.native_place.strip(),
        nation=details.nation.strip(),
        politics=details.politics.strip(),
    )
    found = rules.person_reasons(details, today=today)
    number = phone = ""
    if details.identity:
        read = read_identity(details.identity, kind=details.document_kind)
        number = read.value or ""
        if read.error:
            known = read.error if read.error in SENTENCES else "people.identity"
            found.append(Reason(known, "identity", read.values))
        else:
            born, gender = identity_birthday(number), identity_gender(number)
            found += rules.against_number(details, born_on=born, gender=gender)
            details = replace(details, born_on=details.born_on or born, gender=details.gender or gender)
    if details.phone:
        said = read_phone(details.phone)
        phone = said.value or ""
        if said.error:
            found.append(Reason("people.phone", "phone"))
    Unfit.if_any(found)
    return details, number, phone


# ------------------------------------------------------------------ work


@transaction.atomic
def change_work(*, actor: Actor, code: str, work: WorkDetails, on: date | None, now: datetime) -> Employment | None:
    """Note where she works from a day on; the work before ends that day and stays in her history. Nothing entered:
    she works nowhere from that day on. `on` None corrects what is noted now, for a slip of the pen.

    Raises PersonNotFound, MayNotEdit, Unfit, WrongDay, EmployerNotFound.
    """
    her = hers(actor, code)
    _check_work(work)
    today = day_of(now)
    row = Employment.objects.select_for_update().filter(person=her, valid_to__isnull=True).first()
    if on is not None and row is not None:
        if not rules.dates_in_order(row.valid_from, on, today):
            raise WrongDay(first=row.valid_from or EARLIEST)
        Employment.objects.filter(pk=row.pk).update(valid_to=on)
    elif row is not None:
        row.delete()
        on = row.valid_from
    made = None if work.empty() else _employ(actor, her, work, since=on)
    audit.record(
        actor=actor,
        verb="people.work_changed",
        subject=("people.person", her.pk),
        path=path_of(her),
        facts={"employment": made.pk if made else None, "on": on.isoformat() if on else None},
    )
    return made


def _check_work(work: WorkDetails | None) -> None:
    if work is None:
        return
    found = []
    if work.form and work.form not in WorkForm.values:
        found.append(Reason("people.form", "form"))
    if len(work.workplace) > 120:
        found.append(Reason("people.workplace_too_long", "workplace"))
    Unfit.if_any(found)


def _employ(actor: Actor, her: Person, work: WorkDetails, *, since: date | None) -> Employment:
    at = org.employer(actor, work.employer_code) if work.employer_code else None
    return Employment.objects.create(
        person=her,
        employer_id=at.pk if at else None,
        workplace=work.workplace.strip() or (at.name if at else ""),
        occupation=work.occupation.strip()[:40],
        form=work.form,
        valid_from=since,
    )


# ------------------------------------------------------------------ looking and confirming


class ReasonMissing(Refused):
    """A look at a whole number needs one of the reasons of the list."""

    code = "people.reason_missing"
    text = SENTENCES["people.choice"]


@transaction.atomic
def open_person(*, actor: Actor, code: str, now: datetime) -> PersonPage:
    """A person's page, and the look at it noted for "who looked at my data". Raises PersonNotFound."""
    her = hers(actor, code, power=VIEW)
    if not is_own(actor, her):
        audit.record(
            actor=actor, verb="people.person_opened", subject=("people.person", her.pk), path=path_of(her), look=True
        )
    return page_of(actor, her)


@transaction.atomic
def reveal(*, actor: Actor, code: str, field: str, reason: str, now: datetime) -> str:
    """The whole identity number or phone; the look is logged with its reason, who asked and when. Looks by law
    (discipline, audit, court) need a power of their own and are not shown to the person.

    Raises PersonNotFound, MayNotReveal, ReasonMissing.
    """
    if field not in Kept.values or reason not in RevealReason.values:
        raise ReasonMissing
    by_law = reason in BY_LAW
    her = hers(actor, code, power=REVEAL_BY_LAW if by_law else REVEAL, refusal=MayNotReveal)
    audit.record(
        actor=actor,
        verb="people.number_revealed",
        subject=("people.person", her.pk),
        path=path_of(her),
        look=True,
        facts={"field": field, "reason": reason, **({"basis": reason} if by_law else {})},
    )
    if field == Kept.IDENTITY:
        return vault.unseal(her.identity_sealed, field=IDENTITY)
    return vault.unseal(her.phone_sealed, field=PHONE)


@transaction.atomic
def verify_person(*, actor: Actor, code: str, now: datetime) -> Person:
    """Identity and phone were confirmed by the person: by herself on the phone, or face to face at a desk.

    Raises PersonNotFound, MayNotEdit, NumbersMissing.
    """
    her = hers(actor, code, own=True)
    if not her.identity_index or not her.phone_index:
        raise NumbersMissing
    her.verified_on = day_of(now)
    if is_own(actor, her):
        her.active_on = day_of(now)
    her.revision += 1
    her.save(update_fields=["verified_on", "active_on", "revision"])
    facts = {"own": is_own(actor, her), "kind": her.document_kind or DocumentKind.RESIDENT}
    audit.record(
        actor=actor, verb="people.person_verified", subject=("people.person", her.pk), path=path_of(her), facts=facts
    )
    return her


def note_activity(*, actor: Actor, now: datetime) -> None:
    """The worker did something of her own today: what `active` is counted by. Once a day, no entry in the trail."""
    if actor.person_id is not None:
        today = day_of(now)
        Person.objects.filter(pk=actor.person_id).exclude(active_on=today).update(active_on=today)


__all__ = [
    "ReasonMissing",
    "add_person",
    "change_work",
    "edit_person",
    "note_activity",
    "open_person",
    "reveal",
    "verify_person",
]
