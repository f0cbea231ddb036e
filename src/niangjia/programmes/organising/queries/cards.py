"""The member's card on the phone: a QR that is good for some minutes, and what whoever checks it is shown."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Literal

from niangjia.ground.people import queries as people
from niangjia.ground.people.queries.newcomers import on_card
from niangjia.kit import vault
from niangjia.kit.ids import mask_name
from niangjia.kit.powers import Actor

MINUTES = 10
"""So long a shown code is good: long enough for a queue, too short to be passed on as a picture."""
FIELD = "organising.card"
MARK = 20
"""Characters of the signature."""


@dataclass(frozen=True)
class Card:
    """What a scanned card says. `state`: `good`, `over` (shown too long ago), `left` (no membership in force), `forged`."""

    state: Literal["good", "over", "left", "forged"]
    name: str = ""
    unit_name: str = ""
    joined_on: date | None = None

    @property
    def valid(self) -> bool:
        """Whether she is a member now and shows the card herself."""
        return self.state == "good"


def payload_of(actor: Actor, *, now: datetime) -> tuple[str, datetime] | None:
    """The text of one's own card and until when it is good; None without a membership in force."""
    page = people.mine(actor).page
    if all(one.left_on is not None for one in page.memberships):
        return None
    until = now + timedelta(minutes=MINUTES)
    body = f"{page.code}-{int(until.timestamp()):x}"
    return f"{body}-{_mark(body)}", until


def card_of(payload: str, *, now: datetime) -> Card:
    """What a card says: the name is masked, and nothing is told of a forged one."""
    body, _, mark = payload.rpartition("-")
    code, _, until = body.rpartition("-")
    if not code or mark != _mark(body):
        return Card("forged")
    if datetime.fromtimestamp(int(until, 16), UTC) < now:
        return Card("over")
    member = on_card(code)
    if member is None:
        return Card("left")
    return Card("good", mask_name(member.name), member.unit_name, member.joined_on)


def _mark(body: str) -> str:
    return vault.blind(body, field=FIELD)[:MARK]
