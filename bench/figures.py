"""Figures: all of them for 10,000 units over 500,000 members, and opening the rows of any.

Bounds: the table of all figures at most 12 times (SQLite) or 8 times (PostgreSQL) a plain scan; 20 times at 5,000,000
members (`--members 5000000`); rows of any figure opened below 300 ms. The floor is one plain scan of each table whose columns the
figures look at: memberships alone for those that need no more, memberships, persons and employment for all together.
"""

from __future__ import annotations

import argparse
import statistics
from datetime import date

from django.db import connection

from bench import county, floor
from niangjia.engines.figures import queries
from niangjia.kit.declare import figures
from niangjia.kit.powers import OPERATOR

TODAY = date(2026, 6, 30)
ROOT, TOWN = "第1工会", "第5工会"
OF_PERSONS = {
    "people.verified", "people.active", "people.women", "people.platform_members", "people.agency_members",
    "people.verified_rate", "people.active_rate", "people.women_rate",
}  # fmt: skip
SCANS = {"people_membership": "origin", "people_person": "roster_digest", "people_employment": "form"}


def scan(*tables: str) -> None:
    """Read every row of the tables up to its last columns, without an index."""
    hint = " NOT INDEXED" if connection.vendor == "sqlite" else ""
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"SELECT SUM(length({SCANS[table]})) FROM {table}{hint}")
            cursor.fetchall()


def table(codes: list[str]) -> queries.Table:
    """The figures for every unit."""
    return queries.table(OPERATOR, codes, ROOT, today=TODAY)


def run(rest: list[str]) -> int:
    """Fill the base, measure, print."""
    asked = argparse.ArgumentParser()
    asked.add_argument("--members", type=int, default=500_000)
    asked.add_argument("--units", type=int, default=10_000)
    options = asked.parse_args(rest)
    county.make(units=options.units, members=options.members)
    large = options.members > 1_000_000
    most = 20 if large else 12 if connection.vendor == "sqlite" else 8
    every = list(figures())
    narrow = [code for code in every if code not in OF_PERSONS]
    scan(*SCANS), table(every)
    size = f"{options.units:,} units, {options.members:,} members"
    found = [
        floor.compare(
            f"{len(every)} figures, {size}, to scans of memberships, persons, employment",
            lambda: scan(*SCANS), lambda: table(every), most=most,
        ),
        floor.compare(
            f"{len(narrow)} figures that need memberships only, to one scan of these",
            lambda: scan("people_membership"), lambda: table(narrow), most=most,
        ),
        floor.compare(
            f"{len(every)} figures, to one scan of memberships alone (for information)",
            lambda: scan("people_membership"), lambda: table(every),
        ),
    ]  # fmt: skip
    slow = [opening(every, where) for where in (ROOT, TOWN)]
    return 0 if all(one.value <= most for one in found[:2]) and all(slow) else 1


def opening(codes: list[str], at: str) -> bool:
    """Open every figure at a unit; the slowest counts, each by its median of three."""
    times = {
        code: statistics.median(
            floor.seconds(lambda c=code: queries.rows(OPERATOR, c, at, today=TODAY)) for _ in range(3)
        )
        for code in codes
    }
    code, worst = max(times.items(), key=lambda pair: pair[1])
    middle = statistics.median(times.values())
    text = f"slowest {code} {worst * 1000:.0f} ms, median {middle * 1000:.0f} ms"
    return floor.say(f"rows of each of {len(codes)} figures at {at}", text, worst * 1000, most=300)
