"""Coverage: rates by town and trade, the lists to be worked off, and the summary sheet of the towns."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from niangjia.engines.figures import queries as figures
from niangjia.engines.worklists import queries as worklists
from niangjia.fronts.desk import coverage_views as views
from niangjia.fronts.desk.figure_views import Asked, table_rows
from niangjia.fronts.desk.places import post
from niangjia.fronts.shell.doors import power, send
from niangjia.fronts.shell.pages import done, page
from niangjia.kit.calendar import today
from niangjia.kit.counted import counted
from niangjia.programmes.organising import actions, queries


@power("figures.read")
def coverage(request: HttpRequest) -> HttpResponse:
    """Rates of one unit, by town or by trade, and the lists that are open."""
    asked = Asked.of(request, post(request).code)
    by = "trade" if request.GET.get("by") == "trade" else "town"
    answers = [
        figures.value(request.actor, code, asked.unit, today=today(), on=asked.last, by=by) for code in views.CODES
    ]
    context = {
        "asked": asked,
        "unit": answers[0].at,
        "by": by,
        "by_town": by == "town",
        "by_trade": by == "trade",
        "totals": views.totals(answers, asked),
        "rows": views.rows(answers, asked, by),
        "lists": views.lists(worklists.home_counts(request.actor, today=today())),
    }
    return page(request, "desk/coverage/coverage.html", context, part="page")


@power("figures.read")
def coverage_sheet(request: HttpRequest) -> HttpResponse:
    """The summary sheet: one fixed table of the units directly below, with the total."""
    asked = Asked.of(request, post(request).code)
    table = figures.table(request.actor, views.SHEET, asked.unit, today=today(), on=asked.last, depth=1)
    unit = next(iter(table.units.values()))
    context = {
        "asked": asked,
        "unit": unit,
        "frozen": queries.frozen_summary(request.actor, unit.code, unit.name, asked.last),
        "last": f"{asked.last:%Y-%m-%d}",
        "figures": table.figures,
        "table": views.total_last(table_rows(table, asked)),
    }
    return page(request, "desk/coverage/sheet.html", context, part="page")


@power("figures.sign")
@require_POST
def coverage_freeze(request: HttpRequest) -> HttpResponse:
    """Freeze the summary sheet as of its day."""
    asked = Asked.of(request, post(request).code)
    actions.freeze_summary(actor=request.actor, unit=asked.unit, on=asked.last, now=timezone.now())
    messages.success(request, _("已冻结。每个数和它的每一行都留下了，以后改不了。"))
    return send(request, asked.href("desk:coverage_sheet"))


@power("worklists.work")
@require_POST
def coverage_refresh(request: HttpRequest) -> HttpResponse:
    """Bring the lists of one's own branch up to date at once."""
    here = post(request)
    made = actions.refresh_coverage(actor=request.actor, now=timezone.now(), under=here.path)
    opened = counted("已更新，新列出 %(n)s 件", made.opened) % {"n": f"{made.opened:,}"}
    settled = counted("自行了结 %(n)s 件", made.settled) % {"n": f"{made.settled:,}"}
    return done(request, f"{opened}，{settled}。", "desk:coverage")
