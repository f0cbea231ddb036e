"""Computed cards: ten thousand records scored in one go, by the same rules as one card filled in by hand."""

# ruff: noqa: S608  (the statement is built of the constant pieces of this file; values are always parameters)
from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import polars as pl
from django.db import transaction
from django.utils import timezone

from niangjia.engines.scorecards import events, queries, rules
from niangjia.engines.scorecards.actions import refusals
from niangjia.engines.scorecards.actions.filling import digest_of, version_at
from niangjia.engines.scorecards.models import Sheet, Version
from niangjia.ground.audit import actions as audit
from niangjia.ground.org import queries as org
from niangjia.kit import bus, rows
from niangjia.kit.declare import Grade, Item
from niangjia.kit.ids import new_codes
from niangjia.kit.powers import Actor, holds, subtree_range, within

TABLE = "scorecards_sheet"
ABOUT = {
    "subject_id": pl.Int64,
    "subject_code": pl.String,
    "unit_id": pl.Int64,
    "title": pl.String,
    "remarks": pl.String,
}


@dataclass(frozen=True)
class Scored:
    """What a run did: sheets written, records that scored as before, records that are no longer there."""

    written: int
    same: int
    retired: int


@transaction.atomic
def score_many(
    *, actor: Actor, kind: str, frame: pl.DataFrame, on: date | None = None, now: datetime, under: str = ""
) -> Scored:
    """Write the cards of all records of a branch (`under`, a path; "": everywhere) at once.

    The frame holds `subject_id`, `unit_id`, `title`, one column for each item of the version that holds there (null: does not apply, does not
    count) and, if wanted, `subject_code` and `remarks` (JSON text, item → sentence). Only what changed is written; the others are marked as
    looked at. Records of the branch that are not in the frame lose their current card. Raises MayNotFill, UnknownScorecard; ValueError for
    a record named twice, a missing item, or a place outside the branch.
    """
    one = queries.declared(kind)
    if not holds(actor, one.power_fill, under):
        raise refusals.MayNotFill
    version = version_at(actor=actor, kind=kind, on=on or timezone.localdate(now), path=under, now=now)
    scored = _scored(_placed(frame, under), version)
    known = _known(kind, one.subject, scored, under)
    joined = scored.join(known, on="subject_id", how="left")
    same = joined.filter(pl.col("digest") == pl.col("digest_then"))
    new = joined.filter(pl.col("digest").ne_missing(pl.col("digest_then")))
    gone = known.join(scored, on="subject_id", how="anti").filter(_inside(under))
    before = [*new["id"].drop_nulls().to_list(), *gone["id"].to_list()]
    rows.update(
        TABLE, pl.DataFrame({"id": before}, schema={"id": pl.Int64}).with_columns(pl.lit(False).alias("current"))
    )
    rows.update(TABLE, same.select("id", "unit_id", "path", "title", pl.lit(rows.moment(now)).alias("checked_at")))
    _insert(new, one.subject, version, on or timezone.localdate(now), now)
    done = Scored(new.height, same.height, gone.height)
    audit.record(
        actor=actor, verb="scorecards.scored", path=under, facts={"card": kind, "version": version.pk, **vars(done)}
    )
    bus.publish(events.ManyScored(kind, under, new.height))
    return done


def _inside(under: str) -> pl.Expr:
    low, high = subtree_range(under) if under else ("", "\U0010ffff")
    return (pl.col("path_then") >= low) & (pl.col("path_then") < high)


def _placed(frame: pl.DataFrame, under: str) -> pl.DataFrame:
    missing = {name: kind for name, kind in ABOUT.items() if name not in frame.columns}
    frame = frame.with_columns([pl.lit(None, dtype=kind).alias(name) for name, kind in missing.items()]).with_columns(
        pl.col("subject_code").fill_null(""), pl.col("remarks").fill_null("{}"), pl.col("title").str.slice(0, 120)
    )
    if frame["subject_id"].is_duplicated().any():
        raise ValueError("a record is named twice")
    paths = org.held_paths(frame["unit_id"].to_list())
    placed = frame.with_columns(
        pl.col("unit_id")
        .replace_strict(list(paths), list(paths.values()), default=None, return_dtype=pl.String)
        .alias("path")
    )
    ranges = [subtree_range(under)] if under else []
    if placed["path"].null_count() or (ranges and not all(within(path, ranges) for path in placed["path"].unique())):
        raise ValueError("a record lies outside the branch")
    return placed


# ------------------------------------------------------------------ points, column by column


