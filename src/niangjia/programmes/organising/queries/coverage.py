"""Employers without a union of their own, and unions whose employers went away: one statement each, whatever the size.

Unscoped: the lists made of them are `engines/worklists`', which show each task where its union lies.
"""

# ruff: noqa: S608  (the statements are built of the constant pieces of this file; values are always parameters)
from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date

import polars as pl

from niangjia.engines.rulebooks.queries import books_on
from niangjia.kit import rows
from niangjia.programmes.organising.choices import CoverageList, CoverageOutcome
from niangjia.programmes.organising.rules.coverage import BUILDING, OWN_KINDS

TOWNS = (
    "(SELECT town, MIN(id) AS id FROM org_unit WHERE level IN ('town', 'zone') AND town <> '' AND dissolved_on IS NULL "
    "GROUP BY town)"
)
ROOT = "(SELECT id FROM org_unit WHERE depth = 1 ORDER BY path LIMIT 1)"
OWN = ", ".join(f"'{kind}'" for kind in OWN_KINDS)
VISITS = ", ".join(f"'{one.value}'" for one in CoverageList if one is not CoverageList.STRANDED)

EMPLOYERS = f"""
SELECT e.id, e.code, p.id, p.path, e.name, e.town, e.trade, e.address, CAST(e.founded_on AS text), h.workers, COALESCE(u.name, ''),
       CAST(w.at AS text)
FROM org_employer e
LEFT JOIN org_attachment a ON a.employer_id = e.id AND a.valid_to IS NULL
LEFT JOIN org_unit u ON u.id = a.unit_id
LEFT JOIN org_headcount h ON h.employer_id = e.id AND h.valid_to IS NULL
LEFT JOIN {TOWNS} t ON t.town = e.town
LEFT JOIN (SELECT subject_id, MAX(closed_at) AS at FROM worklists_task WHERE subject_kind = 'org.employer'
           AND state = 'done' AND outcome = '{CoverageOutcome.REFUSED.value}' AND kind IN ({VISITS}) GROUP BY subject_id) w
       ON w.subject_id = e.id
JOIN org_unit p ON p.id = COALESCE(a.unit_id, t.id, {ROOT})
WHERE (e.closed_on IS NULL OR e.closed_on > %s) AND (u.id IS NULL OR u.kind NOT IN ({OWN}))
"""
EMPLOYER_COLUMNS = {
    "subject_id": pl.Int64, "subject_code": pl.String, "unit_id": pl.Int64, "path": pl.String, "title": pl.String, "town": pl.String,
    "trade": pl.String, "address": pl.String, "founded": pl.String, "workers": pl.Int64, "union": pl.String,
    "refused": pl.String,
}  # fmt: skip

UNIONS = """
SELECT u.id, u.code, u.id, u.name, u.town, COUNT(*), SUM(CASE WHEN f.closed_on <= %s THEN 1 ELSE 0 END),
       SUM(CASE WHEN a.valid_to IS NULL AND f.town <> '' AND u.town <> '' AND f.town <> u.town THEN 1 ELSE 0 END)
FROM org_unit u
JOIN org_attachment a ON a.unit_id = u.id
JOIN org_employer f ON f.id = a.employer_id
WHERE u.dissolved_on IS NULL AND u.kind IN ('grassroots', 'joint') AND (a.valid_to IS NULL OR a.valid_to = f.closed_on)
GROUP BY u.id, u.code, u.name, u.town
"""
UNION_COLUMNS = {
    "subject_id": pl.Int64, "subject_code": pl.String, "unit_id": pl.Int64, "title": pl.String, "town": pl.String,
    "employers": pl.Int64, "closed": pl.Int64, "away": pl.Int64,
}  # fmt: skip
BOUNDS = ("large", "due", "joint", "grace", "again")
WANTED = ("subject_id", "subject_code", "unit_id", "title", "facts")


