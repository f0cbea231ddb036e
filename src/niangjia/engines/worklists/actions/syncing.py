"""Bringing a list up to date with what its module says there is to do: ten thousand rows in a few statements."""

# ruff: noqa: S608  (the statement is built of the constant pieces of this file; values are always parameters)
from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from typing import Any

import polars as pl
from django.db import transaction
from django.utils import timezone

from niangjia.engines.worklists import events
from niangjia.engines.worklists.actions import refusals
from niangjia.engines.worklists.actions.working import parcels
from niangjia.engines.worklists.choices import Act, TaskState
from niangjia.engines.worklists.models import Note, Task
from niangjia.engines.worklists.queries.tasks import declared
from niangjia.ground.audit import actions as audit
from niangjia.ground.org import queries as org
from niangjia.kit import bus, rows
from niangjia.kit.calendar import add_working_days
from niangjia.kit.declare import Worklist
from niangjia.kit.ids import new_codes
from niangjia.kit.powers import Actor, holds, subtree_range, within

TABLE = "worklists_task"


@dataclass(frozen=True)
class Wanted:
    """A subject for which there is something to do. `facts` never hold personal values; `due_on` overrides the list's days."""

    subject_id: int
    subject_code: str
    unit_id: int
    title: str
    facts: Mapping[str, Any] = field(default_factory=dict)
    due_on: date | None = None


@dataclass(frozen=True)
class Synced:
    """What an update did: tasks opened, opened again, refreshed, settled; `gone`: the cause went away under somebody's hands."""

    opened: int = 0
    returned: int = 0
    refreshed: int = 0
    settled: int = 0
    gone: int = 0


KNOWN = {
    "id": pl.Int64, "subject_id": pl.Int64, "state": pl.String, "owner_id": pl.Int64, "stands": pl.Int64,
    "digest": pl.String, "path_then": pl.String, "revision": pl.Int64,
}  # fmt: skip
WANTED = {
    "subject_id": pl.Int64, "subject_code": pl.String, "unit_id": pl.Int64, "title": pl.String, "facts": pl.String,
    "due_on": pl.String,
}  # fmt: skip


@transaction.atomic
def sync(*, actor: Actor, kind: str, wanted: pl.DataFrame | Iterable[Wanted], now: datetime, under: str = "") -> Synced:
    """Make the tasks of a list follow what there is to do now, in the branch `under` (a path; "": everywhere).

    `wanted` holds every subject with a cause there: rows of `Wanted`, or a frame with its fields as columns (`facts` as JSON text, `due_on`
    as ISO text, may be left out). New subjects are opened; open tasks are refreshed; what nobody has taken is settled when its
    cause is gone. A task with an owner keeps place, owner and day, and is only marked when its cause is gone. What was
    done or dropped stays so while the cause stays, and is opened again when it went away and came back.
    Raises MayNotSync, UnknownList; ValueError for a subject named twice or outside the branch.
    """
    one = declared(kind)
    if not holds(actor, one.power_work, under):
        raise refusals.MayNotSync
    frame = _placed(_frame(wanted), under)
    known = _known(kind, one.subject, frame, under)
    joined = frame.join(known, on="subject_id", how="left")
    stamp = rows.moment(now)
    opened = _open(one, joined.filter(pl.col("id").is_null()), now)
    back = joined.filter(pl.col("state").is_in(list(ENDED)) & (pl.col("stands") == 0))
    returned = _return(one, back, now)
    changed = joined.filter(
        (pl.col("state") == TaskState.OPEN) & ((pl.col("digest") != pl.col("digest_now")) | (pl.col("stands") == 0))
    )
    refreshed = _refresh(changed)
    low, high = subtree_range(under) if under else ("", "\U0010ffff")
    here = (pl.col("path_then") >= low) & (pl.col("path_then") < high)
    lost = known.filter(here & (pl.col("stands") == 1)).join(frame, on="subject_id", how="anti")
    settled, gone = _lose(kind, lost, stamp, now)
    done = Synced(opened, returned, refreshed, settled, gone)
    audit.record(actor=actor, verb="worklists.synced", path=under, facts={"list": kind, **vars(done)})
    return done


ENDED = frozenset({TaskState.DONE.value, TaskState.DROPPED.value, TaskState.SETTLED.value})


# ------------------------------------------------------------------ what is wanted, and what is known


def _frame(wanted: pl.DataFrame | Iterable[Wanted]) -> pl.DataFrame:
    if not isinstance(wanted, pl.DataFrame):
        wanted = pl.DataFrame([_row(one) for one in wanted], schema=WANTED)
    missing = [name for name in ("subject_code", "facts", "due_on") if name not in wanted.columns]
    frame = wanted.with_columns([pl.lit(None, dtype=pl.String).alias(name) for name in missing])
    frame = frame.select([pl.col(name).cast(kind) for name, kind in WANTED.items()]).with_columns(
        pl.col("subject_code").fill_null(""), pl.col("facts").fill_null("{}"), pl.col("title").str.slice(0, 120)
    )
    if frame["subject_id"].is_duplicated().any():
        raise ValueError("a subject is named twice")
    return frame


def _row(one: Wanted) -> dict[str, Any]:
    facts = json.dumps(dict(one.facts), ensure_ascii=False, sort_keys=True)
    due = one.due_on.isoformat() if one.due_on else None
    return {
        "subject_id": one.subject_id, "subject_code": one.subject_code, "unit_id": one.unit_id, "title": one.title,
        "facts": facts, "due_on": due,
    }  # fmt: skip


