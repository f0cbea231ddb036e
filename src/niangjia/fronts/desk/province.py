"""核对省库: an export of the province's real-name base against the roster; three lists, worked off, compared again next month."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from niangjia.engines.imports import actions as giving
from niangjia.engines.imports.queries import listing_count
from niangjia.fronts.desk.import_views import ENDINGS
from niangjia.fronts.desk.places import posts
from niangjia.fronts.shell.doors import power
from niangjia.fronts.shell.forms import ActingForm, DayField, UnitField
from niangjia.fronts.shell.pages import carried_out, done, page, wrong
from niangjia.ground.org import queries as org
from niangjia.kit.counted import counted
from niangjia.kit.powers import NotFound, Refused, holds
from niangjia.programmes.organising import actions, queries
from niangjia.programmes.organising.choices.provincial import MOST, Cell, ComparisonState, DifferenceState, Side
from niangjia.programmes.organising.queries import DifferenceFilter

COMPARE = "organising.compare"
LARGE = 2 * 1024 * 1024
LIMIT = 200 * 1024 * 1024
SOURCE = "organising.differences"
NARROWING = ("side", "unit", "cell", "state", "fresh", "number")


class NewForm(ActingForm):
    """The export, of which day it is, and the branch."""

    file = forms.FileField(
        label=_("省平台导出的会员表"),
        help_text=_("Excel（.xlsx、.xls）或 CSV，最大 200 MB。要有“证件号码”一列；姓名、手机号、所在工会、入会日期有哪列比哪列。"),
        widget=forms.FileInput(attrs={"accept": ",".join(ENDINGS)}),
    )  # fmt: skip
    taken_on = DayField(label=_("哪一天导出的"), initial=timezone.localdate)
    unit_code = UnitField(
        label=_("和哪家工会的名册比（连同下级）"), power=COMPARE, help_text=_("输入几个字，从提示里选。")
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if not file.name.lower().endswith(ENDINGS):
            raise forms.ValidationError(_("只能读 Excel 和 CSV。请在 Excel 里另存为 .xlsx 再传。"))
        return file

    def given(self) -> dict[str, Any]:
        values = self.cleaned_data
        return {"source": values["file"], "name": values["file"].name or "", "taken_on": values["taken_on"], "unit_code": values["unit_code"]}  # fmt: skip


@power(COMPARE)
def comparison_list(request: HttpRequest) -> HttpResponse:
    """All comparisons that reach here, the latest first."""
    found = [(one, counts, ComparisonState(one.state).label) for one, counts in queries.comparison_lines(request.actor)]
    return page(request, "desk/province/list.html", {"rows": found})


@power(COMPARE)
def comparison_new(request: HttpRequest) -> HttpResponse:
    """Send an export in."""
    mine = [one for one in posts(request) if holds(request.actor, COMPARE, one.path)]
    initial = {"unit_code": mine[0].name if mine else "", "taken_on": timezone.localdate()}
    form = NewForm(request.POST or None, request.FILES or None, actor=request.actor, initial=initial)
    if carried_out(request, form, actions.receive_export):
        return done(request, _("文件收到了，正在比对，可以先去忙别的。"), "desk:province", form.result.code)
    return page(request, "desk/province/new.html", {"form": form, "large": LARGE, "limit": LIMIT}, status=wrong(form))


@power(COMPARE)
def comparison(request: HttpRequest, code: str) -> HttpResponse:
    """One comparison: how far it is, or its three numbers and those of the unions."""
    it = queries.comparison(request.actor, code)
    context = {"it": it, "row": it.row, "sides": [(one.value, one.label, it.counts.get(one.value, 0)) for one in Side]}
    return page(request, "desk/province/one.html", context, part="page")


@power(COMPARE)
def of_unit(request: HttpRequest, code: str) -> HttpResponse:
    """From a union's task to its differences in the latest comparison."""
    found = queries.latest_for_unit(request.actor, code)
    if found is None:
        return redirect("desk:provinces")
    return redirect(f"/desk/province/{found.code}/rows/?unit={code}")


# ------------------------------------------------------------------ the rows


def wanted_of(query: QueryDict) -> DifferenceFilter:
    """An address as a filter."""
    told = {name: query.get(name, "").strip()[:40] for name in NARROWING}
    return DifferenceFilter(**{**told, "fresh": told["fresh"] == "1"})


def plain(query: QueryDict, **changed: str) -> str:
    """The narrowing alone, as a query string."""
    kept = QueryDict(mutable=True)
    for name in NARROWING:
        value = changed.get(name, query.get(name, ""))
        if value:
            kept[name] = value
    return kept.urlencode()


@power(COMPARE)
def rows(request: HttpRequest, code: str) -> HttpResponse:
    """The people behind a number, masked, with what both say."""
    it = queries.comparison(request.actor, code)
    wanted = wanted_of(request.GET)
    unit = org.unit(request.actor, wanted.unit, power=COMPARE) if wanted.unit else None
    found = queries.differences(request.actor, code, wanted, after=request.GET.get("after", ""))
    context = {
        "it": it, "row": it.row, "wanted": wanted, "unit": unit, "found": found, "query": plain(request.GET),
        "total": queries.count_differences(request.actor, code, wanted),
        "tabs": [(one, label, plain(request.GET, side=one), one == wanted.side) for one, label in [("", _("全部")), *Side.choices]],
        "cells": Cell.choices, "states": DifferenceState.choices, "may_edit": holds(request.actor, "people.edit"),
        "undo": _pending(request),
    }  # fmt: skip
    return page(request, "desk/province/rows.html", context, part="page")


