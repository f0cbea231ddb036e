"""Leaving of one's own will: said on the phone with a last day, taken back until then, carried out the night after."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Value
from django.db.models.functions import Concat, Substr
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from niangjia.engines.messaging import actions as messaging
from niangjia.engines.worklists import actions as worklists
from niangjia.engines.worklists.actions import Wanted
from niangjia.ground.audit import actions as audit
from niangjia.ground.org import queries as org
from niangjia.ground.people import actions as people
from niangjia.ground.people.queries import newcomers
from niangjia.kit.powers import SYSTEM, Actor, NotAllowed, NotFound, Refused, subtree_range
from niangjia.programmes.organising.actions.change_refusals import (
    AlreadyLeaving,
    LastDayWrong,
    LeavingReasonMissing,
    NotAMember,
)
from niangjia.programmes.organising.actions.refusals import NotOpen
from niangjia.programmes.organising.choices.leaving import LEAVING, LeavingState, WhyLeaving
from niangjia.programmes.organising.models import Leaving

LONGEST = 90
"""The last day lies at most so many days ahead: what is farther is asked for later."""
FEW = 500


@transaction.atomic
def ask_to_leave(*, actor: Actor, reason: str, last_on: date | None, now: datetime) -> Leaving:
    """The member leaves: she is one until the last day is over. Asked again with the same answers, it is one.

    Raises NotAMember, LeavingReasonMissing, LastDayWrong, AlreadyLeaving.
    """
    home, today = newcomers.home_of(actor.person_id or 0), _day(now)
    if home is None:
        raise NotAMember
    if reason not in WhyLeaving.values:
        raise LeavingReasonMissing(field="reason")
    if last_on is None or not today <= last_on <= today + timedelta(days=LONGEST):
        raise LastDayWrong(last=today + timedelta(days=LONGEST), field="last_on")
    known: Leaving | None = Leaving.rows.filter(person_id=home.person_id, state=LeavingState.OPEN).first()
    if known is not None:
        if (known.reason, known.last_on) == (reason, last_on):
            return known
        raise AlreadyLeaving
    path = org.held_paths([home.unit_id])[home.unit_id]
    row = Leaving(
        unit_id=home.unit_id, path=path, person_id=home.person_id, reason=reason, last_on=last_on, asked_on=today
    )
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        raise AlreadyLeaving from None
    _record(actor, "organising.leaving_asked", [row])
    _tell_desk(path, now)
    return row


@transaction.atomic
def stay(*, actor: Actor, now: datetime) -> None:
    """She takes it back before the last day is over. Raises NotOpen."""
    row = Leaving.rows.select_for_update().filter(person_id=actor.person_id or 0, state=LeavingState.OPEN).first()
    if row is None or row.last_on < _day(now):
        raise NotOpen
    row.state, row.decided_on = LeavingState.WITHDRAWN, _day(now)
    row.save(update_fields=["state", "decided_on"])
    _record(actor, "organising.leaving_withdrawn", [row])
    _tell_desk(row.path, now)


def carry_out_leavings(*, actor: Actor, now: datetime) -> int:
    """End the memberships of those whose last day is over; how many. Run every night; run again it finds nothing.

    Somebody who is in that union no longer (she passed on, died) is left where she is; hers is closed.
    """
    done = 0
    while True:
        with transaction.atomic():
            due = Leaving.rows.select_for_update(of=("self",)).filter(state=LeavingState.OPEN, last_on__lt=_day(now))
            rows = list(due.order_by("pk")[:FEW])
            if not rows:
                _tell_desk("", now)
                return done
            done += _carry_out(actor, rows, now)


def _carry_out(actor: Actor, rows: Sequence[Leaving], now: datetime) -> int:
    homes = newcomers.homes_of([row.person_id for row in rows])
    known = newcomers.on_record([row.person_id for row in rows])
    left, gone = [], []
    for row in rows:
        if homes.get(row.person_id) != row.unit_id or row.person_id not in known:
            gone.append(row)
            continue
        try:
            with transaction.atomic():
                people.leave(actor=actor, code=known[row.person_id].code, on=row.last_on + timedelta(days=1), now=now)
        except (Refused, NotFound, NotAllowed):
            gone.append(row)
            continue
        left.append(row)
    keys = [row.pk for row in left]
    Leaving.rows.filter(pk__in=keys).update(state=LeavingState.DONE, decided_on=_day(now))
    Leaving.rows.filter(pk__in=[row.pk for row in gone]).update(state=LeavingState.WITHDRAWN, decided_on=_day(now))
    _record(actor, "organising.left", left)
    if left:
        title = _now("退会办好了。以后想回来，扫工会的入会码就行")
        messaging.send(
            actor=SYSTEM, topic="organising.left", title=title, persons=[row.person_id for row in left], now=now
        )
    return len(left)


def _tell_desk(path: str, now: datetime) -> None:
    """The list of those who leave, for the unions of a branch."""
    rows = Leaving.rows.filter(state=LeavingState.OPEN)
    if path:
        low, high = subtree_range(path)
        rows = rows.filter(path__gte=low, path__lt=high)
    found = list(rows.order_by("pk"))
    names = newcomers.on_record([row.person_id for row in found])
    wanted = [
        Wanted(
            row.pk, row.code, row.unit_id, names[row.person_id].name, {"why": str(WhyLeaving(row.reason).label)}, row.last_on
        )
        for row in found
        if row.person_id in names
    ]  # fmt: skip
    worklists.sync(actor=SYSTEM, kind=LEAVING, wanted=wanted, now=now, under=path)


# ------------------------------------------------------------------ what other modules' acts do


def leavings_at(*, unit_ids: Sequence[int]) -> list[tuple[Any, Any]]:
    """The module's part of the preview of a merge."""
    return [(_("随会籍转入的退会申请"), Leaving.rows.filter(unit__in=list(unit_ids), state=LeavingState.OPEN))]


