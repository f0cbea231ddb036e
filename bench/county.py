"""A made-up county of any size, written by bulk SQL: units, employers, persons, employment, memberships.

Only for measuring: the rows keep every constraint of the tables, but nobody acts and nothing is audited.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from typing import Any

from django.db import connection, transaction

LETTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
TRADES = ("制造业", "建筑业", "货运物流、快递", "物流企业", "网约送餐", "民宿、农家乐", "教育", "卫生", "")
FOCUS = ("新就业形态", "", "", "", "百人以上企业")
MODES = ("alone", "led", "promoted", "joint", "regional", "trade")
EPOCH = date(2010, 1, 1)
DAYS = (date(2026, 6, 30) - EPOCH).days


def step(number: int) -> str:
    """The four letters of one step of a path."""
    text = ""
    for _ in range(4):
        number, digit = divmod(number, 36)
        text = LETTERS[digit] + text
    return text


def load(table: str, columns: Sequence[str], rows: Iterable[tuple[Any, ...]]) -> None:
    """Write rows as fast as the database takes them: COPY or executemany."""
    names = ", ".join(columns)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
        else:
            marks = ", ".join("?" for _ in columns)
            iso = ((v.isoformat() if isinstance(v, date) else v for v in row) for row in rows)
            raw = connection.connection.cursor()
            raw.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", (tuple(row) for row in iso))


def some_day(dice: random.Random) -> date:
    """A day between 2010 and the middle of 2026."""
    return EPOCH + timedelta(days=dice.randrange(DAYS))


def tree(units: int, dice: random.Random) -> Iterator[tuple[Any, ...]]:
    """One county, towns, and unions below them: (id, path, depth, numchild, kind, town, trade, focus, mode, founded)."""
    towns = max(1, units // 500)
    below = units - 1 - towns
    yield 1, step(1), 1, towns, "federation", "", "", "", "", None
    share = [below // towns + (1 if one < below % towns else 0) for one in range(towns)]
    number = 2 + towns
    for town in range(towns):
        yield 2 + town, step(1) + step(town + 1), 2, share[town], "federation", f"第{town}镇", "", "", "", None
    for town in range(towns):
        for one in range(share[town]):
            kind = "association" if one % 40 == 0 else ("joint" if one % 5 == 0 else "grassroots")
            path = step(1) + step(town + 1) + step(one + 1)
            founded = some_day(dice) if one % 3 else None
            extra = (dice.choice(TRADES), dice.choice(FOCUS), dice.choice(MODES))
            yield number, path, 3, 0, kind, f"第{town}镇", *extra, founded
            number += 1


def make(*, units: int, members: int, seed: int = 7) -> None:
    """Fill an empty base."""
    dice = random.Random(seed)
    code = (f"{number:016x}" for number in range(10**9))
    shape = list(tree(units, dice))
    paths = {row[0]: row[1] for row in shape}
    leaves = [row[0] for row in shape if row[4] in ("grassroots", "joint")]
    with transaction.atomic():
        blank = (
            "level",
            "short_name",
            "seal_name",
            "credit_code",
            "region_code",
            "phone",
            "address",
            "chair_name",
            "origin",
        )
        load(
            "org_unit",
            (
                "id",
                "path",
                "depth",
                "numchild",
                "kind",
                "town",
                "trade",
                "focus",
                "mode",
                "founded_on",
                "code",
                "name",
                "revision",
                *blank,
            ),
            ((*row, next(code), f"第{row[0]}工会", 1, *("" for _ in blank)) for row in shape),
        )
        load("org_placement", ("unit_id", "path"), ((row[0], row[1]) for row in shape))
        firms = units // 2
        load(
            "org_employer",
            ("id", "code", "name", "trade", "ownership", "town", "address", "revision", "origin"),
            ((one, next(code), f"第{one}公司", "", "private", "", "", 1, "") for one in range(1, firms + 1)),
        )
        load(
            "org_attachment",
            ("employer_id", "unit_id", "valid_from"),
            ((one, dice.choice(leaves), None) for one in range(1, firms + 1)),
        )
        load(
            "org_headcount",
            ("employer_id", "workers"),
            ((one, dice.randrange(5, 300)) for one in range(1, firms + 1)),
        )
        people(members, leaves, paths, dice, code)
    settle()


def people(members: int, leaves: list[int], paths: dict[int, str], dice: random.Random, code: Iterator[str]) -> None:
    """Persons, their work and their memberships."""
    sealed = "k1." + "A" * 86
    load(
        "people_person",
        (
            "id",
            "code",
            "name",
            "pinyin",
            "gender",
            "born_on",
            "document_kind",
            "identity_sealed",
            "identity_index",
            "phone_sealed",
            "phone_index",
            "nation",
            "politics",
            "education",
            "native_place",
            "verified_on",
            "active_on",
            "roster_digest",
            "revision",
        ),
        (
            (
                one,
                next(code),
                "张" + chr(0x4E00 + one % 5000),
                "zhang" + LETTERS[one % 36].lower(),
                "mf"[one % 2],
                date(1960 + one % 45, 1 + one % 12, 1 + one % 28),
                "resident",
                sealed,
                f"{one:064x}",
                sealed,
                f"{one * 7:064x}",
                "汉",
                "",
                ("college", "bachelor", "senior", "")[one % 4],
                "浙江",
                some_day(dice) if one % 5 == 0 else None,
                date(2026, 1 + one % 6, 3) if one % 9 == 0 else None,
                f"{one:032x}",
                1,
            )
            for one in range(1, members + 1)
        ),
    )
    load(
        "people_employment",
        ("id", "person_id", "workplace", "occupation", "form", "valid_from"),
        (
            (
                one,
                one,
                f"第{one % 5000}公司",
                ("货车司机", "快递员", "普工", "")[one % 4],
                ("direct", "agency", "platform", "")[one // 3 % 4],
                None,
            )
            for one in range(1, members + 1)
        ),
    )

    def memberships() -> Iterator[tuple[Any, ...]]:
        for one in range(1, members + 1):
            unit = leaves[dice.randrange(len(leaves))]
            since = some_day(dice) if one % 7 else None
            until = since + timedelta(days=dice.randrange(1, 900)) if since and one % 11 == 0 else None
            state = "active" if one % 12 else ("retired", "unemployed", "held")[one // 12 % 3]
            yield (
                one,
                one,
                unit,
                paths[unit],
                "zhang" + LETTERS[one % 36].lower(),
                state,
                since,
                until,
                ("left", "transfer", "died")[one % 3] if until else "",
                ("roster", "roster", "desk", "phone")[one % 4],
                f"H{one:08d}",
                "b:0001",
            )

    load(
        "people_membership",
        (
            "id",
            "person_id",
            "unit_id",
            "path",
            "pinyin",
            "state",
            "joined_on",
            "left_on",
            "leaving",
            "mode",
            "card_number",
            "origin",
        ),
        memberships(),
    )


def settle() -> None:
    """Let the database learn its own statistics, as a running one has."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            for table in ("org_unit", "org_placement", "people_person", "people_employment", "people_membership"):
                cursor.execute(f"VACUUM ANALYZE {table}")
        else:
            cursor.execute("ANALYZE")
