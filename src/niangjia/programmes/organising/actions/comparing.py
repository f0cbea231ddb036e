"""Comparing with the province's base: an export is taken in sealed, read and compared by a job, and gone afterwards."""

from __future__ import annotations

import io
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import PurePath
from typing import IO, Any

import polars as pl
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _now

from niangjia.engines.messaging import actions as messaging
from niangjia.engines.rulebooks.queries import rule_at
from niangjia.ground.audit import actions as audit
from niangjia.ground.org import queries as org
from niangjia.kit import rows, vault
from niangjia.kit import sheets as kit_sheets
from niangjia.kit.jobs import enqueue
from niangjia.kit.powers import SYSTEM, Actor
from niangjia.programmes.organising.actions.compare_refusals import FileEmpty, NoNumbers, NotReadable, StillAtWork
from niangjia.programmes.organising.choices.provincial import AT_WORK, COMPARISON, ComparisonState
from niangjia.programmes.organising.models import Comparison, Difference
from niangjia.programmes.organising.policies import COMPARE
from niangjia.programmes.organising.queries import comparing
from niangjia.programmes.organising.queries.provincial import comparison_row
from niangjia.programmes.organising.sheets.provincial import EXPORT
from niangjia.programmes.organising.store import place, root

CHUNK = 1 << 20
WRITTEN = 20_000
"""Rows that are written in one transaction: others write in between."""
MOST_SENTENCES = 8


def receive_export(
    *, actor: Actor, unit_code: str, source: IO[bytes], name: str, taken_on: date, now: datetime, inline: bool = False
) -> Comparison:
    """Take an export of the province's base in and have it compared with the roster of a branch. One at a time a branch.

    Raises UnitNotFound, StillAtWork, FileEmpty, NotReadable (in the future).
    """
    unit = org.unit(actor, unit_code, power=COMPARE)
    if taken_on > timezone.localdate(now):
        raise NotReadable(field="taken_on")
    made = Comparison(
        unit=unit, path=unit.path, file_name=PurePath(name).name[:200], taken_on=taken_on, made_at=now, by_account_id=actor.account_id
    )  # fmt: skip
    kept, size = place(made.code), 0
    with vault.write_sealed(kept) as out:
        while part := source.read(CHUNK):
            size += len(part)
            out.write(part)
    try:
        if not size:
            raise FileEmpty(field="file")
        with transaction.atomic():
            if Comparison.rows.select_for_update(of=("self",)).filter(unit=unit, state__in=AT_WORK).exists():
                raise StillAtWork
            made.previous = Comparison.rows.filter(unit=unit, state=ComparisonState.DONE).order_by("-pk").first()
            made.save(force_insert=True)
            facts = {"bytes": size, "taken_on": taken_on.isoformat()}
            audit.record(
                actor=actor,
                verb="organising.export_received",
                subject=(COMPARISON, made.pk),
                path=unit.path,
                facts=facts,
            )
            if not inline:
                enqueue("organising.compare", code=made.code)
    except BaseException:
        kept.unlink(missing_ok=True)
        raise
    if inline:
        compare_export(actor=actor, code=made.code, now=now)
        made.refresh_from_db()
    return made


def compare_export(*, actor: Actor, code: str, now: datetime) -> None:
    """Read the file and write the differences down; run again after a kill it starts over. Run by a job."""
    row = Comparison.rows.filter(code=code, state__in=AT_WORK).first()
    if row is None:
        return
    Difference.rows.filter(comparison=row).delete()
    try:
        theirs, columns = _read(row)
    except (kit_sheets.Unreadable, NoNumbers) as refusal:
        _failed(row, refusal.sentence, now)
        return
    _tell(row, state=ComparisonState.COMPARING, rows_there=theirs.height, columns=list(columns))
    today = timezone.localdate(now).isoformat()
    found = comparing.compare(theirs, path=row.path, unit_id=row.unit_id, columns=columns)
    del theirs
    frame, gone = comparing.since_before(found.frame, row.previous_id, today)
    counts, by_unit = comparing.counted(frame, today)
    _tell(row, total=frame.height, rows_here=found.ours)
    _write(row, frame)
    _done(actor, row, {**counts, "gone": gone, "on": today}, by_unit, now)
    place(row.code).unlink(missing_ok=True)


