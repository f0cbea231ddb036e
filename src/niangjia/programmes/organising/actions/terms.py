"""Terms of office and certificates: by hand, as the outcome of an election, and when a union ends."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from typing import Any

from django.db import transaction

from niangjia.engines.rulebooks.queries import rule_at
from niangjia.ground.audit import actions as audit
from niangjia.ground.org import actions as org_actions
from niangjia.ground.org import queries as org
from niangjia.ground.org.actions import UnitDetails
from niangjia.kit.powers import SYSTEM, Actor
from niangjia.programmes.organising.actions.founding_parts import day_of, record, recordable, save_row, workable, write
from niangjia.programmes.organising.actions.founding_refusals import (
    NoOpenTerm,
    TermsOverlap,
    WrongCertificate,
    WrongStageDay,
    WrongYears,
)
from niangjia.programmes.organising.choices.founding import Post, Stage, TermEnd
from niangjia.programmes.organising.models import Founding, Registration, Term, TermSeat
from niangjia.programmes.organising.policies import FORM
from niangjia.programmes.organising.queries.seats import borne
from niangjia.programmes.organising.rules import founding as rules

SUBJECT = "organising.term"


@dataclass(frozen=True)
class Seat:
    """Who holds a post."""

    name: str
    post: str
    sex: str = ""


@transaction.atomic
def enter_term(
    *, actor: Actor, unit_code: str, since: date, years: int, seats: Sequence[Seat] = (), number: int | None = None,
    reply_text: str = "", now: datetime,
) -> Term:  # fmt: skip
    """Put a term on record by hand: the one in office, or the next one, which ends the one before.

    Raises UnitNotFound, WrongYears, WrongStageDay (in the future), TermsOverlap."""
    unit = org.unit(actor, unit_code, power=FORM)
    terms = rule_at("organising.terms", day_of(now), unit.path)
    allowed = (terms.integer("short"), terms.integer("long"))
    if years not in allowed:
        raise WrongYears(short=allowed[0], long=allowed[1])
    if since > day_of(now):
        raise WrongStageDay(first=unit.founded_on or date(2000, 1, 1))
    return begin_term(actor, unit, since=since, years=years, seats=seats, number=number, reply_text=reply_text, now=now)


def begin_term(
    actor: Actor, unit: Any, *, since: date, years: int, seats: Sequence[Seat], number: int | None = None, reply_text: str = "",
    file: Founding | None = None, now: datetime,
) -> Term:  # fmt: skip
    """Write a term and end the one before; the union's chair follows, by org's own action. Raises TermsOverlap."""
    before = Term.rows.select_for_update(of=("self",)).filter(unit=unit, ended_on__isnull=True).first()
    if before is not None:
        if since <= before.since:
            raise TermsOverlap(first=before.since)
        before.ended_on, before.ending = since, TermEnd.NEXT
        before.save(update_fields=["ended_on", "ending"])
        before.seats.filter(until__isnull=True).update(until=since)
        number = number or (before.number + 1 if before.number else None)
    term: Term = Term.rows.create(
        unit=unit, number=number, since=since, until=rules.term_end(since, years), years=years,
        elected_on=file.held_on if file else None, reply_text=reply_text[:60], file=file, made_at=now, by_account_id=actor.account_id,
    )  # fmt: skip
    TermSeat.objects.bulk_create([TermSeat(term=term, since=since, **asdict(one)) for one in seats])
    tie_seats([term.pk])
    chair = next((one.name for one in seats if one.post == Post.CHAIR), "")
    if chair and chair != unit.chair_name:
        _change_unit(unit, now, chair_name=chair)
    audit.record(actor=actor, verb="organising.term_begun", subject=(SUBJECT, term.pk), path=unit.path)
    return term


def tie_seats(terms: Sequence[int] | None = None) -> int:
    """Name the person behind each seat in office where exactly one member of the union bears the name; of some terms, or of all. Returns how
    many were named."""
    found = borne(terms)
    TermSeat.objects.bulk_update(
        [TermSeat(pk=seat, person_id=person) for seat, person in found.items()], ["person_id"], batch_size=1_000
    )
    return len(found)


def _change_unit(unit: Any, now: datetime, **changes: Any) -> None:
    """Facts of the union that an election or a certificate brings: org's own action, by the machine, for whoever replies or records
    need not hold the power to edit unions."""
    details = UnitDetails(**{name: getattr(unit, name) for name in UnitDetails.__dataclass_fields__})
    org_actions.edit_unit(
        actor=SYSTEM, code=unit.code, revision=unit.revision, details=replace(details, **changes), now=now
    )
    unit.refresh_from_db()


@transaction.atomic
def drop_term(*, actor: Actor, unit_code: str, now: datetime) -> Term:
    """The open term was entered wrong by hand: it counts as if it had never been, and the one before is open again.

    Raises UnitNotFound, NoOpenTerm (none is open, or it came from an election)."""
    unit = org.unit(actor, unit_code, power=FORM)
    term: Term | None = Term.rows.select_for_update(of=("self",)).filter(unit=unit, ended_on__isnull=True).first()
    if term is None or term.file_id is not None:
        raise NoOpenTerm
    term.ended_on, term.ending = term.since, TermEnd.MISTAKE
    term.save(update_fields=["ended_on", "ending"])
    before = Term.rows.filter(unit=unit, ending=TermEnd.NEXT, ended_on=term.since).order_by("-pk").first()
    if before is not None:
        before.seats.filter(until=before.ended_on).update(until=None)
        before.ended_on, before.ending = None, ""
        before.save(update_fields=["ended_on", "ending"])
        chair = before.seats.filter(post=Post.CHAIR, until__isnull=True).values_list("name", flat=True).first()
        if chair and chair != unit.chair_name:
            _change_unit(unit, now, chair_name=chair)
    audit.record(actor=actor, verb="organising.term_dropped", subject=(SUBJECT, term.pk), path=unit.path)
    return term


# ------------------------------------------------------------------ certificates


@dataclass(frozen=True)
class Certificate:
    """A certificate of a legal person as printed."""

    number: str
    authority: str
    issued_on: date
    valid_until: date
    credit_code: str = ""


@transaction.atomic
def record_certificate(*, actor: Actor, code: str, certificate: Certificate, now: datetime) -> Founding:
    """The certificate came: the stage of a founding, or of the change after a term election. It ends the one before.

    Raises FileNotFound, FileClosed, LiesAbove, NotNextStage, WrongStageDay, WrongCertificate, Unfit (the credit code)."""
    row = workable(actor, code, now)
    recordable(row, Stage.REGISTERED, certificate.issued_on, now)
    write_certificate(actor, row.unit, certificate, row, now)
    write(actor, row, Stage.REGISTERED, certificate.issued_on, now, document=certificate.number)
    save_row(row)
    return row


@transaction.atomic
def enter_certificate(*, actor: Actor, unit_code: str, certificate: Certificate, now: datetime) -> Registration:
    """Put the certificate of a union that is there on record. Raises UnitNotFound, WrongCertificate, Unfit."""
    unit = org.unit(actor, unit_code, power=FORM)
    return write_certificate(actor, unit, certificate, None, now)


def write_certificate(
    actor: Actor, unit: Any, certificate: Certificate, file: Founding | None, now: datetime
) -> Registration:
    """End the certificate in force and begin this one; the union's credit code follows. Raises WrongCertificate, Unfit."""
    if certificate.issued_on > day_of(now) or certificate.valid_until <= certificate.issued_on:
        raise WrongCertificate
    Registration.rows.filter(unit=unit, ended_on__isnull=True).update(ended_on=certificate.issued_on)
    made: Registration = Registration.rows.create(
        unit=unit, file=file, by_account_id=actor.account_id, **asdict(certificate)
    )
    if certificate.credit_code and certificate.credit_code != unit.credit_code:
        _change_unit(unit, now, credit_code=certificate.credit_code)
    facts = {"unit": unit.pk, **({"file": file.pk} if file else {})}
    audit.record(
        actor=actor,
        verb="organising.registered",
        subject=("organising.registration", made.pk),
        path=unit.path,
        facts=facts,
    )
    return made


