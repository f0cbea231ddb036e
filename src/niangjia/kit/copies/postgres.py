"""PostgreSQL: COPY of every table of the schema in one REPEATABLE READ snapshot, and COPY back in one transaction.

No pg_dump: its version has to fit the server's, it needs the password once more, and its output could not be read while it is
verified. The tables themselves come from our migrations, so only rows and sequences have to be carried.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import IO, Any

import psycopg
from django.db import connection, connections
from psycopg import sql

from niangjia.kit.copies.sqlite import InUse

PIECE = 8 * 1024 * 1024
_TABLES = """
SELECT c.relname, array_agg(a.attname ORDER BY a.attnum) FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
WHERE c.relkind = 'r' AND c.relpersistence = 'p' AND c.relnamespace = current_schema()::regnamespace
AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = '' GROUP BY c.relname ORDER BY c.relname
"""
_SEQUENCES = "SELECT sequencename, last_value FROM pg_sequences WHERE schemaname = current_schema() ORDER BY 1"
_KEYS = """
SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint
WHERE contype = 'f' AND connamespace = current_schema()::regnamespace ORDER BY 1, 2
"""


class Postgres:
    """The database of the settings."""

    vendor = "postgresql"

    @contextmanager
    def snapshot(self, folder: Path) -> Iterator[Seen]:
        """A connection of its own that sees one moment; writers go on."""
        own = connection.copy()
        try:
            own.ensure_connection()
            raw = own.connection
            raw.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
            raw.execute("SELECT 1 FROM pg_class LIMIT 1")
            yield Seen(raw)
        finally:
            own.close()

    def put_back(self, pieces: Iterable[tuple[str, IO[bytes]]], facts: dict[str, Any], *, aside: Path) -> None:
        """One transaction: empty all tables, load, set the sequences, check every foreign key."""
        connections.close_all()
        own = connection.copy()
        try:
            own.ensure_connection()
            with own.connection.transaction():
                _load(own.connection, pieces, facts)
            own.connection.execute("ANALYZE")
        except psycopg.errors.LockNotAvailable as fault:
            raise InUse from fault
        finally:
            own.close()


class Seen:
    """The snapshot."""

    def __init__(self, raw: psycopg.Connection[Any]) -> None:
        self._raw = raw
        self._tables: list[tuple[str, list[str]]] = raw.execute(_TABLES).fetchall()

    def ask(self, question: str) -> list[tuple[Any, ...]]:
        return self._raw.execute(question).fetchall()

    def facts(self) -> dict[str, Any]:
        counts = {name: self.ask(f'SELECT count(*) FROM "{name}"')[0][0] for name, _ in self._tables}  # noqa: S608
        return {
            "tables": counts,
            "columns": dict(self._tables),
            "sequences": {name: value for name, value in self.ask(_SEQUENCES) if value is not None},
        }

    def pieces(self) -> Iterator[tuple[str, IO[bytes], int]]:
        for name, columns in self._tables:
            for number, data in enumerate(self._parts(name, columns)):
                yield f"base/{name}/{number:05}.copy", io.BytesIO(data), len(data)

    def _parts(self, name: str, columns: list[str]) -> Iterator[bytes]:
        waiting = bytearray()
        listed = sql.SQL(", ").join(map(sql.Identifier, columns))
        asked = sql.SQL("COPY {} ({}) TO STDOUT").format(sql.Identifier(name), listed)
        with self._raw.cursor() as cursor, cursor.copy(asked) as out:
            for row in out:
                waiting += row
                if len(waiting) >= PIECE:
                    yield bytes(waiting)
                    waiting.clear()
        yield bytes(waiting)


def _load(raw: psycopg.Connection[Any], pieces: Iterable[tuple[str, IO[bytes]]], facts: dict[str, Any]) -> None:
    raw.execute("SET LOCAL lock_timeout = '10s'")
    tables = [name for name, _ in raw.execute(_TABLES).fetchall()]
    names = sql.SQL(", ").join(map(sql.Identifier, tables))
    for name in tables:
        raw.execute(sql.SQL("ALTER TABLE {} DISABLE TRIGGER USER").format(sql.Identifier(name)))
    held = raw.execute(_KEYS).fetchall()
    for table, key, _ in held:
        raw.execute(sql.SQL("ALTER TABLE {} DROP CONSTRAINT {}").format(sql.SQL(table), sql.Identifier(key)))
    raw.execute(sql.SQL("TRUNCATE {}").format(names))
    _fill(raw, pieces, facts["columns"])
    for table, key, definition in held:
        raw.execute(
            sql.SQL("ALTER TABLE {} ADD CONSTRAINT {} {}").format(
                sql.SQL(table), sql.Identifier(key), sql.SQL(definition)
            )
        )
    for name, value in facts["sequences"].items():
        raw.execute("SELECT setval(quote_ident(%s)::regclass, %s)", [name, value])
    for name in tables:
        raw.execute(sql.SQL("ALTER TABLE {} ENABLE TRIGGER USER").format(sql.Identifier(name)))


def _fill(raw: psycopg.Connection[Any], pieces: Iterable[tuple[str, IO[bytes]]], columns: dict[str, list[str]]) -> None:
    """Rows of one table after the other; a row may begin in one piece and end in the next."""
    rows = ((name.split("/")[1], source) for name, source in pieces)
    with raw.cursor() as cursor:
        for table, parts in groupby(rows, key=itemgetter(0)):
            listed = sql.SQL(", ").join(map(sql.Identifier, columns[table]))
            with cursor.copy(sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(table), listed)) as into:
                for _, source in parts:
                    while data := source.read(1 << 20):
                        into.write(data)