def uncovered(*, today: date, under: str = "") -> dict[CoverageList, pl.DataFrame]:
    """Employers in business without a union of their own, by the list on which they stand, as `worklists.sync` takes them.

    The rules are those in force today at the place of each: the union on which it hangs, else its town's federation, else
    the root. `under`: only those of one branch (neighbours are counted in the whole house all the same).
    """
    frame = _judged(rows.read(EMPLOYERS, [today], EMPLOYER_COLUMNS), today)
    if under:
        frame = frame.filter((pl.col("path") >= under) & (pl.col("path") < under + "["))
    found: dict[CoverageList, pl.DataFrame] = {
        one: frame.filter(pl.col("list") == one.value)
        for one in CoverageList
        if one not in {CoverageList.AGAIN, CoverageList.STRANDED}
    }
    found[CoverageList.AGAIN] = frame.filter((pl.col("list") != "") & pl.col("asked_again"))
    names = ("workers", "union", "town", "trade", "founded", "neighbours", "refused")
    return {one: _told(part, names) for one, part in found.items()}


def stranded_unions(*, today: date, under: str = "") -> pl.DataFrame:
    """Unions in being whose employers are all struck off, or some of whose employers moved to another town."""
    frame = rows.read(UNIONS, [today], UNION_COLUMNS).filter(
        (pl.col("closed") == pl.col("employers")) | (pl.col("away") > 0)
    )
    if under and frame.height:
        source, given = rows.keys(frame["subject_id"])
        inside = rows.read(
            f"SELECT u.id FROM {source} JOIN org_unit u ON u.id = given.k WHERE u.path >= %s AND u.path < %s",
            [given, under, under + "["],
            {"subject_id": pl.Int64},
        )
        frame = frame.join(inside, on="subject_id", how="semi")
    return _told(frame, ("closed", "away", "employers", "town"))


# ------------------------------------------------------------------ judging all at once


def _judged(frame: pl.DataFrame, today: date) -> pl.DataFrame:
    """With the rules of each place, the neighbours and the list: the same verdicts as `rules.coverage.run`."""
    frame = _bounded(frame, today).with_columns(
        free=pl.col("union") == "",
        found=pl.col("workers").fill_null(0),
        age=(pl.lit(today) - pl.col("founded").str.to_date()).dt.total_days(),
        building=pl.col("address").str.extract(BUILDING, 1).fill_null(""),
        refused=pl.col("refused").str.slice(0, 10),
    )
    small = pl.col("free") & (pl.col("found") < pl.col("due"))
    frame = frame.with_columns(
        neighbours=pl.max_horizontal(_near(small, "town", "trade"), _near(small, "town", "building"))
    )
    past = (pl.lit(today) - pl.col("refused").str.to_date()).dt.total_days()
    return frame.with_columns(
        list=pl.when(pl.col("found") >= pl.col("large")).then(pl.lit(CoverageList.LARGE.value))
        .when(pl.col("found") >= pl.col("due")).then(pl.lit(CoverageList.DUE.value))
        .when(~pl.col("free")).then(pl.lit(""))
        .when(pl.col("neighbours") >= pl.col("joint")).then(pl.lit(CoverageList.SMALL.value))
        .when(pl.col("age") > pl.col("grace")).then(pl.lit(CoverageList.OLD.value))
        .otherwise(pl.lit(CoverageList.NEW.value)),
        asked_again=(past >= pl.col("again")).fill_null(value=False),
    )  # fmt: skip


def _near(small: pl.Expr, *by: str) -> pl.Expr:
    """How many small employers without a union share these, where all are known; this one counted."""
    known = pl.all_horizontal([pl.col(name) != "" for name in by])
    return pl.when(small & known).then(small.cast(pl.Int64).sum().over(list(by))).otherwise(0)


def _bounded(frame: pl.DataFrame, today: date) -> pl.DataFrame:
    """The numbers of the rulebook at the place of each row; one statement for all places."""
    books = books_on("organising.coverage", today)
    at = {path: books.at(path) for path in frame["path"].unique()}
    given = [[path, *(book.integer(name) for name in BOUNDS)] for path, book in at.items()]
    schema = {"path": pl.String, **dict.fromkeys(BOUNDS, pl.Int64)}
    return frame.join(pl.DataFrame(given, schema=schema, orient="row"), on="path", how="left")


def _told(frame: pl.DataFrame, names: Iterable[str]) -> pl.DataFrame:
    """As `worklists.sync` takes it: what is known of each goes into its facts."""
    facts = [
        json.dumps({name: value for name, value in row.items() if value}, ensure_ascii=False, sort_keys=True)
        for row in frame.select(list(names)).iter_rows(named=True)
    ]
    return frame.with_columns(pl.Series("facts", facts, dtype=pl.String)).select(WANTED)
