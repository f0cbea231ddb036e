"""One helper process beside the import: it judges every other chunk, and ciphers run there while the database writes.

Small imports run everything in place: starting a process costs about a second. `warm` starts it while the file is still being
read, and keeps it for the whole run: for the terminal, which reads, checks and applies in one process. Neither process looks
for cyclic garbage meanwhile: rows pass through by the million and none is in a cycle; the search took a twelfth of the time.
"""

from __future__ import annotations

import ctypes
import gc
import multiprocessing
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from itertools import islice
from types import TracebackType
from typing import Any, Self

import django

WORTH_IT = 20_000
"""Rows from which a helper process pays."""
WORTH_BYTES = 1 << 20
"""About the size of a file with so many rows."""

_kept: list[ProcessPoolExecutor] = []
_trim = getattr(ctypes.CDLL(None), "malloc_trim", None)


def give_back() -> None:
    """Hand freed memory back to the system: the C library of Linux keeps hundreds of megabytes once a file was read."""
    if _trim is not None:
        _trim(0)


def _started() -> ProcessPoolExecutor:
    return ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn"), initializer=_begin)


def _begin() -> None:
    """What the helper does first."""
    django.setup()
    gc.disable()


def warm() -> None:
    """Start the helper now, and keep it until this process ends."""
    if not _kept:
        pool = _started()
        pool.submit(int)
        _kept.append(pool)


class Crew:
    """`with Crew(rows) as crew: later = crew.submit(function, …); …; later.result()`."""

    def __init__(self, rows: int) -> None:
        self._pool = None
        self._collects = gc.isenabled()
        if rows >= WORTH_IT:
            self._pool = _kept[0] if _kept else _started()

    def submit(self, function: Callable[..., Any], *given: Any) -> Future[Any]:
        """Run a top-level function, beside or at once."""
        if self._pool is not None:
            return self._pool.submit(function, *given)
        done: Future[Any] = Future()
        done.set_result(function(*given))
        return done

    def share(self, function: Callable[..., Any], tasks: Iterable[tuple[Any, ...]]) -> Iterator[Any]:
        """What a top-level function gives for each of the tasks, in order; the helper does every other one."""
        waiting = iter(tasks)
        while pair := list(islice(waiting, 2)):
            beside = [self.submit(function, *given) for given in pair[1:]]
            yield function(*pair[0])
            yield from (later.result() for later in beside)
            if self._pool is not None:
                give_back()

    def __enter__(self) -> Self:
        if self._pool is not None:
            gc.disable()
            give_back()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._collects:
            gc.enable()
        if self._pool in _kept:
            if not isinstance(error, BrokenProcessPool):
                return
            _kept.clear()
        if self._pool is not None:
            self._pool.shutdown(wait=True, cancel_futures=True)
