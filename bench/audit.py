"""The trail: verifying half a million entries, and sealing a backlog while acts go on.

Bounds: at least 500,000 entries verified in 5 s; a backlog of 100,000 sealed at 2,000 a second or more while another
process keeps acting. Floors: reading every column of the entries by a plain scan; inserting plain rows of the same size.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import connection, transaction

from bench import county, floor
from niangjia.ground.audit import actions, queries
from niangjia.kit.powers import Actor, ActorKind

COLUMNS = (
    "at", "actor_kind", "account_id", "for_account_id", "verb", "look", "subject_kind", "subject_id", "path", "origin", "facts",
)  # fmt: skip
START = datetime(2026, 1, 1, tzinfo=UTC)
CLERK = Actor(ActorKind.STAFF, account_id=1)

ACTING = """
import time, django; django.setup()
from django.db import transaction
from niangjia.ground.audit import actions
from niangjia.kit.powers import Actor, ActorKind
clerk, times, end = Actor(ActorKind.STAFF, account_id=1), [], time.time() + 600
while time.time() < end:
    start = time.perf_counter()
    with transaction.atomic():
        actions.record(actor=clerk, verb="people.edited", subject=("people.person", 1), path="0001", facts={"fields": ["x"]})
    times.append(time.perf_counter() - start)
    print(f"{times[-1]:.6f}", flush=True)
    time.sleep(0.005)
"""


def rows(count: int) -> Iterator[tuple[Any, ...]]:
    """Entries as they are usual: a third looks, the rest acts with a few facts."""
    for number in range(count):
        at: Any = START + timedelta(seconds=number)
        if connection.vendor == "sqlite":
            at = at.strftime("%Y-%m-%d %H:%M:%S.%f")
        look = number % 3 == 0
        facts = "{}" if look else f'{{"fields":["trade","phone"],"revision":{number % 9}}}'
        verb = "people.revealed" if look else "people.person_edited"
        yield (
            at,
            "staff",
            number % 500,
            None,
            verb,
            look,
            "people.person",
            number,
            "000100020003",
            f"r{number:015d}",
            facts,
        )


def _load(count: int) -> None:
    with transaction.atomic():
        county.load("audit_entry", COLUMNS, rows(count))


def scan() -> None:
    """The floor of verifying: every column of every entry."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM audit_entry ORDER BY id")
        while cursor.fetchmany(5000):
            pass


def insert(count: int) -> None:
    """The floor of sealing: as many rows of the same shape into a plain table, by the same bulk statement."""
    with connection.cursor() as cursor, transaction.atomic():
        cursor.execute("DROP TABLE IF EXISTS bench_plain")
        cursor.execute("CREATE TABLE bench_plain (seq bigint PRIMARY KEY, entry_id bigint UNIQUE, digest varchar(64))")
    for start in range(0, count, 2000):
        made = [(number, number, f"{number:064x}") for number in range(start, start + 2000)]
        with connection.cursor() as cursor, transaction.atomic():
            if connection.vendor == "postgresql":
                cursor.execute(
                    "INSERT INTO bench_plain SELECT * FROM unnest(%s::bigint[], %s::bigint[], %s::text[])",
                    [list(column) for column in zip(*made, strict=True)],
                )
            else:
                cursor.executemany("INSERT INTO bench_plain VALUES (%s, %s, %s)", made)


def run(arguments: list[str]) -> int:
    """Fill, seal, verify; returns 1 if a bound is missed."""
    asked = argparse.ArgumentParser()
    asked.add_argument("--rows", type=int, default=500_000)
    asked.add_argument("--backlog", type=int, default=100_000)
    options = asked.parse_args(arguments)
    _load(options.rows)
    actions.seal_pending()
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
    found = floor.compare("verify", scan, lambda: queries.verify(), rows=options.rows)
    start = time.process_time()
    queries.verify()
    text = f"{options.rows:,} entries in {found.job:.2f} s; {time.process_time() - start:.2f} s of processor in this process"
    good = floor.say("verify", text, found.job, most=5 * options.rows / 500_000)
    good &= _sealing(options.backlog)
    report = queries.verify()
    good &= floor.say("chain holds after it", f"{report.count:,} links", float(report.holds), least=1)
    return int(not good)


def _sealing(backlog: int) -> bool:
    """Seal a backlog three times, another process acting all the while, a plain insert in between."""
    plain, sealed, waits = [], [], []
    for _ in range(3):
        plain.append(backlog / floor.seconds(lambda: insert(backlog)))
        _load(backlog)
        acting = subprocess.Popen([sys.executable, "-c", ACTING], stdout=subprocess.PIPE, text=True)
        acting.stdout.readline()  # type: ignore[union-attr]
        start, count, mark = time.perf_counter(), 0, actions.Mark()
        while count < backlog:
            count += actions.seal_pending(mark=mark)
        sealed.append(count / (time.perf_counter() - start))
        acting.kill()
        waits += [float(text) for text in acting.communicate()[0].split()[:-1]]
    waits.sort()
    rate, base = sorted(sealed)[1], sorted(plain)[1]
    late = waits[int(len(waits) * 0.99)] * 1000 if waits else 0.0
    text = f"{rate:,.0f} entries/s, plain insert {base:,.0f}/s, ratio {base / rate:.2f}; {len(waits)} acts meanwhile, 99 % within {late:.0f} ms"
    return floor.say("seal a backlog while acts go on", text, rate, least=2000)
