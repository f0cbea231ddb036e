"""What people do with tasks: one or many at once, always in sets, and taking it back within ten seconds."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import polars as pl
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from niangjia.engines.worklists import events, rules
from niangjia.engines.worklists.actions import refusals
from niangjia.engines.worklists.choices import MOST_WORDS, UNDO_FOR, Act, TaskState
from niangjia.engines.worklists.models import Note, Task
from niangjia.engines.worklists.queries.picks import Met, Picked
from niangjia.engines.worklists.queries.tasks import TaskNotFound, declared, visible
from niangjia.ground.access import queries as access
from niangjia.ground.audit import actions as audit
from niangjia.ground.org import queries as org
from niangjia.kit import bus, rows
from niangjia.kit.calendar import add_working_days
from niangjia.kit.ids import new_code
from niangjia.kit.powers import Actor, Refused, holds

KEPT = ("owner_id", "due_on", "state", "outcome", "words", "closed_at", "told")
"""What an act may change, and undo gives back."""


@dataclass(frozen=True)
class Change:
    """What an act is to do: a new owner's code, a new day, an outcome, a sentence."""

    owner_code: str = ""
    to: date | None = None
    outcome: str = ""
    words: str = ""


@dataclass(frozen=True)
class Result:
    """What became of one task of many: nothing in `why` means that it was done."""

    code: str
    title: str
    unit_name: str
    why: str = ""


@dataclass(frozen=True)
class Done:
    """An act that was done: `batch` takes it back within ten seconds ("" if it cannot be)."""

    batch: str
    results: tuple[Result, ...]

    @property
    def number(self) -> int:
        """How many tasks it met."""
        return sum(not one.why for one in self.results)

    @property
    def wrong(self) -> list[Result]:
        """Those that it did not, with the reason."""
        return [one for one in self.results if one.why]


def take(*, actor: Actor, code: str, now: datetime) -> Done:
    """Take a task as one's own. Raises TaskNotFound, NotNow, NoHand."""
    return _one(actor, Act.TAKE, code, Change(), now)


def assign(*, actor: Actor, code: str, owner_code: str, now: datetime) -> Done:
    """Give a task to an account that holds the list's power there; "" gives it back to everybody.

    Raises TaskNotFound, NotNow, NotTheirs.
    """
    return _one(actor, Act.ASSIGN, code, Change(owner_code=owner_code), now)


def note(*, actor: Actor, code: str, words: str, now: datetime) -> Done:
    """Write a line into a task's history. Raises TaskNotFound, WordsMissing, WordsTooLong."""
    return _one(actor, Act.NOTE, code, Change(words=words), now)


def postpone(*, actor: Actor, code: str, to: date, words: str, now: datetime) -> Done:
    """Move the due day, with a reason. Raises TaskNotFound, NotNow, WordsMissing, NotAhead."""
    return _one(actor, Act.POSTPONE, code, Change(to=to, words=words), now)


def finish(*, actor: Actor, code: str, outcome: str, words: str = "", now: datetime) -> Done:
    """End a task with one of its list's outcomes. Raises TaskNotFound, NotNow, NoSuchOutcome."""
    return _one(actor, Act.FINISH, code, Change(outcome=outcome, words=words), now)


def drop(*, actor: Actor, code: str, words: str, now: datetime) -> Done:
    """End a task undone, with a reason. Raises TaskNotFound, NotNow, WordsMissing."""
    return _one(actor, Act.DROP, code, Change(words=words), now)


def reopen(*, actor: Actor, code: str, words: str, now: datetime) -> Done:
    """Open an ended task again, with a reason and a new due day. Raises TaskNotFound, NotNow, WordsMissing."""
    return _one(actor, Act.REOPEN, code, Change(words=words), now)


def _one(actor: Actor, act: Act, code: str, change: Change, now: datetime) -> Done:
    """The act on one task; what would be a line of the report on many is a refusal here."""
    with transaction.atomic():
        found = _locked(actor, [code])
        if not found:
            raise TaskNotFound
        if not rules.may(act, found[0].state):
            raise refusals.NotNow(state=TaskState(found[0].state).label, act=act.label)
        done = _do(actor, act, found, change, now)
        if done.wrong:
            raise _row_refusal(act, actor, found[0], change)
        return done


@transaction.atomic
def many(
    *, actor: Actor, act: str, codes: Sequence[str], change: Change | None = None, digest: str = "", now: datetime
) -> Done:
    """The same act on many tasks, told row by row. With the digest of a preview (`queries.pick`) exactly those tasks in
    exactly that state are met, else nothing is done.

    Raises ChangedMeanwhile, WordsMissing, WordsTooLong, NotAhead, NoHand, and NoSuchOutcome if no list of them has it.
    """
    found = _locked(actor, codes)
    if digest and Picked(tuple(_met(one) for one in found)).digest != digest:
        raise refusals.ChangedMeanwhile
    return _do(actor, Act(act), found, change or Change(), now)


