"""Writing the rows of an employers sheet, all in one transaction, and taking them back."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

import polars as pl

from niangjia.ground.org.actions import bulk
from niangjia.kit import vault
from niangjia.kit.declare import Applied
from niangjia.kit.powers import Actor
from niangjia.programmes.organising.sheets.register import JUDGED, judge

TABLE = "org.employer"
SEAL = "imports.row"
_LINEAGE = {"row": pl.Int64, "table": pl.String, "record": pl.Int64, "before": pl.String, "after": pl.String}


def apply(*, actor: Actor, frame: pl.DataFrame, options: Mapping[str, Any]) -> Applied:
    """Write the chosen rows; those whose verdict is no longer what the preview said are left alone."""
    planned = dict(frame.select("_row", "_verdict").iter_rows())
    now = judge(actor, frame.drop([name for name in JUDGED if name != "_row"], strict=False))
    agreed = now.filter(
        pl.col("_verdict") == pl.col("_row").replace_strict(planned, default="", return_dtype=pl.String)
    )
    skipped = [
        row for row, verdict in now.select("_row", "_verdict").iter_rows() if verdict not in {planned[row], "same"}
    ]
    lineage = _add(agreed.filter(pl.col("_verdict") == "new"))
    lineage += _change(agreed.filter(pl.col("_verdict").is_in(["changed", "transfer"])), options["today"])
    after = _states([record for _row, record, _before in lineage])
    rows = [(row, TABLE, record, before, after[record]) for row, record, before in lineage]
    return Applied(pl.DataFrame(rows, schema=_LINEAGE, orient="row"), skipped)


def _add(frame: pl.DataFrame) -> list[tuple[int, int, str]]:
    ids = bulk.add_employers(frame.select("name", *bulk.EMPLOYER_STATE)) if frame.height else []
    return [(row, record, "") for row, record in zip(frame["_row"], ids, strict=True)]


def _change(frame: pl.DataFrame, today: str) -> list[tuple[int, int, str]]:
    given = frame.to_dicts()
    if not given:
        return []
    cells = [{"id": row["employer_id"], **_cells(row), "revision": row["was_revision"] + 1} for row in given]
    schema = {"id": pl.Int64, **dict.fromkeys(bulk.EMPLOYER_CELLS, pl.String), "revision": pl.Int64}
    bulk.amend("employer", pl.DataFrame(cells, schema=schema))
    hung = _dated(given, today, "attachment", "union", "unit_id", "attached_from")
    counted = _dated(given, today, "headcount", "workers", "workers", "counted_from")
    images = [json.dumps(_image(row, hung, counted), ensure_ascii=False) for row in given]
    sealed = vault.seal_many(images, field=SEAL)
    return [(row["_row"], row["employer_id"], image) for row, image in zip(given, sealed, strict=True)]


def _cells(row: Mapping[str, Any]) -> dict[str, Any]:
    now = {name: row[name] if row[name] else row[f"was_{name}"] for name in bulk.EMPLOYER_CELLS}
    return now | {"credit_code": now["credit_code"] or None}


def _dated(given: list[dict[str, Any]], today: str, table: str, cell: str, column: str, since: str) -> dict[int, int]:
    """A new attachment or headcount from today on; one that began today is mended. Returns the added, by row."""
    rows = [row for row in given if cell in row["_changed"].split(",")]
    mended = [row for row in rows if row[f"{table}_id"] and row[since] == today]
    bulk.amend(table, pl.DataFrame(
        [{"id": row[f"{table}_id"], column: row[column]} for row in mended], schema={"id": pl.Int64, column: pl.Int64}
    ))  # fmt: skip
    fresh = [row for row in rows if row not in mended]
    closed = [{"id": row[f"{table}_id"], "valid_to": today} for row in fresh if row[f"{table}_id"]]
    bulk.amend(table, pl.DataFrame(closed, schema={"id": pl.Int64, "valid_to": pl.String}))
    added = pl.DataFrame(
        [
            {
                "employer_id": row["employer_id"],
                column: row[column],
                "valid_from": today if row[f"{table}_id"] else None,
            }
            for row in fresh
        ],
        schema={"employer_id": pl.Int64, column: pl.Int64, "valid_from": pl.String},
    )
    ids = (bulk.attach if table == "attachment" else bulk.declare)(added)
    return {row["_row"]: number for row, number in zip(fresh, ids, strict=True)}


def _image(row: Mapping[str, Any], hung: Mapping[int, int], counted: Mapping[int, int]) -> dict[str, Any]:
    return {
        **{name: row[f"was_{name}"] for name in bulk.EMPLOYER_STATE},
        "attachment_id": row["attachment_id"], "headcount_id": row["headcount_id"],
        "added_attachment": hung.get(row["_row"]), "added_headcount": counted.get(row["_row"]),
    }  # fmt: skip


def _states(ids: list[int]) -> dict[int, str]:
    """Digest of what a roster can say of each employer."""
    wanted, found = set(ids), {}
    for one in bulk.all_employers().to_dicts():
        if one["id"] in wanted:
            cells = [one["name"], *(one[name] for name in bulk.EMPLOYER_STATE), one["closed_on"]]
            text = "\x1f".join("" if cell is None else str(cell) for cell in cells)
            found[one["id"]] = hashlib.blake2b(text.encode(), digest_size=12).hexdigest()
    return found


def undo(*, actor: Actor, lineage: pl.DataFrame, options: Mapping[str, Any]) -> list[int]:
    """Take employers back; those edited or used since stay and are named."""
    digests = _states(lineage["record"].to_list())
    intact = [line for line in lineage.to_dicts() if digests.get(line["record"]) == line["after"]]
    new = {line["record"]: line["row"] for line in intact if not line["before"]}
    used = bulk.employers_relied_upon(list(new))
    counts = bulk.history_counts(list(new))
    free = [number for number in new if number not in used and max(counts.get(number, (0, 0))) <= 1]
    for table in ("attachment", "headcount"):
        bulk.remove(table, free, key="employer_id")
    bulk.remove("employer", free)
    done = {new[number] for number in free} | _restore([line for line in intact if line["before"]])
    return [row for row in lineage["row"] if row not in done]


def _restore(lines: list[dict[str, Any]]) -> set[int]:
    now = {one["id"]: one for one in bulk.all_employers().to_dicts()}
    done = set()
    for line in lines:
        image, here = json.loads(vault.unseal(line["before"], field=SEAL)), now[line["record"]]
        added = {table: image[f"added_{table}"] for table in ("attachment", "headcount")}
        if any(number is not None and here[f"{table}_id"] != number for table, number in added.items()):
            continue
        for table, column in (("attachment", "unit_id"), ("headcount", "workers")):
            if added[table] is not None:
                bulk.remove(table, [added[table]])
            if image[f"{table}_id"] is not None:
                back = {"id": image[f"{table}_id"], column: image[column], "valid_to": None}
                bulk.amend(
                    table, pl.DataFrame([back], schema={"id": pl.Int64, column: pl.Int64, "valid_to": pl.String})
                )
        cells = {name: image[name] for name in bulk.EMPLOYER_CELLS} | {"credit_code": image["credit_code"] or None}
        schema = {"id": pl.Int64, **dict.fromkeys(bulk.EMPLOYER_CELLS, pl.String), "revision": pl.Int64}
        row = {"id": line["record"], **cells, "revision": here["revision"] + 1}
        bulk.amend("employer", pl.DataFrame([row], schema=schema))
        done.add(line["row"])
    return done
