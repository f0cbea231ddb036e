"""The roster of a branch against an export of the province's base, in sets: who is only here, only there, or not alike.

Unscoped: what comes of it is kept in `Difference`, which shows each row where it lies.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from niangjia.ground.org.actions.bulk import all_units
from niangjia.kit import rows, vault
from niangjia.programmes.organising.choices.provincial import COMPARISON, Cell, Side
from niangjia.programmes.organising.rules import plain

OURS = """
SELECT p.id, COALESCE(p.identity_index, ''), p.name, p.phone_index, m.unit_id, m.path, CAST(m.joined_on AS text)
FROM people_membership m JOIN people_person p ON p.id = m.person_id
WHERE m.left_on IS NULL AND m.path >= %s AND m.path < %s
"""
COLUMNS = {
    "person_id": pl.Int64, "identity_index": pl.String, "name": pl.String, "phone_index": pl.String, "unit_id": pl.Int64,
    "path": pl.String, "joined_on": pl.String,
}  # fmt: skip
THEIRS = ("identity", "name", "phone", "union", "joined_on")
BEFORE = "SELECT digest, CAST(since AS text), state FROM organising_difference WHERE comparison_id = %s"


@dataclass(frozen=True)
class Compared:
    """All differences, ready to be written but for the ciphertext: `told` is the text to be sealed. `ours`: members compared."""

    frame: pl.DataFrame
    ours: int


def compare(theirs: pl.DataFrame, *, path: str, unit_id: int, columns: tuple[str, ...]) -> Compared:
    """Compare a checked export (text columns of `THEIRS`, empty for nothing) with the members of a branch.

    A cell that the export leaves empty says nothing; one that only the export has is a difference.
    """
    ours = rows.read(OURS, [path, path + "["], COLUMNS)
    known, outside = ours.filter(pl.col("identity_index") != ""), ours.filter(pl.col("identity_index") == "")
    theirs = theirs.rename({name: f"t_{name}" for name in THEIRS}).unique(
        "identity_index", keep="first", maintain_order=True
    )
    theirs = _placed(theirs, path)
    both = known.join(theirs, on="identity_index", how="inner")
    differs = _differing(both, columns)
    here = pl.concat([known.join(theirs, on="identity_index", how="anti"), outside])
    there = theirs.join(known, on="identity_index", how="anti")
    found = pl.concat(
        [
            here.select("person_id", "identity_index", "unit_id", "path", side=pl.lit(Side.HERE.value)),
            there.with_columns(unit_id=pl.col("t_unit_id").fill_null(unit_id), path=pl.col("t_path").fill_null(path)).select(
                "identity_index", "unit_id", "path", *(f"t_{name}" for name in THEIRS), side=pl.lit(Side.THERE.value)
            ),
            differs.select(
                "person_id", "identity_index", "unit_id", "path", "cells", *(f"t_{name}" for name in THEIRS),
                side=pl.lit(Side.DIFFERS.value),
            ),
        ],
        how="diagonal",
    )  # fmt: skip
    return Compared(_told(found), ours.height)


def _placed(theirs: pl.DataFrame, path: str) -> pl.DataFrame:
    """The unions that the export names, where exactly one living union of the branch is called so."""
    units = all_units().filter(
        pl.col("dissolved_on").is_null() & (pl.col("path") >= path) & (pl.col("path") < path + "[")
    )
    by_name: dict[str, list[tuple[int, str]]] = {}
    for key, where, name, short in units.select("id", "path", "name", "short_name").iter_rows():
        for called in {plain(name), plain(short)} - {""}:
            by_name.setdefault(called, []).append((key, where))
    names = theirs["t_union"].unique().to_list()
    one = {name: by_name.get(plain(name), []) for name in names if name}
    told = [(name, found[0][0], found[0][1]) for name, found in one.items() if len(found) == 1]
    schema = {"t_union": pl.String, "t_unit_id": pl.Int64, "t_path": pl.String}
    return theirs.join(pl.DataFrame(told, schema=schema, orient="row"), on="t_union", how="left", maintain_order="left")


def _differing(both: pl.DataFrame, columns: tuple[str, ...]) -> pl.DataFrame:
    """Those of the people in both who are not alike, with the names of the cells."""
    if not both.height:
        return both.with_columns(cells=pl.lit(""))
    phones = (
        vault.blind_many(both["t_phone"].to_list(), field="person.phone") if "phone" in columns else [""] * both.height
    )
    both = both.with_columns(t_phone_index=pl.Series(phones, dtype=pl.String))
    told = {
        Cell.NAME: (pl.col("t_name") != "") & (_bare("t_name") != _bare("name")),
        Cell.PHONE: (pl.col("t_phone_index") != "") & (pl.col("t_phone_index") != pl.col("phone_index")),
        Cell.UNION: (pl.col("t_union") != "")
        & (pl.col("t_unit_id").is_null() | (pl.col("t_unit_id") != pl.col("unit_id"))),
        Cell.JOINED: (pl.col("t_joined_on") != "") & (pl.col("t_joined_on") != pl.col("joined_on").fill_null("")),
    }
    named = [pl.when(different).then(pl.lit(cell.value)) for cell, different in told.items() if cell.value in columns]
    if not named:
        return both.clear().with_columns(cells=pl.lit(""))
    cells = pl.concat_str(named, separator=",", ignore_nulls=True)
    return both.with_columns(cells=cells).filter(pl.col("cells") != "")


def _bare(column: str) -> pl.Expr:
    """A name without spaces and dots."""
    return pl.col(column).str.replace_all(r"[\s　·•‧・.．]", "").str.to_lowercase()


def _told(found: pl.DataFrame) -> pl.DataFrame:
    """With the text to be sealed and the keyed digest of each difference."""
    texts = [f"t_{name}" for name in THEIRS]
    for name in (*texts, "cells"):
        if name not in found.columns:
            found = found.with_columns(pl.lit("").alias(name))
    found = found.with_columns(pl.col(*texts, "cells").fill_null(""), pl.col("person_id").cast(pl.Int64))
    said = pl.struct(pl.col(f"t_{name}").alias(name) for name in THEIRS).struct.json_encode()
    found = found.with_columns(told=pl.when(pl.col("side") != Side.HERE.value).then(said).otherwise(pl.lit("")))
    who = pl.when(pl.col("identity_index") != "").then("identity_index").otherwise(pl.col("person_id").cast(pl.String))
    marked = found.select(pl.concat_str(who, "side", "cells", *texts, separator="\x1f")).to_series()
    key, blake = bytes.fromhex(vault.blind("difference digest", field=COMPARISON)), hashlib.blake2b
    digests = [blake(text.encode(), digest_size=12, key=key).hexdigest() for text in marked]
    return found.with_columns(digest=pl.Series(digests, dtype=pl.String)).drop(texts)


def since_before(found: pl.DataFrame, previous_id: int | None, today: str) -> tuple[pl.DataFrame, int]:
    """The differences with the day since which they stand and what was said about them before; and how many of the last comparison
    have come right since."""
    if previous_id is None:
        return found.with_columns(since=pl.lit(today), state=pl.lit("open")), 0
    schema = {"digest": pl.String, "was_since": pl.String, "was_state": pl.String}
    before = rows.read(BEFORE, [previous_id], schema).unique("digest")
    gone = before.join(found, on="digest", how="anti").height
    left = pl.when(pl.col("was_state") == "left").then(pl.lit("left")).otherwise(pl.lit("open"))
    joined = found.join(before, on="digest", how="left", maintain_order="left")
    known = joined.with_columns(since=pl.col("was_since").fill_null(today), state=left)
    return known.drop("was_since", "was_state"), gone


def counted(found: pl.DataFrame, today: str) -> tuple[dict[str, int], dict[str, Any]]:
    """Numbers by side with what is new, and by union: unit → {side: number}."""
    counts: dict[str, int] = {one.value: 0 for one in Side}
    counts |= dict(found["side"].value_counts().iter_rows())
    counts["fresh"] = found.filter(pl.col("since") == today).height
    by_unit: dict[str, dict[str, int]] = {}
    grouped = found.group_by("unit_id", "side").len()
    for unit, side, number in grouped.iter_rows():
        by_unit.setdefault(str(unit), {})[side] = number
    return counts, by_unit


def told_of(token: str) -> Mapping[str, str]:
    """What the export says, from an opened text; empty where nothing was kept."""
    return json.loads(token) if token else {}
