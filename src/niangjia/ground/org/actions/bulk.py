"""Set-based reading and writing of units and employers for the importers.

Nothing here asks for an actor: the sheet that calls has judged every row. All of it runs in the caller's transaction.
Dates are ISO text.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import polars as pl
from django.db import connection

from niangjia.ground.org.models import Attachment, Employer, Headcount, Placement, Unit
from niangjia.kit import rows
from niangjia.kit.ids import new_codes

STEP = Unit.steplen
UNIT_CELLS = ("kind", "level", "mode", "trade", "focus", "founded_on", "chair_name", "phone", "town")
EMPLOYER_CELLS = ("credit_code", "trade", "ownership", "town", "address", "founded_on")
EMPLOYER_STATE = (*EMPLOYER_CELLS, "unit_id", "workers")

_UNITS = {
    "id": pl.Int64, "code": pl.String, "path": pl.String, "name": pl.String, "short_name": pl.String, "kind": pl.String,
    "level": pl.String, "mode": pl.String, "trade": pl.String, "focus": pl.String, "founded_on": pl.String,
    "dissolved_on": pl.String, "chair_name": pl.String, "phone": pl.String, "town": pl.String, "revision": pl.Int64,
    "numchild": pl.Int64,
}  # fmt: skip
_EMPLOYERS = {
    "id": pl.Int64, "code": pl.String, "name": pl.String, "credit_code": pl.String, "trade": pl.String, "ownership": pl.String,
    "town": pl.String, "address": pl.String, "founded_on": pl.String, "closed_on": pl.String, "revision": pl.Int64,
    "attachment_id": pl.Int64, "unit_id": pl.Int64, "attached_from": pl.String, "headcount_id": pl.Int64,
    "workers": pl.Int64, "counted_from": pl.String,
}  # fmt: skip
_ALPHABET = Unit.alphabet


def all_units() -> pl.DataFrame:
    """Every unit of the tree as it is today, in the order of the tree."""
    sql = (
        "SELECT id, code, path, name, short_name, kind, level, mode, trade, focus, CAST(founded_on AS text), "
        "CAST(dissolved_on AS text), chair_name, phone, town, revision, numchild FROM org_unit ORDER BY path"
    )
    return rows.read(sql, [], _UNITS)


def used_paths() -> list[str]:
    """Every path that a unit has or ever had: a new one must be none of them."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT path FROM org_placement UNION SELECT path FROM org_unit UNION SELECT new_path FROM org_reshaped"
        )
        return [row[0] for row in cursor.fetchall()]


def step_text(number: int) -> str:
    """The step of a materialised path: 1 → 0001, 36 → 0010."""
    digits = ""
    while number:
        number, rest = divmod(number, 36)
        digits = _ALPHABET[rest] + digits
    return digits.rjust(STEP, "0")


def last_steps(paths: Iterable[str]) -> dict[str, int]:
    """The highest step used below each parent path ("" for roots), from all paths of the tree."""
    last: dict[str, int] = {}
    for path in paths:
        parent, step = path[:-STEP], int(path[-STEP:], 36)
        last[parent] = max(step, last.get(parent, 0))
    return last


def add_units(frame: pl.DataFrame) -> list[int]:
    """Add units whose paths are settled: the columns of `UNIT_CELLS`, `name` and `path`. Returns their ids."""
    ids = rows.reserve("org_unit", frame.height)
    frame = frame.with_columns(
        id=pl.Series(ids, dtype=pl.Int64),
        code=pl.Series(new_codes(frame.height), dtype=pl.String),
        depth=pl.col("path").str.len_bytes() // STEP,
    )
    rows.insert_rows(Unit, frame.select("id", "code", "path", "depth", "name", *UNIT_CELLS))
    placed = frame.select(
        pl.Series(rows.reserve("org_placement", frame.height), dtype=pl.Int64).alias("id"),
        pl.col("id").alias("unit_id"),
        "path",
    )
    rows.insert_rows(Placement, placed)
    count_children(path[:-STEP] for path in frame["path"])
    return ids


def count_children(paths: Iterable[str]) -> None:
    """Set `numchild` of the units at these paths to what the tree says."""
    wanted = sorted({path for path in paths if path})
    source, given = rows.keys(wanted, kind="text")
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE org_unit SET numchild = (SELECT COUNT(*) FROM org_unit c WHERE c.path > org_unit.path "  # noqa: S608
            "AND c.path < org_unit.path || '[' AND c.depth = org_unit.depth + 1) "
            f"WHERE path IN (SELECT k FROM {source})",
            [given],
        )


def amend_units(frame: pl.DataFrame) -> None:
    """Set columns of units by `id`."""
    rows.update("org_unit", frame)


