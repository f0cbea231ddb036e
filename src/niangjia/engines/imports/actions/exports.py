"""Lists given out: sealed files with the words of their filter, that expire."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any, BinaryIO

import polars as pl
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from niangjia.engines.imports import files, policies
from niangjia.engines.imports.choices import ExportState
from niangjia.engines.imports.models import Export
from niangjia.ground.audit.actions import record
from niangjia.kit import sheets as kit_sheets
from niangjia.kit import vault
from niangjia.kit.powers import Actor, NotAllowed, NotFound, Refused, holds

KEPT_FOR = timedelta(days=7)
FILE = "list.xlsx.sealed"


class ExportExpired(Refused):
    """The file is gone; the list can be made again."""

    code = "imports.export_expired"
    text = _("这份文件已过期并删除，请重新导出")


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
    try:
        with vault.write_sealed(files.folder(made.code) / FILE) as target:
            made.rows = kit_sheets.write_table(columns, rows, target, title=title, filter_text=filter_text)
        with transaction.atomic():
            made.save(force_insert=True)
            record(
                actor=actor, verb="imports.exported", subject=("imports.export", made.pk), look=True,
                facts={"source": source, "rows": made.rows},
            )  # fmt: skip
    except BaseException:
        files.forget(made.code)
        raise
    return made


def fetch(*, actor: Actor, code: str, now: datetime) -> tuple[Export, BinaryIO]:
    """One's own exported file, opened; recorded as a look. Raises NotFound, ExportExpired."""
    made = Export.objects.filter(code=code, account_id=actor.account_id, actor_kind=actor.kind).first()
    if made is None:
        raise NotFound
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
