"""The trail: what was done and looked at; who can see a record, and who did."""

from __future__ import annotations

from datetime import datetime, time
from io import BytesIO
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_POST

from niangjia.fronts.shell.doors import power
from niangjia.fronts.shell.downloads import download
from niangjia.fronts.shell.lists import chips
from niangjia.fronts.shell.pages import page
from niangjia.ground.access import queries
from niangjia.ground.access.actions import export_trail
from niangjia.ground.access.queries.trails import TrailFilter, trail, verb_labels, who_did
from niangjia.ground.org import queries as org
from niangjia.ground.people.queries.persons import one as person
from niangjia.kit.sheets import Heading, write_table


def _moment(text: str, *, end: bool = False) -> datetime | None:
    try:
        day = parse_date(text)
    except ValueError:
        return None
    return timezone.make_aware(datetime.combine(day, time.max if end else time.min)) if day else None


def _wanted(request: HttpRequest) -> TrailFilter:
    """The filter in the address."""
    kind, _colon, key = request.GET.get("subject", "")[:60].partition(":")
    return TrailFilter(
        account=request.GET.get("account", "")[:20],
        verb=request.GET.get("verb", "")[:60],
        looks={"1": True, "0": False}.get(request.GET.get("looks", "")),
        since=_moment(request.GET.get("from", "")),
        until=_moment(request.GET.get("to", ""), end=True),
        subject=(kind, int(key)) if key.isdecimal() and len(key) < 19 else None,
    )


def _told(wanted: TrailFilter, who: str) -> list[tuple[str, str]]:
    """The conditions that stand in no field of the form, as (name in the address, words)."""
    told = [("account", _("%(name)s做的") % {"name": who})] if wanted.account else []
    if wanted.subject:
        kind, key = wanted.subject
        told.append(("subject", f"{queries.subject_labels().get(kind, kind)} {key}"))
    return told


@power("access.trail")
def trail_page(request: HttpRequest) -> HttpResponse:
    """The trail in the reader's branches, the latest first."""
    before, wanted = request.GET.get("before", ""), _wanted(request)
    older = before.isdecimal() and len(before) < 19
    lines, after = trail(request.actor, wanted, before=int(before) if older else None)
    context = {
        "lines": lines,
        "next": after,
        "wanted": wanted,
        "only": request.GET.get("looks", ""),
        "older": older,
        "verbs": sorted(verb_labels().items(), key=lambda pair: str(pair[1])),
        "first": request.GET.get("from", ""),
        "last": request.GET.get("to", ""),
        "chips": chips(request, (), _told(wanted, lines[0].who if lines else "")),
        "kept": [(name, request.GET[name]) for name in ("account", "subject") if request.GET.get(name)],
        "narrows": True,
    }
    return page(request, "desk/audit/trail.html", context, part="page")


HEADS = (_lazy("时间"), _lazy("谁"), _lazy("代谁"), _lazy("做了什么"), _lazy("查看"), _lazy("种类"), _lazy("编号"))


@power("access.trail")
@require_POST
def trail_export(request: HttpRequest) -> HttpResponseBase:
    """The filtered lines as a spreadsheet; the export stands in the trail itself."""
    lines = export_trail(actor=request.actor, wanted=_wanted(request))
    columns = [Heading(str(head)) for head in HEADS]
    rows = [
        (
            f"{timezone.localtime(one.at):%Y-%m-%d %H:%M:%S}", one.who, one.for_whom, one.label,
            _("是") if one.look else "", str(one.subject), "" if one.subject_id is None else str(one.subject_id),
        )
        for one in lines
    ]  # fmt: skip
    file = BytesIO()
    title = _("操作记录")
    write_table(columns, rows, file, title=title, filter_text=request.GET.urlencode())
    file.seek(0)
    return download(f"{title}-{timezone.localdate():%Y-%m-%d}.xlsx", file)


@power("access.explain")
def seen_by(request: HttpRequest, kind: str, code: str) -> HttpResponse:
    """Who can see this record today and by what, and who looked at it or changed it."""
    name, back, subject = _record(request, kind, code)
    before = request.GET.get("before", "")
    lines, after = who_did(request.actor, *subject, before=int(before) if before.isdigit() else None)
    context = {
        "name": name,
        "back": back,
        "seers": queries.who_can_see(request.actor, *subject),
        "keys": queries.keys_that_see(request.actor, *subject),
        "lines": lines,
        "next": after,
        "older": bool(before),
    }
    return page(request, "desk/audit/seen_by.html", context)


def _record(request: HttpRequest, kind: str, code: str) -> tuple[str, tuple[str, str], tuple[str, int]]:
    """Name, address and key of a record that the reader can open."""
    found: Any
    if kind == "people":
        found = person(request.actor, code)
        return found.name, ("desk:person", code), ("people.person", found.pk)
    if kind == "accounts":
        found = queries.account(request.actor, code)
        return found.name, ("desk:account", code), ("access.account", found.pk)
    if kind == "unions":
        found = org.unit(request.actor, code)
        return found.name, ("desk:unit", code), ("org.unit", found.pk)
    found = org.employer(request.actor, code)
    return found.name, ("desk:employer", code), ("org.employer", found.pk)
