"""The registry in sets: places of lines, candidates by likeness, and what became a task. Unscoped: jobs and sheets call it."""

# ruff: noqa: S608  (the statements are built of the constant pieces of this file; values are always parameters)
from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from typing import Any

import polars as pl

from niangjia.engines.rulebooks.queries import books_on
from niangjia.kit import rows
from niangjia.programmes.organising.choices.registry import RegistryList, RegistrySource, RegistryStatus
from niangjia.programmes.organising.queries.coverage import ROOT, TOWNS
from niangjia.programmes.organising.rules.registry import Known, Weights, core, grams, name_key, score, workers_differ

RARE = 80
"""A pair of letters that more employers than this share says nothing about who is who."""
CLOSE = 0.5
"""Names that share less are not looked at more closely."""
SHORT = 2
"""Names of so few pairs of letters are looked at whatever they end with; longer ones need a second rare pair or the same end."""
BOOK = "organising.registry"

EMPLOYERS = "SELECT id, name, COALESCE(credit_code, ''), town, address, CAST(founded_on AS text) FROM org_employer WHERE closed_on IS NULL"
ENTRIES = (
    "SELECT id, name, credit_code, town, address, CAST(registered_on AS text), name_key, core, source "
    "FROM organising_registryentry WHERE state <> 'linked'"
)
_EMPLOYERS = dict.fromkeys(("name", "credit_code", "town", "address", "on"), pl.String)
_ENTRIES = {**_EMPLOYERS, "name_key": pl.String, "core": pl.String, "source": pl.String}


def town_places() -> tuple[dict[str, tuple[int, str]], tuple[int, str] | None]:
    """Id and path of the federation of each town, and of the root, with which lines of other places lie."""
    schema = {"town": pl.String, "id": pl.Int64, "path": pl.String}
    towns = rows.read(f"SELECT t.town, u.id, u.path FROM {TOWNS} t JOIN org_unit u ON u.id = t.id", [], schema)
    root = rows.read(f"SELECT name, id, path FROM org_unit WHERE id = {ROOT}", [], schema)
    return {town: (key, path) for town, key, path in towns.rows()}, (root.row(0)[1:] if root.height else None)


def place_names() -> tuple[str, ...]:
    """Names of county, city and province of the house, with and without what they are: 永康市, 永康."""
    names = rows.read(
        "SELECT name, id FROM org_unit WHERE level IN ('county', 'city', 'province') AND depth <= 3", [],
        {"name": pl.String, "id": pl.Int64},
    )["name"]  # fmt: skip
    found: set[str] = set()
    for name in names:
        place = name.removesuffix("总工会")
        found |= {place, place.rstrip("省市县区")}
    return tuple(sorted(one for one in found if len(one) > 1))


def linked_by_code() -> list[tuple[int, int]]:
    """Lines that nobody linked yet and the employer of ours with the same credit code."""
    found = rows.read(
        "SELECT r.id, e.id FROM organising_registryentry r JOIN org_employer e ON e.credit_code = r.credit_code "
        "WHERE r.credit_code <> '' AND r.state <> 'linked' ORDER BY r.id", [], {"entry": pl.Int64, "employer": pl.Int64},
    )  # fmt: skip
    return list(found.rows())


def candidates(*, today: date) -> list[tuple[int, int, int, str]]:
    """For every line that is not linked: employers of ours that it may be, with score and reasons as JSON, the best first.

    Only employers without a code, or lines without one, are compared by name: two different codes are two employers. One that
    a line of the same register is linked with, and one that somebody said it is not, are left out.
    """
    book = books_on(BOOK, today).at("")
    weights = Weights(*(book.integer(name) for name in ("name", "town", "address", "day")))
    theirs = rows.read(ENTRIES, [], {"id": pl.Int64, **_ENTRIES})
    ours = rows.read(EMPLOYERS, [], {"id": pl.Int64, **_EMPLOYERS})
    places = place_names()
    ours = ours.with_columns(
        pl.Series("name_key", [name_key(name) for name in ours["name"]], dtype=pl.String),
        pl.Series("core", [core(name, places) for name in ours["name"]], dtype=pl.String),
    )
    pairs = _worth(_pairs(theirs, ours), theirs, ours, weights, book.integer("least"))
    shown = _judged(pairs, _known(theirs), _known(ours), weights, book.integer("least"))
    best: dict[int, list[tuple[int, int, int, str]]] = {}
    for one in sorted(shown, key=lambda row: (row[0], -row[2], row[1])):
        best.setdefault(one[0], []).append(one)
    return [one for some in best.values() for one in some[: book.integer("most")]]


