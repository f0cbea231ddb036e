"""The whole house in open formats: which tables and columns, what they mean, and how a value is written.

Left out: what opens doors (passwords, digests of links and keys), blind indexes, and what a machine keeps for itself (sessions,
queues, caches). Everything else of our own tables goes in, read from the declared models, so that a new module needs nothing.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from django.apps import apps
from django.db import models
from django.utils.dateparse import parse_datetime

from niangjia.engines.custody.words import COLUMNS, TABLES
from niangjia.kit import vault
from niangjia.kit.declare import sealed_columns, sealed_fields

SECRET = {
    ("access_account", "password"), ("access_apikey", "digest"), ("access_invitation", "digest"),
}  # fmt: skip
CHUNK = 20_000
TYPES = {
    "BooleanField": "boolean", "JSONField": "json", "DateField": "date", "DateTimeField": "datetime", "DecimalField": "number",
    "FloatField": "number", "ForeignKey": "integer", "OneToOneField": "integer",
}  # fmt: skip
Ask = Callable[[str], Sequence[Sequence[Any]]]


@dataclass(frozen=True)
class Column:
    """One column as it is given out."""

    name: str
    label: str
    type: str
    null: bool
    codes: dict[str, str]
    refers_to: str
    opened: bool


@dataclass(frozen=True)
class Table:
    """One table as it is given out."""

    name: str
    label: str
    about: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]

    def as_json(self, rows: int) -> dict[str, Any]:
        """For `schema.json`."""
        return {
            "table": self.name, "label": self.label, "file": f"data/{self.name}.csv", "about": self.about, "rows": rows,
            "columns": [
                {"name": one.name, "label": one.label, "type": one.type, "null": one.null, "codes": one.codes,
                 "refers_to": one.refers_to, "decrypted": one.opened}
                for one in self.columns
            ],
        }  # fmt: skip


def tables() -> list[Table]:
    """All tables of our own, by name."""
    found = [_table(model) for model in apps.get_models(include_auto_created=True) if _ours(model)]
    return sorted(found, key=lambda one: one.name)


def _ours(model: type[models.Model]) -> bool:
    return model.__module__.startswith("niangjia.") and ".kit." not in model.__module__ and bool(model._meta.managed)


def _table(model: type[models.Model]) -> Table:
    sealed = {one.column for one in sealed_columns() if one.table == model._meta.db_table}
    about = (model.__doc__ or "").strip().split("\n\n")[0].replace("\n", " ")
    columns = tuple(_column(field, sealed) for field in model._meta.concrete_fields if not _left_out(model, field))
    told = "" if about.startswith(f"{model.__name__}(") else about
    return Table(
        model._meta.db_table,
        TABLES.get(model._meta.db_table, ""),
        told,
        tuple(str(one.column) for one in model._meta.pk_fields),
        columns,
    )


def _left_out(model: type[models.Model], field: Any) -> bool:
    return (model._meta.db_table, field.column) in SECRET or field.column.endswith("_index")


def _column(field: Any, sealed: set[str]) -> Column:
    kind = type(field).__name__
    usual = "integer" if "Integer" in kind or "AutoField" in kind else "text"
    codes = {str(code): str(label) for code, label in (field.flatchoices or [])}
    related = field.related_model._meta.db_table if field.is_relation and field.related_model else ""
    name = str(field.verbose_name)
    label = COLUMNS.get(field.column, "") if name.isascii() else name
    return Column(field.column, label, TYPES.get(kind, usual), field.null, codes, related, field.column in sealed)


def rows_of(table: Table, ask: Ask) -> Iterator[list[list[Any]]]:
    """The rows of a table in the order of its key, some at a time, ciphertext opened."""
    names = ", ".join(f'"{one.name}"' for one in table.columns)
    order = ", ".join(f'"{name}"' for name in table.key)
    opened = {one.column: one for one in sealed_columns() if one.table == table.name}
    done = 0
    while True:
        asked = f'SELECT {names} FROM "{table.name}" ORDER BY {order} LIMIT {CHUNK} OFFSET {done}'  # noqa: S608
        found = [list(row) for row in ask(asked)]
        for number, column in enumerate(table.columns):
            if column.name in opened:
                _open(found, number, opened[column.name])
        if found:
            yield found
        done += len(found)
        if len(found) < CHUNK:
            return


def _open(found: list[list[Any]], number: int, sealed: Any) -> None:
    among = sealed_fields()
    if sealed.field:
        plain: Iterable[Any] = vault.unseal_many([row[number] or "" for row in found], field=sealed.field)
    else:
        plain = [row[number] for row in found]
    for row, text in zip(found, plain, strict=True):
        whole = json.dumps(text, ensure_ascii=False) if isinstance(text, dict | list) else text
        row[number] = vault.unseal_within(whole, among=among) if whole and (sealed.inner or not sealed.field) else whole


def as_csv(table: Table, ask: Ask) -> tuple[bytes, int]:
    """A table as CSV in UTF-8 with a mark that Excel knows, and how many rows it has."""
    text, count = io.StringIO(), 0
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([one.name for one in table.columns])
    for some in rows_of(table, ask):
        writer.writerows(
            [written(value, one.type) for value, one in zip(row, table.columns, strict=True)] for row in some
        )
        count += len(some)
    return b"\xef\xbb\xbf" + text.getvalue().encode("utf-8", "surrogatepass"), count


def written(value: Any, kind: str) -> str:
    """A value as it stands in a CSV, the same from both databases."""
    if value is None:
        return ""
    if kind == "boolean":
        return "true" if value else "false"
    if kind == "json":
        loaded = json.loads(value) if isinstance(value, str) else value
        return json.dumps(loaded, ensure_ascii=False, sort_keys=True)
    if kind == "datetime":
        moment = parse_datetime(value) if isinstance(value, str) else value
        if isinstance(moment, datetime):
            aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
            return aware.astimezone(UTC).isoformat()
    return value.isoformat() if isinstance(value, date) else str(value)
