"""What the page of long jobs shows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count
from django.utils import timezone
from django_tasks import TaskResultStatus

from niangjia.kit.jobs import queue


@dataclass(frozen=True)
class JobState:
    """One job: `state` is waiting, running, again (failed, to be tried again), done or failed."""

    id: str
    name: str
    arguments: dict[str, Any]
    state: str
    asked_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    failures: int
    error: str
    """Class of the last exception, for support; the sentence for people is the owner's."""


_STATES = {
    TaskResultStatus.READY: "waiting",
    TaskResultStatus.RUNNING: "running",
    TaskResultStatus.SUCCESSFUL: "done",
    TaskResultStatus.FAILED: "failed",
}


def jobs_of(account_id: int, *, limit: int = 50) -> list[JobState]:
    """Jobs that were asked for with `account_id` among their arguments, the newest first."""
    rows = queue.rows().filter(args_kwargs__kwargs__arguments__account_id=account_id)
    return [_state(row) for row in rows.order_by("-enqueued_at")[:limit]]


def counts() -> dict[str, int]:
    """How many jobs are in each state, for the health page."""
    found = queue.rows().order_by().values_list("status").annotate(Count("pk"))
    return {_STATES[TaskResultStatus(status)]: count for status, count in found}


def oldest_waiting(now: datetime) -> datetime | None:
    """Since when the job waits that has waited longest although it may run; None if none does."""
    waiting = queue.rows().filter(status=TaskResultStatus.READY).exclude(run_after__gt=now)
    return waiting.order_by("enqueued_at").values_list("enqueued_at", flat=True).first()


def prune(*, keep_done_days: int, keep_failed_days: int) -> int:
    """Drop rows of jobs that ended long ago; returns how many."""
    now, done, failed = timezone.now(), TaskResultStatus.SUCCESSFUL, TaskResultStatus.FAILED
    day = timedelta(days=1)
    gone = queue.rows().filter(status=done, finished_at__lt=now - keep_done_days * day).delete()[0]
    return int(gone + queue.rows().filter(status=failed, finished_at__lt=now - keep_failed_days * day).delete()[0])


def _state(row: Any) -> JobState:
    name, arguments = queue.asked(row)
    failures = row.args_kwargs.get("failures", 0)
    state = _STATES[TaskResultStatus(row.status)]
    return JobState(
        id=str(row.pk),
        name=name,
        arguments=arguments,
        state="again" if state == "waiting" and failures else state,
        asked_at=row.enqueued_at,
        started_at=row.started_at,
        finished_at=row.finished_at,
        failures=failures,
        error=row.exception_class_path,
    )
