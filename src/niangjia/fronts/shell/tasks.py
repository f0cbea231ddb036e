"""Jobs of the shell: forgetting counters that are over."""

from __future__ import annotations

from niangjia.fronts.shell import limits
from niangjia.kit.jobs import job


@job("shell.sweep_limits")
def sweep_limits() -> None:
    """Forget counters of tries whose time is over."""
    limits.sweep()