def _pairs(theirs: pl.DataFrame, ours: pl.DataFrame) -> pl.DataFrame:
    """Pairs worth a look: the same whole name, or rare pairs of letters in common and enough of all alike."""
    numbers: dict[str, int] = {}
    left, right = _spelt(theirs, numbers), _spelt(ours, numbers)
    rare = right.group_by("gram").len().filter(pl.col("len") <= RARE).select("gram")
    shared = left.join(rare, on="gram", how="semi").join(right, on="gram").group_by("entry", "employer").len("rare")
    same = theirs.select(entry="id", key="name_key").join(ours.select(employer="id", key="name_key"), on="key")
    found = pl.concat([shared.cast({"rare": pl.Int64}), same.select("entry", "employer", rare=pl.lit(99, pl.Int64))])
    found = found.unique(["entry", "employer"], keep="last").join(_whole(left, "entry", "a"), on="entry")
    found = found.join(_whole(right, "employer", "b"), on="employer")
    short = pl.min_horizontal("a_size", "b_size") <= SHORT
    found = found.filter((pl.col("rare") > 1) | short | (pl.col("a_tail") == pl.col("b_tail")))
    common = pl.col("a").list.set_intersection("b").list.len()
    alike = 2 * common / (pl.col("a_size") + pl.col("b_size"))
    found = found.with_columns(alike=alike).filter(pl.col("alike") >= CLOSE).select("entry", "employer", "alike")
    codes = theirs.select(entry="id", their_code="credit_code", source="source")
    found = found.join(codes, on="entry").join(ours.select(employer="id", our_code="credit_code"), on="employer")
    found = found.filter((pl.col("their_code") == "") | (pl.col("our_code") == ""))
    return found.join(_taken(), on=["employer", "source"], how="anti").join(
        _refused(), on=["entry", "employer"], how="anti"
    )


def _worth(pairs: pl.DataFrame, theirs: pl.DataFrame, ours: pl.DataFrame, weights: Weights, least: int) -> pl.DataFrame:
    """The pairs that can reach the least score at all: names as alike as they are, an address that both know taken as the same."""
    told = ("name_key", "core", "town", "address", "on")
    sides = [(theirs, "entry", ""), (ours, "employer", "_ours")]
    for frame, key, mark in sides:
        pairs = pairs.join(
            frame.select(pl.col("id").alias(key), *(pl.col(one).alias(one + mark) for one in told)), on=key
        )

    def equal(name: str) -> pl.Expr:
        one, other = pl.col(name).fill_null(""), pl.col(f"{name}_ours").fill_null("")
        return pl.when((one == "") | (other == "")).then(0.5).otherwise((one == other).cast(pl.Float64))

    known = (pl.col("address") != "") & (pl.col("address_ours") != "")
    most = (
        weights.name * pl.when((pl.col("name_key") == pl.col("name_key_ours")) | (pl.col("core") == pl.col("core_ours"))).then(1.0).otherwise("alike")
        + weights.town * equal("town") + weights.day * equal("on") + weights.address * pl.when(known).then(1.0).otherwise(0.5)
    )  # fmt: skip
    whole = weights.name + weights.town + weights.address + weights.day
    return pairs.filter(most * 100 / whole >= least - 0.5).select("entry", "employer")


def _whole(spelt: pl.DataFrame, side: str, name: str) -> pl.DataFrame:
    """The pairs of letters of each name together, how many, and which one it ends with (its trade, mostly)."""
    letters = pl.col("gram")
    return spelt.group_by(side, maintain_order=True).agg(
        letters.alias(name), letters.len().cast(pl.Int64).alias(f"{name}_size"), letters.last().alias(f"{name}_tail")
    )


def _spelt(frame: pl.DataFrame, numbers: dict[str, int]) -> pl.DataFrame:
    """The pairs of letters of each name, as numbers: sets of numbers are compared several times as fast as sets of texts."""
    side = "entry" if "source" in frame.columns else "employer"
    spelt = [[numbers.setdefault(one, len(numbers)) for one in _in_order(text)] for text in frame["core"]]
    told = frame.select(pl.col("id").alias(side)).with_columns(pl.Series("gram", spelt, dtype=pl.List(pl.UInt32)))
    return told.explode("gram").drop_nulls()


def _in_order(text: str) -> list[str]:
    """The pairs of letters of a name, each once, the one that it ends with last."""
    found = grams(text)
    return sorted(found, key=text.rfind)


def _taken() -> pl.DataFrame:
    sql = "SELECT employer_id, source FROM organising_registryentry WHERE state = 'linked'"
    return rows.read(sql, [], {"employer": pl.Int64, "source": pl.String})


def _refused() -> pl.DataFrame:
    sql = "SELECT entry_id, employer_id FROM organising_registryrefusal"
    return rows.read(sql, [], {"entry": pl.Int64, "employer": pl.Int64})