def _read(row: Comparison) -> tuple[pl.DataFrame, tuple[str, ...]]:
    """The good rows of the export as text, and which of the columns it has. Raises Unreadable, NoNumbers."""
    _tell(row, state=ComparisonState.READING, done_rows=0, total=0)
    with vault.open_sealed(place(row.code)) as file:
        book = kit_sheets.open_workbook(io.BytesIO(file.read()), name=row.file_name)
    fits = [(kit_sheets.match_kind(table, EXPORT), table) for table in book.sheets]
    match, table = max(fits, key=lambda pair: pair[0].score, default=(None, None))
    if match is None or table is None or "identity" not in match.with_guesses().values():
        raise NoNumbers
    mapping = match.with_guesses()
    checked = kit_sheets.check(table, EXPORT, mapping)
    needed = checked.problems.filter(
        pl.col("column").is_in([key for key, name in mapping.items() if name == "identity"])
    )
    bad = set(needed["_row"]) | {again for again, _first in checked.repeated}
    good = checked.frame.filter(~pl.col("_row").is_in(list(bad)) & pl.col("identity").is_not_null())
    row.wrong = checked.frame.height - good.height
    row.problems = [
        [text, number] for text, number in needed["sentence"].value_counts(sort=True).head(MOST_SENTENCES).iter_rows()
    ]
    _tell(row, wrong=row.wrong, problems=row.problems)
    texts = [_text(good, name).alias(name) for name in comparing.THEIRS]
    frame = good.select(texts).filter(pl.col("identity") != "")
    indexes = vault.blind_many(frame["identity"].to_list(), field="person.identity")
    columns = tuple(name for name in comparing.THEIRS if name in mapping.values() and name != "identity")
    return frame.with_columns(identity_index=pl.Series(indexes, dtype=pl.String)), columns


def _text(frame: pl.DataFrame, name: str) -> pl.Expr:
    """A column as text, empty for nothing, days in ISO form."""
    day = frame.schema[name] == pl.Date
    return (pl.col(name).dt.to_string("%Y-%m-%d") if day else pl.col(name).cast(pl.String)).fill_null("")


def _write(row: Comparison, frame: pl.DataFrame) -> None:
    """The differences, sealed, a transaction for every twenty thousand, with the progress."""
    for start in range(0, frame.height, WRITTEN):
        part = frame.slice(start, WRITTEN)
        sealed = vault.seal_many(part["told"].to_list(), field=COMPARISON)
        with transaction.atomic():
            ids = rows.reserve("organising_difference", part.height)
            ready = part.drop("told").with_columns(
                id=pl.Series(ids, dtype=pl.Int64),
                sealed=pl.Series(sealed, dtype=pl.String),
                comparison_id=pl.lit(row.pk),
            )
            rows.insert_rows(Difference, ready)
            _tell(row, done_rows=start + part.height)


def _tell(row: Comparison, **values: Any) -> None:
    """How far it is, for the page that asks."""
    Comparison.rows.filter(pk=row.pk).update(**values)


def _failed(row: Comparison, why: str, now: datetime) -> None:
    place(row.code).unlink(missing_ok=True)
    _tell(row, state=ComparisonState.FAILED, message=str(why)[:300], finished_at=now)


@transaction.atomic
def _done(actor: Actor, row: Comparison, counts: Mapping[str, Any], by_unit: Mapping[str, Any], now: datetime) -> None:
    _tell(row, state=ComparisonState.DONE, counts=dict(counts), by_unit=dict(by_unit), finished_at=timezone.now())
    audit.record(
        actor=actor, verb="organising.compared", subject=(COMPARISON, row.pk), path=row.path, facts=dict(counts)
    )
    if row.by_account_id:
        messaging.send(
            actor=SYSTEM, topic="organising.compared", title=_now("和省实名制库比对好了"), accounts=[row.by_account_id],
            about=(COMPARISON, row.code), now=now,
        )  # fmt: skip
    older = Comparison.rows.filter(unit_id=row.unit_id, pk__lt=row.previous_id or 0)
    Difference.rows.filter(comparison__in=older).delete()


@transaction.atomic
def drop_comparison(*, actor: Actor, code: str, now: datetime) -> None:
    """Throw a comparison away with its rows. Raises ComparisonNotFound, StillAtWork."""
    row = comparison_row(actor, code, power=COMPARE)
    if row.state in AT_WORK:
        raise StillAtWork
    audit.record(actor=actor, verb="organising.comparison_dropped", subject=(COMPARISON, row.pk), path=row.path)
    Difference.rows.filter(comparison=row).delete()
    row.delete()


@transaction.atomic
def wipe_compared(*, actor: Actor, now: datetime) -> int:
    """The rows of comparisons that are older than the rulebook says go, numbers by union stay; how many. Run every night."""
    today, wiped = timezone.localdate(now), 0
    busy = {f"{code}.sealed" for code in Comparison.rows.filter(state__in=AT_WORK).values_list("code", flat=True)}
    for loose in root().glob("*.sealed"):
        if loose.name not in busy:
            loose.unlink(missing_ok=True)
    for row in Comparison.rows.filter(wiped_on__isnull=True, finished_at__isnull=False).order_by("pk"):
        days = rule_at("organising.membership", today, row.path).integer("keep_compared")
        if (today - timezone.localdate(row.finished_at)).days >= days:
            Difference.rows.filter(comparison=row).delete()
            Comparison.rows.filter(pk=row.pk).update(wiped_on=today, problems=[])
            wiped += 1
    return wiped