@dataclass(frozen=True)
class Act:
    """An act on the rows that the list shows."""

    do: Any
    title: Any
    told: Any
    button: Any


ACTS = {
    "take": Act(
        actions.take_over, _("按省库改姓名、手机号"),
        _("只改姓名和手机号不一样的人，改成省库的值。改过的人要重新核对实名。"), _("按省库改 %(n)s 人"),
    ),
    "leave": Act(
        actions.leave_as_is, _("核对过，照旧"),
        _("记为核对过。两边的内容不再变，下个月比对时不再列为没有处理。"), _("记为照旧 %(n)s 人"),
    ),
}  # fmt: skip


@power(COMPARE)
def work(request: HttpRequest, code: str, act: str) -> HttpResponse:
    """First exactly whom it is about, then doing it for these and no others."""
    one = ACTS.get(act)
    if one is None or (act == "take" and not holds(request.actor, "people.edit")):
        raise NotFound
    wanted = wanted_of(request.GET)
    if request.method == "POST":
        return _worked(request, code, act, wanted)
    picked = queries.pick_differences(request.actor, code, wanted, act=act, most=MOST)
    context = {
        "act": one, "code": code, "picked": picked, "most": MOST, "query": plain(request.GET), "hidden": max(0, picked.number - len(picked.names)),
        "button": one.button % {"n": f"{picked.number:,}"}, "it": queries.comparison(request.actor, code),
    }  # fmt: skip
    return page(request, "desk/province/work.html", context)


def _worked(request: HttpRequest, code: str, act: str, wanted: DifferenceFilter) -> HttpResponse:
    back = f"/desk/province/{code}/rows/?{plain(request.GET)}"
    digest = request.POST.get("digest", "")
    try:
        made = ACTS[act].do(actor=request.actor, code=code, wanted=wanted, digest=digest, now=timezone.now())
    except NotFound:
        raise
    except Refused as refusal:
        messages.error(request, refusal.sentence)
        return redirect(back)
    for sentence, number in made.left.items():
        messages.warning(request, _now("%(n)s 人没有改：%(why)s") % {"n": number, "why": sentence})
    request.session["province_undo"] = {"act": made.act, "at": timezone.now().timestamp(), "back": back}
    messages.success(request, counted("办好了 %(n)s 人。", made.number) % {"n": f"{made.number:,}"})
    return redirect(back)


def _pending(request: HttpRequest) -> dict[str, Any] | None:
    """What may still be taken back, and for how many seconds."""
    known = request.session.get("province_undo")
    left = int(known["at"] + 10 - timezone.now().timestamp()) if known else 0
    return {**known, "left": left} if known and left > 0 else None


@power(COMPARE)
@require_POST
def undo(request: HttpRequest) -> HttpResponse:
    """Take the last act back."""
    known = request.session.pop("province_undo", None) or {"act": "-", "back": "/desk/province/"}
    try:
        number = actions.undo_differences(actor=request.actor, act=known["act"], now=timezone.now())
        messages.success(request, counted("撤销了 %(n)s 人，和原来一样。", number) % {"n": f"{number:,}"})
    except Refused as refusal:
        messages.error(request, refusal.sentence)
    return redirect(known["back"])


@power(COMPARE)
@require_POST
def ask(request: HttpRequest, code: str) -> HttpResponse:
    """Every union with open differences gets a task."""
    number = actions.ask_unions(actor=request.actor, code=code, now=timezone.now())
    said = counted("派给了 %(n)s 家工会，在工作清单里能看到办到哪里。", number) % {"n": f"{number:,}"}
    return done(request, said, "desk:province", code)


@power(COMPARE)
@require_POST
def export(request: HttpRequest, code: str) -> HttpResponse:
    """The rows of the list as a spreadsheet, numbers masked."""
    wanted = wanted_of(request.GET)
    asked = {"comparison": code, "filters": wanted.as_json()}
    queries.comparison(request.actor, code)
    listing_count(request.actor, SOURCE, asked)
    told = [
        dict(Side.choices).get(wanted.side, ""),
        dict(Cell.choices).get(wanted.cell, ""),
        dict(DifferenceState.choices).get(wanted.state, ""),
    ]
    words = "；".join(str(one) for one in told if one) or _now("全部")
    names = ("side", "name", "identity", "phone", "unit", "cells", "here", "there", "since", "state")
    try:
        giving.order(
            actor=request.actor, source=SOURCE, asked=asked, columns=names, now=timezone.now(),
            filter_text=_now("筛选条件：%(words)s") % {"words": words},
        )  # fmt: skip
    except NotFound:
        raise
    except Refused as refusal:
        messages.error(request, refusal.sentence)
        return redirect(f"/desk/province/{code}/rows/?{plain(request.GET)}")
    return done(request, _("正在导出，好了在“任务”里下载。"), "desk:tasks")


@power(COMPARE)
@require_POST
def drop(request: HttpRequest, code: str) -> HttpResponse:
    """Throw a comparison away with its rows."""
    actions.drop_comparison(actor=request.actor, code=code, now=timezone.now())
    return done(request, _("这次比对删除了。"), "desk:provinces")