def _met(one: Task) -> Met:
    return Met(one.pk, one.code, one.title, "", one.kind, one.revision)


def _locked(actor: Actor, codes: Sequence[str]) -> list[Task]:
    """The tasks of these codes that the actor may work off, locked in the order of their keys."""
    source = visible(actor, to_work=True).filter(code__in=list(codes))
    return list(source.select_for_update(of=("self",)).order_by("pk"))


# ------------------------------------------------------------------ the act itself


@dataclass
class _Plan:
    """Who is to be changed and what is not: worked out before anything is written."""

    met: list[Task] = field(default_factory=list)
    why: dict[int, str] = field(default_factory=dict)


def _do(actor: Actor, act: Act, found: list[Task], change: Change, now: datetime) -> Done:
    today = timezone.localdate(now)
    outcomes = {outcome for one in found for outcome in declared(one.kind).outcomes}
    _check(act, change, outcomes, today)
    new_owner = _owner(actor, act, change)
    plan = _plan(act, found, change, new_owner)
    batch = new_code() if plan.met else ""
    if plan.met:
        before = [{name: _plain(getattr(one, name)) for name in KEPT} for one in plan.met] if act != Act.NOTE else []
        _write(act, plan.met, change, new_owner.account_id if new_owner else None, now)
        _remember(actor, act, plan.met, before, change, batch, now)
        _announce(actor, act, plan.met, change, new_owner)
    names = org.unit_names({one.unit_id for one in found})
    results = tuple(Result(one.code, one.title, names[one.unit_id][0], plan.why.get(one.pk, "")) for one in found)
    return Done(batch, results)


def _check(act: Act, change: Change, outcomes: set[str], today: date) -> None:
    wrong = rules.fault(act, change.words, outcome=change.outcome, outcomes=outcomes, to=change.to, today=today)
    if wrong == "words":
        raise refusals.WordsMissing(field="words")
    if wrong == "long":
        raise refusals.WordsTooLong(field="words", most=MOST_WORDS)
    if wrong == "outcome":
        raise refusals.NoSuchOutcome(field="outcome")
    if wrong == "day":
        raise refusals.NotAhead(field="to")


def _owner(actor: Actor, act: Act, change: Change) -> Actor | None:
    """Who is to own the tasks, as an actor whose reach can be asked; None: nobody."""
    if act == Act.TAKE:
        if actor.account_id is None:
            raise refusals.NoHand
        return actor
    if act == Act.ASSIGN and change.owner_code:
        return access.actor_for(access.account_id_of(change.owner_code))
    return None


def _plan(act: Act, found: list[Task], change: Change, new_owner: Actor | None) -> _Plan:
    plan = _Plan()
    for one in found:
        why = _row_fault(act, one, change, new_owner)
        if why:
            plan.why[one.pk] = why
        else:
            plan.met.append(one)
    return plan


def _row_fault(act: Act, one: Task, change: Change, new_owner: Actor | None) -> str:
    """Why one row is left alone, in words; "" if it is not."""
    if not rules.may(act, one.state):
        return refusals.NotNow(state=TaskState(one.state).label, act=act.label).sentence
    if act == Act.FINISH and change.outcome not in declared(one.kind).outcomes:
        return refusals.NoSuchOutcome().sentence
    if act == Act.ASSIGN and new_owner is not None and not holds(new_owner, declared(one.kind).power_work, one.path):
        return refusals.NotTheirs(name=_("对方")).sentence
    return ""


def _row_refusal(act: Act, actor: Actor, one: Task, change: Change) -> Refused:
    if act == Act.ASSIGN:
        names = access.account_names([access.account_id_of(change.owner_code)])
        return refusals.NotTheirs(field="owner_code", name=next(iter(names.values()), _("对方")))
    return refusals.NotNow(state=TaskState(one.state).label, act=act.label)


def _write(act: Act, met: list[Task], change: Change, owner: int | None, now: datetime) -> None:
    today = timezone.localdate(now)
    plain: dict[Act, dict[str, Any]] = {
        Act.TAKE: {"owner_id": owner},
        Act.ASSIGN: {"owner_id": owner},
        Act.POSTPONE: {"due_on": change.to, "told": 0},
        Act.FINISH: {"state": TaskState.DONE, "outcome": change.outcome, "words": change.words, "closed_at": now},
        Act.DROP: {"state": TaskState.DROPPED, "words": change.words, "closed_at": now},
        Act.REOPEN: {"state": TaskState.OPEN, "outcome": "", "words": "", "closed_at": None, "told": 0},
        Act.NOTE: {},
    }
    if act == Act.NOTE:
        return
    if act == Act.REOPEN:
        for due, some in _by_due(met, today).items():
            Task.rows.filter(pk__in=some).update(**plain[act], due_on=due, revision=F("revision") + 1)
        return
    Task.rows.filter(pk__in=[one.pk for one in met]).update(**plain[act], revision=F("revision") + 1)


