"""Writing the rows of a union sheet, all in one transaction, and taking them back."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import date
from typing import Any

import polars as pl
from django.db import transaction
from django.utils import timezone

from niangjia.ground.org.actions import bulk, move_unit
from niangjia.ground.org.queries import lock_tree
from niangjia.kit import vault
from niangjia.kit.declare import Applied
from niangjia.kit.powers import Actor, Refused
from niangjia.programmes.organising.sheets import tree_terms
from niangjia.programmes.organising.sheets.tree import JUDGED, judge

TABLE = "org.unit"
SEAL = "imports.row"
_LINEAGE = {"row": pl.Int64, "table": pl.String, "record": pl.Int64, "before": pl.String, "after": pl.String}


def apply(*, actor: Actor, frame: pl.DataFrame, options: Mapping[str, Any]) -> Applied:
    """Write the chosen rows; those whose verdict is no longer what the preview said are left alone."""
    lock_tree()
    planned = dict(frame.select("_row", "_verdict").iter_rows())
    now = judge(actor, frame.drop([name for name in JUDGED if name != "_row"], strict=False))
    agreed = now.filter(
        pl.col("_verdict") == pl.col("_row").replace_strict(planned, default="", return_dtype=pl.String)
    )
    skipped = [
        row for row, verdict in now.select("_row", "_verdict").iter_rows() if verdict not in {planned[row], "same"}
    ]
    lineage = _add(agreed.filter(pl.col("_verdict") == "new"), skipped)
    lineage += _change(agreed.filter((pl.col("_verdict") == "changed") & _unit_cells()))
    lineage += _move(actor, agreed.filter(pl.col("_verdict") == "transfer"), options["today"], skipped)
    after = _states([record for _row, record, _before in lineage])
    rows = [(row, TABLE, record, before, after[record]) for row, record, before in lineage]
    units = dict(
        agreed.filter(pl.col("unit_id").is_not_null(), ~pl.col("_row").is_in(skipped))
        .select("_row", "unit_id")
        .iter_rows()
    )
    units |= {row: record for row, record, _before in lineage}
    rows += tree_terms.write(actor=actor, frame=agreed, units=units, now=timezone.now())
    return Applied(pl.DataFrame(rows, schema=_LINEAGE, orient="row"), skipped)


def _unit_cells() -> pl.Expr:
    """Rows that change a cell of the union itself, not only its term."""
    cells = pl.col("_changed").fill_null("").str.split(",")
    return cells.list.eval(~pl.element().is_in(["", *tree_terms.CELLS])).list.any()


def _add(frame: pl.DataFrame, skipped: list[int]) -> list[tuple[int, int, str]]:
    """New unions under their parents, highest first; a row whose parent did not come in waits with it."""
    tree = bulk.all_units()
    paths: dict[int, str] = dict(tree.select("id", "path").iter_rows())
    steps = bulk.last_steps(bulk.used_paths())
    waiting = {row["_row"]: row for row in frame.to_dicts()}
    placed: dict[int, str] = {}
    while waiting:
        ready = [
            row
            for row in waiting.values()
            if row["parent_id"] or row["parent_row"] is None or row["parent_row"] in placed
        ]
        if not ready:
            skipped.extend(waiting)
            break
        for row in ready:
            above = paths[row["parent_id"]] if row["parent_id"] else placed.get(row["parent_row"], "")
            steps[above] = steps.get(above, 0) + 1
            placed[row["_row"]] = above + bulk.step_text(steps[above])
            del waiting[row["_row"]]
    new = frame.filter(pl.col("_row").is_in(list(placed))).with_columns(
        path=pl.col("_row").replace_strict(placed, return_dtype=pl.String), kind="_kind", town=pl.col("_town").fill_null("")
    )  # fmt: skip
    ids = bulk.add_units(new.select("name", "path", *bulk.UNIT_CELLS)) if new.height else []
    return [(row, record, "") for row, record in zip(new["_row"], ids, strict=True)]


def _cells(row: Mapping[str, Any]) -> dict[str, Any]:
    changed = set(row["_changed"].split(",")) - {"", "parent", *tree_terms.CELLS}
    now = {name: row[f"was_{name}"] for name in bulk.UNIT_CELLS}
    now.update({name: row["_kind"] if name == "kind" else row[name] for name in changed})
    return now


def _change(frame: pl.DataFrame) -> list[tuple[int, int, str]]:
    """Changed cells of unions that are known."""
    given = frame.to_dicts()
    if given:
        rows = [{"id": row["unit_id"], **_cells(row), "revision": row["was_revision"] + 1} for row in given]
        schema = {"id": pl.Int64, **dict.fromkeys(bulk.UNIT_CELLS, pl.String), "revision": pl.Int64}
        bulk.amend_units(pl.DataFrame(rows, schema=schema))
    return [(row["_row"], row["unit_id"], _image(row, None)) for row in given]


def _image(row: Mapping[str, Any], parent: str | None) -> str:
    before = {name: row[f"was_{name}"] for name in bulk.UNIT_CELLS} | {"parent": parent}
    return vault.seal(json.dumps(before, ensure_ascii=False), field=SEAL)


def _move(actor: Actor, frame: pl.DataFrame, today: str, skipped: list[int]) -> list[tuple[int, int, str]]:
    """Unions that hang elsewhere from today on, as moved by hand; a move that the tree refuses is skipped."""
    moved = []
    for row in frame.to_dicts():
        tree = {unit["id"]: unit for unit in bulk.all_units().to_dicts()}
        here, above = tree[row["unit_id"]], tree.get(row["parent_id"])
        old = next((unit["code"] for unit in tree.values() if unit["path"] == here["path"][: -bulk.STEP]), None)
        if above is None or not _moved_to(actor, here, above["code"], today):
            skipped.append(row["_row"])
            continue
        row["was_revision"] += 1
        moved.append((row["_row"], row["unit_id"], _image(row, old)))
        _change(pl.DataFrame([row], schema=frame.schema))
    return moved


def _moved_to(actor: Actor, unit: Mapping[str, Any], parent_code: str, today: str) -> bool:
    try:
        with transaction.atomic():
            move_unit(
                actor=actor, code=unit["code"], revision=unit["revision"], parent_code=parent_code,
                on=date.fromisoformat(today), now=timezone.now(),
            )  # fmt: skip
    except Refused:
        return False
    return True


def _states(ids: list[int]) -> dict[int, str]:
    """Digest of what a roster can say of each union: name, cells, and where it hangs."""
    units = bulk.all_units().to_dicts()
    by_path = {unit["path"]: unit["id"] for unit in units}
    wanted, found = set(ids), {}
    for unit in units:
        if unit["id"] in wanted:
            cells = [unit["name"], *(unit[name] for name in bulk.UNIT_CELLS), by_path.get(unit["path"][: -bulk.STEP])]
            text = "\x1f".join("" if one is None else str(one) for one in [*cells, unit["dissolved_on"]])
            found[unit["id"]] = hashlib.blake2b(text.encode(), digest_size=12).hexdigest()
    return found


def undo(*, actor: Actor, lineage: pl.DataFrame, options: Mapping[str, Any]) -> list[int]:
    """Take unions back, the lowest first; those edited, used or with others below them stay and are named."""
    lock_tree()
    termed = lineage.filter(pl.col("table") == tree_terms.TABLE)
    lineage = lineage.filter(pl.col("table") == TABLE)
    held = set(termed["row"]) - tree_terms.undo(termed)
    digests = _states(lineage["record"].to_list())
    intact = lineage.filter(
        pl.col("record").replace_strict(digests, default="", return_dtype=pl.String) == pl.col("after")
    )
    done = _undo_changes(actor, intact.filter(pl.col("before") != ""), options["today"])
    done |= _undo_new(intact.filter(pl.col("before") == ""))
    return sorted(held | {row for row in lineage["row"] if row not in done})


def _undo_new(frame: pl.DataFrame) -> set[int]:
    """Bodies without anything below or about them; again while that frees the ones above."""
    left = dict(frame.select("record", "row").iter_rows())
    done: set[int] = set()
    while left:
        free = sorted(set(left) - bulk.units_relied_upon(list(left)))
        if not free:
            break
        paths = dict(bulk.all_units().select("id", "path").iter_rows())
        bulk.remove_units(free, [paths[number] for number in free])
        done |= {left.pop(number) for number in free}
    return done


def _undo_changes(actor: Actor, frame: pl.DataFrame, today: str) -> set[int]:
    done = set()
    for line in frame.to_dicts():
        image = json.loads(vault.unseal(line["before"], field=SEAL))
        parent = image.pop("parent")
        unit = next(one for one in bulk.all_units().to_dicts() if one["id"] == line["record"])
        if parent and not _moved_to(actor, unit, parent, today):
            continue
        revision = unit["revision"] + (2 if parent else 1)
        schema = {"id": pl.Int64, **dict.fromkeys(bulk.UNIT_CELLS, pl.String), "revision": pl.Int64}
        bulk.amend_units(pl.DataFrame([{"id": line["record"], **image, "revision": revision}], schema=schema))
        done.add(line["row"])
    return done
