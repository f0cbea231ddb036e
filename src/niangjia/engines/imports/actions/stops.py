"""A fault that stopped a job: written down with the batch or the list, so that the page can say so and offer to go on."""

from __future__ import annotations

import errno
import logging
from concurrent.futures.process import BrokenProcessPool
from typing import Any

from django.db import DatabaseError, close_old_connections, connection, transaction
from django.db.models import Model
from django.utils import timezone

from niangjia.engines.imports.choices import AT_WORK
from niangjia.engines.imports.models import Batch
from niangjia.kit.vault import Broken

FULL = (errno.ENOSPC, errno.EDQUOT)
_log = logging.getLogger(__name__)


def why(error: BaseException) -> str:
    """What sort of fault it is: a code of `reasons.STOPS`."""
    if isinstance(error, MemoryError | BrokenProcessPool):
        return "memory"
    if isinstance(error, OSError) and error.errno in FULL:
        return "space"
    if isinstance(error, DatabaseError):
        told = str(error).lower()
        return "space" if "disk is full" in told or "no space left" in told else "busy"
    return "file" if isinstance(error, Broken | OSError) else "fault"


def taken_up(batch: Batch) -> None:
    """A job goes on with the batch: it is touched, and what stopped an earlier try is over."""
    batch.stop = {"times": batch.stop["times"]} if batch.stop.get("times") else {}
    batch.touched_at = timezone.now()
    Batch.objects.filter(pk=batch.pk, state__in=AT_WORK).update(stop=batch.stop, touched_at=batch.touched_at)


def stopped(batch: Batch, error: BaseException) -> None:
    """Write down that a fault stopped the job, and of what sort it was."""
    stop = {"why": why(error), "at": timezone.now().isoformat(), "times": batch.stop.get("times", 0) + 1}
    write_down(Batch, batch.pk, AT_WORK, {"stop": stop})


def write_down(model: type[Model], pk: Any, states: tuple[str, ...], values: dict[str, Any]) -> None:
    """Set what the page shows, also when it was the database that failed: then on a new connection, or not at all."""
    if not connection.in_atomic_block:
        close_old_connections()
    try:
        with transaction.atomic():
            model._default_manager.filter(pk=pk, state__in=states).update(**values)
    except DatabaseError:
        _log.warning("what stopped a job could not be written down")