def _scored(placed: pl.DataFrame, version: Version) -> pl.DataFrame:
    """With score, grade and answers of every record. The arithmetic is whole hundredths, like that of one card."""
    items = queries.items_of(version)
    missing = [item.code for item in items if item.code not in placed.columns]
    if missing:
        raise ValueError(f"items are missing: {', '.join(missing)}")
    marks = {item.code: _points(item) for item in items}
    reached = pl.sum_horizontal([mark.fill_null(0) for mark in marks.values()])
    applies = [pl.col(item.code).is_not_null().cast(pl.Int64) for item in items]
    possible = pl.sum_horizontal(
        [is_there * item.weight * rules.FULL for is_there, item in zip(applies, items, strict=True)]
    )
    if version.basis == "sum":
        score = pl.when(pl.sum_horizontal(applies) > 0).then(reached)
    else:
        score = pl.when(possible > 0).then(
            (2 * reached * 100 * rules.FULL + possible) // (2 * pl.max_horizontal(possible, 1))
        )
    scored = placed.with_columns(score.cast(pl.Int64).alias("score")).with_columns(
        _grade(queries.grades_of(version)).alias("grade")
    )
    values = [_plain(row) for row in scored.select([item.code for item in items]).iter_rows(named=True)]
    digests = [
        digest_of(version.pk, value, json.loads(remark))
        for value, remark in zip(values, scored["remarks"], strict=True)
    ]
    return scored.with_columns(
        pl.Series("values", [json.dumps(value) for value in values], dtype=pl.String),
        pl.Series("digest", digests, dtype=pl.String),
    ).select(*ABOUT, "path", "score", "grade", "values", "digest")


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    return {
        code: int(value) if isinstance(value, float) and value.is_integer() else value for code, value in row.items()
    }


def _points(item: Item) -> pl.Expr:
    value, full = pl.col(item.code), item.weight * rules.FULL
    if item.type == "yes":
        return (
            pl.when(value.is_null())
            .then(None)
            .when(value.cast(pl.Boolean) == (item.good == "yes"))
            .then(full)
            .otherwise(0)
        )
    if item.type == "scale":
        return (2 * full * value.cast(pl.Int64) + item.top) // (2 * item.top)
    if item.type == "photo":
        return pl.when(value.is_null()).then(None).otherwise(full)
    found: Any = pl.when(value.is_null()).then(None)
    for low, share in reversed(item.bands):
        found = found.when(value >= float(low)).then(rules.band_points(item, share))
    points: pl.Expr = found.otherwise(0)
    return points


def _grade(grades: Sequence[Grade]) -> pl.Expr:
    found: Any = pl.when(pl.col("score").is_null()).then(pl.lit(""))
    for one in sorted(grades, key=lambda grade: -grade.low):
        found = found.when(pl.col("score") >= int(one.low * rules.FULL)).then(pl.lit(one.code))
    grade: pl.Expr = found.otherwise(pl.lit(""))
    return grade


# ------------------------------------------------------------------ reading and writing

KNOWN = {"id": pl.Int64, "subject_id": pl.Int64, "digest_then": pl.String, "path_then": pl.String}


def _known(kind: str, subject: str, scored: pl.DataFrame, under: str) -> pl.DataFrame:
    """The current sheets of the branch and of the records wherever they lie."""
    source, given = rows.keys(scored["subject_id"])
    low, high = subtree_range(under) if under else ("", "\U0010ffff")
    return rows.read(
        f'SELECT id, subject_id, digest, path FROM {TABLE} WHERE kind = %s AND subject_kind = %s AND "current" AND '
        f"((path >= %s AND path < %s) OR subject_id IN (SELECT k FROM {source})) ORDER BY id"
        f"{' FOR UPDATE' if rows.on_postgres() else ''}",
        [kind, subject, low, high, given],
        KNOWN,
    )


def _insert(new: pl.DataFrame, subject: str, version: Version, on: date, now: datetime) -> None:
    if not new.height:
        return
    stamp = rows.moment(now)
    frame = new.select(
        "subject_id", "subject_code", "unit_id", "path", "title", "remarks", "score", "grade", "values", "digest",
        pl.Series("code", new_codes(new.height), dtype=pl.String), pl.lit(version.kind).alias("kind"),
        pl.lit(version.pk).alias("version_id"), pl.lit(subject).alias("subject_kind"), pl.lit(True).alias("current"),
        pl.lit(on.isoformat()).alias("on"), pl.lit(stamp).alias("at"), pl.lit(stamp).alias("checked_at"),
    )  # fmt: skip
    rows.insert_rows(Sheet, frame)
