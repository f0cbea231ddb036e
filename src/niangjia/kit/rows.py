"""Set-based SQL: many rows in one statement, ids reserved beforehand, keys passed as one parameter.

SQLite is written by `executemany`, PostgreSQL by `COPY`; both about ten times faster than the ORM's bulk methods. Frames
carry dates as ISO text, which both engines take. Everything runs in the caller's transaction.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any

import polars as pl
from django.db import connection, models
from django.db.models.expressions import RawSQL

KEYED = ("jit", "enable_seqscan", "enable_hashjoin", "enable_mergejoin")
"""PostgreSQL while many rows are looked up by key: without statistics of what an import has just written, it reads whole tables
for each chunk, six times as long; and no statement here is worth compiling."""
BULK = {"cache_size": -192_000, "wal_autocheckpoint": 500_000, "journal_size_limit": 64_000_000}
"""SQLite while many rows are written: a page cache of 192 MB (Django's 2 MB cost 15 % of the time), and one checkpoint at the
end, or after 2 GB, so that each page goes into the file once; the log shrinks again afterwards."""


def on_postgres() -> bool:
    """Whether the default database is PostgreSQL."""
    return connection.vendor == "postgresql"


def moment(at: datetime) -> str:
    """A moment as the database writes it, for a frame."""
    return str(connection.ops.adapt_datetimefield_value(at))


def reserve(table: str, count: int) -> list[int]:
    """`count` ids of a table that nobody else will get. On SQLite the caller holds the write lock already."""
    if not count:
        return []
    with connection.cursor() as cursor:
        if on_postgres():
            cursor.execute("SELECT pg_get_serial_sequence(%s, 'id')", [table])
            cursor.execute("SELECT nextval(%s::regclass) FROM generate_series(1, %s)", [cursor.fetchone()[0], count])
            return [row[0] for row in cursor.fetchall()]
        cursor.execute(
            f"SELECT MAX((SELECT COALESCE(MAX(id), 0) FROM {table}), "  # noqa: S608 - table names are ours
            "COALESCE((SELECT seq FROM sqlite_sequence WHERE name = %s), 0))",
            [table],
        )
        first = cursor.fetchone()[0] + 1
    return list(range(first, first + count))


def insert(table: str, frame: pl.DataFrame, *, always: Mapping[str, str | int] | None = None) -> None:
    """Add the frame's rows; its columns name the table's. `always`: columns that are the same in every row."""
    if not frame.height:
        return
    same = always or {}
    columns = ", ".join(f'"{name}"' for name in [*frame.columns, *same])
    with connection.cursor() as cursor:
        if on_postgres():
            _copy(cursor, f"{table} ({columns})", frame.with_columns(**{name: pl.lit(same[name]) for name in same}))
            return
        marks = ", ".join([*["%s"] * frame.width, *(_literal(value) for value in same.values())])
        cursor.executemany(f"INSERT INTO {table} ({columns}) VALUES ({marks})", frame.rows())  # noqa: S608


def _literal(value: str | int) -> str:
    """A value written into the statement: a parameter that never changes costs as much as one that does."""
    return str(int(value)) if isinstance(value, int) else "'" + value.replace("'", "''").replace("%", "%%") + "'"


def insert_rows(model: type[models.Model], frame: pl.DataFrame) -> None:
    """Add rows of a model; columns that the frame leaves out get the model's own defaults."""
    missing = {}
    for field in model._meta.concrete_fields:
        if field.column in frame.columns or field.null:
            continue
        if not field.has_default() and not field.empty_strings_allowed:
            continue
        missing[str(field.column)] = field.get_default()
    plain = {name: value for name, value in missing.items() if isinstance(value, str | int)}
    others = [pl.lit(value).alias(name) for name, value in missing.items() if name not in plain]
    insert(model._meta.db_table, frame.with_columns(others), always=plain)


def _copy(cursor: Any, target: str, frame: pl.DataFrame) -> None:
    text = io.BytesIO()
    frame.write_csv(text, include_header=False, quote_style="necessary")
    with connection.wrap_database_errors, cursor.copy(f"COPY {target} FROM STDIN (FORMAT csv)") as copy:
        copy.write(text.getbuffer())


def update(table: str, frame: pl.DataFrame, *, key: str = "id") -> None:
    """Set the frame's columns on the rows that its `key` column names."""
    if not frame.height:
        return
    names = [name for name in frame.columns if name != key]
    with connection.cursor() as cursor:
        if not on_postgres():
            given = ", ".join(f'"{name}" = %s' for name in names)
            rows = frame.select([*names, key]).sort(key).rows()
            cursor.executemany(f'UPDATE {table} SET {given} WHERE "{key}" = %s', rows)  # noqa: S608
            return
        held = ", ".join(f'"{name}"' for name in frame.columns)
        cursor.execute(f"CREATE TEMP TABLE rows_update ON COMMIT DROP AS SELECT {held} FROM {table} LIMIT 0")  # noqa: S608
        _copy(cursor, f"rows_update ({held})", frame)
        given = ", ".join(f'"{name}" = u."{name}"' for name in names)
        cursor.execute(f'UPDATE {table} t SET {given} FROM rows_update u WHERE t."{key}" = u."{key}"')  # noqa: S608
        cursor.execute("DROP TABLE rows_update")


def delete(table: str, ids: Sequence[Any], *, key: str = "id") -> None:
    """Remove the rows whose `key` is among the ids."""
    if not ids:
        return
    source, given = keys(ids)
    with connection.cursor() as cursor:
        cursor.execute(f'DELETE FROM {table} WHERE "{key}" IN (SELECT k FROM {source})', [given])  # noqa: S608


def named_by(model: type[models.Model]) -> list[tuple[type[models.Model], str, str, bool]]:
    """Which tables name a model's rows, those that nobody can reach by name (`related_name="+"`) too: model, table, column,
    and whether its rows go with the named one (`CASCADE`)."""
    found = []
    for relation in model._meta.get_fields(include_hidden=True):
        if not isinstance(relation, models.ManyToOneRel):
            continue
        owner, goes = relation.related_model, relation.on_delete is models.CASCADE
        found.append((owner, owner._meta.db_table, str(relation.field.column), goes))
    return found


def counts(wanted: Sequence[int | models.QuerySet[Any]]) -> list[int]:
    """Numbers as they are, and the rows of querysets counted, all in one statement."""
    asked = [one for one in wanted if not isinstance(one, int)]
    if not asked:
        return [int(one) for one in wanted]  # type: ignore[arg-type]
    told = [one.order_by().values("pk").query.get_compiler(connection=connection).as_sql() for one in asked]
    columns = ", ".join(f"(SELECT COUNT(*) FROM ({sql}) q{number})" for number, (sql, _given) in enumerate(told))  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {columns}", [value for _sql, given in told for value in given])
        found = iter(cursor.fetchone())
    return [one if isinstance(one, int) else int(next(found)) for one in wanted]


def keys(values: Iterable[Any] | pl.Series, *, kind: str = "bigint") -> tuple[str, Any]:
    """A source of one column `k` holding the values, for a FROM clause, and the one parameter it takes."""
    listed = values.to_list() if isinstance(values, pl.Series) else list(values)
    if on_postgres():
        # Written out here: the driver takes a second for 200,000 keys.
        return f"(SELECT unnest(%s::{kind}[]) AS k) AS given", "{" + ",".join(map(_element, listed)) + "}"
    return "(SELECT value AS k FROM json_each(%s)) AS given", json.dumps(listed)


def _element(value: Any) -> str:
    """An element of an array as PostgreSQL writes it."""
    if isinstance(value, int):
        return str(value)
    return "NULL" if value is None else '"' + str(value).replace("\\", "\\\\").replace('"', '\\"') + '"'


def among(values: Iterable[Any], *, kind: str = "bigint") -> RawSQL:
    """The values as something that `field__in` takes, however many they are: one parameter."""
    source, given = keys(values, kind=kind)
    return RawSQL(f"SELECT k FROM {source}", [given])  # noqa: S611, S608 - the statement is ours


def read(sql: str, params: Sequence[Any], schema: Mapping[str, Any]) -> pl.DataFrame:
    """The rows of a SELECT as a frame of the given columns. Dates are to be cast to text in the statement."""
    with connection.cursor() as cursor:
        if on_postgres() and len(schema) > 1:  # a single empty cell would be an empty line
            return _copied(cursor, sql, params, schema)
        cursor.execute(sql, params)
        found = cursor.fetchall()
    return pl.DataFrame(found, schema=dict(schema), orient="row")


_NULL = "\x1a"
"""Stands for NULL on the way from PostgreSQL: no text has it, while an empty one is common."""


def _copied(cursor: Any, sql: str, params: Sequence[Any], schema: Mapping[str, Any]) -> pl.DataFrame:
    """The rows by COPY, which polars reads ten times faster than the driver makes objects of them."""
    text = io.BytesIO()
    asked = connection.ops.compose_sql(sql, params)  # type: ignore[attr-defined]  # of PostgreSQL only
    out = f"COPY ({asked}) TO STDOUT (FORMAT csv, NULL '{_NULL}')"
    with connection.wrap_database_errors, cursor.copy(out) as copy:
        for piece in copy:
            text.write(piece)
    if not text.tell():
        return pl.DataFrame(schema=dict(schema))
    text.seek(0)
    return pl.read_csv(text, has_header=False, schema=dict(schema), null_values=_NULL, empty_string_is_null=False)


@contextmanager
def keyed() -> Iterator[None]:
    """PostgreSQL: rows are found by index while many are looked up; restored afterwards. SQLite does so by itself."""
    if not on_postgres():
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("; ".join(f"SET {name} = off" for name in KEYED))
        try:
            yield
        finally:
            if not connection.needs_rollback and connection.is_usable():
                cursor.execute("; ".join(f"RESET {name}" for name in KEYED))


@contextmanager
def bulk_mode() -> Iterator[None]:
    """SQLite: a large page cache and late checkpoints while many rows are written; PostgreSQL: `keyed`. Restored afterwards."""
    if on_postgres():
        with keyed():
            yield
        return
    with connection.cursor() as cursor:
        before = {}
        for name, value in BULK.items():
            cursor.execute(f"PRAGMA {name}")
            before[name] = cursor.fetchone()[0]
            cursor.execute(f"PRAGMA {name} = {value}")
        try:
            yield
        finally:
            for name, value in before.items():
                cursor.execute(f"PRAGMA {name} = {value}")
            if not connection.in_atomic_block:
                cursor.execute("PRAGMA wal_checkpoint(PASSIVE)")
