"""Rounds as they are read: the list, one round with what was found, drives with their progress by grid."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

import polars as pl
from django.db.models import Count, F, Q
from django.db.models.functions import ExtractDay, ExtractMonth, ExtractYear

from niangjia.engines.worklists import queries as worklists
from niangjia.ground.org import queries as org
from niangjia.kit import rows as bulk
from niangjia.kit import vault
from niangjia.kit.declare import Located
from niangjia.kit.powers import SYSTEM, Actor, NotFound, holds
from niangjia.programmes.organising.choices.grids import (
    FINDING_TASK,
    NOTE,
    REACHED,
    DriveKind,
    FindingKind,
    FollowUp,
    Stage,
)
from niangjia.programmes.organising.models import Drive, DriveTarget, Finding, Round
from niangjia.programmes.organising.policies import GRID_VIEW


def newest(name: str) -> Any:
    """A key that puts the latest day first: pages go by rising keys."""
    return (ExtractYear(name) * 10_000 + ExtractMonth(name) * 100 + ExtractDay(name)) * -1


class RoundNotFound(NotFound):
    """No such round, or none of the actor's."""


class DriveNotFound(NotFound):
    """No such drive, or none of the actor's."""


def workers_of(ids: Sequence[int]) -> dict[int, int]:
    """Declared workers of employers today; unscoped, for rules."""
    source, given = bulk.keys(ids)
    frame = bulk.read(
        f"SELECT h.employer_id, h.workers FROM org_headcount h WHERE h.valid_to IS NULL AND h.employer_id IN (SELECT k FROM {source})",  # noqa: S608
        [given],
        {"employer_id": pl.Int64, "workers": pl.Int64},
    )
    return dict(frame.iter_rows())


# ------------------------------------------------------------------ rounds


@dataclass(frozen=True)
class RoundFilter:
    """What a list of rounds is narrowed to."""

    grid: str = ""
    employer: str = ""
    kind: str = ""
    """A kind of finding."""
    text: str = ""
    since: date | None = None
    until: date | None = None
    reversed: bool = False


def rounds(actor: Actor, wanted: RoundFilter, *, after: str = "", before: str = "", size: int = 50) -> Any:
    """A page of rounds, the latest first."""
    rows = Round.objects.visible_to(actor, GRID_VIEW).filter(reversed_at__isnull=not wanted.reversed)
    rows = rows.select_related("grid", "employer", "unit").annotate(
        found=Count("findings"), mark=F("pk") * -1, day=newest("on")
    )
    for name, field in (("grid", "grid__code"), ("employer", "employer__code")):
        if getattr(wanted, name):
            rows = rows.filter(**{field: getattr(wanted, name)})
    if wanted.kind:
        rows = rows.filter(pk__in=Finding.rows.filter(kind=wanted.kind).values("round"))
    if wanted.text:
        rows = rows.filter(Q(employer__name__icontains=wanted.text) | Q(by_name__icontains=wanted.text))
    if wanted.since:
        rows = rows.filter(on__gte=wanted.since)
    if wanted.until:
        rows = rows.filter(on__lte=wanted.until)
    return org.page(rows, ("day", "mark"), after=after, before=before, size=size)


class FindingLine(NamedTuple):
    """One finding, opened."""

    code: str
    kind: Any
    stage: Any
    words: str
    expires_on: date | None
    unit: str
    due_on: date | None
    result: Any
    closed_on: date | None
    task: str


@dataclass(frozen=True)
class RoundPage:
    """One round with what was found; `words` are open."""

    row: Round
    words: str
    findings: list[FindingLine]


def round_row(actor: Actor, code: str, *, power: str = GRID_VIEW) -> Round:
    """One round. Raises RoundNotFound."""
    rows = Round.objects.visible_to(actor, power).filter(code=code).select_related("grid", "employer", "unit")
    found: Round | None = rows.first()
    if found is None:
        raise RoundNotFound
    return found


def left_to_do(row: Round) -> bool:
    """Whether something was found that somebody is to do."""
    return row.findings.filter(due_on__isnull=False).exists()


def round_page(row: Round) -> RoundPage:
    """What a round tells; the look at it is an act (`actions.open_round`)."""
    findings = list(row.findings.select_related("unit").order_by("pk"))
    notes = vault.unseal_many([row.words_sealed, *(one.words_sealed for one in findings)], field=NOTE)
    lines = [
        FindingLine(
            one.code, FindingKind(one.kind).label, Stage(one.stage).label if one.stage else "", note, one.expires_on,
            one.unit.name, one.due_on, FollowUp(one.result).label if one.result else "", one.closed_on,
            task_of(FINDING_TASK, one.pk) if one.due_on else "",
        )
        for one, note in zip(findings, notes[1:], strict=True)
    ]  # fmt: skip
    return RoundPage(row, notes[0], lines)


def task_of(kind: str, key: int) -> str:
    """The code of the task about a record of the field; "" without one. Unscoped: the task's own page asks for its power."""
    found = worklists.tasks_about(SYSTEM, kind, key)
    return found[0].code if found else ""


