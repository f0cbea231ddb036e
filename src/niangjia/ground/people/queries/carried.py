"""Members whom a merge of unions carried along: which of them nothing happened to since. Unscoped: parts of org's acts."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from niangjia.ground.people.choices import LeavingReason
from niangjia.ground.people.models import Membership


def carried(unit_id: int, into_id: int, word: str = "merged") -> list[tuple[Membership, Membership]]:
    """What a merge (`word`: or a split) ended and what it began, a person each; those who moved on or changed their state since are missing."""
    begun = {
        row.person_id: row
        for row in Membership.rows.filter(unit_id=into_id, left_on__isnull=True, origin=f"{word} {unit_id}")
    }
    ended = Membership.rows.filter(
        unit_id=unit_id, leaving=LeavingReason.TRANSFER, person__in=Membership.rows.filter(
            unit_id=into_id, left_on__isnull=True, origin=f"{word} {unit_id}"
        ).values("person"),
    )  # fmt: skip
    found = [(row, begun[row.person_id]) for row in ended.order_by("person_id", "pk")]
    return [
        (old, new)
        for old, new in found
        if old.left_on == new.joined_on and (old.state, old.card_number) == (new.state, new.card_number)
    ]


def moved_on(*, unit_id: int, into_id: int, kept: dict[str, Any] | None, word: str = "merged") -> list[tuple[Any, int]]:
    """Members whom an act carried and about whom something was done since: it cannot be taken back."""
    still = len(carried(unit_id, into_id, word))
    return [(_("随同过去的会员又有变动，人数"), (kept or {}).get("members", 0) - still)]
