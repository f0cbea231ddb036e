"""The worker: a thread a queue, one for beats, and a caller's thread that keeps leases and the schedule."""

from __future__ import annotations

import hashlib
import logging
import os
import secrets
import socket
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from django.db import close_old_connections, connections
from django.utils import timezone

from niangjia.kit.jobs import queue, schedule
from niangjia.kit.jobs.registry import QUEUES, find

KEEP = 15
"""Seconds between two extensions of leases; a lease bears a few that fail."""
PAUSE = 1.0
"""Seconds between two looks at an empty queue."""
GRACE = 20.0
"""Seconds that running jobs are given when the worker is told to stop."""

_log = logging.getLogger(__name__)
_stopping = threading.Event()


def stopping() -> bool:
    """Whether the worker is leaving: a long job asks between two chunks and raises `Later`."""
    return _stopping.is_set()


def run_worker(stop: threading.Event, queues: Sequence[str] = QUEUES, *, grace: float = GRACE) -> None:
    """Work until `stop` is set; then let running jobs end for `grace` seconds and give back those that do not.

    The caller should end its process afterwards. Database errors are logged and outlived.
    """
    _stopping.clear()
    worker = _Worker(stop)
    safely(lambda: schedule.fill(timezone.now()))
    safely(lambda: queue.let_go_of_the_dead(is_dead, now=timezone.now()))
    threads = [threading.Thread(target=worker.serve, args=(name,), daemon=True, name=f"jobs-{name}") for name in queues]
    threads.append(threading.Thread(target=worker.beat, daemon=True, name="jobs-beats"))
    for thread in threads:
        thread.start()
    last = time.monotonic()
    while not stop.wait(PAUSE):
        safely(lambda: schedule.tick(timezone.now()))
        if time.monotonic() - last >= KEEP:
            last = time.monotonic()
            safely(lambda: queue.extend(worker.held(), now=timezone.now()))
            safely(lambda: queue.let_go_of_the_dead(is_dead, now=timezone.now()))
    _stopping.set()
    end = time.monotonic() + grace
    for thread in threads:
        thread.join(max(0.0, end - time.monotonic()))
    safely(lambda: queue.let_go(worker.held(), now=timezone.now()))
    connections.close_all()


class _Worker:
    """The threads' shared state: what is being run right now."""

    def __init__(self, stop: threading.Event) -> None:
        self.stop = stop
        self.name = f"{house()}:{os.getpid()}:{secrets.token_hex(4)}"
        self._held: dict[Any, list[str]] = {}

    def held(self) -> list[tuple[Any, list[str]]]:
        return list(self._held.items())

    def serve(self, name: str) -> None:
        """Take up and run the jobs of one queue."""
        while not self.stop.is_set():
            if not safely(lambda: self._one(name)):
                self.stop.wait(PAUSE)
        connections.close_all()

    def _one(self, name: str) -> bool:
        row = queue.claim(self.name, [name], now=timezone.now(), leave=list(self._held))
        if row is None:
            return False
        self._held[row.pk] = row.worker_ids
        try:
            queue.run(row)
        finally:
            del self._held[row.pk]
        return True

    def beat(self) -> None:
        """Run the beats, each in its own time; one that fails is logged and comes again."""
        due = dict.fromkeys(schedule.beats(), time.monotonic())
        while not self.stop.wait(0.2):
            for name, every in schedule.beats().items():
                if time.monotonic() >= due.get(name, 0):
                    safely(find(name).function)
                    due[name] = time.monotonic() + every
        connections.close_all()


def safely(act: Callable[[], Any]) -> Any:
    """Do it; what goes wrong is logged and does not end the worker. Connections are fresh before and after."""
    close_old_connections()
    try:
        return act()
    except Exception:
        _log.exception("the worker met a problem and goes on")
        return None
    finally:
        close_old_connections()


def house() -> str:
    """A mark of this machine since it was started, and of the container: process numbers mean something only inside."""
    parts = [socket.gethostname()]
    boot, space = Path("/proc/sys/kernel/random/boot_id"), Path("/proc/self/ns/pid")
    if boot.exists() and space.is_symlink():
        parts += [boot.read_text(), str(space.readlink())]
    return hashlib.sha256("|".join(parts).encode()).hexdigest()[:12]


def is_dead(worker: str) -> bool:
    """Whether a worker of this machine is certainly gone. Of others nothing is known: their leases run out."""
    mark, _, rest = worker.partition(":")
    pid = rest.partition(":")[0]
    if mark != house() or not pid.isdigit():
        return False
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return True
    except OSError:
        return False
    return False
