"""Deciding: agree, send back, refuse, and going on where silence passes. One matter is a set of one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.db.models import F

from niangjia.engines.approvals import events, rules
from niangjia.engines.approvals.actions import walking
from niangjia.engines.approvals.actions.refusals import (
    MayNotDecide,
    MovedOn,
    NotNow,
    NotSilent,
    NotTheAsker,
    OwnMatter,
    ReasonMissing,
    WordsMissing,
)
from niangjia.engines.approvals.actions.walking import Row
from niangjia.engines.approvals.choices import Act, MatterState, StandState
from niangjia.engines.approvals.models import Matter
from niangjia.engines.approvals.queries.hands import Deciding, asking_marks
from niangjia.engines.approvals.queries.matters import MatterNotFound, acts_for_asker, sees
from niangjia.kit.powers import Actor, Refused, holds

STATES = {
    Act.APPROVED: StandState.APPROVED,
    Act.CLAIMED: StandState.PASSED,
    Act.RETURNED: StandState.RETURNED,
    Act.REFUSED: StandState.REFUSED,
}
VERBS = {
    Act.APPROVED: "approvals.approved",
    Act.CLAIMED: "approvals.claimed",
    Act.RETURNED: "approvals.returned",
    Act.REFUSED: "approvals.refused",
}


@dataclass
class Decided:
    """What became of a set: rows that were decided, and by code why each of the others was not."""

    done: list[Row] = field(default_factory=list)
    refused: dict[str, Refused] = field(default_factory=dict)


@transaction.atomic
def approve(*, actor: Actor, code: str, revision: int, words: str = "", now: datetime) -> Matter:
    """Agree at the stop where the matter lies; at the last one its effect happens in this transaction.

    Raises MatterNotFound, MayNotDecide, OwnMatter, MovedOn, NotNow, WordsTooLong, and whatever the kind's `settle` refuses.
    """
    return _one(decide(actor, {code: revision}, Act.APPROVED, now, words=words), code)


@transaction.atomic
def send_back(*, actor: Actor, code: str, revision: int, reason: str, words: str, now: datetime) -> Matter:
    """Back to the asker, with a reason of the kind's list and words on what to mend.

    Raises ReasonMissing, WordsMissing, and as `approve`.
    """
    return _one(decide(actor, {code: revision}, Act.RETURNED, now, reason=reason, words=words), code)


@transaction.atomic
def refuse(*, actor: Actor, code: str, revision: int, reason: str, words: str, now: datetime) -> Matter:
    """Refuse for good, with a reason of the kind's list and words. Raises as `send_back`."""
    return _one(decide(actor, {code: revision}, Act.REFUSED, now, reason=reason, words=words), code)


@transaction.atomic
def claim(*, actor: Actor, code: str, revision: int, now: datetime) -> Matter:
    """Go on as if the stop had agreed: its silence passes and its due day is over. Done by the asking side or by those
    who decide at the next stop. Raises MatterNotFound, NotTheAsker, NotSilent, MovedOn, NotNow."""
    return _one(_decide_set(actor, {code: revision}, Act.CLAIMED, now), code)


def _one(decided: Decided, code: str) -> Matter:
    for refusal in decided.refused.values():
        raise refusal
    return matter_of(code)


def matter_of(code: str) -> Matter:
    """The row after an act, with its unit."""
    found: Matter = Matter.rows.select_related("unit").get(code=code)
    return found


def decide(
    actor: Actor, revisions: Mapping[str, int], act: Act, now: datetime, *, reason: str = "", words: str = ""
) -> Decided:
    """Decide a set in the caller's transaction: rows that cannot be decided are told one by one and stay as they are.

    Raises ReasonMissing, WordsMissing, WordsTooLong for the whole.
    """
    if act in {Act.RETURNED, Act.REFUSED}:
        if not reason:
            raise ReasonMissing
        if not words.strip():
            raise WordsMissing
    return _decide_set(actor, revisions, act, now, reason=reason, words=words)


def _decide_set(
    actor: Actor, revisions: Mapping[str, int], act: Act, now: datetime, *, reason: str = "", words: str = ""
) -> Decided:
    sealed = walking.sealed_words(words)
    rows = walking.take(revisions)
    decided = Decided(refused={code: MatterNotFound() for code in set(revisions) - {row.matter.code for row in rows}})
    hands = asking_marks([row.matter for row in rows])
    judge = _judge_claim if act == Act.CLAIMED else _judge
    deciding = Deciding(actor)
    fit = []
    for row in rows:
        stale = revisions[row.matter.code] != row.matter.revision and sees(actor, row.matter)
        judged = judge if not stale else _moved_on
        refusal = judged(actor, row, act, now, hands[row.matter.pk], deciding, reason)
        if refusal is None:
            fit.append(row)
        else:
            decided.refused[row.matter.code] = refusal
    decided.done = _write(actor, fit, act, now, reason, sealed, decided.refused)
    return decided


