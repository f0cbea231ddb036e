"""Carries a batch on in processes of its own and kills them at the n-th step: run by test_killed.py, never collected.

    python killed.py HOUSE CODE FOLDER POINTS [outside]      HOUSE: data folder (and on PostgreSQL the database of its name)

For each point: a copy of the house, a forked process that is killed there by SIGKILL, another that goes on, and the hashes of
the tables. Point 0 is the uninterrupted run. `outside` plants the fault: the mark is committed before its chunk.
"""
# ruff: noqa: E402 - Django is set up before its models are imported

from __future__ import annotations

import hashlib
import json
import os
import shutil
import signal
import sys
import traceback
from pathlib import Path
from typing import Any

import django

django.setup()

import psycopg
from django.conf import settings
from django.db import connection, connections, transaction

from niangjia.engines.imports.actions import applying, work
from niangjia.kit.powers import OPERATOR

WHO = "(SELECT identity_index FROM people_person p WHERE p.id = person_id)"
WANTED = {
    "people_person": "identity_index, name, pinyin, gender, born_on, phone_index, nation, roster_digest, revision",
    "people_membership": f"{WHO}, path, pinyin, joined_on, left_on, leaving, mode",
    "people_employment": f"{WHO}, workplace, occupation, valid_from, valid_to",
    "imports_lineage": 'batch, "row", "table", after, kept',
    "imports_batch": "kind, state, next_chunk, done_rows, taken, skipped, undone_to, kept",
    "audit_entry": "verb, subject_kind, subject_id, look",
}


class Killer:
    """Counts the beginnings and ends of statements and commits; at the n-th the process is gone."""

    def __init__(self, last: int) -> None:
        self.last, self.count = last, 0

    def step(self) -> None:
        self.count += 1
        if self.count == self.last:
            os.kill(os.getpid(), signal.SIGKILL)

    def __call__(self, execute: Any, sql: Any, params: Any, many: Any, context: Any) -> Any:
        self.step()
        done = execute(sql, params, many, context)
        self.step()
        return done


def mark_outside(actor: Any, batch: Any, sheet: Any, number: Any, frame: Any, options: Any) -> None:
    """The fault: the progress mark is committed before the rows are."""
    with transaction.atomic():
        applying.advance(batch, number)
    with transaction.atomic():
        applying.write_chunk(actor, batch, sheet, number, frame, options)


def carry_on(code: str, last: int, *, outside: bool) -> int:
    """Go on with the batch, to death or to the end; how many steps it took."""
    killer, commit = Killer(last), connection._commit

    def committed() -> None:
        killer.step()
        commit()
        killer.step()

    if outside:
        applying.apply_chunk = mark_outside  # type: ignore[assignment]
    connection._commit = committed  # type: ignore[method-assign]
    with connection.execute_wrapper(killer):
        work.go_on(code, OPERATOR)
    connection._commit = commit  # type: ignore[method-assign]
    return killer.count


def hashes() -> dict[str, Any]:
    """What the tables say, without keys, times and random texts."""
    out: dict[str, Any] = {}
    with connection.cursor() as cursor:
        for table, columns in WANTED.items():
            cursor.execute(f"SELECT {columns} FROM {table}")
            rows = sorted(map(repr, cursor.fetchall()))
            out[table] = [len(rows), hashlib.sha256("\n".join(rows).encode()).hexdigest()]
        found = "people_name_fts WHERE people_name_fts MATCH '\"张\"'"
        cursor.execute(f"SELECT COUNT(*) FROM {found if connection.vendor == 'sqlite' else 'people_name_gram'}")
        out["names"] = cursor.fetchone()[0]
    return out


def apart(task: Any) -> tuple[int, str]:
    """Do it in a forked process; how that ended, and what it said."""
    read, write = os.pipe()
    pid = os.fork()
    if not pid:
        try:
            os.close(read)
            os.write(write, json.dumps(task()).encode())
            connections.close_all()
            os._exit(0)
        finally:
            traceback.print_exc()
            os._exit(1)
    os.close(write)
    with os.fdopen(read) as pipe:
        said = pipe.read()
    return os.waitpid(pid, 0)[1], said


def move_into(place: Path) -> None:
    """Use the house at a place from now on."""
    settings.DATA = place
    base = connections.databases["default"]
    postgres = base["ENGINE"].endswith("postgresql")
    base["NAME"] = f"nj_{place.name}" if postgres else str(place / "niangjia.sqlite3")
    connections["default"].settings_dict["NAME"] = base["NAME"]


def server(statement: str) -> None:
    """Say something to PostgreSQL; nothing on SQLite."""
    url = os.environ.get("DATABASE_URL", "")
    if url.startswith("postgres"):
        with psycopg.connect(url.rsplit("/", 1)[0] + "/postgres", autocommit=True) as db:
            db.execute(statement)


def at(point: int, house: Path, code: str, folder: Path, *, outside: bool) -> dict[str, Any]:
    """Kill at a point, go on, and say how the tables look."""
    place = folder / f"{house.name}_{point}_{outside}".lower()
    shutil.copytree(house, place)
    server(f"CREATE DATABASE nj_{place.name} TEMPLATE nj_{house.name}")

    def first() -> int:
        move_into(place)
        return carry_on(code, point, outside=outside)

    def rest() -> dict[str, Any]:
        move_into(place)
        carry_on(code, 0, outside=outside)
        return hashes()

    try:
        status, said = apart(first)
        assert os.WIFSIGNALED(status) == bool(point), (status, said)
        ended, found = apart(rest)
        assert ended == 0, found
        return {**json.loads(found), "steps": int(said) if said else 0}
    finally:
        shutil.rmtree(place)
        server(f"DROP DATABASE nj_{place.name} WITH (FORCE)")


def main() -> None:
    house, code, folder, points = Path(sys.argv[1]), sys.argv[2], Path(sys.argv[3]), json.loads(sys.argv[4])
    found = {point: at(point, house, code, folder, outside="outside" in sys.argv) for point in points}
    sys.stdout.write(json.dumps(found))


if __name__ == "__main__":
    main()
