"""Putting jobs in, taking them up, and what becomes of them.

Rows are those of django-tasks-db. While a job runs, its `run_after` is the end of the lease that its worker keeps
extending; a RUNNING row whose lease is over belongs to nobody and is taken up again. `worker_ids` names everyone who ever took
it, so the last name is the fence: only its holder may write the outcome.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Collection, Sequence
from datetime import UTC, datetime, timedelta
from traceback import format_tb
from typing import Any

from django.apps import apps
from django.db.models import Q, QuerySet
from django.utils import timezone
from django_tasks import TaskResultStatus, task, task_backends
from django_tasks.backends.immediate import ImmediateBackend

from niangjia.kit.jobs.registry import QUEUES, Later, find

LEASE = timedelta(seconds=90)
MOST_LOSSES = 20
"""A job whose worker died this often is taken for the murderer and given up."""
_AT_ONCE = datetime(9999, 1, 1, tzinfo=UTC)
_log = logging.getLogger(__name__)


class WorkersLost(RuntimeError):
    """The job's workers died under it so often that it is not tried any more."""


@task()
def run_job(*, name: str, arguments: dict[str, Any]) -> None:
    """The one task that django-tasks knows: whatever its backend, it runs a job of ours by name."""
    find(name).function(**arguments)


def enqueue(name: str, **arguments: Any) -> None:
    """Ask for a job, in the caller's transaction. Arguments must be JSON. Raises UnknownJob.

    In the suite (immediate backend) it runs on the spot and its exceptions are the caller's.
    """
    _put(name, arguments, None)


def enqueue_at(name: str, when: datetime, **arguments: Any) -> None:
    """Ask for a job that is not to run before a moment. The suite runs it on the spot too."""
    _put(name, arguments, when)


def _put(name: str, arguments: dict[str, Any], when: datetime | None) -> None:
    found = find(name)
    json.dumps(arguments, allow_nan=False)
    if isinstance(task_backends["default"], ImmediateBackend):
        found.function(**arguments)
        return
    run_job.using(queue_name=found.queue, run_after=when).enqueue(name=name, arguments=arguments)


def rows() -> QuerySet[Any]:
    """All job rows. The model is looked up when asked for: this module is loaded before the models are."""
    table: Any = apps.get_model("django_tasks_database", "DBTaskResult")
    found: QuerySet[Any] = table.objects.all()
    return found


def asked(row: Any) -> tuple[str, dict[str, Any]]:
    """Name and arguments of a row."""
    given = row.args_kwargs["kwargs"]
    return given["name"], given["arguments"]


def is_waiting(name: str) -> bool:
    """Whether a job of that name is waiting or running: the schedule does not pile up."""
    active = rows().filter(status__in=(TaskResultStatus.READY, TaskResultStatus.RUNNING))
    return active.filter(args_kwargs__kwargs__name=name).exists()


# ------------------------------------------------------------------ taking up


def claim(worker: str, queues: Collection[str], *, now: datetime, leave: Collection[Any] = ()) -> Any | None:
    """Take up the next job of the queues, or None. Looks without a lock, then takes by one conditional update."""
    free = Q(status=TaskResultStatus.READY) & (Q(run_after=_AT_ONCE) | Q(run_after__lte=now))
    lost = Q(status=TaskResultStatus.RUNNING, run_after__lt=now)
    waiting = rows().filter(free | lost, queue_name__in=queues, task_path=run_job.module_path).exclude(pk__in=leave)
    for row in waiting.order_by("-priority", "enqueued_at")[:5]:
        takers = [*row.worker_ids, worker]
        mine = rows().filter(pk=row.pk, status=row.status, run_after=row.run_after)
        lease = now + LEASE
        if mine.update(status=TaskResultStatus.RUNNING, started_at=now, run_after=lease, worker_ids=takers):
            row.status, row.worker_ids, row.run_after = TaskResultStatus.RUNNING, takers, lease
            return row
    return None


def extend(held: Collection[tuple[Any, list[str]]], *, now: datetime) -> None:
    """Keep the leases of running jobs; one that somebody else has taken meanwhile stays theirs."""
    for pk, takers in held:
        _own(pk, takers).update(run_after=now + LEASE)


def let_go(held: Collection[tuple[Any, list[str]]], *, now: datetime) -> None:
    """End leases early, so that the next worker need not wait."""
    for pk, takers in held:
        _own(pk, takers).update(run_after=now - timedelta(seconds=1))


def let_go_of_the_dead(is_dead: Callable[[str], bool], *, now: datetime) -> None:
    """End the leases of workers that are known to be dead."""
    for pk, takers in (
        rows().filter(status=TaskResultStatus.RUNNING, run_after__gte=now).values_list("pk", "worker_ids")
    ):
        if takers and is_dead(takers[-1]):
            let_go([(pk, takers)], now=now)


def _own(pk: Any, takers: list[str]) -> QuerySet[Any]:
    return rows().filter(pk=pk, status=TaskResultStatus.RUNNING, worker_ids=takers)


# ------------------------------------------------------------------ running


def run(row: Any) -> None:
    """Run a claimed job and write down what became of it. Only exceptions that end the process get out."""
    name, arguments = asked(row)
    failures = row.args_kwargs.get("failures", 0)
    try:
        if len(row.worker_ids) - failures > MOST_LOSSES:
            raise WorkersLost(MOST_LOSSES)
        find(name).function(**arguments)
    except Later:
        _own(row.pk, row.worker_ids).update(
            status=TaskResultStatus.READY, run_after=timezone.now(), worker_ids=row.worker_ids[:-1]
        )
    except Exception as error:
        _failed(row, name, failures + 1, error)
    except BaseException:
        let_go([(row.pk, row.worker_ids)], now=timezone.now())
        raise
    else:
        _own(row.pk, row.worker_ids).update(
            status=TaskResultStatus.SUCCESSFUL, finished_at=timezone.now(), exception_class_path="", traceback=""
        )


def _failed(row: Any, name: str, failures: int, error: Exception) -> None:
    """Try again later, or give up. The message of an exception may quote people's data: only class and place are kept."""
    now = timezone.now()
    told = {
        "exception_class_path": f"{type(error).__module__}.{type(error).__qualname__}",
        "traceback": "".join(format_tb(error.__traceback__)),
        "args_kwargs": {**row.args_kwargs, "failures": failures},
    }
    try:
        found = find(name)
        again = failures <= found.retries and not isinstance(error, WorkersLost)
    except LookupError:
        again = False
    if again:
        _log.warning("job %s failed %s times (%s), will be tried again", name, failures, told["exception_class_path"])
        later = now + timedelta(seconds=found.pause(failures))
        _own(row.pk, row.worker_ids).update(status=TaskResultStatus.READY, run_after=later, **told)
    else:
        _log.error("job %s failed (%s) and is given up", name, told["exception_class_path"])
        _own(row.pk, row.worker_ids).update(status=TaskResultStatus.FAILED, finished_at=now, **told)


def drain(queues: Sequence[str] = QUEUES, *, worker: str = "inline") -> int:
    """Run what is waiting now, here, until nothing is; returns how many ran. The terminal uses it, and tests."""
    count = 0
    while (row := claim(worker, queues, now=timezone.now())) is not None:
        run(row)
        count += 1
    return count
