"""Which tasks somebody sees: lists, one task, its history, its hands."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from niangjia.engines.worklists import rules
from niangjia.engines.worklists.choices import UNDO_FOR, UNDOABLE, Act, TaskState
from niangjia.engines.worklists.models import Note, Task
from niangjia.ground.access import queries as access
from niangjia.ground.org import queries as org
from niangjia.ground.org.scoped import seen
from niangjia.kit.declare import Worklist, worklists
from niangjia.kit.powers import Actor, NotFound, holds, known_powers
from niangjia.kit.rows import among


class TaskNotFound(NotFound):
    """No such task, or none of the actor's."""

    code = "worklists.not_found"


class UnknownList(LookupError):
    """A list that no module declares was asked for: a mistake in the program."""


def declared(kind: str) -> Worklist:
    """One list. Raises UnknownList."""
    try:
        return worklists()[kind]
    except KeyError:
        raise UnknownList(kind) from None


def lists(actor: Actor) -> list[Worklist]:
    """The lists of which the actor may see anything."""
    return [one for one in worklists().values() if holds(actor, one.power_view)]


def visible(actor: Actor, *, to_work: bool = False) -> QuerySet[Task]:
    """Tasks in the actor's branches, each by the power that its list names."""
    kinds: dict[str, list[str]] = {}
    for one in worklists().values():
        kinds.setdefault(one.power_work if to_work else one.power_view, []).append(one.kind)
    condition = Q(pk__in=[])
    for power, some in kinds.items():
        condition |= Q(kind__in=some) & seen(actor, power, Task.scope_field)
    rows: QuerySet[Task] = Task.rows.filter(condition)
    return rows


@dataclass(frozen=True)
class TaskFilter:
    """What a list of tasks is narrowed to. Several values mean any of them.

    `owner`: `all`, `mine`, `nobody` or the code of an account. `due`: "", `overdue`, `today`, `week` (the next seven days). `state`:
    `open`, `closed`, one of TaskState, or `all`. `gone`: only open ones whose cause went away. `under` is a unit's code.
    """

    kinds: Sequence[str] = ()
    under: str = ""
    owner: str = "all"
    due: str = ""
    state: str = "open"
    outcomes: Sequence[str] = ()
    text: str = ""
    gone: bool = False
    codes: Sequence[str] = ()


def matching(actor: Actor, wanted: TaskFilter | None = None, *, today: date, to_work: bool = False) -> QuerySet[Task]:
    """Tasks that the actor sees and that fit, unordered. Raises UnitNotFound for a foreign `under`."""
    wanted = wanted or TaskFilter()
    rows = visible(actor, to_work=to_work).filter(_state(wanted), _owner(actor, wanted), _due(wanted, today))
    if wanted.kinds:
        rows = rows.filter(kind__in=list(wanted.kinds))
    if wanted.under:
        rows = rows.filter(org.subtree(org.unit(actor, wanted.under)))
    if wanted.outcomes:
        rows = rows.filter(outcome__in=list(wanted.outcomes))
    if wanted.text:
        rows = rows.filter(title__icontains=wanted.text)
    if wanted.gone:
        rows = rows.filter(state=TaskState.OPEN, stands=False)
    return rows.filter(code__in=list(wanted.codes)) if wanted.codes else rows


def _state(wanted: TaskFilter) -> Q:
    if wanted.state in TaskState.values:
        return Q(state=wanted.state)
    if wanted.state == "closed":
        return Q(state__in=[one for one in TaskState if one != TaskState.OPEN])
    return Q()


def _owner(actor: Actor, wanted: TaskFilter) -> Q:
    if wanted.owner == "mine":
        return Q(owner_id=actor.account_id or 0)
    if wanted.owner == "nobody":
        return Q(owner__isnull=True)
    return Q() if wanted.owner == "all" else Q(owner__code=wanted.owner)


def _due(wanted: TaskFilter, today: date) -> Q:
    if not wanted.due:
        return Q()
    days = {
        "overdue": Q(due_on__lt=today),
        "today": Q(due_on=today),
        "week": Q(due_on__gte=today, due_on__lte=date.fromordinal(today.toordinal() + 7)),
    }
    return Q(state=TaskState.OPEN) & days.get(wanted.due, Q())


KEYS = ("due_on", "pk")


def tasks(
    actor: Actor,
    wanted: TaskFilter | None = None,
    *,
    today: date,
    after: str = "",
    before: str = "",
    size: int = 50,
) -> org.Page[Task]:
    """A page of tasks, the most urgent first; units and owners come along."""
    rows = matching(actor, wanted, today=today).select_related("unit", "owner")
    return org.page(rows, KEYS, after=after, before=before, size=size)


