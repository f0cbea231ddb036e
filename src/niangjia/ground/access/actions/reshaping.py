"""What happens to appointments, accounts and lent filters when a union ends in another one. Parts of org's act."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from niangjia.ground.access import events
from niangjia.ground.access.models import Account, Appointment, Kept
from niangjia.ground.audit import actions as audit
from niangjia.kit import bus
from niangjia.kit.powers import Actor


@transaction.atomic
def end_with_unit(
    *, actor: Actor, unit_id: int, into_id: int, path: str, now: datetime, **_more: Any
) -> dict[str, list[Any]]:
    """Appointments at a merged union end on the day of the act; its accounts and lent filters come to the receiver.

    Rights are given by a person who answers for them, never by a merge (ADR 0007). Returns what changed, for `stand_again`.
    """
    today = timezone.localtime(now).date()
    rows = list(
        Appointment.rows.select_for_update()
        .filter(Q(until__isnull=True) | Q(until__gt=today), unit_id=unit_id)
        .order_by("pk")
    )
    kept: dict[str, list[Any]] = {
        "ended": [[row.pk, row.until.isoformat() if row.until else ""] for row in rows],
        "accounts": list(Account.objects.filter(unit_id=unit_id).order_by("pk").values_list("pk", flat=True)),
        "filters": list(Kept.objects.filter(shared_unit_id=unit_id).order_by("pk").values_list("pk", flat=True)),
    }
    for row in rows:
        row.until, row.ended_by_id = max(today, row.since), actor.account_id
        bus.publish(events.AppointmentEnded(row.pk))
    Appointment.rows.bulk_update(rows, ["until", "ended_by"], batch_size=500)
    Account.objects.filter(pk__in=kept["accounts"]).update(unit_id=into_id)
    Kept.objects.filter(pk__in=kept["filters"]).update(shared_unit_id=into_id)
    _record(actor, "access.appointment_ended", kept, path, unit_id)
    return kept


@transaction.atomic
def stand_again(*, actor: Actor, unit_id: int, into_id: int, path: str, kept: dict[str, list[Any]] | None) -> int:
    """A merge is taken back: what it ended stands again, to the day that was said before; how many appointments."""
    kept = kept or {"ended": [], "accounts": [], "filters": []}
    until = {pk: date.fromisoformat(day) if day else None for pk, day in kept["ended"]}
    rows = list(Appointment.rows.select_for_update().filter(pk__in=until).order_by("pk"))
    for row in rows:
        row.until, row.ended_by_id = until[row.pk], None
        bus.publish(events.Appointed(row.pk))
    Appointment.rows.bulk_update(rows, ["until", "ended_by"], batch_size=500)
    Account.objects.filter(pk__in=kept["accounts"], unit_id=into_id).update(unit_id=unit_id)
    Kept.objects.filter(pk__in=kept["filters"], shared_unit_id=into_id).update(shared_unit_id=unit_id)
    _record(actor, "access.appointment_restored", kept, path, unit_id)
    return len(rows)


def _record(actor: Actor, verb: str, kept: dict[str, list[Any]], path: str, unit_id: int) -> None:
    subjects = [(pk, path) for pk, _day in kept["ended"]]
    facts = {"unit": unit_id, "merge": True}
    audit.record_many(actor=actor, verb=verb, subject_kind="access.appointment", subjects=subjects, facts=facts)
