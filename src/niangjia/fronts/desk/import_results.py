"""What the wizard shows once a batch is written: the result, the refused rows, and what an undo would do."""

from __future__ import annotations

from typing import Any

from niangjia.engines.imports import actions, queries
from niangjia.engines.imports.choices import AT_WORK, State, Verdict
from niangjia.fronts.desk.import_views import left_out, line, steps
from niangjia.ground.access import queries as access
from niangjia.kit.declare import sheets
from niangjia.kit.powers import Actor

FORESEEN_AT_ONCE = 20_000
"""Rows of a batch up to which the page of an undo says at once what would stay."""
FIRST = 6
"""Refused rows that the result shows at once."""

NEXT = {"unions": "employers", "employers": "members"}
"""Which list usually comes after which."""


def result(actor: Actor, batch: Any) -> dict[str, Any]:
    """Step 5, and what became of it."""
    taken, counts = batch.taken, batch.counts
    names = access.account_names([batch.account_id]) if batch.account_id else {}
    done = batch.state == State.DONE
    kept = [row for row, _table, _record in queries.kept_rows(actor, batch.code)] if batch.kept else []
    wrote = sum(taken.get(verdict, 0) for verdict in ("new", "changed", "transfer"))
    return {
        "batch": batch,
        "sheet": sheets()[batch.kind],
        "steps": steps(sheets()[batch.kind]),
        "wrote": wrote,
        "taken": {verdict: taken.get(verdict, 0) for verdict in Verdict.values},
        "counts": counts,
        "left": counts.get("transfer", 0) - taken.get("transfer", 0),
        "skipped": len(batch.skipped),
        "wrong": queries.wrong_page(actor, batch.code, size=FIRST, brief=True)
        if done and counts.get("wrong")
        else None,
        "why": queries.by_column(actor, batch.code) if done else [],
        "progress": queries.progress(actor, batch.code),
        "working": batch.state in AT_WORK,
        "done": done,
        "undone": batch.state == State.UNDONE,
        "back": queries.reverted(actor, batch.code) if batch.state in {State.UNDONE, State.CANCELLED} else 0,
        "who": names.get(batch.account_id, ""),
        "kept": _named(actor, batch, kept[:200]),
        "beside": [line(one) for one in queries.beside(actor, batch.code)],
        "left_out": left_out(batch),
        "next_kind": sheets().get(NEXT.get(batch.kind, "")),
    }


def wrong(actor: Actor, batch: Any, *, only: str | None, after: int) -> dict[str, Any]:
    """All refused rows, page by page, as the file has them."""
    return {
        "batch": batch,
        "kind": sheets()[batch.kind],
        "page": queries.wrong_page(actor, batch.code, field=only, after=after, brief=True),
        "chips": queries.by_column(actor, batch.code),
        "only": only,
        "after": after,
        "total": batch.counts.get("wrong", 0),
    }


def moves(batch: Any, shown: Any) -> list[dict[str, Any]]:
    """Transfers as who, from where, to where, and what else would change."""
    units = {str(column.title) for column in sheets()[batch.kind].columns if column.type == "unit"}
    found = []
    for row in shown.rows:
        way = next((change for change in row.changes if change.title in units), None)
        rest = [change for change in row.changes if change is not way]
        found.append({"row": row, "way": way, "rest": rest})
    return found


def undoing(actor: Actor, batch: Any, *, later: bool = False) -> dict[str, Any]:
    """How many rows would go back, and which would stay; with `later` the page alone, which then asks for that."""
    shown = {"batch": batch, "kind": sheets()[batch.kind], "later": later}
    if later:
        return shown
    seen = actions.preview_undo(actor=actor, code=batch.code)
    return {
        **shown,
        "seen": seen,
        "stay": len(seen.stay),
        "stays": _named(actor, batch, seen.stay[:200]),
    }


def _named(actor: Actor, batch: Any, numbers: Any) -> list[tuple[int, str]]:
    """Row numbers with what the row is called in the file."""
    rows = queries.rows_by_number(actor, batch.code, list(numbers)).rows
    first = {row.number: next(iter([row.cells[name] for name in row.cells if name == "name"]), "") for row in rows}
    return [(number, first.get(number, "")) for number in numbers]
