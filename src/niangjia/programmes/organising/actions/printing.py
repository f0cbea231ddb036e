"""Printing applications: what is sealed is opened for it, so each is a look in the trail."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from django.db import transaction

from niangjia.engines.evidence import actions as evidence
from niangjia.ground.audit import actions as audit
from niangjia.ground.people.actions import MayNotReveal
from niangjia.kit.papers import Paper
from niangjia.kit.powers import Actor, holds
from niangjia.programmes.organising import papers
from niangjia.programmes.organising.choices import JOINING
from niangjia.programmes.organising.models import Application
from niangjia.programmes.organising.queries.joining import application_row, told
from niangjia.programmes.organising.queries.printing import applicant, applications

REVEAL = "people.reveal"


def print_applications(*, actor: Actor, codes: Sequence[str], whole: bool, now: datetime) -> Iterator[Paper]:
    """The forms of these applications, each with the code that files its signed scan. `whole` numbers only for those who may look at
    them; every form is a look in the trail. What was withdrawn has nothing left to print. Raises MayNotReveal.
    """
    rows = list(applications(actor, codes))
    if whole and not all(holds(actor, REVEAL, row.path) for row in rows):
        raise MayNotReveal
    kept = [(row, one) for row, one in zip(rows, told(rows), strict=True) if one.name]
    with transaction.atomic():
        labels = {row.pk: _label(actor, row, now) for row, _one in kept}
        _looked(actor, [row for row, _one in kept], whole=whole)
    for row, one in kept:
        yield papers.application(applicant(row, one, whole=whole), label=labels[row.pk])


@transaction.atomic
def print_own_application(*, actor: Actor, code: str, now: datetime) -> Paper:
    """One's own application as a form, with whole numbers: it is the asker's own. Raises ApplicationNotFound."""
    row = application_row(actor, code)
    (one,) = told([row])
    _looked(actor, [row], whole=True)
    return papers.application(applicant(row, one, whole=True), label=_label(actor, row, now) if row.matter_code else "")


def _label(actor: Actor, row: Application, now: datetime) -> str:
    return evidence.label(actor=actor, kind=JOINING, subject_id=row.pk, sheet="form", now=now).text


def _looked(actor: Actor, rows: Sequence[Application], *, whole: bool) -> None:
    audit.record_many(
        actor=actor,
        verb="organising.application_printed",
        subject_kind="organising.application",
        subjects=[(row.pk, row.path) for row in rows],
        look=True,
        facts={"whole": whole},
    )