def _placed(frame: pl.DataFrame, under: str) -> pl.DataFrame:
    """With today's path of each unit, held until the transaction ends, and the digest of what a reader would see."""
    paths = org.held_paths(frame["unit_id"].to_list())
    placed = frame.with_columns(
        pl.col("unit_id")
        .replace_strict(list(paths), list(paths.values()), default=None, return_dtype=pl.String)
        .alias("path")
    )
    if placed["path"].null_count():
        raise ValueError("a unit is not there")
    ranges = [subtree_range(under)] if under else []
    if ranges and not all(within(path, ranges) for path in placed["path"].unique()):
        raise ValueError("a subject lies outside the branch")
    told = zip(*(placed[name] for name in ("title", "facts", "unit_id", "subject_code")), strict=True)
    return placed.with_columns(pl.Series("digest_now", [_digest(one) for one in told], dtype=pl.String))


def _digest(told: tuple[Any, ...]) -> str:
    return hashlib.blake2b(repr(told).encode(), digest_size=16).hexdigest()


def _known(kind: str, subject: str, frame: pl.DataFrame, under: str) -> pl.DataFrame:
    """The list's tasks in the branch, and those of the wanted subjects wherever they lie, locked on PostgreSQL."""
    source, given = rows.keys(frame["subject_id"])
    low, high = subtree_range(under) if under else ("", "\U0010ffff")
    return rows.read(
        f"SELECT id, subject_id, state, owner_id, CASE WHEN stands THEN 1 ELSE 0 END, digest, path, revision FROM {TABLE} "
        "WHERE kind = %s AND subject_kind = %s AND ((path >= %s AND path < %s) OR subject_id IN (SELECT k FROM "
        f"{source})) ORDER BY id{' FOR UPDATE' if rows.on_postgres() else ''}",
        [kind, subject, low, high, given],
        KNOWN,
    )


# ------------------------------------------------------------------ writing


def _open(one: Worklist, new: pl.DataFrame, now: datetime) -> int:
    if not new.height:
        return 0
    frame = new.select(
        "subject_id", "subject_code", "unit_id", "path", "title", "facts", pl.col("digest_now").alias("digest")
    )
    frame = frame.with_columns(
        pl.Series("due_on", _due(one, new, now), dtype=pl.String),
        pl.Series("code", new_codes(new.height), dtype=pl.String),
        pl.lit(one.kind).alias("kind"),
        pl.lit(one.subject).alias("subject_kind"),
        pl.lit(rows.moment(now)).alias("opened_at"),
    )
    rows.insert_rows(Task, frame)
    return new.height


def _return(one: Worklist, back: pl.DataFrame, now: datetime) -> int:
    if not back.height:
        return 0
    frame = back.select("id", "unit_id", "path", "title", "facts", pl.col("digest_now").alias("digest")).with_columns(
        pl.Series("due_on", _due(one, back, now), dtype=pl.String),
        (back["revision"] + 1).alias("revision"),
        pl.lit(TaskState.OPEN.value).alias("state"),
        pl.lit(True).alias("stands"),
        pl.lit("").alias("outcome"),
        pl.lit("").alias("words"),
        pl.lit(0).alias("told"),
        pl.lit(None, dtype=pl.Int64).alias("owner_id"),
        pl.lit(None, dtype=pl.String).alias("closed_at"),
        pl.lit(rows.moment(now)).alias("opened_at"),
    )
    rows.update(TABLE, frame)
    _note(back["id"].to_list(), Act.RETURN, now)
    for kind, ids in parcels((one.kind, key) for key in back["id"]):
        bus.publish(events.TaskReopened(kind, ids))
    return back.height


def _due(one: Worklist, frame: pl.DataFrame, now: datetime) -> list[str]:
    """The due day of each row: its own, or counted from today by the list's days at its place."""
    today = timezone.localdate(now)
    counted = lru_cache(maxsize=None)(lambda days: add_working_days(today, days).isoformat())
    days = lru_cache(maxsize=None)(lambda path: one.days_on(today, path))
    return [given or counted(days(path)) for given, path in zip(frame["due_on"], frame["path"], strict=True)]


def _refresh(changed: pl.DataFrame) -> int:
    """Facts and title of all that are open; place only of those whom nobody has taken."""
    told = [pl.col("title"), pl.col("facts"), pl.col("digest_now").alias("digest"), pl.lit(True).alias("stands")]
    free, held = changed.filter(pl.col("owner_id").is_null()), changed.filter(pl.col("owner_id").is_not_null())
    rows.update(TABLE, free.select("id", *told, "unit_id", "path", "subject_code"))
    rows.update(TABLE, held.select("id", *told))
    return changed.height


def _lose(kind: str, lost: pl.DataFrame, stamp: str, now: datetime) -> tuple[int, int]:
    """The cause is gone: nobody's tasks are settled, those at work and those ended are marked."""
    is_open = pl.col("state") == TaskState.OPEN
    free = lost.filter(is_open & pl.col("owner_id").is_null())
    held = lost.filter(is_open & pl.col("owner_id").is_not_null())
    rows.update(
        TABLE,
        free.select(
            "id", (pl.col("revision") + 1).alias("revision"), pl.lit(TaskState.SETTLED.value).alias("state"),
            pl.lit(stamp).alias("closed_at"), pl.lit(False).alias("stands"),
        ),
    )  # fmt: skip
    rest = lost.join(free, on="id", how="anti")
    rows.update(TABLE, rest.select("id", pl.lit(False).alias("stands")))
    _note(free["id"].to_list(), Act.SETTLE, now)
    return free.height, held.height


def _note(ids: list[int], act: Act, now: datetime) -> None:
    if not ids:
        return
    frame = pl.DataFrame({"task_id": ids}).with_columns(
        pl.lit(act.value).alias("act"), pl.lit(rows.moment(now)).alias("at"), pl.lit("{}").alias("facts"),
        pl.lit("{}").alias("before"),
    )  # fmt: skip
    rows.insert_rows(Note, frame)
