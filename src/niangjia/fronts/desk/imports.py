"""Taking spreadsheets in: the history, the wizard, its acts and its files."""

from __future__ import annotations

import io
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from niangjia.engines.imports import actions, queries
from niangjia.engines.imports.choices import AT_WORK, State, Verdict
from niangjia.fronts.desk import import_results as results
from niangjia.fronts.desk import import_views as views
from niangjia.fronts.desk.places import posts
from niangjia.fronts.shell.doors import power
from niangjia.fronts.shell.downloads import download
from niangjia.fronts.shell.pages import attempt, done, page, wrong
from niangjia.kit import sheets as kit_sheets
from niangjia.kit import vault
from niangjia.kit.counted import counted
from niangjia.kit.declare import sheets


@power("imports.use")
def import_list(request: HttpRequest) -> HttpResponse:
    before = request.GET.get("before", "")
    found = queries.batches(request.actor, limit=51, before=int(before) if before.isdigit() else None)
    context = {
        "batches": [views.line(one) for one in found[:50]],
        "next": found[49].pk if len(found) > 50 else None,
        "older": bool(before),
    }
    return page(request, "desk/imports/list.html", context, part="page")


@power("imports.use")
def import_new(request: HttpRequest) -> HttpResponse:
    """Step 1: choose a file. Step 2, reading it, happens at once if it is small, else by a job."""
    form = views.UploadForm(request.POST or None, request.FILES or None, actor=request.actor)
    if form.is_valid() and attempt(form, actions.receive, actor=request.actor, **form.as_staged()):
        first = form.result[0]
        if first.is_read:
            words = _("认出了%s。") % "、".join(str(views.kind_title(one)) for one in form.result)
        else:
            words = _("文件收到了，正在读取。")
        return done(request, words, "desk:import", first.code)
    kinds = [(one, views.layouts(one)) for one in sheets().values()]
    context = {"form": form, "kinds": kinds, "limit": settings.UPLOAD_LIMIT, "large": actions.READ_AT_ONCE}
    return page(request, "desk/imports/new.html", context, status=wrong(form))


@power("imports.use")
def import_page(request: HttpRequest, code: str) -> HttpResponse:
    """The batch wherever it stands: columns and check, confirmation, progress, result."""
    batch = queries.batch(request.actor, code)
    if not batch.is_read:
        return page(request, "desk/imports/reading.html", views.reading(request.actor, batch), part="page")
    if batch.state in {State.DONE, State.UNDONE, State.CANCELLED, State.UNDOING, State.CANCELLING}:
        return page(request, "desk/imports/result.html", results.result(request.actor, batch), part="page")
    context = views.checking(request.actor, batch, only=request.GET.get("only"))
    place = next((one.name for one in posts(request) if one.path == batch.path), "")
    return page(request, "desk/imports/check.html", {**context, "place": place}, part="page")


@power("imports.use")
def import_progress(request: HttpRequest, code: str) -> HttpResponse:
    """Asked every second while a batch is at work; sends the whole page once another one is to be shown."""
    progress = queries.progress(request.actor, code)
    batch = queries.batch(request.actor, code)
    if progress.state not in AT_WORK or request.GET.get("mark", progress.mark) != progress.mark:
        answer = HttpResponse(status=204)
        answer["HX-Refresh"] = "true"
        return answer
    return page(request, "desk/imports/progress.html", {"progress": progress, "batch": batch, "counts": batch.counts})


@power("imports.use")
def import_rows(request: HttpRequest, code: str, verdict: str) -> HttpResponse:
    """The rows of one verdict, masked, as the file has them."""
    batch = queries.read_batch(request.actor, code)
    after = request.GET.get("after", "")
    if verdict == Verdict.WRONG:
        start = int(after) if after.isdigit() else 0
        context = results.wrong(request.actor, batch, only=request.GET.get("only"), after=start)
        return page(request, "desk/imports/wrong.html", context, part="page")
    shown = queries.preview(request.actor, code, verdict, after=int(after) if after.isdigit() else 0)
    moving = verdict == Verdict.TRANSFER
    context = {
        "batch": batch,
        "moves": results.moves(batch, shown) if moving else [],
        "rows": shown,
        "verdict": verdict,
        "label": Verdict(verdict).label,
        "total": batch.counts.get(verdict, 0),
        "after": after,
        "kind": sheets()[batch.kind],
        "ticking": moving and batch.state == State.READY,
    }
    return page(request, "desk/imports/rows.html", context, part="page")


