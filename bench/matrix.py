"""The whole authorisation matrix (G15): every address × method × role × place × state, shared among the processors.

The cells, the oracle and the caller are those of `tests/matrix`, of which the suite runs a fixed share. `--part 2/4` runs a quarter.
Prints cells, seconds, and every wrong cell; the bound is ten minutes for all of them and none wrong. Not a ratio: there is no floor
but the machine, so cells a second of a processor are printed beside it.
"""

from __future__ import annotations

import argparse
import json
import os
import secrets
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import connection, connections, transaction
from django.test.utils import override_settings
from tests import approving
from tests.matrix import cells
from tests.matrix.oracle import ADDRESSES
from tests.matrix.world import build

BOUND = 600


def run(rest: list[str]) -> int:
    """Every cell of a part, in as many processes as there are processors, each on a copy of the empty base."""
    asked = argparse.ArgumentParser(prog="python -m bench matrix")
    asked.add_argument("--part", default="1/1", help="2/4: the second quarter of the cells")
    asked.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    options = asked.parse_args(rest)
    part, parts = map(int, options.part.split("/"))
    started = time.perf_counter()
    found = [
        json.loads(said)
        for said in side_by_side(
            options.processes, lambda number: walk(number * parts + part - 1, options.processes * parts)
        )
    ]
    took = time.perf_counter() - started
    count, busy = sum(one["cells"] for one in found), sum(one["seconds"] for one in found)
    slips = [slip for one in found for slip in one["wrong"]]
    for slip in slips:
        print(slip)
    print(
        f"{count:,} cells in {took:.0f} s, {options.processes} processes, {busy:.0f} s of processor, "
        f"{count / busy:,.0f} cells a second of a processor, {len(slips)} wrong"
    )
    return int(bool(slips) or took > BOUND)


def walk(number: int, shares: int) -> str:
    """Every cell whose turn it is; what was wrong."""
    wrong, count, started = [], 0, time.process_time()
    with approving.made_up(), override_settings(**cells.SETTINGS), transaction.atomic():
        world = build()
        with cells.quick() as caller:
            for turn, cell in enumerate(cell for address in ADDRESSES for cell in cells.cells_of(world, address)):
                if turn % shares == number:
                    count += 1
                    wrong.append(cells.wrong(world, caller, cell))
        transaction.set_rollback(True)
    found = {"cells": count, "seconds": time.process_time() - started, "wrong": [one for one in wrong if one]}
    return json.dumps(found, ensure_ascii=False)


# ------------------------------------------------------------------ processes, each with a base


def side_by_side(count: int, task: Callable[[int], str]) -> list[str]:
    """What the task says in each process."""
    name = connection.settings_dict["NAME"]
    connections.close_all()
    copies = [copied(name) for _ in range(count)]
    try:
        return gather([start(task, number, copy) for number, copy in enumerate(copies)])
    finally:
        for copy in copies:
            drop(copy)


def start(task: Callable[[int], str], number: int, name: str) -> tuple[int, int]:
    """A process on a base of its own: its id and the pipe on which it will speak."""
    read, write = os.pipe()
    pid = os.fork()
    if pid:
        os.close(write)
        return pid, read
    status = 1
    try:
        os.close(read)
        connections["default"].settings_dict["NAME"] = name
        with os.fdopen(write, "w") as pipe:
            pipe.write(task(number))
        status = 0
    finally:
        if status:
            sys.excepthook(*sys.exc_info())
        os._exit(status)


def gather(started: list[tuple[int, int]]) -> list[str]:
    """What each process said, once all have ended well."""
    said = []
    for pid, pipe in started:
        with os.fdopen(pipe) as open_pipe:
            said.append(open_pipe.read())
        if os.waitpid(pid, 0)[1]:
            raise SystemExit("a process of the matrix broke off")
    return said


def copied(name: Any) -> str:
    """A copy of the empty base."""
    if connection.vendor == "sqlite":
        path = Path(settings.DATA) / f"matrix-{secrets.token_hex(4)}.sqlite3"
        shutil.copy(name, path)
        return str(path)
    made = f"{name}_{secrets.token_hex(4)}"
    say(f"CREATE DATABASE {made} TEMPLATE {name}")
    return made


def drop(name: str) -> None:
    """Away with a copy."""
    if connection.vendor == "sqlite":
        Path(name).unlink()
    else:
        say(f"DROP DATABASE {name} WITH (FORCE)")


def say(statement: str) -> None:
    """To the server, outside the copied base."""
    address = urlsplit(os.environ["DATABASE_URL"])._replace(path="/postgres").geturl()
    subprocess.run(["psql", "-q", address, "-c", statement], check=True)
