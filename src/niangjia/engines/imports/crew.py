"""One helper process beside the import: digests, blind indexes and ciphers run there while the database writes.

Small imports run everything in place: starting a process costs about a second.
"""

from __future__ import annotations

import hashlib
import multiprocessing
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from types import TracebackType
from typing import Any, Self

import django

from niangjia.kit import vault
from niangjia.kit.declare import sheets

IDENTITY = "person.identity"
WORTH_IT = 20_000
"""Rows from which a helper process pays."""


class Crew:
    """`with Crew(rows) as crew: later = crew.submit(function, …); …; later.result()`."""

    def __init__(self, rows: int) -> None:
        self._pool = None
        if rows >= WORTH_IT:
            context = multiprocessing.get_context("spawn")
            self._pool = ProcessPoolExecutor(1, mp_context=context, initializer=django.setup)

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
        if self._pool is not None:
            self._pool.shutdown(wait=True, cancel_futures=True)


def index(
    texts: Sequence[str], numbers: Mapping[str, Sequence[str]], key: bytes
) -> tuple[list[str], dict[str, list[str]]]:
    """Keyed digests of rows, and the blind indexes of their identity columns, by name."""
    blake = hashlib.blake2b
    digests = [blake(text.encode(), digest_size=12, key=key).hexdigest() for text in texts]
    return digests, {name: vault.blind_many(listed, field=IDENTITY) for name, listed in numbers.items()}


def prepare(kind: str, columns: Mapping[str, Sequence[Any]]) -> dict[str, list[str]]:
    """The sheet's own preparation of a chunk."""
    sheet = sheets()[kind]
    return sheet.prepare(columns) if sheet.prepare else {}
