"""Passing many memberships on from one union to another at once, when transfers were agreed to, and taking it back.

Set-based. Nothing here asks for an actor: the programme that calls has judged who may decide. All of it runs in the caller's
transaction.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl

from niangjia.ground.people import events
from niangjia.ground.people.actions import bulk
from niangjia.ground.people.actions.refusals import NotMember
from niangjia.ground.people.choices import JoinMode, LeavingReason, MemberState
from niangjia.ground.people.models import Membership
from niangjia.kit import bus
from niangjia.kit.powers import Refused


@dataclass(frozen=True)
class Passing:
    """A membership that is to pass on. `key` is the caller's; it has to lie in `from_unit_id` still."""

    key: int
    person_id: int
    from_unit_id: int
    unit_id: int
    path: str


@dataclass(frozen=True)
class Passed:
    """Keys of the membership that ended and of the one that began."""

    old_id: int
    new_id: int


def pass_on(ones: Sequence[Passing], *, on: date) -> tuple[dict[int, Passed], dict[int, Refused]]:
    """End the old and begin the new on the same day, card kept, retired members stay retired. By key: what was written,
    and why the others were not (nothing was written for them): NotMember."""
    people = [one.person_id for one in ones]
    held = Membership.rows.select_for_update().filter(person_id__in=people, left_on__isnull=True)
    homes = {row.person_id: row for row in held.order_by("pk")}
    fit = [one for one in ones if one.person_id in homes and homes[one.person_id].unit_id == one.from_unit_id]
    refused: dict[int, Refused] = {one.key: NotMember() for one in ones if one not in fit}
    if not fit:
        return {}, refused
    olds = [homes[one.person_id] for one in fit]
    days = [max(on, row.joined_on) if row.joined_on else on for row in olds]
    closing = pl.DataFrame({"id": [row.pk for row in olds], "left_on": [day.isoformat() for day in days]})
    bulk.close_memberships(closing, leaving=LeavingReason.TRANSFER)
    frame = pl.DataFrame(
        {
            "person_id": [one.person_id for one in fit],
            "pinyin": [row.pinyin for row in olds],
            "unit_id": [one.unit_id for one in fit],
            "path": [one.path for one in fit],
            "joined_on": [day.isoformat() for day in days],
            "card_number": [row.card_number for row in olds],
        }
    )
    ids = bulk.join(frame, mode=JoinMode.TRANSFER, origin="transfer")
    retired = [key for key, row in zip(ids, olds, strict=True) if row.state == MemberState.RETIRED]
    Membership.rows.filter(pk__in=retired).update(state=MemberState.RETIRED)
    for one, row, new, day in zip(fit, olds, ids, days, strict=True):
        bus.publish(events.MembershipEnded(row.pk, one.person_id, row.unit_id, day, LeavingReason.TRANSFER.value))
        bus.publish(events.MembershipStarted(new, one.person_id, one.unit_id, day))
    return {one.key: Passed(row.pk, new) for one, row, new in zip(fit, olds, ids, strict=True)}, refused


def take_back(passed: Mapping[int, Passed]) -> set[int]:
    """The old memberships are in force again; keys of those that have to stay, for the new one has ended meanwhile."""
    news = [one.new_id for one in passed.values()]
    living = set(Membership.rows.filter(pk__in=news, left_on__isnull=True).values_list("pk", flat=True))
    held = {key for key, one in passed.items() if one.new_id not in living}
    going = [one for key, one in passed.items() if key not in held]
    bulk.remove_memberships([one.new_id for one in going])
    Membership.rows.filter(pk__in=[one.old_id for one in going]).update(left_on=None, leaving="")
    return held


__all__ = ["Passed", "Passing", "pass_on", "take_back"]
