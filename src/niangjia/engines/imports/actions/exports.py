"""Lists given out: sealed files with the words of their filter, that expire."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any, BinaryIO

import polars as pl
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from niangjia.engines.imports import files, policies
from niangjia.engines.imports.actions.refusals import NotNow
from niangjia.engines.imports.actions.stops import why, write_down
from niangjia.engines.imports.choices import EXPORT_AT_WORK, STALE, ExportState, Form
from niangjia.engines.imports.models import Export
from niangjia.engines.imports.queries import may_give, may_print
from niangjia.engines.imports.reasons import why_stopped
from niangjia.engines.messaging.actions import send
from niangjia.ground.audit.actions import record
from niangjia.kit import papers as kit_papers
from niangjia.kit import sheets as kit_sheets
from niangjia.kit import vault
from niangjia.kit.counted import counted
from niangjia.kit.declare import Printing
from niangjia.kit.jobs import enqueue
from niangjia.kit.powers import SYSTEM, Actor, NotAllowed, NotFound, Refused, giver, holds

KEPT_FOR = timedelta(days=7)
FILE = "list.xlsx.sealed"
AT_ONCE = 2_000
"""Rows that are written while the officer waits; more are left to a job."""
SHEETS_AT_ONCE = {Form.PDF: 8, Form.WORD: 100}
"""Sheets of paper that are drawn while the officer waits (a tenth of a second each in PDF); more are left to a job."""
ROWS_A_SHEET = 30
"""About so many records stand on a sheet of a list."""
STEP = 2_000
"""Rows between two marks of progress."""


class ExportExpired(Refused):
    """The file is gone; the list can be made again."""

    code = "imports.export_expired"
    text = _("这份文件已过期并删除，请重新导出")


class NothingToGive(Refused):
    """The list is empty."""

    code = "imports.nothing_to_give"
    text = _("这些条件下一行也没有，不用导出")


def export(
    *,
    actor: Actor,
    source: str,
    title: str,
    filter_text: str,
    columns: Sequence[kit_sheets.Heading],
    rows: Iterable[pl.DataFrame] | Iterable[Sequence[Any]],
    now: datetime,
) -> Export:
    """Write a list as a sealed spreadsheet, streamed; the filter stands in its head. It can be fetched for seven days.

    `rows` come from a query that was asked for this actor, so they are hers to see. `source` names the list (`people.members`).
    Recorded as a look, with the number of rows. Raises NotAllowed.
    """
    if not holds(actor, policies.EXPORT):
        raise NotAllowed
    made = Export(
        source=source, title=title[:100], filter_text=filter_text[:500], account_id=actor.account_id, actor_kind=actor.kind,
        created_at=now, expires_at=now + KEPT_FOR, state=ExportState.READY,
    )  # fmt: skip
    with _file_of(made) as target:
        made.rows = kit_sheets.write_table(columns, rows, target, title=title, filter_text=filter_text)
        with transaction.atomic():
            made.save(force_insert=True)
            _told(actor, made)
    return made


@contextmanager
def _file_of(made: Export) -> Iterator[BinaryIO]:
    """The sealed file of an export, to be written; nothing is left of it if that fails."""
    try:
        with vault.write_sealed(files.folder(made.code) / FILE) as target:
            yield target
    except BaseException:
        files.forget(made.code)
        raise


def _told(actor: Actor, made: Export) -> None:
    verb = "imports.exported" if made.form == Form.SHEET else "imports.printed"
    record(
        actor=actor, verb=verb, subject=("imports.export", made.pk), look=True,
        facts={"source": made.source, "rows": made.rows},
    )  # fmt: skip


# ------------------------------------------------------------------ lists that modules declare


def order(
    *,
    actor: Actor,
    source: str,
    asked: Mapping[str, Any],
    columns: Sequence[str],
    filter_text: str,
    now: datetime,
    inline: bool = False,
) -> Export:
    """Order a declared list as the page shows it: these columns in this order, narrowed as `asked` says.

    Up to 2,000 rows are written at once; more are left to a job, and the officer is told when it is done. Columns that
    the list does not have are left out. Raises NotAllowed (without the list's own power, too), ExportElsewhere, UnitNotFound,
    NothingToGive.
    """
    listing = may_give(actor, source, asked)
    total = listing.count(actor, asked)
    if not total:
        raise NothingToGive
    known = {column.name for column in listing.columns}
    made = Export.objects.create(
        source=source, title=str(listing.title), filter_text=filter_text[:500], account_id=actor.account_id,
        actor_kind=actor.kind, created_at=now, touched_at=now, expires_at=now + KEPT_FOR, state=ExportState.WAITING,
        total=total, asked=dict(asked), columns=[name for name in columns if name in known] or sorted(known),
    )  # fmt: skip
    if inline or total <= AT_ONCE:
        return write(actor=actor, code=made.code, now=now)
    with transaction.atomic():
        enqueue("imports.export", export=made.code, account_id=actor.account_id, for_account_id=giver(actor, ""))
    made.refresh_from_db()
    return made


def write(*, actor: Actor, code: str, now: datetime) -> Export:
    """Write an ordered list, from the beginning if an earlier try died; the powers are asked again. A cancelled one stays so.

    A refusal and a fault end it as failed, with a sentence, and are raised.
    """
    made = Export.objects.get(code=code)
    if made.state not in EXPORT_AT_WORK:
        return made
    try:
        (_write if made.form == Form.SHEET else _draw)(actor, made, now)
    except Refused as refusal:
        fail(actor=actor, code=code, sentence=refusal.sentence or str(_("您现在不能导出这份名单")))
        raise
    except Exception as fault:
        fail(actor=actor, code=code, sentence=str(why_stopped(why(fault))))
        raise
    made.refresh_from_db()
    return made


def _write(actor: Actor, made: Export, now: datetime) -> None:
    listing = may_give(actor, made.source, made.asked)
    by_name = {column.name: column for column in listing.columns}
    chosen = [by_name[name] for name in made.columns if name in by_name]
    heads = [kit_sheets.Heading(str(one.title), one.kind, one.width) for one in chosen]
    cells = ([one.cell(row) for one in chosen] for row in _counted(made, listing.rows(actor, made.asked)))
    try:
        with _file_of(made) as target:
            made.rows = kit_sheets.write_table(heads, cells, target, title=made.title, filter_text=made.filter_text)
        _finish(actor, made, now)
    except Cancelled:
        pass


# ------------------------------------------------------------------ papers for chosen records


def order_papers(
    *, actor: Actor, source: str, asked: Mapping[str, Any], form: str, filter_text: str, now: datetime
) -> Export:
    """Have papers drawn for chosen records (`asked["codes"]`, exactly those that were shown) as one PDF or Word file.

    A few sheets are drawn at once, many by a job; the file is kept as lists are. Raises NotAllowed, ExportElsewhere,
    TooManyToPrint, NothingToGive, NoPdf.
    """
    printing, chosen = may_print(actor, source, asked), Form(form)
    if not asked.get("codes"):
        raise NothingToGive
    if chosen == Form.PDF and not kit_papers.can_pdf():
        raise kit_papers.NoPdf
    made = Export.objects.create(
        source=source, title=str(printing.title), filter_text=filter_text[:500], account_id=actor.account_id, form=chosen,
        actor_kind=actor.kind, created_at=now, touched_at=now, expires_at=now + KEPT_FOR, state=ExportState.WAITING,
        total=len(asked["codes"]), asked=dict(asked), columns=["job"] if _many(printing, asked, chosen) else [],
    )  # fmt: skip
    if not made.columns:
        return write(actor=actor, code=made.code, now=now)
    with transaction.atomic():
        enqueue("imports.export", export=made.code, account_id=actor.account_id, for_account_id=giver(actor, ""))
    made.refresh_from_db()
    return made


def _many(printing: Printing, asked: Mapping[str, Any], form: Form) -> bool:
    number = len(asked["codes"])
    return (number if printing.apart(asked) else number / ROWS_A_SHEET) > SHEETS_AT_ONCE[form]


def _draw(actor: Actor, made: Export, now: datetime) -> None:
    """Draw the papers of an order, writing down after each how far it is. Records that went out of sight meanwhile are left out."""
    printing = may_print(actor, made.source, made.asked)
    drafted = list(printing.papers(actor=actor, asked=made.asked, now=now))
    if not drafted:
        raise NothingToGive

    def done(number: int) -> None:
        going = Export.objects.filter(pk=made.pk, state__in=EXPORT_AT_WORK)
        far = made.total * number // len(drafted)
        if not going.update(state=ExportState.WRITING, rows=far, touched_at=timezone.now()):
            raise Cancelled

    draw = kit_papers.pdf if made.form == Form.PDF else kit_papers.word
    try:
        content = draw(drafted, each=done)
        with _file_of(made) as target:
            target.write(content)
        made.rows = len(drafted) if printing.apart(made.asked) else made.total
        _finish(actor, made, now)
    except Cancelled:
        pass


class Cancelled(Exception):
    """The officer no longer wants the list."""


def _counted(made: Export, rows: Iterable[Any]) -> Iterator[Any]:
    """The rows, writing down every so many how far it is; stops when the order was cancelled."""
    for number, row in enumerate(rows):
        if number % STEP == 0:
            going = Export.objects.filter(pk=made.pk, state__in=EXPORT_AT_WORK)
            if not going.update(state=ExportState.WRITING, rows=number, touched_at=timezone.now()):
                raise Cancelled
        yield row


@transaction.atomic
def _finish(actor: Actor, made: Export, now: datetime) -> None:
    done = Export.objects.filter(pk=made.pk, state__in=EXPORT_AT_WORK).update(
        state=ExportState.READY, rows=made.rows, touched_at=timezone.now(), expires_at=now + KEPT_FOR
    )
    if not done:
        files.forget(made.code)
        raise Cancelled
    _told(actor, made)
    by_job = "job" in made.columns if made.form != Form.SHEET else made.total > AT_ONCE
    if by_job and made.account_id is not None:
        printed, listed = (
            counted("可以打印了：{title}，{n} 人", made.rows),
            counted("导出好了：{title}，{n} 行", made.rows),
        )
        words = listed if made.form == Form.SHEET else printed
        send(
            actor=SYSTEM, topic="imports.export_ready", now=now, about=("imports.export", made.code),
            title=words.format(title=made.title, n=f"{made.rows:,}"),
            accounts=[made.account_id],
        )  # fmt: skip


@transaction.atomic
def cancel_export(*, actor: Actor, code: str, now: datetime) -> Export:
    """Stop one's own list while it is written; nothing is kept of it. Raises NotFound, NotNow."""
    made = _own(actor, code)
    if not Export.objects.filter(pk=made.pk, state__in=EXPORT_AT_WORK).update(
        state=ExportState.CANCELLED, touched_at=now
    ):
        raise NotNow
    files.forget(made.code)
    made.refresh_from_db()
    return made


def fail(*, actor: Actor, code: str, sentence: str) -> None:
    """An ordered list could not be written: say why."""
    values = {"state": ExportState.FAILED, "message": sentence[:300], "touched_at": timezone.now()}
    made = Export.objects.get(code=code)
    write_down(Export, made.pk, EXPORT_AT_WORK, values)


@transaction.atomic
def export_again(*, actor: Actor, code: str, now: datetime) -> Export:
    """Have one's own list written again that failed, or that nobody has touched for long. Raises NotFound, NotNow."""
    made = _own(actor, code)
    dead = Q(state__in=EXPORT_AT_WORK, touched_at__lt=now - STALE)
    again = Export.objects.filter(Q(state=ExportState.FAILED) | dead, pk=made.pk)
    if not again.update(state=ExportState.WAITING, rows=0, message="", touched_at=now):
        raise NotNow
    enqueue("imports.export", export=made.code, account_id=made.account_id, for_account_id=giver(actor, ""))
    made.refresh_from_db()
    return made


def _own(actor: Actor, code: str) -> Export:
    made = Export.objects.filter(code=code, account_id=actor.account_id, actor_kind=actor.kind).first()
    if made is None:
        raise NotFound
    return made


def fetch(*, actor: Actor, code: str, now: datetime) -> tuple[Export, BinaryIO]:
    """One's own exported file, opened; recorded as a look. Raises NotFound, ExportExpired."""
    made = _own(actor, code)
    if made.state != ExportState.READY or made.expires_at <= now:
        raise ExportExpired
    file = vault.open_sealed(files.folder(made.code) / FILE)
    record(actor=actor, verb="imports.export_fetched", subject=("imports.export", made.pk), look=True, facts={})
    return made, file


def expire(*, now: datetime) -> int:
    """Remove the files whose time is over; returns how many."""
    over = Export.objects.filter(state=ExportState.READY, expires_at__lte=now)
    codes = list(over.values_list("code", flat=True))
    for code in codes:
        files.forget(code)
    Export.objects.filter(code__in=codes).update(state=ExportState.EXPIRED)
    return len(codes)
