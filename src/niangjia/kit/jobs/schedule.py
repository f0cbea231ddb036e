"""What runs when. `config/schedule.py` is the list; the table remembers when each entry is due next.

An entry is `(job name, seconds)` or `(job name, "HH:MM")`, Asia/Shanghai. Entries of under a minute are beats: each
worker runs them itself, without a row, so they must be safe side by side. A time that was missed while the machine was off is made up for once.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import Any

from django.apps import apps
from django.db import transaction

from niangjia.kit.calendar import ZONE
from niangjia.kit.jobs.queue import enqueue, is_waiting
from niangjia.kit.jobs.registry import find

Every = int | str
BEAT = 60

_entries: dict[str, Every] = {}


def install_schedule(entries: Sequence[tuple[str, Every]]) -> None:
    """Take over the list of `config/schedule.py`, replacing what was there."""
    _entries.clear()
    _entries.update(entries)


def beats() -> dict[str, int]:
    """Entries that a worker runs itself, and every how many seconds."""
    return {name: every for name, every in _entries.items() if isinstance(every, int) and every < BEAT}


def fill(now: datetime) -> None:
    """Bring the table in line with the list: new entries, changed times, dropped entries. Raises UnknownJob."""
    planned = {name: str(every) for name, every in _entries.items() if name not in beats()}
    for name in _entries:
        find(name)
    with transaction.atomic():
        known = {row.name: row for row in _table().all()}
        _table().exclude(name__in=planned).delete()
        for name, every in planned.items():
            if name not in known or known[name].every != every:
                due = {"every": every, "next_at": following(_entries[name], now)}
                _table().update_or_create(name=name, defaults=due)


def following(every: Every, now: datetime) -> datetime:
    """When an entry is due next."""
    if isinstance(every, int):
        return now + timedelta(seconds=every)
    here = now.astimezone(ZONE)
    at = datetime.combine(here.date(), time.fromisoformat(every), ZONE)
    return at if at > here else at + timedelta(days=1)


def tick(now: datetime) -> list[str]:
    """Ask for every job that is due, once even if several workers tick; returns the names."""
    asked = []
    for row in _table().filter(next_at__lte=now).order_by("name"):
        if row.name not in _entries:
            continue
        with transaction.atomic():
            mine = _table().filter(name=row.name, next_at=row.next_at)
            if mine.update(next_at=following(_entries[row.name], now), last_at=now) and not is_waiting(row.name):
                enqueue(row.name)
                asked.append(row.name)
    return asked


def _table() -> Any:
    return apps.get_model("jobs", "Schedule")._default_manager
