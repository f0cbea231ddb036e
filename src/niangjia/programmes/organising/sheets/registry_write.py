"""Judging, writing and taking back the rows of a registry list. Lines are found by credit code, else by the one form of the name."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

import polars as pl

from niangjia.kit import rows, vault
from niangjia.kit.declare import Applied
from niangjia.kit.ids import new_codes, read_credit_code
from niangjia.kit.powers import Actor, reach, within
from niangjia.programmes.organising.models import RegistryEntry
from niangjia.programmes.organising.queries.registry_sets import place_names, town_places
from niangjia.programmes.organising.reasons import sentence
from niangjia.programmes.organising.rules.registry import core, name_key

TABLE, SEAL, POWER = "organising.registry", "imports.row", "imports.use"
TEXTS = ("name", "credit_code", "status", "address", "trade", "town")
CELLS = ("name", "registered_on", "status", "address", "trade", "town", "capital", "insured")
NUMBERS = {"capital": pl.Int64, "insured": pl.Int64}
_LINEAGE = {"row": pl.Int64, "table": pl.String, "record": pl.Int64, "before": pl.String, "after": pl.String}
_KNOWN = {
    "id": pl.Int64, "credit_code": pl.String, "name_key": pl.String, "unit_id": pl.Int64, "path": pl.String, "core": pl.String,
    "listed_on": pl.String, "state": pl.String, "decided": pl.Int64, **{name: NUMBERS.get(name, pl.String) for name in CELLS},
}  # fmt: skip
_JUDGED = {
    "_row": pl.Int64, "entry_id": pl.Int64, "unit_id": pl.Int64, "path": pl.String, "name_key": pl.String, "core": pl.String,
    "code_now": pl.String, "_verdict": pl.String, "_problem": pl.String, "_changed": pl.String, "_culprit": pl.String,
    "_value": pl.String, "was": pl.String,
}  # fmt: skip


def _entries(source: str = "") -> dict[int, dict[str, Any]]:
    sql = (
        "SELECT id, credit_code, name_key, unit_id, path, core, CAST(listed_on AS text), state, "
        "CASE WHEN linked_by_id IS NULL THEN 0 ELSE 1 END, name, CAST(registered_on AS text), status, address, trade, town, "
        "capital, insured FROM organising_registryentry"
    )
    found = rows.read(f"{sql} WHERE source = %s" if source else sql, [source] if source else [], _KNOWN)
    return {one["id"]: one for one in found.to_dicts()}


def plan(*, actor: Actor, frame: pl.DataFrame, options: Mapping[str, Any], source: str) -> pl.DataFrame:
    """What each row would do with the lines of its register."""
    day = pl.col("registered_on")
    text = day.dt.to_string("%Y-%m-%d") if frame.schema["registered_on"] == pl.Date else day.cast(pl.String)
    frame = frame.with_columns(
        *(pl.col(name).cast(pl.String).fill_null("") for name in TEXTS),
        *(pl.col(name).cast(pl.Int64) for name in NUMBERS),
        registered_on=text,
    )
    told = pl.DataFrame(_Judge(actor, source).rows(frame.to_dicts()), schema=_JUDGED, orient="row")
    note = pl.col("_note").fill_null("") if "_note" in frame.columns else pl.lit("")
    stale = [name for name in _JUDGED if name != "_row" and name in frame.columns]
    joined = frame.drop(stale).join(told, on="_row", how="left", maintain_order="left")
    return joined.with_columns(_note=note, _refresh=pl.lit(value=False))


class _Judge:
    """The lines of one register by code and by name, and the places of the towns."""

    def __init__(self, actor: Actor, source: str) -> None:
        self.ranges = reach(actor, POWER)
        self.towns, self.root = town_places()
        self.places = place_names()
        self.known = _entries(source)
        self.by_code = {one["credit_code"]: one for one in self.known.values() if one["credit_code"]}
        self.by_name = {one["name_key"]: one for one in self.known.values() if not one["credit_code"]}
        self.claimed: set[str] = set()

    def rows(self, given: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return [self._one(row) for row in given]

    def _one(self, row: dict[str, Any]) -> dict[str, Any]:
        done: dict[str, Any] = dict.fromkeys(_JUDGED)
        done.update(_row=row["_row"], _changed="", _verdict="new", code_now="")
        if row["credit_code"]:
            read = read_credit_code(row["credit_code"])
            if read.error:
                return _wrong(done, sentence("employer.credit_code"), "credit_code", row["credit_code"])
            done["code_now"] = read.value
        done["name_key"] = name_key(row["name"])
        place = self.towns.get(row["town"], self.root)
        if place is None or not within(place[1], self.ranges):
            return _wrong(done, sentence("registry.elsewhere", town=row["town"] or "—"), "town", row["town"])
        claim = done["code_now"] or done["name_key"]
        if claim in self.claimed:
            return _wrong(done, sentence("registry.twice", name=row["name"]), "name", row["name"])
        self.claimed.add(claim)
        done.update(unit_id=place[0], path=place[1], core=core(row["name"], self.places))
        known = self.by_code.get(done["code_now"]) if done["code_now"] else self.by_name.get(done["name_key"])
        if known is not None:
            changed = [name for name in CELLS if row[name] not in (None, "") and row[name] != known[name]]
            done.update(entry_id=known["id"], _changed=",".join(changed), _verdict="changed" if changed else "same")
            done["was"] = json.dumps(
                {name: known[name] for name in (*CELLS, "name_key", "core", "unit_id", "path", "listed_on")}
            )
        return done


def _wrong(done: dict[str, Any], text: str, column: str, value: str) -> dict[str, Any]:
    done.update(_problem=text, _culprit=column, _value=value, _verdict="wrong")
    return done


def apply(*, actor: Actor, frame: pl.DataFrame, options: Mapping[str, Any], source: str) -> Applied:
    """Write the chosen rows; those whose verdict is no longer what the preview said are left alone."""
    planned = dict(frame.select("_row", "_verdict").iter_rows())
    now = plan(actor=actor, frame=frame, options=options, source=source)
    same = pl.col("_row").replace_strict(planned, default="", return_dtype=pl.String)
    agreed = now.filter(pl.col("_verdict") == same)
    skipped = [
        row for row, verdict in now.select("_row", "_verdict").iter_rows() if verdict not in {planned[row], "same"}
    ]
    lines = _add(agreed.filter(pl.col("_verdict") == "new"), source, options["today"])
    lines += _change(agreed.filter(pl.col("_verdict") == "changed"), options["today"])
    after = _digests()
    told = [(row, TABLE, record, before, after[record]) for row, record, before in lines]
    return Applied(pl.DataFrame(told, schema=_LINEAGE, orient="row"), skipped)


def _add(frame: pl.DataFrame, source: str, today: str) -> list[tuple[int, int, str]]:
    if not frame.height:
        return []
    ids = rows.reserve("organising_registryentry", frame.height)
    made = frame.select(
        "unit_id", "path", "name_key", "core", *CELLS, pl.col("code_now").alias("credit_code"),
        pl.Series("id", ids, dtype=pl.Int64), pl.Series("code", new_codes(frame.height), dtype=pl.String),
        pl.lit(source).alias("source"), pl.lit(today).alias("listed_on"),
    )  # fmt: skip
    rows.insert_rows(RegistryEntry, made)
    return [(row, record, "") for row, record in zip(frame["_row"], ids, strict=True)]


def _change(frame: pl.DataFrame, today: str) -> list[tuple[int, int, str]]:
    given = frame.to_dicts()
    if not given:
        return []
    written = []
    for row in given:
        was = json.loads(row["was"])
        cells = {name: row[name] if row[name] not in (None, "") else was[name] for name in CELLS}
        where = {name: row[name] for name in ("unit_id", "path", "name_key", "core")}
        written.append({"id": row["entry_id"], **cells, **where, "listed_on": today})
    rows.update("organising_registryentry", pl.DataFrame(written, schema=_written()))
    sealed = vault.seal_many([row["was"] for row in given], field=SEAL)
    return [(row["_row"], row["entry_id"], image) for row, image in zip(given, sealed, strict=True)]


def _written() -> dict[str, Any]:
    texts = dict.fromkeys(("path", "name_key", "core", "listed_on"), pl.String)
    return {"id": pl.Int64, **{name: NUMBERS.get(name, pl.String) for name in CELLS}, "unit_id": pl.Int64, **texts}


def _digests() -> dict[int, str]:
    """Digest of what a list can say of each line, and whether somebody decided about it."""
    found = {}
    for one in _entries().values():
        text = "\x1f".join("" if one[name] is None else str(one[name]) for name in (*CELLS, "listed_on", "decided"))
        found[one["id"]] = hashlib.blake2b(text.encode(), digest_size=12).hexdigest()
    return found


def undo(*, actor: Actor, lineage: pl.DataFrame, options: Mapping[str, Any]) -> list[int]:
    """Take lines back; those of a later list and those about which somebody decided stay and are named."""
    now = _digests()
    intact = [line for line in lineage.to_dicts() if now.get(line["record"]) == line["after"]]
    new = [line["record"] for line in intact if not line["before"]]
    RegistryEntry.rows.filter(pk__in=rows.among(new)).delete()
    back = [
        {"id": line["record"], **json.loads(vault.unseal(line["before"], field=SEAL))}
        for line in intact
        if line["before"]
    ]
    if back:
        rows.update(
            "organising_registryentry", pl.DataFrame(back, schema_overrides=_written()).select(list(_written()))
        )
    done = {line["row"] for line in intact}
    return [row for row in lineage["row"] if row not in done]