# ------------------------------------------------------------------ may it be


def _moved_on(actor: Actor, row: Row, *_rest: object) -> Refused:
    return MovedOn(title=row.matter.title)


def _wrong_state(row: Row, act: Act) -> Refused | None:
    if row.stand is not None and rules.may(row.matter.state, act):
        return None
    return NotNow(title=row.matter.title, state=MatterState(row.matter.state).label)


def _judge(
    actor: Actor, row: Row, act: Act, now: datetime, asking: frozenset[str], deciding: Deciding, reason: str
) -> Refused | None:
    """Why this one may not be decided by the actor, if it may not; notes for whom a deputy acts."""
    matter = row.matter
    here = row.stand
    if here is None or not holds(actor, here.power, here.path):
        if not sees(actor, matter):
            return MatterNotFound()
        return _wrong_state(row, act) or MayNotDecide(title=matter.title, unit=row.open.unit.name)
    row.giver = deciding.giver(here.power, here.path)
    if rules.own_hand(asking, deciding.marks(row.giver)):
        return OwnMatter(title=matter.title)
    declared = walking.kind_of(matter)
    if declared is None or not rules.may(matter.state, act):
        return NotNow(title=matter.title, state=MatterState(matter.state).label)
    listed = {Act.RETURNED: declared.reasons_back, Act.REFUSED: declared.reasons_refused}.get(act)
    return ReasonMissing() if listed is not None and reason not in listed else None


def _judge_claim(
    actor: Actor, row: Row, act: Act, now: datetime, asking: frozenset[str], deciding: Deciding, reason: str
) -> Refused | None:
    """The asking side, or who decides next; only where silence passes and the days are over."""
    matter, after = row.matter, row.next
    next_decides = after is not None and holds(actor, after.power, after.path)
    if not next_decides and not acts_for_asker(actor, matter, asking):
        return NotTheAsker(title=matter.title) if sees(actor, matter) else MatterNotFound()
    wrong = _wrong_state(row, act)
    if wrong is not None:
        return wrong
    if not rules.silent(row.open.silence, row.open.due_on, walking.day_of(now)):
        return NotSilent(title=matter.title)
    return None


# ------------------------------------------------------------------ writing


def _write(
    actor: Actor,
    rows: Sequence[Row],
    act: Act,
    now: datetime,
    reason: str,
    words: str,
    refused: dict[str, Refused],
) -> list[Row]:
    """Do it for all rows that may be: the effect first, then stops, matters, history, trail, events."""
    going = [row for row in rows if row.next is not None and act in {Act.APPROVED, Act.CLAIMED}]
    ending = [row for row in rows if act == Act.REFUSED or (act != Act.RETURNED and row.next is None)]
    back = [row for row in rows if act == Act.RETURNED]
    if ending:
        held = walking.settle(actor, ending, "refused" if act == Act.REFUSED else "approved", now)
        refused |= {row.matter.code: held[row.matter.pk] for row in ending if row.matter.pk in held}
        ending = [row for row in ending if row.matter.pk not in held]
    done = [*going, *ending, *back]
    if not done:
        return []
    walking.answer(actor, done, STATES[act], now, reason=reason, words=words)
    walking.pass_on(going, now)
    if ending:
        walking.finish(ending, MatterState.REFUSED if act == Act.REFUSED else MatterState.APPROVED, now)
    if back:
        keys = [row.matter.pk for row in back]
        Matter.rows.filter(pk__in=keys).update(state=MatterState.RETURNED, revision=F("revision") + 1)
        walking.drop(keys)
    walking.note(actor, done, act, now, reason=reason, words_sealed=words)
    walking.record(actor, done, VERBS[act], **({"reason": reason} if reason else {}))
    _announce(going, ending, back, act)
    return done


def _announce(going: Sequence[Row], ending: Sequence[Row], back: Sequence[Row], act: Act) -> None:
    walking.announce_opened(going, {row.matter.pk: row.next.name for row in going if row.next})
    walking.announce(events.MatterRefused if act == Act.REFUSED else events.MatterApproved, ending)
    walking.announce(events.MatterReturned, back)


__all__ = ["Decided", "approve", "claim", "decide", "refuse", "send_back"]
