"""The five tasks that people do most, measured: each journey prints one line, and `python -m bench tasks` gathers them."""

from __future__ import annotations

from time import monotonic

TASKS = ("join", "approve fifty", "form a union", "find a person", "take in a roster")


def told(task: str, steps: int, begun: float) -> float:
    """One line a task: what people press and fill, and how long the browser took."""
    assert task in TASKS
    took = monotonic() - begun
    print(f"task {task}: {steps} steps, {took:.1f} s")  # noqa: T201
    return took
