"""Transfers as the member follows them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from niangjia.engines.approvals import queries as matters
from niangjia.kit.powers import Actor, NotFound, holds
from niangjia.programmes.organising.choices.transfers import TransferState
from niangjia.programmes.organising.models import Transfer
from niangjia.programmes.organising.policies import APPLY


class TransferNotFound(NotFound):
    """No such transfer, or not the actor's."""


@dataclass(frozen=True)
class FollowedTransfer:
    """A transfer with the page of its matter."""

    code: str
    unit: str
    from_unit: str
    state: str
    label: Any
    page: matters.Page


def follow_transfer(actor: Actor, code: str, *, now: datetime) -> FollowedTransfer:
    """One transfer as the member sees it. Raises TransferNotFound."""
    row = transfer_row(actor, code)
    page = matters.matter(actor, row.matter_code, now=now)
    label = TransferState(row.state).label
    return FollowedTransfer(row.code, row.unit.name, row.other_unit.name, row.state, label, page)


def open_transfer(actor: Actor) -> str:
    """The code of the actor's own open transfer; "" if there is none."""
    rows = Transfer.rows.filter(person_id=actor.person_id or 0, state=TransferState.OPEN)
    return rows.values_list("code", flat=True).first() or ""


def transfer_row(actor: Actor, code: str) -> Transfer:
    """The row of a transfer of the member's own, or of a union of the actor's. Raises TransferNotFound."""
    row: Transfer | None = Transfer.rows.select_related("unit", "other_unit").filter(code=code).first()
    own = row is not None and actor.person_id is not None and actor.person_id == row.person_id
    if row is None or not (own or holds(actor, APPLY, row.path)):
        raise TransferNotFound
    return row