# ------------------------------------------------------------------ a union ends


@transaction.atomic
def end_terms(*, actor: Actor, unit_id: int, on: date, why: str = TermEnd.DISSOLVED) -> int:
    """A union was dissolved: its term ended with it, and its certificate. Run again it finds nothing."""
    ended = Term.rows.filter(unit_id=unit_id, ended_on__isnull=True)
    TermSeat.objects.filter(term__in=ended, until__isnull=True).update(until=on)
    Registration.rows.filter(unit_id=unit_id, ended_on__isnull=True).update(ended_on=on)
    return ended.update(ended_on=on, ending=why)


@transaction.atomic
def return_terms(*, actor: Actor, unit_id: int) -> int:
    """A dissolution was taken back: what ended with it goes on."""
    last = Term.rows.filter(unit_id=unit_id, ending__in=[TermEnd.DISSOLVED, TermEnd.MERGED]).order_by("-pk").first()
    if last is None or Term.rows.filter(unit_id=unit_id, ended_on__isnull=True).exists():
        return 0
    last.seats.filter(until=last.ended_on).update(until=None)
    paper = Registration.rows.filter(unit_id=unit_id, ended_on=last.ended_on).order_by("-pk").first()
    if paper is not None:
        Registration.rows.filter(pk=paper.pk).update(ended_on=None)
    return Term.rows.filter(pk=last.pk).update(ended_on=None, ending="")


__all__ = [
    "Certificate", "Seat", "begin_term", "drop_term", "end_terms", "enter_certificate", "enter_term", "record", "record_certificate",
    "return_terms", "tie_seats",
]  # fmt: skip
