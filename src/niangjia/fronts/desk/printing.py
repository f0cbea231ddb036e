"""Printing for chosen rows: shown exactly, frozen, then drawn as one PDF or Word file that is kept as exports are (G32)."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from niangjia.engines.imports import actions
from niangjia.fronts.desk import kept
from niangjia.fronts.desk import people_lists as lists
from niangjia.fronts.desk import printing_forms as forms
from niangjia.fronts.desk.approvals import plain, wanted_of
from niangjia.fronts.desk.bulk import SHOWN
from niangjia.fronts.desk.members import under_of
from niangjia.fronts.desk.places import posts
from niangjia.fronts.shell.doors import power
from niangjia.fronts.shell.downloads import download
from niangjia.fronts.shell.pages import attempt, done, page
from niangjia.ground.people.queries import pick
from niangjia.kit.counted import counted, counted_lazy
from niangjia.kit.declare import printings
from niangjia.kit.papers import can_pdf, pdf, word
from niangjia.kit.powers import holds
from niangjia.programmes.organising import queries

EXPORT = "imports.export"


@dataclass(frozen=True)
class Sort:
    """What is printed: its declaration, its form, and the words of its page."""

    source: str
    form: type[forms.PrintForm]
    title: Any
    button: Any
    label: Any = ""


SORTS = {
    "form": Sort(
        "organising.register_form",
        forms.WholeForm,
        counted_lazy("给 %(n)s 人打印登记表"),
        counted_lazy("打印这 %(n)s 份"),
        gettext_lazy("登记表"),
    ),
    "list": Sort(
        "organising.member_list",
        forms.ListForm,
        counted_lazy("打印 %(n)s 人的会员名单"),
        counted_lazy("打印这 %(n)s 人"),
        gettext_lazy("名单"),
    ),
    "notice": Sort(
        "organising.notice",
        forms.NoticeForm,
        counted_lazy("给 %(n)s 人打印通知"),
        counted_lazy("打印给这 %(n)s 人的通知"),
        gettext_lazy("通知"),
    ),
}
APPLICATIONS = Sort(
    "organising.application_form",
    forms.ApplicationForm,
    counted_lazy("打印 %(n)s 份入会申请书"),
    counted_lazy("打印这 %(n)s 份"),
)


@dataclass(frozen=True)
class Chosen:
    """The rows that would be printed: (code, name, union) each. `more`: there are further ones, and nothing is printed."""

    rows: Sequence[tuple[str, str, str]]
    more: bool
    whole: bool
    back: str
    back_words: Any

    @property
    def digest(self) -> str:
        """The same for the same rows only."""
        return hashlib.blake2b("\n".join(sorted(row[0] for row in self.rows)).encode(), digest_size=16).hexdigest()


@power(EXPORT)
def member_print(request: HttpRequest, sort: str) -> HttpResponse:
    """Papers for chosen members."""
    one, whole = SORTS[sort], "1" in {request.GET.get("all"), request.POST.get("all")}
    codes = None if whole else request.POST.getlist("pick")
    filters, most = lists.filters_of(request.GET), printings()[one.source].most
    picked = pick(request.actor, unit=under_of(request), filters=filters, codes=codes, limit=most)
    here = kept.plain(request.GET)
    back = f"{reverse('desk:members')}?{here}" if here else reverse("desk:members")
    rows = [(met.code, met.name, met.unit_name) for met in picked.people]
    return _print(request, one, Chosen(rows, picked.more, whole, back, gettext_lazy("会员")))


@power(EXPORT)
def approval_print(request: HttpRequest) -> HttpResponse:
    """Application forms for chosen matters of the inbox, or for one matter."""
    whole = "1" in {request.GET.get("all"), request.POST.get("all")}
    codes = None if whole else request.POST.getlist("pick") or request.GET.getlist("pick")
    most = printings()[APPLICATIONS.source].most
    found = queries.printable(request.actor, codes=codes, wanted=wanted_of(request.GET), limit=most)
    rows = [(met.code, met.name, met.unit) for met in found[:most]]
    back = f"{reverse('desk:approvals')}?{plain(request.GET)}"
    return _print(request, APPLICATIONS, Chosen(rows, len(found) > most, whole, back, gettext_lazy("审批")))


def _print(request: HttpRequest, one: Sort, chosen: Chosen) -> HttpResponse:
    """Preview, again with what was wrong, or on to the file."""
    if not chosen.rows:
        messages.warning(request, _("还没有选人，或者选的人您不能打印。请勾选以后再打印。"))
        return redirect(chosen.back)
    sure = "sure" in request.POST
    form = one.form(
        request.POST if sure else None,
        actor=request.actor,
        may_reveal=holds(request.actor, forms.REVEAL),
        initial={"unit": _unit_of(request)},
    )
    changed = sure and request.POST.get("digest") != chosen.digest
    if sure and not changed and not chosen.more and form.is_valid():
        codes = [row[0] for row in chosen.rows]
        given = {
            "source": one.source,
            "asked": {"codes": codes, **form.asked()},
            "file": form.cleaned_data["form"],
            "filter_text": _words(chosen),
        }
        if attempt(form, actions.order_papers, actor=request.actor, now=timezone.now(), **given):
            return _ordered(request, form.result)
    status = 409 if changed else 422 if form.errors else 200
    return page(request, "desk/printing/new.html", _context(request, one, chosen, form, changed), status=status)


def _unit_of(request: HttpRequest) -> str:
    under = under_of(request)
    if under is not None:
        return str(under.name)
    mine = posts(request)
    return str(mine[0].name) if mine else ""


def _words(chosen: Chosen) -> str:
    when = timezone.localtime(timezone.now()).strftime("%Y-%m-%d %H:%M")
    return counted("选了 %(n)s 人，%(when)s 打印", len(chosen.rows)) % {"n": f"{len(chosen.rows):,}", "when": when}


def _ordered(request: HttpRequest, made: Any) -> HttpResponse:
    if made.state == "ready":
        said = counted("印好了 %(n)s 人的，可以下载打印了。", made.rows) % {"n": f"{made.rows:,}"}
    else:
        said = counted("正在生成 %(n)s 人的，可以先去忙别的，好了会通知您。", made.total) % {"n": f"{made.total:,}"}
    return done(request, said, "desk:tasks")


def _context(request: HttpRequest, one: Sort, chosen: Chosen, form: Any, changed: bool) -> dict[str, Any]:
    number = len(chosen.rows)
    words = {"n": f"{number:,}", "many": number}
    return {
        "form": form,
        "chosen": chosen,
        "number": number,
        "shown": chosen.rows[:SHOWN],
        "hidden_people": max(0, number - SHOWN),
        "title": one.title % words,
        "button": one.button % words,
        "most": printings()[one.source].most,
        "changed": changed,
        "was": request.POST.get("number", "")[:9],
        "labelled": one is APPLICATIONS,
        "sorts": _others(request, one),
    }


def _others(request: HttpRequest, here: Sort) -> list[tuple[str, Any, bool]]:
    """What else could be printed for the same people: address, words, whether it is this."""
    if here is APPLICATIONS:
        return []
    query = f"?{kept.plain(request.GET)}"
    return [
        (f"{reverse('desk:member_print', args=[name])}{query}", one.label, one is here) for name, one in SORTS.items()
    ]


@power("organising.apply")
def join_poster_pdf(request: HttpRequest, code: str) -> HttpResponseBase:
    """The poster as PDF; as Word where the machine cannot draw one."""
    unit, row = queries.code_of_unit(request.actor, code)
    if row is None:
        return redirect("desk:join_code", code)
    address = request.build_absolute_uri(reverse("mobile:join", args=[row.code]))
    paper = queries.poster(request.actor, code, address=address, hotline=settings.NIANGJIA_HOTLINE)
    draw, ending = (pdf, "pdf") if can_pdf() else (word, "docx")
    return download(f"{_('入会海报')}-{unit.name}.{ending}", [draw([paper])])