class FindingPage(NamedTuple):
    """One finding for whoever it concerns. `round_code` is "" for those who may not see the whole round."""

    row: Finding
    kind: Any
    stage: Any
    words: str
    round_code: str


def finding_page(actor: Actor, code: str) -> FindingPage:
    """A finding that lies where the actor sees tasks; the look at it is an act (`actions.open_finding`). Raises RoundNotFound."""
    rows = Finding.objects.visible_to(actor, "worklists.view").filter(code=code, round__reversed_at__isnull=True)
    row: Finding | None = rows.select_related("round__employer", "round__grid", "unit").first()
    if row is None:
        raise RoundNotFound
    whole = row.round.code if holds(actor, GRID_VIEW, row.round.path) else ""
    stage = Stage(row.stage).label if row.stage else ""
    return FindingPage(row, FindingKind(row.kind).label, stage, vault.unseal(row.words_sealed, field=NOTE), whole)


def rounds_at(actor: Actor, employer_id: int, *, most: int = 5) -> list[Round]:
    """The latest rounds at an employer that the actor sees."""
    rows = Round.objects.visible_to(actor, GRID_VIEW).filter(employer_id=employer_id, reversed_at__isnull=True)
    return list(rows.order_by("-on", "-pk")[:most])


def locate_round(key: int) -> Located | None:
    """Where a round lies, for its photos."""
    row = Round.rows.filter(pk=key).select_related("employer").first()
    return Located(row.unit_id, row.code, row.employer.name) if row else None


def find_round(code: str) -> int | None:
    """The key of a round's code."""
    return Round.rows.filter(code=code).values_list("pk", flat=True).first()


# ------------------------------------------------------------------ drives


def drives(actor: Actor, *, state: str = "on", after: str = "", before: str = "", size: int = 50) -> Any:
    """A page of drives, the latest first, with the numbers of their employers, those looked at and those that have it."""
    rows = Drive.objects.visible_to(actor, GRID_VIEW).select_related("unit")
    if state == "on":
        rows = rows.filter(ended_on__isnull=True, cancelled_at__isnull=True)
    elif state == "over":
        rows = rows.filter(ended_on__isnull=False, cancelled_at__isnull=True)
    else:
        rows = rows.filter(cancelled_at__isnull=False)
    return org.page(_counted(rows).annotate(mark=F("pk") * -1), ("mark",), after=after, before=before, size=size)


def _counted(rows: Any) -> Any:
    return rows.annotate(
        all=Count("targets"),
        seen=Count("targets", filter=Q(targets__done_on__isnull=False)),
        reached=Count("targets", filter=Q(targets__stage__in=REACHED)),
    )


class GridProgress(NamedTuple):
    """How far a drive is in one grid."""

    code: str
    grid: str
    all: int
    seen: int
    reached: int


@dataclass(frozen=True)
class DrivePage:
    """One drive, by grid, and a page of its employers."""

    row: Any
    kind: Any
    grids: list[GridProgress]
    targets: Any


def drive_page(
    actor: Actor, code: str, *, grid: str = "", left: bool = False, after: str = "", before: str = ""
) -> DrivePage:
    """One drive. Raises DriveNotFound."""
    row = _counted(Drive.objects.visible_to(actor, GRID_VIEW).filter(code=code).select_related("unit")).first()
    if row is None:
        raise DriveNotFound
    by_grid = (
        DriveTarget.objects.filter(drive=row)
        .order_by()
        .values("grid__code", "grid__name")
        .annotate(
            all=Count("pk"),
            seen=Count("pk", filter=Q(done_on__isnull=False)),
            reached=Count("pk", filter=Q(stage__in=REACHED)),
        )
    )
    lines = [
        GridProgress(one["grid__code"], one["grid__name"], one["all"], one["seen"], one["reached"]) for one in by_grid
    ]
    progress = sorted(lines, key=lambda one: one.grid)
    targets = (
        DriveTarget.objects.filter(drive=row).select_related("employer", "grid").annotate(name=F("employer__name"))
    )
    if grid:
        targets = targets.filter(grid__code=grid)
    if left:
        targets = targets.filter(done_on__isnull=True)
    page = org.page(targets, ("name", "pk"), after=after, before=before, size=50)
    return DrivePage(row, DriveKind(row.kind).label, progress, page)


def open_drives(employer_ids: Iterable[int], on: date) -> dict[int, list[str]]:
    """Titles of the drives that still want to see an employer, by employer. Unscoped: for the round's own page."""
    rows = DriveTarget.objects.filter(
        employer_id__in=list(employer_ids), done_on__isnull=True, drive__since__lte=on, drive__until__gte=on,
        drive__ended_on__isnull=True, drive__cancelled_at__isnull=True,
    )  # fmt: skip
    found: dict[int, list[str]] = {}
    for employer, title in rows.order_by("drive_id").values_list("employer_id", "drive__title"):
        found.setdefault(employer, []).append(title)
    return found
