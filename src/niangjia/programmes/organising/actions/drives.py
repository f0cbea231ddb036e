"""Drives: a campaign over grids and days; its progress comes out of the rounds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction

from niangjia.kit.powers import Actor, Reason
from niangjia.programmes.organising.actions.field_parts import day_of, in_order, place_of, row_of, trail
from niangjia.programmes.organising.actions.field_refusals import NobodyChosen
from niangjia.programmes.organising.actions.refusals import Unfit
from niangjia.programmes.organising.choices.grids import REACHED, DriveKind
from niangjia.programmes.organising.models import Drive, DriveTarget, Finding
from niangjia.programmes.organising.policies import GRID_EDIT
from niangjia.programmes.organising.queries.grids import open_grids, open_places

SUBJECT = "organising.drive"


@dataclass(frozen=True)
class DriveDetails:
    """What is told about a drive."""

    title: str
    kind: str
    since: date
    until: date


@transaction.atomic
def begin_drive(
    *, actor: Actor, unit_code: str, details: DriveDetails, grid_codes: Sequence[str], key: str, now: datetime
) -> Drive:
    """A drive over the employers that are in these grids now; rounds since its first day count already. The same key is
    the same drive. Raises UnitNotFound, Unfit, WrongDays, NobodyChosen.
    """
    unit, path = place_of(actor, unit_code, GRID_EDIT)
    known: Drive | None = Drive.objects.visible_to(actor, GRID_EDIT).filter(key=key).first()
    if known is not None:
        return known
    if details.kind not in DriveKind.values:
        raise Unfit(Reason("grid.kind", "kind"))
    in_order(details.since, details.until)
    mine = [one for one in open_grids(actor) if one.code in set(grid_codes)]
    places: list[Any] = list(open_places().filter(grid__in=mine, employer__isnull=False).order_by("pk"))
    if not places:
        raise NobodyChosen
    made: Drive = Drive.rows.create(
        unit=unit,
        path=path,
        title=details.title.strip(),
        kind=details.kind,
        since=details.since,
        until=details.until,
        key=key,
    )
    told = _told(made, [one.employer_id for one in places])
    DriveTarget.objects.bulk_create(
        [
            DriveTarget(
                drive=made, grid_id=one.grid_id, employer_id=one.employer_id,
                done_on=told[one.employer_id][0] if one.employer_id in told else None, stage=told[one.employer_id][1] if one.employer_id in told else "",
            )
            for one in places
        ],
        batch_size=500,
    )  # fmt: skip
    trail(actor, "organising.drive_begun", SUBJECT, [made], employers=len(places), grids=len(mine))
    return made


def _told(drive: Drive, employers: Sequence[int]) -> dict[int, tuple[date, str]]:
    """What rounds in its days have found already: the first day, and the best stage."""
    found: dict[int, tuple[date, str]] = {}
    rows = Finding.rows.filter(
        kind=drive.kind, round__reversed_at__isnull=True, round__on__gte=drive.since, round__on__lte=drive.until,
        round__employer_id__in=employers,
    ).order_by("round__on", "pk")  # fmt: skip
    for employer, on, stage in rows.values_list("round__employer_id", "round__on", "stage"):
        first, best = found.get(employer, (on, ""))
        found[employer] = (first, best if best in REACHED and stage not in REACHED else stage)
    return found


@transaction.atomic
def end_drive(*, actor: Actor, code: str, now: datetime) -> Drive:
    """The drive is over from today on; what stands then stays. Raises FieldNotFound."""
    drive = row_of(actor, Drive, code, GRID_EDIT)
    if drive.ended_on is None and drive.cancelled_at is None:
        drive.ended_on = day_of(now)
        drive.save(update_fields=["ended_on"])
        trail(actor, "organising.drive_ended", SUBJECT, [drive])
    return drive


@transaction.atomic
def cancel_drive(*, actor: Actor, code: str, now: datetime) -> Drive:
    """It was begun by mistake: it counts nowhere. Rounds stay what they are. Raises FieldNotFound."""
    drive = row_of(actor, Drive, code, GRID_EDIT)
    if drive.cancelled_at is None:
        drive.cancelled_at = now
        drive.save(update_fields=["cancelled_at"])
        trail(actor, "organising.drive_cancelled", SUBJECT, [drive])
    return drive
