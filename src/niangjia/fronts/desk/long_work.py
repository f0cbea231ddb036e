"""Long work of one's own: what runs, how far it is, since when, and where its result is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from niangjia.engines.imports import queries
from niangjia.engines.imports.choices import AT_WORK, EXPORT_AT_WORK, ExportState
from niangjia.fronts.desk.import_views import State, kind_title, label_of, tone_of
from niangjia.fronts.shell.doors import power
from niangjia.fronts.shell.pages import page
from niangjia.fronts.shell.templatetags.nj import moment
from niangjia.kit import jobs
from niangjia.kit.powers import holds

MOST = 30
EXPORT_TONES = {
    ExportState.WAITING: "queued",
    ExportState.WRITING: "writing",
    ExportState.READY: "can_fetch",
    ExportState.EXPIRED: "expired",
    ExportState.CANCELLED: "cancelled",
    ExportState.FAILED: "failed",
}
JOB_TONES = {"waiting": "queued", "running": "at_work", "again": "again", "done": "finished", "failed": "failed"}
SHOWN_ELSEWHERE = "imports."
"""Jobs of imports and exports stand in the list as what they carry."""


@dataclass(frozen=True)
class Task:
    """One line: what it is, its state, how far, since when, where to go on."""

    kind: Any
    title: str
    state: str
    label: Any
    done: int
    total: int
    since: datetime
    href: str
    act: Any
    running: bool
    message: str = ""
    stop: str = ""
    """Where a form that stops it goes to."""
    again: str = ""
    """Where a form that has it made again goes to."""


@power("figures.read")
def task_list(request: HttpRequest) -> HttpResponse:
    """My imports, exports and other jobs, the newest first; refreshed while something runs."""
    found = [*_imports(request), *_exports(request), *_jobs(request)]
    found.sort(key=lambda one: one.since, reverse=True)
    context = {"tasks": found[:MOST], "running": any(one.running for one in found)}
    return page(request, "desk/tasks.html", context, part="rows")


def _imports(request: HttpRequest) -> list[Task]:
    if not holds(request.actor, "imports.use"):
        return []
    own = [one for one in queries.batches(request.actor) if one.account_id == request.actor.account_id]
    return [
        Task(
            _("导入"), "，".join(filter(None, (str(kind_title(one)), one.file_name))), tone_of(one), label_of(one),
            one.done_rows if one.state in AT_WORK else one.rows, one.rows, one.created_at,
            reverse("desk:import", args=[one.code]), _act(one), one.state in AT_WORK, _told(one),
        )
        for one in own
    ]  # fmt: skip


def _act(batch: Any) -> Any:
    if batch.state == State.READY:
        return _("去确认")
    if queries.why_stopped(batch):
        return _("看原因")
    return _("看进度") if batch.state in AT_WORK else _("看结果")


def _told(batch: Any) -> str:
    return str(queries.why_stopped(batch) or batch.message)


def _exports(request: HttpRequest) -> list[Task]:
    found = []
    for one in queries.exports(request.actor, limit=MOST):
        state = ExportState(one.state)
        if state == ExportState.READY and one.expires_at <= timezone.now():
            state = ExportState.EXPIRED
        ready = state == ExportState.READY
        running = one.state in EXPORT_AT_WORK
        href = reverse("desk:export_file", args=[one.code]) if ready else ""
        told = one.message or one.filter_text
        again = queries.may_be_again(one, timezone.now())
        if running and again:
            told = _now("停住了 5 分钟没有动，可以重新生成。")
        if ready:
            told = _now("%(told)s。保留到 %(until)s") % {"told": told, "until": moment(one.expires_at)}
        found.append(
            Task(
                _("导出") if one.form == "xlsx" else _("打印"),
                one.title,
                EXPORT_TONES[state],
                "",
                one.rows,
                one.total or one.rows,
                one.created_at,
                href,
                _("下载") if ready else "",
                running,
                told,
                reverse("desk:export_cancel", args=[one.code]) if running else "",
                reverse("desk:export_again", args=[one.code]) if again else "",
            )
        )
    return found


def _jobs(request: HttpRequest) -> list[Task]:
    return [
        Task(
            _("后台"), one.name, JOB_TONES[one.state], "", 0, 0, one.started_at or one.asked_at, "", "",
            one.state in {"waiting", "running", "again"},
        )
        for one in jobs.jobs_of(request.actor.account_id or 0)
        if not one.name.startswith(SHOWN_ELSEWHERE)
    ]  # fmt: skip