def _known(frame: pl.DataFrame) -> dict[int, Known]:
    told = frame.select("id", "name_key", "core", "town", "address", "on").iter_rows()
    return {
        key: Known(whole, bare, town, address, date.fromisoformat(on) if on else None)
        for key, whole, bare, town, address, on in told
    }


def _judged(
    pairs: pl.DataFrame, theirs: dict[int, Known], ours: dict[int, Known], weights: Weights, least: int
) -> Iterator[tuple[int, int, int, str]]:
    for entry, employer in pairs.select("entry", "employer").iter_rows():
        number, reasons = score(theirs[entry], ours[employer], weights)
        if number >= least:
            yield entry, employer, number, json.dumps(reasons)


# ------------------------------------------------------------------ what became a task

LINKED = """
SELECT r.id, r.code, r.unit_id, r.path, r.source, r.name, r.name_key, r.status, r.trade, r.town, r.insured, CAST(r.listed_on AS text),
       e.name, e.trade, e.town, h.workers
FROM organising_registryentry r JOIN org_employer e ON e.id = r.employer_id
LEFT JOIN org_headcount h ON h.employer_id = e.id AND h.valid_to IS NULL
WHERE r.state = 'linked' AND e.closed_on IS NULL
"""
_LINKED = {
    "subject_id": pl.Int64, "subject_code": pl.String, "unit_id": pl.Int64, "path": pl.String, "source": pl.String,
    "name": pl.String, "name_key": pl.String, "status": pl.String, "trade": pl.String, "town": pl.String, "insured": pl.Int64,
    "listed": pl.String, "our_name": pl.String, "our_trade": pl.String, "our_town": pl.String, "workers": pl.Int64,
}  # fmt: skip
FREE = """
SELECT id, code, unit_id, path, source, name, status, trade, town, insured, CAST(listed_on AS text)
FROM organising_registryentry WHERE state = 'none' AND status = 'alive'
"""
_FREE = {name: _LINKED[name] for name in (
    "subject_id", "subject_code", "unit_id", "path", "source", "name", "status", "trade", "town", "insured", "listed",
)}  # fmt: skip


def changes(*, today: date) -> dict[RegistryList, list[dict[str, Any]]]:
    """What the registers say that ours does not, by list, as `worklists.sync` takes it."""
    found: dict[RegistryList, list[dict[str, Any]]] = {one: [] for one in RegistryList}
    books = books_on(BOOK, today)
    shares: dict[str, float] = {}
    for row in rows.read(LINKED, [], _LINKED).iter_rows(named=True):
        if row["path"] not in shares:
            shares[row["path"]] = float(books.at(row["path"]).share("workers"))
        for one, ours, theirs in differences(row, shares[row["path"]]):
            found[one].append(_wanted(row, ours, theirs))
    for row in rows.read(FREE, [], _FREE).iter_rows(named=True):
        found[RegistryList.NEW].append(_wanted(row, "", ""))
    return found


def differences(row: dict[str, Any], share: float) -> list[tuple[RegistryList, str, str]]:
    """The lists on which a linked line stands, with what ours and theirs say."""
    status = RegistryStatus(row["status"])
    if status in {RegistryStatus.CLOSED, RegistryStatus.REVOKED}:
        return [(RegistryList.CLOSED, "", str(status.label))]
    found: list[tuple[RegistryList, str, str]] = []
    if status == RegistryStatus.AWAY:
        found.append((RegistryList.MOVED, row["our_town"], str(status.label)))
    elif row["town"] and row["our_town"] and row["town"] != row["our_town"]:
        found.append((RegistryList.MOVED, row["our_town"], row["town"]))
    if row["name_key"] != name_key(row["our_name"]):
        found.append((RegistryList.RENAMED, row["our_name"], row["name"]))
    if row["trade"] and row["our_trade"] and row["trade"] != row["our_trade"]:
        found.append((RegistryList.TRADE, row["our_trade"], row["trade"]))
    if workers_differ(row["insured"], row["workers"], share):
        found.append((RegistryList.WORKERS, str(row["workers"]), str(row["insured"])))
    return found


def _wanted(row: dict[str, Any], ours: str, theirs: str) -> dict[str, Any]:
    facts = {
        "source": str(RegistrySource(row["source"]).label), "ours": ours, "theirs": theirs,
        "status": str(RegistryStatus(row["status"]).label), "workers": row["insured"], "town": row["town"],
        "listed": row["listed"],
    }  # fmt: skip
    told = {name: value for name, value in facts.items() if value not in (None, "")}
    return {
        "subject_id": row["subject_id"], "subject_code": row["subject_code"], "unit_id": row["unit_id"],
        "title": row.get("our_name") or row["name"], "facts": json.dumps(told, ensure_ascii=False, sort_keys=True),
    }  # fmt: skip
