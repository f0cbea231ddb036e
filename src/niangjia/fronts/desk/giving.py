"""Giving lists out: the page before, ordering, and one's own files; where each stands is told by `long_work`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from niangjia.engines.imports import actions, queries
from niangjia.fronts.desk import kept
from niangjia.fronts.shell.doors import power
from niangjia.fronts.shell.downloads import download
from niangjia.fronts.shell.lists import Shown, column_choices
from niangjia.fronts.shell.pages import done, page, stop
from niangjia.kit.counted import counted
from niangjia.kit.declare import listings

MOST_TICKED = 200


@dataclass(frozen=True)
class Order:
    """A list as it is asked for: what narrows it, as data and in words."""

    kind: str
    source: str
    asked: dict[str, Any]
    told: list[str]


def give(request: HttpRequest, order: Order, all_columns: Sequence[Shown]) -> HttpResponse:
    """First what would be given out: how many, which columns, under which words; then it is ordered."""
    whole = "1" in {request.GET.get("all"), request.POST.get("all")} or request.method == "GET"
    codes = [] if whole else request.POST.getlist("pick")[:MOST_TICKED]
    if not whole and not codes:
        messages.warning(request, _("还没有勾选，什么都没有导出。"))
        return redirect(f"{reverse(kept.KINDS[order.kind].address)}?{kept.plain(request.GET)}")
    asked, told = dict(order.asked), list(order.told)
    if codes:
        asked["filters"] = {**asked["filters"], "codes": codes}
        told.append(_("只要勾选的"))
    known = {one.name for one in listings()[order.source].columns}
    offered = [one for one in all_columns if one.name in known]
    words = "；".join(told) or _("全部")
    if "sure" in request.POST:
        return _order(request, order, asked, words)
    look = kept.look_of(request, order.kind, offered)
    context = {
        "order": order,
        "number": queries.listing_count(request.actor, order.source, asked),
        "words": words,
        "choices": column_choices(look.shown, offered),
        "codes": codes,
        "one": kept.KINDS[order.kind],
        "back": f"{reverse(kept.KINDS[order.kind].address)}?{kept.plain(request.GET)}",
        "at_once": actions.AT_ONCE,
    }
    return page(request, "desk/exports/new.html", context)


def _order(request: HttpRequest, order: Order, asked: dict[str, Any], words: str) -> HttpResponse:
    now = timezone.now()
    when = timezone.localtime(now).strftime("%Y-%m-%d %H:%M")
    made = actions.order(
        actor=request.actor,
        source=order.source,
        asked=asked,
        columns=request.POST.getlist("col")[:60],
        filter_text=_("筛选条件：%(words)s。%(when)s 导出") % {"words": words, "when": when},
        now=now,
    )
    if made.state == "ready":
        said = counted("已导出 %(n)s 行，可以下载了。", made.rows) % {"n": f"{made.rows:,}"}
    else:
        said = counted("正在导出 %(n)s 行，可以先去忙别的，好了会通知您。", made.total) % {"n": f"{made.total:,}"}
    return done(request, said, "desk:tasks")


# ------------------------------------------------------------------ one's own files


@power("imports.export")
def export_file(request: HttpRequest, code: str) -> HttpResponseBase:
    """One's own file."""
    try:
        made, file = actions.fetch(actor=request.actor, code=code, now=timezone.now())
    except actions.ExportExpired:
        return stop(request, 410)
    day = timezone.localtime(made.created_at).strftime("%Y%m%d-%H%M")
    return download(f"{made.title}-{day}.{made.form}", file)


@power("imports.export")
@require_POST
def export_cancel(request: HttpRequest, code: str) -> HttpResponse:
    """Stop one's own list while it is written."""
    actions.cancel_export(actor=request.actor, code=code, now=timezone.now())
    return done(request, _("已取消导出，没有留下文件。"), "desk:tasks")


@power("imports.export")
@require_POST
def export_again(request: HttpRequest, code: str) -> HttpResponse:
    """Have one's own list made again that could not be made."""
    actions.export_again(actor=request.actor, code=code, now=timezone.now())
    return done(request, _("正在重新生成，可以先去忙别的，好了会通知您。"), "desk:tasks")
