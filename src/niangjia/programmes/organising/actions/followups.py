"""Tasks out of findings, promises and decisions: opened with the record, closed with their result."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from niangjia.engines.worklists import actions as worklists
from niangjia.engines.worklists import queries as tasks
from niangjia.engines.worklists.actions import Wanted
from niangjia.kit.powers import SYSTEM, Actor, subtree_range
from niangjia.programmes.organising.actions.field_parts import trail
from niangjia.programmes.organising.choices.grids import DECISION_TASK, FINDING_TASK, PROMISE_TASK, FindingKind
from niangjia.programmes.organising.models import Decision, Finding, Visit
from niangjia.programmes.organising.models.placed import Followed


@dataclass(frozen=True)
class Kind:
    """A kind of record that is followed up: its table, the rows that still count, and how its task reads."""

    table: type[Followed]
    rows: Callable[[], QuerySet[Any]]
    wanted: Callable[[Any], Wanted]


def _finding(one: Finding) -> Wanted:
    label = str(FindingKind(one.kind).label)
    title = f"{one.round.employer.name}：{label}"
    return Wanted(one.pk, one.code, one.unit_id, title, {"kind": label, "grid": one.round.grid.name}, one.due_on)


def _promise(one: Visit) -> Wanted:
    where = one.seen_unit or one.employer
    title = f"{one.officer.name}：{where.name if where else one.place}"
    return Wanted(one.pk, one.code, one.unit_id, title, {"who": one.officer.name, "kind": one.kind}, one.due_on)


def _decision(one: Decision) -> Wanted:
    told = {"owner": one.owner, "party": one.meeting.party}
    return Wanted(one.pk, one.code, one.unit_id, one.words, told, one.due_on)


KINDS = {
    FINDING_TASK: Kind(
        Finding,
        lambda: Finding.rows.filter(round__reversed_at__isnull=True).select_related("round__employer", "round__grid"),
        _finding,
    ),
    PROMISE_TASK: Kind(
        Visit,
        lambda: Visit.rows.filter(reversed_at__isnull=True).select_related("officer", "seen_unit", "employer"),
        _promise,
    ),
    DECISION_TASK: Kind(
        Decision, lambda: Decision.rows.filter(meeting__reversed_at__isnull=True).select_related("meeting"), _decision
    ),
}


def follow_up(kind: str, path: str, now: datetime) -> None:
    """Bring the tasks of one kind up to date in one branch; part of the act that wrote or took back a record there."""
    one = KINDS[kind]
    low, high = subtree_range(path)
    rows = one.rows().filter(path__gte=low, path__lt=high, due_on__isnull=False, closed_on__isnull=True)
    wanted = [one.wanted(row) for row in rows.order_by("pk")]
    worklists.sync(actor=SYSTEM, kind=kind, wanted=wanted, now=now, under=path)


def hand_to(actor: Actor, kind: str, key: int, account: Any, now: datetime) -> None:
    """Give the task of a record to an account. Raises NotTheirs if it may not work there."""
    for task in tasks.tasks_about(SYSTEM, kind, key):
        worklists.assign(actor=actor, code=task.code, owner_code=account.code, now=now)


# ------------------------------------------------------------------ what happens to the task happens to the record


@transaction.atomic
def close_followed(*, actor: Actor, kind: str, outcome: str, keys: Sequence[int], on: date) -> None:
    """The tasks of these records were done: so are the records. Run again it changes nothing."""
    rows = KINDS[kind].table.rows.filter(pk__in=list(keys), closed_on__isnull=True)
    found = list(rows)
    KINDS[kind].table.rows.filter(pk__in=[one.pk for one in found]).update(result=outcome, closed_on=on)
    trail(actor, "organising.follow_up_closed", kind, found)


@transaction.atomic
def reopen_followed(*, actor: Actor, kind: str, keys: Sequence[int]) -> None:
    """The tasks of these records are open again."""
    rows = KINDS[kind].table.rows.filter(pk__in=list(keys), closed_on__isnull=False)
    found = list(rows)
    KINDS[kind].table.rows.filter(pk__in=[one.pk for one in found]).update(result="", closed_on=None)
    trail(actor, "organising.follow_up_reopened", kind, found)