def units_relied_upon(ids: Sequence[int]) -> set[int]:
    """Those of the units that have children of their own or that other records name."""
    found: set[int] = set()
    source, given = rows.keys(ids)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT u.id FROM {source} JOIN org_unit u ON u.id = given.k WHERE EXISTS "  # noqa: S608
            "(SELECT 1 FROM org_unit c WHERE c.path > u.path AND c.path < u.path || '[')",
            [given],
        )
        found.update(row[0] for row in cursor.fetchall())
        for model, table, column, _goes in rows.named_by(Unit):
            if model is Placement:
                continue
            cursor.execute(f'SELECT r."{column}" FROM {source} JOIN {table} r ON r."{column}" = given.k', [given])  # noqa: S608
            found.update(row[0] for row in cursor.fetchall())
    return found


def remove_units(ids: Sequence[int], paths: Sequence[str]) -> None:
    """Remove units that an import had added and nobody relies on."""
    rows.delete("org_placement", ids, key="unit_id")
    rows.delete("org_unit", ids)
    count_children([path[:-STEP] for path in paths])


# ------------------------------------------------------------------ employers


def all_employers() -> pl.DataFrame:
    """Every employer with its open attachment and its declared number of workers."""
    sql = (
        "SELECT e.id, e.code, e.name, COALESCE(e.credit_code, ''), e.trade, e.ownership, e.town, e.address, "
        "CAST(e.founded_on AS text), CAST(e.closed_on AS text), e.revision, a.id, a.unit_id, CAST(a.valid_from AS text), "
        "h.id, h.workers, CAST(h.valid_from AS text) FROM org_employer e "
        "LEFT JOIN org_attachment a ON a.employer_id = e.id AND a.valid_to IS NULL "
        "LEFT JOIN org_headcount h ON h.employer_id = e.id AND h.valid_to IS NULL"
    )
    return rows.read(sql, [], _EMPLOYERS)


def add_employers(frame: pl.DataFrame) -> list[int]:
    """Add employers: name, the columns of `EMPLOYER_CELLS`, `unit_id` and `workers` (both may be null). Returns ids."""
    ids = rows.reserve("org_employer", frame.height)
    frame = frame.with_columns(
        id=pl.Series(ids, dtype=pl.Int64),
        code=pl.Series(new_codes(frame.height), dtype=pl.String),
        credit_code=pl.when(pl.col("credit_code") == "").then(None).otherwise("credit_code"),
    )
    rows.insert_rows(Employer, frame.select("id", "code", "name", *EMPLOYER_CELLS))
    by_employer = frame.drop("id").with_columns(employer_id=pl.Series(ids, dtype=pl.Int64))
    attach(by_employer.filter(pl.col("unit_id").is_not_null()).with_columns(valid_from=pl.col("founded_on")))
    declare(by_employer.filter(pl.col("workers").is_not_null()).with_columns(valid_from=pl.lit(None, dtype=pl.String)))
    return ids


def attach(frame: pl.DataFrame) -> list[int]:
    """Record attachments: `employer_id`, `unit_id`, `valid_from`. Returns their ids."""
    ids = rows.reserve("org_attachment", frame.height)
    frame = frame.select("employer_id", "unit_id", "valid_from").with_columns(id=pl.Series(ids, dtype=pl.Int64))
    rows.insert_rows(Attachment, frame)
    return ids


def declare(frame: pl.DataFrame) -> list[int]:
    """Record declared numbers of workers: `employer_id`, `workers`, `valid_from`. Returns their ids."""
    ids = rows.reserve("org_headcount", frame.height)
    frame = frame.select("employer_id", "workers", "valid_from").with_columns(id=pl.Series(ids, dtype=pl.Int64))
    rows.insert_rows(Headcount, frame)
    return ids


def amend(table: str, frame: pl.DataFrame) -> None:
    """Set columns by `id` of employers, attachments or headcounts (`employer`, `attachment`, `headcount`)."""
    rows.update(f"org_{table}", frame)


def remove(table: str, ids: Sequence[int], *, key: str = "id") -> None:
    """Remove rows of employers, attachments or headcounts that an import had added."""
    rows.delete(f"org_{table}", ids, key=key)


def employers_relied_upon(ids: Sequence[int]) -> set[int]:
    """Those of the employers that records other than their own attachment and headcount name."""
    found: set[int] = set()
    source, given = rows.keys(ids)
    with connection.cursor() as cursor:
        for model, table, column, _goes in rows.named_by(Employer):
            if model in {Attachment, Headcount}:
                continue
            cursor.execute(f'SELECT r."{column}" FROM {source} JOIN {table} r ON r."{column}" = given.k', [given])  # noqa: S608
            found.update(row[0] for row in cursor.fetchall())
    return found


def history_counts(employer_ids: Sequence[int]) -> dict[int, tuple[int, int]]:
    """How many attachments and headcounts each employer has, ended ones too."""
    source, given = rows.keys(employer_ids)
    sql = (
        "SELECT given.k, (SELECT COUNT(*) FROM org_attachment a WHERE a.employer_id = given.k), "  # noqa: S608
        f"(SELECT COUNT(*) FROM org_headcount h WHERE h.employer_id = given.k) FROM {source}"
    )
    found = rows.read(sql, [given], {"id": pl.Int64, "attachments": pl.Int64, "headcounts": pl.Int64})
    return {row[0]: (row[1], row[2]) for row in found.rows()}
