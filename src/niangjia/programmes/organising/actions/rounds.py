"""Rounds of grid officers: recorded once, taken back with a reason, due again by the rulebook."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from functools import lru_cache
from typing import IO, Any

from django.db import IntegrityError, transaction
from django.db.models import Max

from niangjia.engines.evidence import actions as evidence
from niangjia.engines.evidence.actions import About
from niangjia.engines.rulebooks.queries import books_on
from niangjia.engines.worklists import actions as worklists
from niangjia.engines.worklists import queries as tasks
from niangjia.engines.worklists.actions import Wanted
from niangjia.ground.access import queries as access
from niangjia.ground.audit import actions as audit
from niangjia.ground.org import queries as org
from niangjia.kit.calendar import add_working_days
from niangjia.kit.powers import SYSTEM, Actor, holds, subtree_range
from niangjia.programmes.organising.actions.field_parts import (
    day_of,
    in_order,
    request_of,
    row_of,
    sealed,
    trail,
    words_of,
)
from niangjia.programmes.organising.actions.field_refusals import AlreadyReversed, NotInGrid, SameKey
from niangjia.programmes.organising.actions.followups import follow_up
from niangjia.programmes.organising.actions.refusals import Unfit
from niangjia.programmes.organising.choices.grids import FINDING_TASK, REACHED, ROUND_DUE, Concern, RoundOutcome
from niangjia.programmes.organising.models import DriveTarget, Finding, Round
from niangjia.programmes.organising.policies import GRID_EDIT, GRID_VISIT
from niangjia.programmes.organising.queries.grids import open_places
from niangjia.programmes.organising.queries.rounds import (
    FindingPage,
    RoundPage,
    finding_page,
    round_page,
    round_row,
    workers_of,
)
from niangjia.programmes.organising.rules.grids import Found, due_day, finding_reasons

SUBJECT = "organising.round"
PHOTOS = "organising.round"


@transaction.atomic
def record_round(
    *,
    actor: Actor,
    employer_code: str,
    on: date,
    words: str = "",
    findings: Sequence[Found] = (),
    photos: Sequence[tuple[str, IO[bytes]]] = (),
    key: str,
    now: datetime,
) -> Round:
    """A visit to an employer of the grid, what was found there, photos as evidence. A finding that concerns somebody
    becomes a task there; the due round is done. The same content under the same key gives the same round.

    Raises NotInGrid, WrongDays, Unfit, SameKey, and what evidence raises about a photo.
    """
    place = _place(actor, employer_code)
    request = request_of(
        {"employer": employer_code, "on": on, "words": words, "findings": [vars(one) for one in findings]}
    )
    known = Round.rows.filter(key=key).first()
    if known is not None:
        return _same(known, request)
    in_order(place.grid.since, on, day_of(now))
    Unfit.if_any(reason for one in findings for reason in finding_reasons(one))
    name = access.account_names([actor.account_id]).get(actor.account_id, "") if actor.account_id else ""
    row = Round(
        unit_id=place.unit_id, path=place.path, grid=place.grid, employer_id=place.employer_id, on=on, at=now,
        words_sealed=sealed(words), by_account_id=actor.account_id, by_name=name[:60], key=key, request=request,
    )  # fmt: skip
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        return _same(Round.rows.get(key=key), request)
    made = [_find(row, one, now) for one in findings]
    for path in sorted({one.path for one in made if one.due_on}):
        follow_up(FINDING_TASK, path, now)
    _count_in_drives(row, made)
    _finish_due(actor, row, now)
    for photo, source in photos:
        evidence.add(
            actor=actor, kind=PHOTOS, subject_id=row.pk, source=source, about=About(name=photo, dated_on=on), now=now
        )
    trail(actor, "organising.round_recorded", SUBJECT, [row], findings=len(made), photos=len(photos))
    return row


def _place(actor: Actor, employer_code: str) -> Any:
    place = open_places().filter(employer__code=employer_code).select_related("grid", "employer").first()
    if place is None or not holds(actor, GRID_VISIT, place.path):
        raise NotInGrid
    return place


def _same(known: Round, request: str) -> Round:
    if known.request != request:
        raise SameKey
    return known


def _find(row: Round, one: Found, now: datetime) -> Finding:
    """The finding at whom it concerns: the grid's own unit, or the employer's union where it has one."""
    unit_id = row.unit_id
    if one.concern == Concern.UNION:
        unit_id = org.union_id_of_employer(row.employer_id) or row.unit_id
    path = org.held_paths([unit_id])[unit_id]
    due = None
    if one.concern != Concern.NOBODY:
        days = books_on("organising.grid", row.on).at(path).days("finding")
        due = one.due_on or add_working_days(day_of(now), days)
    made: Finding = Finding.rows.create(
        unit_id=unit_id, path=path, round=row, kind=one.kind, stage=one.stage, expires_on=one.expires_on,
        words_sealed=sealed(one.words), due_on=due,
    )  # fmt: skip
    return made


def _count_in_drives(row: Round, made: Sequence[Finding]) -> None:
    """The drives that are on: this employer was looked at, and how it stands."""
    for one in made:
        targets = DriveTarget.objects.filter(
            employer_id=row.employer_id, drive__kind=one.kind, drive__since__lte=row.on, drive__until__gte=row.on,
            drive__ended_on__isnull=True, drive__cancelled_at__isnull=True,
        )  # fmt: skip
        keys = list(targets.values_list("pk", flat=True))
        targets.filter(done_on__isnull=True).update(done_on=row.on)
        again = DriveTarget.objects.filter(pk__in=keys)
        if one.stage not in REACHED:
            again = again.exclude(stage__in=REACHED)
        again.update(stage=one.stage)


def _finish_due(actor: Actor, row: Round, now: datetime) -> None:
    """The due round of this employer is done."""
    for task in tasks.tasks_about(SYSTEM, "org.employer", row.employer_id):
        if task.kind == ROUND_DUE and task.state == "open":
            hand = actor if tasks.may_work(actor, task) else SYSTEM
            worklists.finish(actor=hand, code=task.code, outcome=RoundOutcome.VISITED.value, now=now)


@transaction.atomic
def open_round(*, actor: Actor, code: str, now: datetime) -> RoundPage:
    """A round with its notes in the clear; a look in the trail, for they may tell of somebody's hardship. Raises RoundNotFound."""
    row = round_row(actor, code)
    found = round_page(row)
    audit.record(actor=actor, verb="organising.round_opened", subject=(SUBJECT, row.pk), path=row.path, look=True)
    return found