@power("imports.use")
@require_POST
def import_act(request: HttpRequest, code: str, act: str) -> HttpResponse:
    """One step of the wizard. What it may be stands in `ACTS`."""
    words = ACTS[act](request, code)
    return done(request, words, "desk:import", code)


def _map(request: HttpRequest, code: str) -> Any:
    mapping = {key[4:]: value for key, value in request.POST.items() if key.startswith("col-") and value}
    actions.set_mapping(actor=request.actor, code=code, mapping=mapping, remember="remember" in request.POST)
    actions.check(actor=request.actor, code=code)
    return _("已按新的对列重新检查。")


def _mend(request: HttpRequest, code: str) -> Any:
    column, old, new = (request.POST.get(name, "")[:200].strip() for name in ("column", "old", "new"))
    if not new:
        queries.batch(request.actor, code)
        return _("还没有写改成什么，什么都没有改。")
    actions.mend_all(actor=request.actor, code=code, column=column, old=old, new=new)
    actions.check(actor=request.actor, code=code)
    return _("“%(old)s”都改成了“%(new)s”，正在重新检查。") % {"old": old, "new": new}


def _tick(request: HttpRequest, code: str) -> Any:
    if "all" in request.POST:
        actions.tick_transfers(actor=request.actor, code=code, rows="all")
        return _("转会的行都会写入。")
    rows, among = ([int(one) for one in request.POST.getlist(name) if one.isdigit()] for name in ("row", "shown"))
    actions.tick_transfers(actor=request.actor, code=code, rows=rows, among=among)
    return counted("这一页勾选了 %(n)s 行转会。", len(rows)) % {"n": len(rows)}


def _start(request: HttpRequest, code: str) -> Any:
    actions.start(actor=request.actor, code=code)
    return _("开始写入。可以先去忙别的，写完会在首页提醒您。")


def _cancel(request: HttpRequest, code: str) -> Any:
    actions.cancel(actor=request.actor, code=code)
    return _("这次导入已放弃，写进去的会全部取回。")


def _kind(request: HttpRequest, code: str) -> Any:
    actions.read_again(actor=request.actor, code=code, kind=request.POST.get("kind", ""))
    return _("按您说的种类再读一遍。")


def _resume(request: HttpRequest, code: str) -> Any:
    actions.resume(actor=request.actor, code=code)
    return _("接着做了。")


def _recheck(request: HttpRequest, code: str) -> Any:
    actions.check(actor=request.actor, code=code)
    return _("正在重新检查。")


ACTS = {
    "kind": _kind,
    "map": _map,
    "mend": _mend,
    "tick": _tick,
    "start": _start,
    "cancel": _cancel,
    "resume": _resume,
    "recheck": _recheck,
}


@power("imports.undo")
def import_undo(request: HttpRequest, code: str) -> HttpResponse:
    """What an undo would do, then the undo. Of a large batch that is looked up in a request of its own."""
    batch = queries.read_batch(request.actor, code)
    if request.method == "POST":
        actions.undo(actor=request.actor, code=code)
        return done(request, _("正在撤回。之后又改过的行会留下，并列给您看。"), "desk:import", code)
    later = batch.rows > results.FORESEEN_AT_ONCE and not request.headers.get("HX-Request")
    context = results.undoing(request.actor, batch, later=later)
    return page(request, "desk/imports/undo.html", context, part="foreseen")


@power("imports.use")
def import_errors(request: HttpRequest, code: str) -> HttpResponse:
    """The refused rows as the same spreadsheet with the reason last, to be mended and sent again."""
    batch = queries.read_batch(request.actor, code)
    made = io.BytesIO()
    actions.write_error_file(actor=request.actor, codes=[code], target=made)
    stem = batch.file_name.rpartition(".")[0] or batch.file_name
    return download(_("%s（错误行）.xlsx") % stem, [made.getvalue()])


@power("imports.use")
def import_template(request: HttpRequest, kind: str, layout: str) -> HttpResponse:
    """The blank spreadsheet of a kind."""
    sheet = sheets().get(kind)
    if sheet is None or (layout != "full" and layout not in sheet.layouts):
        raise Http404
    made = io.BytesIO()
    kit_sheets.write_template(sheet, made, layout=layout if layout in sheet.layouts else "")
    return download(f"{sheet.title}.xlsx", [made.getvalue()])


@power("imports.use")
def import_source(request: HttpRequest, code: str) -> HttpResponse:
    """The file as it was sent."""
    batch = queries.batch(request.actor, code)
    return download(batch.file_name, vault.open_sealed(queries.source_file(request.actor, code)))
