"""Comparing an export of the province's base with the roster: 500,000 rows against 500,000 members.

The floor: one read of the file and one scan of the memberships. One row in forty-nine differs by its name, one in a hundred is there only.

    python -m bench province [--people 500000] [--unions 10000]
"""

from __future__ import annotations

import argparse
import csv
import os
import resource
import tempfile
import time
from pathlib import Path

import polars as pl
from django.db import connection, transaction
from django.utils import timezone

from bench.coverage import scan
from bench.lists import TODAY, grow
from niangjia.kit import rows, vault
from niangjia.kit import sheets as kit_sheets
from niangjia.kit.ids import check_digit
from niangjia.kit.powers import OPERATOR
from niangjia.programmes.organising import actions
from niangjia.programmes.organising.models import Comparison
from niangjia.programmes.organising.sheets.provincial import EXPORT

BOUND = 10
"""So many times the floor a comparison may take."""


def numbers(people: int) -> list[str]:
    """Identity numbers with right checksums, all different."""
    found = []
    for number in range(people):
        body = f"330784{1950 + number // 336_000 % 55}{number // 28_000 % 12 + 1:02d}{number // 1_000 % 28 + 1:02d}{number % 1_000:03d}"
        found.append(body + check_digit(body))
    return found


def plant(people: int, unions: int, file: Path) -> None:
    """A county with its members, and the province's export of them."""
    grow(people, unions)
    ids = numbers(people + people // 100)
    indexes = vault.blind_many(ids[:people], field="person.identity")
    with transaction.atomic():
        rows.update("people_person", pl.DataFrame({"id": range(1, people + 1), "identity_index": indexes}))
    frame = rows.read(
        "SELECT p.id, p.name, u.name, CAST(m.joined_on AS text) FROM people_membership m JOIN people_person p ON p.id = m.person_id "
        "JOIN org_unit u ON u.id = m.unit_id ORDER BY p.id",
        [],
        {"id": pl.Int64, "name": pl.String, "unit": pl.String, "joined": pl.String},
    )
    with file.open("w", encoding="utf-8", newline="") as out:
        write = csv.writer(out).writerow
        write(["会员姓名", "证件号码", "所在工会", "入会日期"])
        for key, name, unit, joined in frame.iter_rows():
            write([name + ("某" if key % 49 == 0 else ""), ids[key - 1], unit, joined])
        for more in ids[people:]:
            write(["某某某", more, "省里的工会", "2020-01-01"])


def run(rest: list[str]) -> int:
    """Print seconds, ratio and memory; 1 if out of bounds."""
    ask = argparse.ArgumentParser()
    ask.add_argument("--people", type=int, default=500_000)
    ask.add_argument("--unions", type=int, default=10_000)
    asked = ask.parse_args(rest)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "export.csv"
        plant(asked.people, asked.unions, file)
        begun = time.perf_counter()
        kit_sheets.open_workbook(file.read_bytes(), name=file.name, kinds=(EXPORT,))
        read = time.perf_counter() - begun
        begun = time.perf_counter()
        scan()
        scanned = time.perf_counter() - begun
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        begun, used = time.perf_counter(), time.process_time()
        with connection.cursor() as cursor:
            cursor.execute("SELECT code FROM org_unit WHERE depth = 1")
            (root,) = cursor.fetchone()
        with file.open("rb") as source:
            made = actions.receive_export(
                actor=OPERATOR,
                unit_code=root,
                source=source,
                name=file.name,
                taken_on=TODAY,
                now=timezone.now(),
                inline=True,
            )
        took, worked = time.perf_counter() - begun, time.process_time() - used
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    begun = time.perf_counter()
    unions = actions.ask_unions(actor=OPERATOR, code=made.code, now=timezone.now())
    asking = time.perf_counter() - begun
    row = Comparison.rows.get(pk=made.pk)
    floor = read + scanned
    print(f"  read the file {read:.2f} s, scan of memberships {scanned:.2f} s: floor {floor:.2f} s")
    print(
        f"  compared {row.rows_there:,} rows with {row.rows_here:,} members: {took:.1f} s wall, {worked:.1f} s processor, {took / floor:.1f} floors"
    )
    print(f"  differences {row.counts}; tasks for {unions:,} unions {asking:.1f} s")
    print(f"  memory: peak {peak / 1024:,.0f} MB, before {before / 1024:,.0f} MB ({os.cpu_count()} cores)")
    return int(took > BOUND * floor or row.state != "done")
