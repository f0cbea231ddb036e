"""The chain as the database holds it: its lines, its head, whether it holds, and its export.

Lines are put together by the database, in the form that `rules.line` gives: a test holds both to the same bytes.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import IO, Any

from django.db import connection, transaction
from django.db.models import Exists, Max, OuterRef
from django.utils import timezone

from niangjia.ground.audit import guards
from niangjia.ground.audit.models import Anchor, Entry, Seal
from niangjia.ground.audit.rules import COLUMNS, GENESIS, Break, follow

STALE = timedelta(minutes=10)
"""An entry older than this, among sealed ones and without a seal, was put in from outside."""
_FETCH = 5000

_SQLITE = """e.id || char(31) || CASE WHEN length(e.at) = 19 THEN e.at || '.000000' ELSE coalesce(e.at, '') END
 || char(31) || coalesce(e.actor_kind, '') || char(31) || coalesce(e.account_id, '') || char(31) || coalesce(e.for_account_id, '')
 || char(31) || coalesce(e.verb, '') || char(31) || coalesce(e.look, '') || char(31) || coalesce(e.subject_kind, '')
 || char(31) || coalesce(e.subject_id, '') || char(31) || coalesce(e.path, '') || char(31) || coalesce(e.origin, '')
 || char(31) || coalesce(e.facts, '')"""
_POSTGRESQL = r"""e.id || E'\x1f' || coalesce(to_char(e.at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US'), '')
 || E'\x1f' || e.actor_kind || E'\x1f' || coalesce(e.account_id::text, '') || E'\x1f' || coalesce(e.for_account_id::text, '')
 || E'\x1f' || e.verb || E'\x1f' || CASE WHEN e.look THEN '1' ELSE '0' END || E'\x1f' || e.subject_kind
 || E'\x1f' || coalesce(e.subject_id::text, '') || E'\x1f' || e.path || E'\x1f' || e.origin || E'\x1f' || e.facts"""


def line_sql() -> str:
    """The expression of an entry's line, for the entry `e`."""
    return _POSTGRESQL if connection.vendor == "postgresql" else _SQLITE


def head() -> tuple[int, str]:
    """Number and digest of the last seal; (0, 64 zeros) of an empty chain."""
    last = Seal.objects.order_by("-seq").values_list("seq", "digest").first()
    return last or (0, GENESIS)


def unsealed(after: int, limit: int) -> list[tuple[int, str]]:
    """Key and line of entries above `after` that have no seal, in order of their keys.

    The bound is said for the seals, too: else PostgreSQL walks all of their index to meet the first.
    """
    sql = (
        f"SELECT e.id, {line_sql()} FROM audit_entry e "  # noqa: S608 (a constant of this module)
        "WHERE e.id > %s AND NOT EXISTS (SELECT 1 FROM audit_seal s WHERE s.entry_id = e.id AND s.entry_id > %s) "
        "ORDER BY e.id LIMIT %s"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [after, after, limit])
        found: list[tuple[int, str]] = cursor.fetchall()
    return found


def links() -> Iterator[tuple[int, int, str, str | None]]:
    """The whole chain in order, streamed."""
    sql = (
        f"SELECT s.seq, s.entry_id, s.digest, CASE WHEN e.id IS NOT NULL THEN {line_sql()} END "  # noqa: S608
        "FROM audit_seal s LEFT JOIN audit_entry e ON e.id = s.entry_id ORDER BY s.seq"
    )
    yield from _stream(sql)


def _stream(sql: str, values: tuple[Any, ...] = ()) -> Iterator[Any]:
    """Rows of a long SELECT: by a server-side cursor on PostgreSQL, which needs a transaction; SQLite streams anyway."""
    served = connection.vendor == "postgresql"
    with (
        transaction.atomic() if served else nullcontext(),
        connection.chunked_cursor() if served else connection.cursor() as cursor,
    ):
        cursor.execute(sql, values)
        while rows := cursor.fetchmany(_FETCH):
            yield from rows


# ------------------------------------------------------------------ verifying


@dataclass(frozen=True)
class Report:
    """What a look at the whole chain found. `waiting` entries are not sealed yet; `guards_missing` names lost triggers."""

    count: int
    head: str
    broken: Break | None
    waiting: int
    waiting_since: datetime | None
    guards_missing: tuple[str, ...]

    @property
    def holds(self) -> bool:
        """Whether every entry is as it was sealed and every anchor is met."""
        return self.broken is None


def verify(*, anchors: Mapping[int, str] | None = None, now: datetime | None = None) -> Report:
    """Follow the chain from its beginning and meet every anchor: those kept here and those brought from outside.

    An anchor brought from outside weighs more than one kept here under the same number.
    """
    kept = dict(Anchor.objects.values_list("seq", "digest"))
    outcome = follow(links(), {**kept, **(anchors or {})})
    late, count, since = waiting(now=now or timezone.now())
    broken = outcome.broken
    if broken is None and late is not None:
        broken = Break("inserted", 0, late)
    return Report(outcome.count, outcome.head, broken, count, since, tuple(sorted(guards.missing(connection))))


def waiting(*, now: datetime) -> tuple[int | None, int, datetime | None]:
    """Entries without a seal: the first that should have had one long ago, how many there are, since when."""
    top = Seal.objects.aggregate(top=Max("entry_id"))["top"] or 0
    bare = Entry.objects.filter(~Exists(Seal.objects.filter(entry_id=OuterRef("id")))).order_by("id")
    late, count, since = None, 0, None
    for key, at in bare.values_list("id", "at").iterator(chunk_size=_FETCH):
        count += 1
        since = at if since is None else min(since, at)
        if late is None and key < top and at < now - STALE:
            late = key
    return late, count, since


# ------------------------------------------------------------------ export


def export(target: IO[str]) -> int:
    """Write the chain as lines of JSON that the offline verifier reads: a heading, then seq, digest and the columns."""
    names = ["seq", "digest", *COLUMNS]
    target.write(json.dumps({"niangjia": "audit", "version": 1, "columns": names}) + "\n")
    count = 0
    for seq, entry_id, digest, text in links():
        cells = text.split("\x1f") if text is not None else [str(entry_id)]
        target.write(json.dumps([seq, digest, *cells], ensure_ascii=False, separators=(",", ":")) + "\n")
        count += 1
    return count