def _by_due(met: list[Task], today: date) -> dict[date, list[int]]:
    found: dict[date, list[int]] = {}
    for one in met:
        due = add_working_days(today, declared(one.kind).days_on(today, one.path))
        found.setdefault(due, []).append(one.pk)
    return found


def _remember(
    actor: Actor, act: Act, met: list[Task], before: list[dict[str, Any]], change: Change, batch: str, now: datetime
) -> None:
    """A line in the history of each, and in the trail."""
    facts: dict[str, Any] = {}
    if act == Act.FINISH:
        facts = {"outcome": change.outcome}
    elif act == Act.POSTPONE and change.to is not None:
        facts = {"to": change.to.isoformat()}
    step = 0 if act == Act.NOTE else 1
    lines = [
        Note(
            task_id=one.pk, act=act, words=change.words, facts=facts, before=before[place] if before else {},
            batch=batch, revision=one.revision + step, by_id=actor.account_id, at=now,
        )
        for place, one in enumerate(met)
    ]  # fmt: skip
    Note.objects.bulk_create(lines, batch_size=1000)
    audit.record_many(
        actor=actor, verb=f"worklists.{act.value}", subject_kind="worklists.task",
        subjects=[(one.pk, one.path) for one in met], facts={"batch": batch, **facts},
    )  # fmt: skip


def _announce(actor: Actor, act: Act, met: list[Task], change: Change, new_owner: Actor | None) -> None:
    for kind, ids in parcels((one.kind, one.pk) for one in met):
        if act == Act.FINISH:
            bus.publish(events.TaskFinished(kind, change.outcome, ids))
        elif act == Act.REOPEN:
            bus.publish(events.TaskReopened(kind, ids))
        elif act == Act.ASSIGN and new_owner is not None and new_owner.account_id not in {None, actor.account_id}:
            bus.publish(events.TaskAssigned(kind, int(new_owner.account_id or 0), ids))


def parcels(pairs: Iterable[tuple[str, int]]) -> list[tuple[str, tuple[int, ...]]]:
    """(list, keys) for events, at most 500 keys each. Used by the other rooms of this module."""
    by_kind: dict[str, list[int]] = {}
    for kind, key in pairs:
        by_kind.setdefault(kind, []).append(key)
    return [
        (kind, tuple(ids[start : start + events.MOST]))
        for kind, ids in by_kind.items()
        for start in range(0, len(ids), events.MOST)
    ]


def _plain(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value


# ------------------------------------------------------------------ taking it back


@transaction.atomic
def undo(*, actor: Actor, batch: str, now: datetime) -> int:
    """Take an act back within ten seconds, where nothing happened since; how many tasks are as they were. Raises TooLate."""
    lines = {
        line.task_id: line
        for line in Note.objects.filter(
            batch=batch, undone_at__isnull=True, at__gte=now - UNDO_FOR, by_id=actor.account_id or 0
        )
        if batch and line.before
    }
    found = visible(actor, to_work=True).filter(pk__in=list(lines)).select_for_update(of=("self",)).order_by("pk")
    back = [one for one in found if one.revision == lines[one.pk].revision]
    if not back:
        raise refusals.TooLate
    was = [{"id": one.pk, **lines[one.pk].before, "revision": one.revision + 1} for one in back]
    rows.update(Task._meta.db_table, _as_written(was))
    Note.objects.filter(pk__in=[lines[one.pk].pk for one in back]).update(undone_at=now)
    audit.record_many(
        actor=actor, verb="worklists.undone", subject_kind="worklists.task",
        subjects=[(one.pk, one.path) for one in back], facts={"batch": batch},
    )  # fmt: skip
    opened = [(one.kind, one.pk) for one in back if one.state != TaskState.OPEN]
    for kind, ids in parcels(opened):
        bus.publish(events.TaskReopened(kind, ids))
    return len(back)


def _as_written(was: list[dict[str, Any]]) -> pl.DataFrame:
    """The rows of an undo as the database writes them."""
    for one in was:
        if one["closed_at"]:
            one["closed_at"] = rows.moment(datetime.fromisoformat(one["closed_at"]))
    return pl.DataFrame(
        was,
        schema={
            "id": pl.Int64, "owner_id": pl.Int64, "due_on": pl.String, "state": pl.String, "outcome": pl.String,
            "words": pl.String, "closed_at": pl.String, "told": pl.Int64, "revision": pl.Int64,
        },
    )  # fmt: skip
