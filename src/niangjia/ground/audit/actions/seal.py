"""The sealer: gives every committed entry its link, without making any writer wait.

Entries are sealed in the order in which they are seen, which on PostgreSQL is not quite the order of their keys: a
key is drawn when a row is written, but the row is seen when its transaction commits, perhaps much later. So the sealer
looks for entries *without a seal*, and `Mark` keeps that from costing a walk over the whole trail each time.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field

from django.db import connection, transaction

from niangjia.ground.audit.models import Entry, Seal
from niangjia.ground.audit.queries import chain
from niangjia.ground.audit.rules import link
from niangjia.kit.powers import SYSTEM, Actor

BATCH = 2000
"""Rows sealed in one transaction: about 20 ms of the write lock on SQLite."""
WINDOW = 5_000
"""How far below the newest entry a quick look begins; what commits later than that waits for the next full look."""
FULL_LOOK = 60.0
"""Seconds between two full looks."""
_LOCK = 0x6E6A7365616C


@dataclass
class Mark:
    """What one sealer remembers between its looks, in memory only: losing it costs one walk over the trail.

    Below `low` every entry is sealed or never will be seen. On PostgreSQL that is certain of a key once every
    transaction that ran when the key was the newest has ended; a minute more covers a key drawn before its
    transaction had a number. On SQLite writers follow one another, so it is certain at once.
    """

    low: int = 0
    _next_full: float = 0.0
    _seen: tuple[int, int, float] | None = field(default=None)

    def begin(self) -> tuple[int, int | None]:
        """Where this look begins, and the new `low` once it has come to the end (None: stays)."""
        top = Entry.objects.order_by("-id").values_list("id", flat=True).first() or 0
        if time.monotonic() < self._next_full:
            return max(self.low, top - WINDOW), None
        self._next_full = time.monotonic() + FULL_LOOK
        if connection.vendor != "postgresql":
            return self.low, top
        with connection.cursor() as cursor:
            # Not pg_snapshot_xmax: that is one past the last *ended* transaction, and running ones may be above it.
            cursor.execute(
                "SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint, pg_current_xact_id()::text::bigint"
            )
            oldest, newest = cursor.fetchone()
        ended = self._seen is not None and oldest >= self._seen[1] and time.monotonic() - self._seen[2] >= FULL_LOOK
        low = self._seen[0] if ended and self._seen else None
        if ended or self._seen is None:
            self._seen = (top, newest, time.monotonic())
        return self.low, low


def seal_pending(*, actor: Actor = SYSTEM, mark: Mark | None = None) -> int:
    """Seal what is committed and not sealed; returns how many. Two sealers at once do no harm: one of them gives way.

    Nobody's act, so nothing is recorded; `actor` is there because every action names one.
    """
    mark = mark or Mark()
    after, low = mark.begin()
    count = 0
    while True:
        head = chain.head()
        rows = chain.unsealed(after, BATCH)
        if not rows:
            break
        if not _seal(head, rows):
            return count
        count += len(rows)
        after = rows[-1][0]
    if low is not None:
        mark.low = low
    return count


def _seal(head: tuple[int, str], rows: list[tuple[int, str]]) -> bool:
    """Chain a batch to the head, which was read before the rows: else they may hold what was sealed in between.

    The hashing is done before the lock is taken; False if another sealer was quicker.
    """
    seq, digest = head
    made = []
    for key, text in rows:
        seq += 1
        digest = link(digest, seq, text)
        made.append((seq, key, digest))
    with transaction.atomic():
        if not _alone() or chain.head() != head:
            return False
        _write(made)
    return True


def _alone() -> bool:
    """On PostgreSQL only one sealer writes at a time; on SQLite the transaction is alone anyway."""
    if connection.vendor != "postgresql":
        return True
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [_LOCK])
        return bool(cursor.fetchone()[0])


def _write(made: list[tuple[int, int, str]]) -> None:
    table = Seal._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                f"INSERT INTO {table} (seq, entry_id, digest) SELECT * FROM unnest(%s::bigint[], %s::bigint[], %s::text[])",  # noqa: S608
                [list(column) for column in zip(*made, strict=True)],
            )
        else:
            cursor.executemany(f"INSERT INTO {table} (seq, entry_id, digest) VALUES (%s, %s, %s)", made)  # noqa: S608
