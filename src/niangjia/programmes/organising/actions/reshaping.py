"""What happens to applications and posters when a union ends in another one, and when that is taken back. Parts of org's act."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from niangjia.kit.powers import Actor
from niangjia.programmes.organising.choices.joining import ApplicationState
from niangjia.programmes.organising.models.joining import Application, JoinCode


def applications_at(*, unit_id: int, path: str) -> list[tuple[Any, int]]:
    """The module's part of the preview of a merge: applications that the receiver decides, posters that end."""
    return [
        (_("改由接收工会办的入会申请"), Application.rows.filter(unit_id=unit_id, state=ApplicationState.OPEN).count()),
        (_("不再收申请的入会码"), JoinCode.rows.filter(unit_id=unit_id, ended_at__isnull=True).count()),
    ]


@transaction.atomic
def follow_unit(
    *, actor: Actor, unit_id: int, into_id: int, path: str, now: datetime, **_more: Any
) -> dict[str, list[int]]:
    """Open applications of a merged union are for the receiver; its posters take none any more. Returns what changed."""
    asked = Application.rows.filter(unit_id=unit_id, state=ApplicationState.OPEN).order_by("pk")
    codes = JoinCode.rows.filter(unit_id=unit_id, ended_at__isnull=True).order_by("pk")
    kept = {
        "applications": list(asked.values_list("pk", flat=True)),
        "codes": list(codes.values_list("pk", flat=True)),
    }
    Application.rows.filter(pk__in=kept["applications"]).update(unit_id=into_id, path=path)
    JoinCode.rows.filter(pk__in=kept["codes"]).update(ended_at=now)
    return kept


@transaction.atomic
def return_unit(*, actor: Actor, unit_id: int, path: str, kept: dict[str, list[int]] | None, **_more: Any) -> None:
    """A merge is taken back: what was asked of the union is again asked of it, and its posters take applications."""
    kept = kept or {"applications": [], "codes": []}
    Application.rows.filter(pk__in=kept["applications"]).update(unit_id=unit_id, path=path)
    JoinCode.rows.filter(pk__in=kept["codes"], unit_id=unit_id).update(ended_at=None)
