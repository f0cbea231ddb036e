"""A helper process for big batches: ciphers run beside the caller's own work."""

from __future__ import annotations

import multiprocessing
from collections.abc import Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from types import TracebackType
from typing import Self

from niangjia.kit.vault import fields
from niangjia.kit.vault.keys import Ring, ring

_given: list[Ring] = []


def _start(active: str, keys: dict[str, bytes], index: bytes) -> None:
    _given[:] = [Ring(active, keys, index)]


def _seal(texts: Sequence[str], field: str) -> list[str]:
    return fields.seal_many(texts, field=field, keys=_given[0])


def _blind(texts: Sequence[str], field: str) -> list[str]:
    return fields.blind_many(texts, field=field, keys=_given[0])


def _unseal(tokens: Sequence[str], field: str) -> list[str]:
    return fields.unseal_many(tokens, field=field, keys=_given[0])


class Helper:
    """`with Helper() as helper: later = helper.seal_many(texts, field=…); …; tokens = later.result()`.

    The process starts with the first batch (about 0.2 s) and ends with the block. It gets the keys through a pipe.
    """

    def __init__(self, workers: int = 1) -> None:
        keys = ring()
        self._pool = ProcessPoolExecutor(
            workers,
            mp_context=multiprocessing.get_context("spawn"),
            initializer=_start,
            initargs=(keys.active, dict(keys.keys), keys.index),
        )

    def seal_many(self, texts: Sequence[str], *, field: str) -> Future[list[str]]:
        """Tokens, as `vault.seal_many`."""
        return self._pool.submit(_seal, texts, field)

    def blind_many(self, texts: Sequence[str], *, field: str) -> Future[list[str]]:
        """Blind indexes, as `vault.blind_many`."""
        return self._pool.submit(_blind, texts, field)

    def unseal_many(self, tokens: Sequence[str], *, field: str) -> Future[list[str]]:
        """Texts, as `vault.unseal_many`."""
        return self._pool.submit(_unseal, tokens, field)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._pool.shutdown(wait=True, cancel_futures=True)
