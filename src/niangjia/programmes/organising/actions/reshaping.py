"""What happens to applications and posters when a union ends in another one, and when that is taken back. Parts of org's act."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from niangjia.kit.powers import Actor
from niangjia.kit.rows import among
from niangjia.programmes.organising.choices.joining import ApplicationState
from niangjia.programmes.organising.choices.transfers import TransferState
from niangjia.programmes.organising.models.joining import Application, JoinCode
from niangjia.programmes.organising.models.transfers import Transfer


def applications_at(*, unit_ids: Sequence[int]) -> list[tuple[Any, Any]]:
    """The module's part of the preview of a merge: applications that the receiver decides, posters that end."""
    asked = Application.rows.filter(unit__in=list(unit_ids), state=ApplicationState.OPEN)
    codes = JoinCode.rows.filter(unit__in=list(unit_ids), ended_at__isnull=True)
    return [(_("改由接收工会办的入会申请"), asked), (_("不再收申请的入会码"), codes)]


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


def transfers_of(*, unit_id: int, people: Sequence[int], employers: Sequence[int]) -> list[tuple[Any, int]]:
    """The module's part of the preview of a split: transfers that the new union gives or receives, applications that stay."""
    stay = Application.rows.filter(unit_id=unit_id, state=ApplicationState.OPEN).count()
    return [(_("由新工会接着办的转会"), _leaving(unit_id, people).count()), (_("留在原工会的入会申请"), stay)]


def _leaving(unit_id: int, people: Sequence[int]) -> QuerySet[Transfer]:
    rows: QuerySet[Transfer] = Transfer.rows.filter(
        other_unit_id=unit_id, state=TransferState.OPEN, person__in=among(people)
    )
    return rows


@transaction.atomic
def follow_people(
    *, actor: Actor, unit_id: int, into_id: int, path: str, people: Sequence[int], **_more: Any
) -> list[int]:
    """Open transfers of the members who go to a new union are now given by it; which. Part of org's act."""
    moved = list(_leaving(unit_id, people).order_by("pk").values_list("pk", flat=True))
    Transfer.rows.filter(pk__in=moved).update(other_unit_id=into_id, other_path=path)
    return moved


@transaction.atomic
def return_people(*, actor: Actor, unit_id: int, into_id: int, path: str, kept: list[int] | None, **_more: Any) -> int:
    """A split is taken back: transfers are again given by the old union; how many."""
    rows = Transfer.rows.filter(pk__in=kept or [], other_unit_id=into_id)
    return rows.update(other_unit_id=unit_id, other_path=path)
