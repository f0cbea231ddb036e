"""The code of a union in preparation, its poster, and the list of files as it is given out."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from niangjia.fronts.desk import founding_views as views
from niangjia.fronts.desk import giving
from niangjia.fronts.shell.doors import power
from niangjia.fronts.shell.downloads import download
from niangjia.fronts.shell.lists import Shown
from niangjia.fronts.shell.pages import done, page
from niangjia.fronts.shell.qr import qr_picture
from niangjia.kit.declare import listings
from niangjia.kit.papers import can_pdf, pdf, word
from niangjia.kit.powers import holds
from niangjia.programmes.organising import actions, queries
from niangjia.programmes.organising.choices.founding import Purpose

FILES, FORM = "organising.files", "organising.form"
SOURCE = "organising.files_given"


@power(FORM)
def founding_code(request: HttpRequest, code: str) -> HttpResponse:
    """The code that leads to the list, or the button that makes the first one."""
    row, came = queries.gather_page(request.actor, code)
    if request.method == "POST":
        actions.make_gather_code(actor=request.actor, code=code, now=timezone.now())
        said = _("换好了新的入会码，旧海报上的已经作废。") if row.gather_code else _("入会码开通了。")
        return done(request, said, "desk:founding_code", code)
    address = _address(request, row)
    picture = qr_picture(address) if address else ""
    return page(request, "desk/founding/code.html", {"row": row, "came": came, "address": address, "picture": picture})


def _address(request: HttpRequest, row: Any) -> str:
    return request.build_absolute_uri(reverse("mobile:join", args=[row.gather_code])) if row.gather_code else ""


@power(FORM)
def founding_poster(request: HttpRequest, code: str) -> HttpResponseBase:
    """The poster as PDF; as Word where the machine cannot draw one."""
    row, _came = queries.gather_page(request.actor, code)
    if not row.gather_code:
        return redirect("desk:founding_code", code)
    paper = queries.gather_poster(row, address=_address(request, row), hotline=settings.NIANGJIA_HOTLINE)
    draw, ending = (pdf, "pdf") if can_pdf() else (word, "docx")
    return download(f"{_now('入会海报')}-{row.name}.{ending}", [draw([paper])])


@power(FILES)
def founding_export(request: HttpRequest) -> HttpResponse:
    """Give the list of files out as it is narrowed."""
    if not holds(request.actor, "imports.export"):
        raise Http404
    wanted = views.filter_of(request.GET)
    told = [str(dict(views.STATES)[wanted.state])]
    told += [str(Purpose(wanted.purpose).label)] if wanted.purpose else []
    told += [wanted.text] if wanted.text else []
    order = giving.Order("foundings", SOURCE, {"filters": asdict(wanted)}, told)
    columns = [Shown(one.name, one.title, one.cell) for one in listings()[SOURCE].columns]
    return giving.give(request, order, columns)