def follow_move_of_leavings(*, actor: Actor, old: str, new: str, on: date) -> None:
    """Repeat the new paths of a moved branch."""
    low, high = subtree_range(old)
    rows = Leaving.rows.filter(path__gte=low, path__lt=high)
    rows.update(path=Concat(Value(new), Substr("path", len(old) + 1)))


@transaction.atomic
def follow_unit_of_leavings(
    *, actor: Actor, unit_id: int, into_id: int, path: str, **_more: Any
) -> dict[str, list[int]]:
    """Members of a merged union who leave do so from the receiver. Returns what changed."""
    kept = list(Leaving.rows.filter(unit_id=unit_id, state=LeavingState.OPEN).values_list("pk", flat=True))
    Leaving.rows.filter(pk__in=kept).update(unit_id=into_id, path=path)
    return {"leavings": kept}


@transaction.atomic
def return_unit_of_leavings(
    *, actor: Actor, unit_id: int, path: str, kept: dict[str, list[int]] | None, **_more: Any
) -> None:
    """A merge is taken back."""
    Leaving.rows.filter(pk__in=(kept or {}).get("leavings", [])).update(unit_id=unit_id, path=path)


def follow_merge_of_leavings(*, actor: Actor, keeper_id: int, other_id: int) -> list[int]:
    """Two records are one person: hers come to the keeper, but for an open one beside the keeper's."""
    rows = Leaving.rows.filter(person_id=other_id)
    if Leaving.rows.filter(person_id=keeper_id, state=LeavingState.OPEN).exists():
        rows = rows.exclude(state=LeavingState.OPEN)
    moved = list(rows.values_list("pk", flat=True))
    Leaving.rows.filter(pk__in=moved).update(person_id=keeper_id)
    return moved


def follow_unmerge_of_leavings(*, actor: Actor, keeper_id: int, other_id: int, moved: list[int]) -> None:
    """They were two after all."""
    Leaving.rows.filter(pk__in=moved, person_id=keeper_id).update(person_id=other_id)


def hand_out_leavings(*, actor: Actor, person_id: int) -> list[tuple[Any, list[Any], list[tuple[Any, ...]]]]:
    """A person's leavings, for the export of her own data."""
    rows = Leaving.rows.filter(person_id=person_id).select_related("unit").order_by("pk")
    lines = [
        (row.asked_on, row.unit.name, WhyLeaving(row.reason).label, row.last_on, LeavingState(row.state).label)
        for row in rows
    ]
    return [(_("退会申请"), [_("日期"), _("工会"), _("原因"), _("最后一天"), _("状态")], lines)]


def _day(now: datetime) -> date:
    return timezone.localtime(now).date()


def _record(actor: Actor, verb: str, rows: Sequence[Leaving]) -> None:
    if rows:
        audit.record_many(actor=actor, verb=verb, subject_kind=LEAVING, subjects=[(row.pk, row.path) for row in rows])
