"""Jobs of the kit itself: durable reactions, and dropping the rows of jobs that ended long ago."""

from __future__ import annotations

from typing import Any

from niangjia.kit import bus
from niangjia.kit.jobs.board import prune
from niangjia.kit.jobs.queue import enqueue
from niangjia.kit.jobs.registry import job


def outbox(event: str, handler: str, fields: dict[str, Any]) -> None:
    """Write a durable reaction as a job; what `bus.publish` calls."""
    enqueue("bus.react", event=event, handler=handler, fields=fields)


@job("bus.react", retries=6)
def react(*, event: str, handler: str, fields: dict[str, Any]) -> None:
    """One durable reaction to one event."""
    bus.react(event, handler, fields)


@job("jobs.prune")
def prune_jobs() -> None:
    """Keep done jobs for a week and failed ones for three months."""
    prune(keep_done_days=7, keep_failed_days=90)