def count_tasks(actor: Actor, wanted: TaskFilter | None = None, *, today: date) -> int:
    """How many tasks the list has."""
    return matching(actor, wanted, today=today).count()


def task(actor: Actor, code: str, *, to_work: bool = False) -> Task:
    """One task. Raises TaskNotFound, whether it is missing or merely not the actor's."""
    found = visible(actor, to_work=to_work).filter(code=code).select_related("unit", "owner").first()
    if found is None:
        raise TaskNotFound
    return found


def tasks_about(actor: Actor, subject_kind: str, subject_id: int) -> list[Task]:
    """Tasks about one record, for its page: open ones first."""
    rows = visible(actor).filter(subject_kind=subject_kind, subject_id=subject_id).select_related("unit", "owner")
    return sorted(rows, key=lambda one: (one.state != TaskState.OPEN, one.due_on, one.pk))


def tasks_by_id(ids: Iterable[int]) -> list[Task]:
    """Tasks by key, for handlers of this module's events. Unscoped."""
    return list(Task.rows.filter(pk__in=list(ids)).select_related("unit").order_by("due_on", "pk"))


def may_work(actor: Actor, here: Task) -> bool:
    """Whether the actor may act on a task that she sees."""
    return holds(actor, declared(here.kind).power_work, here.path)


def acts_on(actor: Actor, here: Task) -> list[Act]:
    """What the actor may do with a task now, in the order in which it is offered."""
    if not may_work(actor, here):
        return []
    acts = rules.acts_in(here.state)
    return [act for act in acts if not (act == Act.TAKE and here.owner_id == (actor.account_id or 0))]


def hands(actor: Actor, here: Task) -> list[access.Seer]:
    """Accounts to whom a task can be given: those that hold the list's power over its place."""
    return access.seers(known_powers()[declared(here.kind).power_work], [here.path])


# ------------------------------------------------------------------ history


@dataclass(frozen=True)
class Line:
    """One line of a task's history. `by` is "" for the machine; `batch` can still be taken back if `undoable`."""

    act: str
    label: Any
    words: str
    facts: dict[str, Any]
    by: str
    at: datetime
    batch: str
    undone: bool
    undoable: bool


def history(actor: Actor, code: str, *, now: datetime) -> list[Line]:
    """What happened to a task, the latest first. Raises TaskNotFound."""
    here = task(actor, code)
    rows = Note.objects.filter(task=here).select_related("by").order_by("-pk")
    return [
        Line(
            row.act, Act(row.act).label, row.words, row.facts, row.by.name if row.by else "", row.at, row.batch,
            row.undone_at is not None, undoable(actor, row, here, now),
        )
        for row in rows
    ]  # fmt: skip


def undoable(actor: Actor, row: Note, here: Task, now: datetime) -> bool:
    """Whether a line of the history can still be taken back by this hand: hers, in time, and nothing happened since."""
    return (
        row.act in UNDOABLE
        and row.undone_at is None
        and row.by_id is not None
        and row.by_id == actor.account_id
        and now - row.at <= UNDO_FOR
        and row.revision == here.revision
    )


def task_places(*, record_id: int) -> tuple[str, list[str]]:
    """Where a task lies, for `record.places`."""
    found = Task.rows.filter(pk=record_id).values_list("kind", "path").first()
    if found is None or found[0] not in worklists():
        return "worklists.view", []
    return declared(found[0]).power_view, [found[1]]


def tasks_below(*, path: str | Sequence[str]) -> list[tuple[Any, Any]]:
    """Open tasks that go along when a branch moves, for `unit.move`."""
    rows = Task.rows.filter(org.subtree(path), state=TaskState.OPEN)
    return [(_("工作清单里的事"), rows)]


def about_them(unit_id: int, people: Sequence[int], employers: Sequence[int]) -> QuerySet[Task]:
    """Open tasks of a unit about some people and employers. Unscoped."""
    about = Q(subject_kind="people.person", subject_id__in=among(people))
    about |= Q(subject_kind="org.employer", subject_id__in=among(employers))
    rows: QuerySet[Task] = Task.rows.filter(about, unit_id=unit_id, state=TaskState.OPEN)
    return rows


def tasks_about_them(*, unit_id: int, people: Sequence[int], employers: Sequence[int]) -> list[tuple[Any, int]]:
    """The module's part of the preview of a split: open tasks about the members and employers who go along."""
    return [(_("随会员和单位转到新工会的工作清单"), about_them(unit_id, people, employers).count())]
