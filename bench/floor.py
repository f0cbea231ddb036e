"""How a benchmark is measured: job and floor in turn, medians, their ratio against a bound."""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Ratio:
    """Median seconds of the floor and of the job."""

    floor: float
    job: float

    @property
    def value(self) -> float:
        """How many times the floor the job took."""
        return self.job / self.floor


def seconds(act: Callable[[], Any]) -> float:
    """How long it takes once."""
    gc.collect()
    start = time.perf_counter()
    act()
    return time.perf_counter() - start


def compare(
    name: str,
    floor: Callable[[], Any],
    job: Callable[[], Any],
    *,
    rounds: int = 3,
    most: float | None = None,
    rows: int = 0,
    before: Callable[[], Any] | None = None,
) -> Ratio:
    """Measure floor and job in turn, `rounds` times, and print the medians, the ratio and whether it is within `most`.

    `rows` adds the job's rows a second. `before` runs ahead of each measurement, unmeasured (to empty a table).
    """
    floors, jobs = [], []
    for _ in range(rounds):
        for times, act in ((floors, floor), (jobs, job)):
            if before:
                before()
            times.append(seconds(act))
    found = Ratio(statistics.median(floors), statistics.median(jobs))
    rate = f", {rows / found.job:,.0f} rows/s" if rows else ""
    say(
        name, f"floor {found.floor:.3f} s, job {found.job:.3f} s{rate}, ratio {found.value:.2f}", found.value, most=most
    )
    return found


def say(name: str, text: str, value: float, *, most: float | None = None, least: float | None = None) -> bool:
    """Print one result with its bound; returns whether it holds."""
    holds = (most is None or value <= most) and (least is None or value >= least)
    bound = f"  (at most {most:g})" if most is not None else f"  (at least {least:g})" if least is not None else ""
    print(f"{'ok  ' if holds else 'OVER'} {name}: {text}{bound}", flush=True)
    return holds
