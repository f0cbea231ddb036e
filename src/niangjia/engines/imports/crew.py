"""One helper process beside the import: digests, blind indexes and ciphers run there while the database writes.

Small imports run everything in place: starting a process costs about a second. `warm` starts it while the file is still being
read, and keeps it for the whole run: for the terminal, which reads, checks and applies in one process.
"""

from __future__ import annotations

import hashlib
import multiprocessing
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from types import TracebackType
from typing import Any, Self

import django

from niangjia.kit import vault

IDENTITY = "person.identity"
WORTH_IT = 20_000
"""Rows from which a helper process pays."""
WORTH_BYTES = 1 << 20
"""About the size of a file with so many rows."""

_kept: list[ProcessPoolExecutor] = []


def _started() -> ProcessPoolExecutor:
    return ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn"), initializer=django.setup)


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
        if rows >= WORTH_IT:
            self._pool = _kept[0] if _kept else _started()

    def submit(self, function: Callable[..., Any], *given: Any) -> Future[Any]:
        """Run a top-level function, beside or at once."""
        if self._pool is not None:
            return self._pool.submit(function, *given)
        done: Future[Any] = Future()
        done.set_result(function(*given))
        return done

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._pool in _kept:
            if not isinstance(error, BrokenProcessPool):
                return
            _kept.clear()
        if self._pool is not None:
            self._pool.shutdown(wait=True, cancel_futures=True)


def index(
    texts: Sequence[str], numbers: Mapping[str, Sequence[str]], key: bytes
) -> tuple[list[str], dict[str, list[str]]]:
    """Keyed digests of rows, and the blind indexes of their identity columns, by name."""
    blake = hashlib.blake2b
    digests = [blake(text.encode(), digest_size=12, key=key).hexdigest() for text in texts]
    return digests, {name: vault.blind_many(listed, field=IDENTITY) for name, listed in numbers.items()}