@transaction.atomic
def open_finding(*, actor: Actor, code: str, now: datetime) -> FindingPage:
    """What was found, for the union or town that it concerns, even where the whole round is not theirs to see; a look in
    the trail. Raises RoundNotFound."""
    found = finding_page(actor, code)
    subject = (FINDING_TASK, found.row.pk)
    audit.record(actor=actor, verb="organising.finding_opened", subject=subject, path=found.row.path, look=True)
    return found


@transaction.atomic
def reverse_round(*, actor: Actor, code: str, words: str, now: datetime) -> Round:
    """It was written down wrongly: it stays with the reason and counts no more; nobody's tasks of it are settled. By
    whoever recorded it, or who looks after grids. Raises FieldNotFound, WordsNeeded, AlreadyReversed.
    """
    row = row_of(actor, Round, code, GRID_VISIT)
    if row.by_account_id != actor.account_id:
        row = row_of(actor, Round, code, GRID_EDIT)
    told = words_of(words)
    if row.reversed_at is not None:
        raise AlreadyReversed
    row.reversed_at, row.reversed_words = now, told
    row.save(update_fields=["reversed_at", "reversed_words"])
    findings = list(row.findings.all())
    for path in sorted({one.path for one in findings if one.due_on}):
        follow_up(FINDING_TASK, path, now)
    _count_anew(row, findings)
    trail(actor, "organising.round_reversed", SUBJECT, [row])
    return row


def _count_anew(row: Round, findings: Sequence[Finding]) -> None:
    """The drives forget what only this round had told them."""
    kinds = [one.kind for one in findings]
    targets = DriveTarget.objects.filter(
        employer_id=row.employer_id, drive__kind__in=kinds, drive__ended_on__isnull=True
    ).select_related("drive")
    for target in targets:
        told = Finding.rows.filter(
            kind=target.drive.kind, round__employer_id=row.employer_id, round__reversed_at__isnull=True,
            round__on__gte=target.drive.since, round__on__lte=target.drive.until,
        ).order_by("round__on", "pk")  # fmt: skip
        days = list(told.values_list("round__on", "stage"))
        reached = [stage for _day, stage in days if stage in REACHED]
        target.done_on = days[0][0] if days else None
        target.stage = (reached or [stage for _day, stage in days] or [""])[-1]
        target.save(update_fields=["done_on", "stage"])


@transaction.atomic
def refresh_rounds(*, actor: Actor, now: datetime, under: str = "") -> Any:
    """Make the list of due rounds follow the grids, the last rounds and the rulebook. Raises MayNotSync."""
    today = day_of(now)
    books = books_on("organising.grid", today)
    book_at = lru_cache(maxsize=None)(books.at)
    low, high = subtree_range(under) if under else ("", "\U0010ffff")
    places: list[Any] = list(
        open_places()
        .filter(employer__isnull=False, employer__closed_on__isnull=True, path__gte=low, path__lt=high)
        .select_related("grid", "employer")
        .order_by("pk")
    )
    done = Round.rows.filter(reversed_at__isnull=True, path__gte=low, path__lt=high).order_by()
    last = dict(done.values_list("employer").annotate(day=Max("on")))
    workers = workers_of([one.employer_id for one in places])
    wanted = []
    for one in places:
        book, seen = book_at(one.path), last.get(one.employer_id)
        due = due_day(book, last=seen, since=one.valid_from, workers=workers.get(one.employer_id))
        if (due - today).days <= book.integer("ahead"):
            facts = {
                "grid": one.grid.name,
                "workers": workers.get(one.employer_id),
                "last": seen.isoformat() if seen else None,
            }
            told = {name: value for name, value in facts.items() if value is not None}
            wanted.append(Wanted(one.employer_id, one.employer.code, one.unit_id, one.employer.name, told, due))
    return worklists.sync(actor=actor, kind=ROUND_DUE, wanted=wanted, now=now, under=under)
