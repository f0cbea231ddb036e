"""Taking a decision back: recall until the next level has acted, undo within ten seconds, one matter or many."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import F

from niangjia.engines.approvals import events, rules
from niangjia.engines.approvals.actions import walking
from niangjia.engines.approvals.actions.deciding import Decided, matter_of
from niangjia.engines.approvals.actions.refusals import CannotUndo, MovedOn, TooLate
from niangjia.engines.approvals.actions.walking import Row
from niangjia.engines.approvals.choices import Act, MatterState, StandState
from niangjia.engines.approvals.models import Matter, Move, Stand
from niangjia.engines.approvals.queries.matters import MatterNotFound, is_hand_of, sees
from niangjia.kit.declare import Outcome
from niangjia.kit.powers import Actor, Refused, holds

FINAL: Mapping[str, Outcome] = {MatterState.APPROVED: "approved", MatterState.REFUSED: "refused"}


@transaction.atomic
def recall(*, actor: Actor, code: str, revision: int, now: datetime) -> Matter:
    """Take one's own agreement or return back, as long as nobody has acted since: the matter lies at one's stop again.

    Final decisions are not recalled (see `undo`). Raises MatterNotFound, MovedOn, TooLate.
    """
    taken = _take_back(actor, {code: revision}, now, act=Act.RECALLED)
    for refusal in taken.refused.values():
        raise refusal
    return matter_of(code)


@transaction.atomic
def undo(*, actor: Actor, codes: Iterable[str], now: datetime) -> Decided:
    """Take back what one decided within the last ten seconds, final decisions too where the kind can; row by row."""
    return _take_back(actor, dict.fromkeys(codes), now, act=Act.UNDONE)


def _take_back(actor: Actor, revisions: Mapping[str, int | None], now: datetime, *, act: Act) -> Decided:
    rows = walking.take(revisions)
    known = {row.matter.code for row in rows}
    result = Decided(refused={code: MatterNotFound() for code in set(revisions) - known})
    last = _last_moves(rows)
    stands = {one.pk: one for one in Stand.rows.filter(pk__in=[move.stand_id for move in last.values()])}
    fit: list[Row] = []
    for row in rows:
        move = last.get(row.matter.pk)
        here = stands.get(move.stand_id or 0) if move else None
        refusal = _why_not(actor, row, move, here, revisions[row.matter.code], now, act)
        if refusal is not None or move is None or here is None:
            result.refused[row.matter.code] = refusal or MatterNotFound()
            continue
        fit.append(Row(row.matter, here, row.stand, walking.giver_of(actor, here.power, here.path)))
    result.done = _reopen(actor, fit, now, act, result.refused)
    return result


def _last_moves(rows: Sequence[Row]) -> dict[int, Move]:
    """The last line of each history."""
    found: dict[int, Move] = {}
    for move in Move.objects.filter(matter__in=[row.matter.pk for row in rows]).order_by("pk"):
        found[move.matter_id] = move
    return found


def _why_not(
    actor: Actor,
    row: Row,
    move: Move | None,
    here: Stand | None,
    revision: int | None,
    now: datetime,
    act: Act,
) -> Refused | None:
    """Why a decision may not be taken back: not seen, not one's own, too late, final, or the power is gone meanwhile."""
    matter = row.matter
    if not sees(actor, matter) or move is None or here is None:
        return MatterNotFound()
    if revision is not None and revision != matter.revision:
        return MovedOn(title=matter.title)
    if move.act not in {Act.APPROVED, Act.RETURNED, Act.REFUSED} or not is_hand_of(actor, move):
        return TooLate(title=matter.title)
    if not holds(actor, here.power, here.path) or not rules.may(matter.state, act):
        return TooLate(title=matter.title) if act == Act.RECALLED else CannotUndo(title=matter.title)
    if act == Act.RECALLED:
        return None
    declared = walking.kind_of(matter)
    settled = matter.state in FINAL
    if not rules.undoable(move.at, now) or declared is None or (settled and declared.unsettle is None):
        return CannotUndo(title=matter.title)
    return None


def _reopen(actor: Actor, rows: Sequence[Row], now: datetime, act: Act, refused: dict[str, Refused]) -> list[Row]:
    """Open the stops again that had decided; `row.next` is the stop that lies open now, if any."""
    rows = _unsettled(actor, rows, now, refused)
    if not rows:
        return []
    keys = [row.matter.pk for row in rows]
    after = [row.next.pk for row in rows if row.next is not None]
    Stand.rows.filter(pk__in=after).update(
        state=StandState.TO_COME, since=None, due_on=None, holder_id=None, due_told=False, overdue_told=False
    )
    Stand.rows.filter(matter__in=keys, round=F("matter__round"), position__gt=F("matter__position")).filter(
        state=StandState.DROPPED
    ).update(state=StandState.TO_COME)
    Stand.rows.filter(pk__in=[row.open.pk for row in rows]).update(
        state=StandState.OPEN,
        decided_at=None,
        by_account_id=None,
        for_account_id=None,
        reason="",
        words_sealed="",
    )
    positions: dict[int, list[int]] = defaultdict(list)
    for row in rows:
        positions[row.open.position].append(row.matter.pk)
    for position, mine in positions.items():
        Matter.rows.filter(pk__in=mine).update(
            state=MatterState.WAITING,
            position=position,
            decided_at=None,
            decided_on=None,
            working_days=None,
            revision=F("revision") + 1,
        )
    walking.note(actor, rows, act, now)
    walking.record(actor, rows, "approvals.recalled" if act == Act.RECALLED else "approvals.undone")
    walking.announce(events.MatterReopened, rows)
    return list(rows)


def _unsettled(actor: Actor, rows: Sequence[Row], now: datetime, refused: dict[str, Refused]) -> list[Row]:
    """Take back what final decisions did; those whose owner refuses stay decided."""
    for state, outcome in FINAL.items():
        mine = [row for row in rows if row.matter.state == state]
        held = walking.unsettle(actor, mine, outcome, now) if mine else {}
        refused |= {row.matter.code: held[row.matter.pk] for row in mine if row.matter.pk in held}
        rows = [row for row in rows if row.matter.pk not in held]
    return list(rows)
