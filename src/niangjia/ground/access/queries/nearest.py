"""Who looks after a place: the accounts nearest to it that hold a power over it."""

from __future__ import annotations

from datetime import date

from django.db.models import Q
from django.utils import timezone

from niangjia.ground.access.models import Appointment
from niangjia.ground.org import queries as org
from niangjia.kit.powers import known_powers


def nearest_holders(power: str, path: str, *, today: date | None = None) -> list[int]:
    """Accounts with an appointment in force that carries the power, in the unit at the path or else in the lowest unit
    above it where anybody has one; nobody: empty. Unscoped: for letting those know whose work it is."""
    day = today or timezone.localdate()
    rows = (
        Appointment.rows.filter(
            Q(until__isnull=True) | Q(until__gt=day),
            since__lte=day,
            role__in=known_powers()[power].roles,
            unit__path__in=[*org.above(path), path],
            unit__dissolved_on__isnull=True,
            account__is_active=True,
            account__locked_at__isnull=True,
        )
        .order_by("-unit__path", "account_id")
        .values_list("unit__path", "account_id")
    )
    found = list(rows)
    return sorted({account for place, account in found if place == found[0][0]})
