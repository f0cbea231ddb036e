"""Members who leave of their own will: as they follow it themselves, and as the desk sees it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from niangjia.ground.people.queries import newcomers
from niangjia.kit.powers import Actor, NotFound
from niangjia.programmes.organising.choices.leaving import LeavingState, WhyLeaving
from niangjia.programmes.organising.models import Leaving


class LeavingNotFound(NotFound):
    """No such leaving, or not the actor's."""


@dataclass(frozen=True)
class LeavingPage:
    """One leaving. `open`: it can still be taken back."""

    code: str
    person: str
    person_code: str
    unit: str
    state: str
    label: Any
    reason: Any
    last_on: date
    asked_on: date
    decided_on: date | None
    open: bool


def my_leaving(actor: Actor) -> LeavingPage | None:
    """The actor's own open leaving, if there is one."""
    row = Leaving.rows.select_related("unit").filter(person_id=actor.person_id or 0, state=LeavingState.OPEN).first()
    return _page(row) if row else None


def leaving(actor: Actor, code: str) -> LeavingPage:
    """One leaving in the actor's branches. Raises LeavingNotFound."""
    row = Leaving.objects.visible_to(actor, "people.view").select_related("unit").filter(code=code).first()
    if row is None:
        raise LeavingNotFound
    return _page(row)


def _page(row: Leaving) -> LeavingPage:
    her = newcomers.on_record([row.person_id]).get(row.person_id)
    return LeavingPage(
        row.code, her.name if her else "", her.code if her else "", row.unit.name, row.state,
        LeavingState(row.state).label, WhyLeaving(row.reason).label, row.last_on, row.asked_on, row.decided_on,
        row.state == LeavingState.OPEN,
    )  # fmt: skip
