"""Which jobs there are."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

QUEUES = ("default", "slow", "seal")
"""`default` for short jobs, `slow` for imports and exports, `seal` for the trail; a worker gives each its own thread."""

FIRST_PAUSE = 10
"""Seconds before the first new try; each further pause is three times as long."""


class UnknownJob(LookupError):
    """A job was asked for by a name that no `tasks.py` registers."""


class Later(Exception):
    """Raised by a job that wants to be taken up again at once, for instance because the worker is stopping."""


@dataclass(frozen=True)
class Job:
    """A registered job. `retries` is how many times a failed one is tried again."""

    name: str
    function: Callable[..., Any]
    queue: str
    retries: int

    def pause(self, failures: int) -> int:
        """Seconds to wait after so many failures."""
        return int(FIRST_PAUSE * 3 ** (failures - 1))


_known: dict[str, Job] = {}
F = TypeVar("F", bound=Callable[..., Any])


def job(name: str, *, queue: str = "default", retries: int = 3) -> Callable[[F], F]:
    """Register a function of keyword arguments as a job. The name stays when the function moves: rows hold it."""
    if queue not in QUEUES:
        raise ValueError(f"{name}: there is no queue {queue}")

    def register(function: F) -> F:
        known = _known.get(name)
        if known is not None and known.function.__qualname__ != function.__qualname__:
            raise ValueError(f"job {name} is registered twice")
        _known[name] = Job(name, function, queue, retries)
        return function

    return register


def known_jobs() -> dict[str, Job]:
    """All jobs by name."""
    return dict(sorted(_known.items()))


def find(name: str) -> Job:
    """One job. Raises UnknownJob."""
    try:
        return _known[name]
    except KeyError:
        raise UnknownJob(name) from None
