"""What happens to tasks by the clock and by other modules' acts: reminders, owners who left, branches that move, erasure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from django.db import transaction
from django.db.models import F, Value
from django.db.models.functions import Concat, Substr
from django.utils import timezone

from niangjia.engines.worklists import events, rules
from niangjia.engines.worklists.actions.working import parcels
from niangjia.engines.worklists.choices import OVERDUE_TOLD, Act, TaskState
from niangjia.engines.worklists.models import Note, Task
from niangjia.engines.worklists.queries.tasks import about_them
from niangjia.ground.access import queries as access
from niangjia.ground.audit import actions as audit
from niangjia.ground.org import queries as org
from niangjia.ground.org.scoped import seen
from niangjia.kit import bus
from niangjia.kit.calendar import add_working_days, working_days_between
from niangjia.kit.declare import worklists
from niangjia.kit.powers import Actor

GONE = "——"
PERSON = "people.person"


@transaction.atomic
def remind(*, actor: Actor, now: datetime) -> int:
    """Say which open tasks are due soon, today, or overdue; each only once a stage. How many were said. Run every morning."""
    today = timezone.localdate(now)
    said: dict[tuple[str, int | None, int, int], list[int]] = {}
    farthest = {kind: add_working_days(today, max((*one.reminders, 0))) for kind, one in worklists().items()}
    left = lru_cache(maxsize=None)(lambda due: -1 if due < today else working_days_between(today, due))
    for kind, last in farthest.items():
        waiting = Task.rows.select_for_update(of=("self",)).filter(
            kind=kind, state=TaskState.OPEN, told__lt=OVERDUE_TOLD, due_on__lte=last
        )
        for key, owner, due, told in waiting.order_by("pk").values_list("pk", "owner_id", "due_on", "told"):
            stage = rules.reminder(left(due), worklists()[kind].reminders, told)
            if stage:
                said.setdefault((kind, owner, stage, left(due)), []).append(key)
    _say(said)
    number = sum(map(len, said.values()))
    if number:
        audit.record(actor=actor, verb="worklists.reminded", facts={"tasks": number})
    return number


def _say(said: dict[tuple[str, int | None, int, int], list[int]]) -> None:
    for (kind, owner, stage, days), keys in said.items():
        Task.rows.filter(pk__in=keys).update(told=stage)
        for _name, ids in parcels((kind, key) for key in keys):
            if stage == OVERDUE_TOLD:
                bus.publish(events.TaskOverdue(kind, owner, ids))
            else:
                bus.publish(events.TaskDue(kind, owner, ids, days))


@transaction.atomic
def release(*, actor: Actor, now: datetime) -> int:
    """Give back to everybody the open tasks whose owner no longer holds the list's power there; how many. Run every morning."""
    owned = Task.rows.filter(state=TaskState.OPEN, owner__isnull=False).order_by()
    found: list[Task] = []
    for owner in sorted(set(owned.values_list("owner_id", flat=True))):
        somebody = access.actor_for(owner)
        for kind, one in worklists().items():
            mine = owned.filter(owner_id=owner, kind=kind).exclude(seen(somebody, one.power_work, "path"))
            found.extend(mine.select_for_update(of=("self",)))
    keys = [one.pk for one in found]
    Task.rows.filter(pk__in=keys).update(owner=None, revision=F("revision") + 1)
    lines = [Note(task_id=one.pk, act=Act.RELEASE, revision=one.revision + 1, at=now) for one in found]
    Note.objects.bulk_create(lines, batch_size=1000)
    if found:
        audit.record_many(
            actor=actor, verb="worklists.released", subject_kind="worklists.task",
            subjects=[(one.pk, one.path) for one in found],
        )  # fmt: skip
    return len(found)


@transaction.atomic
def follow_move(*, actor: Actor, old: str, new: str, on: date) -> int:
    """Repeat the new paths of a moved branch on its tasks; how many. Part of org's act."""
    moved = Task.rows.filter(org.subtree(old))
    return moved.update(path=Concat(Value(new), Substr("path", len(old) + 1)))


@transaction.atomic
def follow_unit(*, actor: Actor, unit_id: int, into_id: int, path: str, **_more: Any) -> list[int]:
    """Open tasks of a merged union are the receiver's; which. Part of org's act."""
    moved = list(Task.rows.filter(unit_id=unit_id, state=TaskState.OPEN).order_by("pk").values_list("pk", flat=True))
    Task.rows.filter(pk__in=moved).update(unit_id=into_id, path=path)
    return moved


@transaction.atomic
def follow_subjects(
    *,
    actor: Actor,
    unit_id: int,
    into_id: int,
    path: str,
    people: Sequence[int],
    employers: Sequence[int],
    **_more: Any,
) -> list[int]:
    """Open tasks about the members and employers who go to a new union are its own; which. Part of org's act."""
    moved = list(about_them(unit_id, people, employers).order_by("pk").values_list("pk", flat=True))
    Task.rows.filter(pk__in=moved).update(unit_id=into_id, path=path)
    return moved


@transaction.atomic
def return_unit(*, actor: Actor, unit_id: int, path: str, kept: list[int] | None, **_more: Any) -> int:
    """A merge is taken back: its tasks are the union's own again, those that were done meanwhile, too; how many."""
    return Task.rows.filter(pk__in=kept or []).update(unit_id=unit_id, path=path)


@transaction.atomic
def forget(*, actor: Actor, person_id: int) -> None:
    """A person is erased: what was written about her in tasks goes; that there was a task stays."""
    about = Task.rows.filter(subject_kind=PERSON, subject_id=person_id)
    Note.objects.filter(task__in=about).update(words="")
    about.update(title=GONE, words="", facts={}, digest="")
