"""Lists of coverage and scores of empty shells on half a million people and ten thousand unions, against one scan of the memberships.

python bench/coverage.py [--people 500000] [--unions 10000]
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from typing import Any

from django.db import connection

from bench.lists import TODAY, grow
from niangjia.kit.ids import new_codes
from niangjia.programmes.organising import queries

SCAN = "SELECT m.unit_id, COUNT(*), MAX(m.joined_on), MIN(m.pinyin) FROM people_membership m GROUP BY m.unit_id"
BOUND = 10


def best(act: Callable[[], Any], rounds: int = 3) -> tuple[float, float]:
    """Least wall and processor milliseconds of some calls."""
    spent = []
    for _ in range(rounds):
        wall, used = time.perf_counter(), time.process_time()
        act()
        spent.append(((time.perf_counter() - wall) * 1000, (time.process_time() - used) * 1000))
    return min(spent)


def scan() -> None:
    """The floor: every membership read once and grouped by union."""
    with connection.cursor() as cursor:
        cursor.execute(SCAN)
        cursor.fetchall()


def employers(unions: int) -> None:
    """Three employers a union, most of them in none."""
    codes = new_codes(unions * 3)
    rows = [
        (number + 1, codes[number], f"测试{number}有限公司", "", f"行业{number % 40}", "", "测试镇", f"测试路{number % 900}号",
         "2015-06-01", None, 1, "") for number in range(unions * 3)
    ]  # fmt: skip
    counts = [(number + 1, number + 1, 5 + number * 7 % 160, None, None) for number in range(unions * 3)]
    names = "id code name credit_code trade ownership town address founded_on closed_on revision origin"
    rows = [(*row[:3], None, *row[4:]) for row in rows]
    pour("org_employer", names, rows)
    pour("org_headcount", "id employer_id workers valid_from valid_to", counts)


def pour(table: str, columns: str, rows: list[tuple[Any, ...]]) -> None:
    """Rows into a table, in one statement for many."""
    names = columns.split()
    marks = ", ".join(["%s"] * len(names))
    with connection.cursor() as cursor:
        cursor.executemany(f"INSERT INTO {table} ({', '.join(names)}) VALUES ({marks})", rows)


def run(rest: list[str]) -> int:
    """Print every measure; 1 if the scores are out of bounds."""
    ask = argparse.ArgumentParser()
    ask.add_argument("--people", type=int, default=500_000)
    ask.add_argument("--unions", type=int, default=10_000)
    asked = ask.parse_args(rest)
    grow(asked.people, asked.unions)
    employers(asked.unions)
    floor, _used = best(scan)
    found = {"scan of memberships": best(scan), "shell signs": best(lambda: queries.shell_signs(today=TODAY))}
    found["coverage lists"] = best(lambda: queries.uncovered(today=TODAY))
    found["stranded unions"] = best(lambda: queries.stranded_unions(today=TODAY))
    for name, (wall, used) in found.items():
        print(f"  {name:<22} {wall:8.0f} ms wall {used:8.0f} ms processor   {wall / floor:5.1f} scans")
    return int(found["shell signs"][0] > BOUND * floor)
