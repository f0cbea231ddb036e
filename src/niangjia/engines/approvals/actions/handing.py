"""Handing a matter over to a colleague who holds the power at its stop."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import F

from niangjia.engines.approvals import events, rules
from niangjia.engines.approvals.actions import walking
from niangjia.engines.approvals.actions.refusals import HolderUnfit, MayNotDecide, MovedOn, NotNow
from niangjia.engines.approvals.choices import Act, MatterState
from niangjia.engines.approvals.models import Matter, Stand
from niangjia.engines.approvals.queries.hands import Deciding, asking_marks
from niangjia.engines.approvals.queries.holders import possible_holders
from niangjia.engines.approvals.queries.matters import MatterNotFound, sees
from niangjia.ground.access import queries as access
from niangjia.kit.powers import Actor, holds


@transaction.atomic
def hand_over(*, actor: Actor, code: str, revision: int, to: str, words: str = "", now: datetime) -> Matter:
    """Give the open stop to an account (by its code) that holds the power there and did not ask; whose own matter it is
    may do so too. The due day stays. Raises MatterNotFound, MayNotDecide, MovedOn, NotNow, HolderUnfit."""
    row = next(iter(walking.take([code])), None)
    if row is None or not sees(actor, row.matter):
        raise MatterNotFound
    matter, here = row.matter, row.stand
    if matter.revision != revision:
        raise MovedOn(title=matter.title)
    if here is None:
        raise NotNow(title=matter.title, state=MatterState(matter.state).label)
    if not holds(actor, here.power, here.path):
        raise MayNotDecide(title=matter.title, unit=here.unit.name)
    chosen = next((one for one in possible_holders(here.power, here.path) if one.code == to), None)
    if chosen is None:
        raise HolderUnfit(unit=here.unit.name)
    theirs = Deciding(access.actor_for(chosen.account_id))
    marks = theirs.marks(theirs.giver(here.power, here.path))
    if rules.own_hand(asking_marks([matter])[matter.pk], marks):
        raise HolderUnfit(unit=here.unit.name)
    row.giver = walking.giver_of(actor, here.power, here.path)
    Stand.rows.filter(pk=here.pk).update(holder_id=chosen.account_id)
    Matter.rows.filter(pk=matter.pk).update(revision=F("revision") + 1)
    walking.note(
        actor, [row], Act.HANDED_OVER, now, to_account_id=chosen.account_id, words_sealed=walking.sealed_words(words)
    )
    walking.record(actor, [row], "approvals.handed_over", to=chosen.account_id)
    walking.announce(events.StopHandedOver, [row], account_id=chosen.account_id)
    matter.refresh_from_db()
    return matter
