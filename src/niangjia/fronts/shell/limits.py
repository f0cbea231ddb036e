"""How often something may be tried: counters in the database, the same for every process.

Keys are blind indexes, never a number or an address. Generous for a place (a federation's five hundred people share
one address), strict for one phone.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django_smart_ratelimit.backends.database import DatabaseBackend

from niangjia.kit import vault

FIELD = "limits"

LIMITS: dict[str, tuple[tuple[int, int], ...]] = {
    # (how often, in so many seconds)
    "code.phone": ((1, 60), (10, 86_400)),
    "code.place": ((300, 600),),
    "code.house": ((20_000, 86_400),),
    "code.tried": ((10, 600), (50, 86_400)),
    "name.tried": ((5, 3_600),),
    "name.place": ((300, 3_600),),
    "api.key": ((600, 60), (20_000, 3_600)),
    "api.place": ((3_000, 60),),
    "api.wrong": ((30, 600),),
    "own.export": ((10, 3_600),),
    "own.shown": ((30, 3_600),),
    "own.wrong": ((5, 86_400),),
    "own.change": ((20, 86_400),),
    "own.transfer": ((5, 86_400),),
    "join.search": ((60, 60),),
    "join.place": ((3_000, 600), (30_000, 86_400)),
    "join.missed": ((1_000, 600),),
    "number.asked": ((100, 3_600),),
}
"""What is limited. `house` bounds what a flood of invented numbers may cost; `join.search` one browser, `join.place` an address from which
five hundred people may look for their unions at once; `join.missed` join codes that there are not; `number.asked` whole numbers that an
officer asks about."""


@lru_cache(maxsize=1)
def _counters() -> Any:
    return DatabaseBackend(algorithm="fixed_window", enable_background_cleanup=False, enable_circuit_breaker=False)


def spend(what: str, key: str = "") -> bool:
    """Count one more try; false once there were too many. Every window counts, whichever refuses."""
    index = vault.blind(key, field=FIELD)
    counts = [(_counters().incr(f"{what}:{period}:{index}", period), allowed) for allowed, period in LIMITS[what]]
    return all(count <= allowed for count, allowed in counts)


def sweep() -> int:
    """Forget windows that are over; how many."""
    return sum(_counters().cleanup_expired().values())
