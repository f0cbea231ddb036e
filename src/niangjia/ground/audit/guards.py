"""Triggers that refuse to change or delete the trail, on both databases.

They stop mistakes and the product itself; whoever owns the database can drop them, and then the chain tells. A
migration that rebuilds one of the tables on SQLite drops its triggers: it has to install them again.
"""

from __future__ import annotations

from typing import Any

TABLES = ("audit_entry", "audit_seal", "audit_anchor")
_FUNCTION = """
CREATE OR REPLACE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'the trail is append-only' USING ERRCODE = 'integrity_constraint_violation'; END $$
"""


def install(connection: Any, *, deletes: bool = True) -> None:
    """Install what is missing. Without `deletes`, rows may be deleted: how the suite empties its tables."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(_FUNCTION)
        for name, statement in _triggers(connection.vendor, deletes).items():
            if name not in present(connection):
                cursor.execute(statement)


def drop(connection: Any) -> None:
    """Drop them all: for migrations back and for tests that tamper."""
    with connection.cursor() as cursor:
        for name in present(connection):
            table = "_".join(name.split("_")[:2])
            cursor.execute(
                f"DROP TRIGGER {name} ON {table}" if connection.vendor == "postgresql" else f"DROP TRIGGER {name}"
            )


def present(connection: Any) -> set[str]:
    """Names of the triggers that are there."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT tgname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid "
                "WHERE NOT tgisinternal AND tgenabled <> 'D' AND pg_table_is_visible(c.oid)"
            )
        else:
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        return {name for (name,) in cursor.fetchall()} & set(_triggers(connection.vendor, deletes=True))


def missing(connection: Any) -> set[str]:
    """Names of the triggers that ought to be there and are not."""
    return set(_triggers(connection.vendor, deletes=True)) - present(connection)


def _triggers(vendor: str, deletes: bool) -> dict[str, str]:
    """Name and statement of each trigger."""
    acts = ["update"] + (["delete"] if deletes else []) + (["truncate"] if deletes and vendor == "postgresql" else [])
    found = {}
    for table in TABLES:
        for act in acts:
            name = f"{table}_no_{act}"
            if vendor == "postgresql":
                each = "STATEMENT" if act == "truncate" else "ROW"
                body = f"FOR EACH {each} EXECUTE FUNCTION audit_refuse()"
            else:
                body = "BEGIN SELECT RAISE(ABORT, 'the trail is append-only'); END"
            found[name] = f"CREATE TRIGGER {name} BEFORE {act.upper()} ON {table} {body}"
    return found
