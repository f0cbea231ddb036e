"""The register of officers, trainings and visits at the desk."""

from __future__ import annotations

import secrets
from dataclasses import asdict
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from niangjia.fronts.desk import giving
from niangjia.fronts.desk import officer_forms as forms
from niangjia.fronts.desk.field_pages import (
    Act,
    Ask,
    ListPage,
    ask,
    chosen,
    link,
    listing,
    marks,
    tabs,
    text_of,
    year_of,
)
from niangjia.fronts.desk.grid_forms import EndForm, SureForm, WhyForm
from niangjia.fronts.desk.places import post
from niangjia.fronts.shell.doors import power
from niangjia.fronts.shell.lists import Shown
from niangjia.fronts.shell.pages import carried_out, page, wrong
from niangjia.fronts.shell.templatetags.nj import count, day
from niangjia.ground.org import queries as org
from niangjia.kit.calendar import today
from niangjia.kit.powers import NotFound, holds
from niangjia.programmes.organising import actions
from niangjia.programmes.organising.choices.officers import OfficerKind
from niangjia.programmes.organising.queries import officers as queries
from niangjia.programmes.organising.queries.officers import OfficerFilter, VisitFilter

VIEW, EDIT, CONTACT = "organising.cadre_view", "organising.cadre_edit", "organising.contact"
STATES = (("serving", _("在任")), ("former", _("已卸任")), ("all", _("全部")))
KINDS = (("", _("全部")), *OfficerKind.choices)
COLUMNS = (
    Shown("name", _("姓名"), lambda row: link(reverse("desk:officer", args=[row.code]), row.name)),
    Shown("unit", _("工会"), lambda row: row.post_unit or "", style="sub"),
    Shown("kind", _("类别"), lambda row: queries.kind_label(row.post_kind)),
    Shown("title", _("职务"), lambda row: row.post or ""),
    Shown("since", _("任职起"), lambda row: day(row.post_since)),
    Shown("phone", _("手机号"), lambda row: row.phone, style="mask"),
)


def _wanted(request: HttpRequest) -> OfficerFilter:
    kind = chosen(request, "kind", KINDS)
    return OfficerFilter(text_of(request), "", (kind,) if kind else (), chosen(request, "state", STATES, "serving"))


@power(VIEW)
def officer_list(request: HttpRequest) -> HttpResponse:
    """Who serves where."""
    wanted, on = _wanted(request), today()
    found = queries.officers(request.actor, wanted, today=on, **marks(request))
    words = ListPage(
        _("工会干部"), _("专职、兼职、挂职干部和派驻镇街的社会化工作者。"), COLUMNS, _("名册里还没有人"),
        _("可以导入表格，也可以一个一个登记。"), _("姓名或工会"),
    )  # fmt: skip
    total = queries.count_officers(request.actor, wanted, today=on)
    give = f"{reverse('desk:officer_export')}?{request.GET.urlencode()}"
    acts = (
        Act(_("导出 %(n)s 人") % {"n": total}, give, "file-export", "imports.export"),
        Act(_("导入表格"), reverse("desk:import_new"), "table-import", "imports.use"),
        Act(_("登记干部"), reverse("desk:officer_add"), "plus", EDIT, primary=True),
    )
    kinds = tabs(request, "kind", KINDS)
    return listing(request, words, found, acts=acts, tabs=tabs(request, "state", STATES, "serving"), kinds=kinds)


@power(VIEW)
def officer_export(request: HttpRequest) -> HttpResponse:
    """Give the register out; phones stay masked."""
    if not holds(request.actor, "imports.export"):
        raise Http404
    told = [one for one in (text_of(request), str(dict(KINDS)[chosen(request, "kind", KINDS)])) if one]
    order = giving.Order("officers", "organising.officers", {"filters": asdict(_wanted(request))}, told)
    return giving.give(request, order, COLUMNS)


def _crumbs(*more: tuple[Any, str]) -> list[tuple[Any, str]]:
    return [(_("工会干部"), reverse("desk:officers")), *more]


@power(EDIT)
def officer_add(request: HttpRequest) -> HttpResponse:
    form = forms.OfficerForm(request.POST or None, actor=request.actor, initial={"unit_code": post(request).name})
    words = Ask(_("登记干部"), _("登记"), _("登记好了。"), ("desk:officers",), _crumbs())
    return ask(request, words, form, actions.add_officer, to=lambda made: ("desk:officer", made.code))


@power(VIEW)
def officer_page(request: HttpRequest, code: str) -> HttpResponse:
    """One officer: posts, trainings, visits."""
    it = queries.officer_page(request.actor, code, today=today())
    paths = [it.row.path, *(one.path for one in it.posts)]
    context = {
        "it": it,
        "may_edit": any(holds(request.actor, EDIT, path) for path in paths),
        "may_look": bool(it.phone) and any(holds(request.actor, CONTACT, path) for path in paths),
    }
    return page(request, "desk/field/officer.html", context)


@power(EDIT)
def officer_act(request: HttpRequest, code: str, act: str) -> HttpResponse:
    """Mend, post, end a post, take off what was entered by mistake."""
    row = queries.officer_row(request.actor, code, today=today())
    back, crumbs = ("desk:officer", code), _crumbs((row.name, reverse("desk:officer", args=[code])))
    data, actor = (request.POST if request.method == "POST" else None), request.actor
    if act == "edit":
        told = {"name": row.name, "note": row.note, "username": row.account.username if row.account else ""}
        form: Any = forms.OfficerForm(data, actor=actor, initial=told, mending=True)
        words = Ask(_("修改资料"), _("保存"), _("改好了。"), back, crumbs)
        return ask(request, words, form, actions.edit_officer, code=code, revision=_revision(request, row.revision))
    if act == "post":
        words = Ask(_("添加职务"), _("添加"), _("职务添加好了。"), back, crumbs)
        return ask(request, words, forms.PostForm(data, actor=actor), actions.post_officer, code=code)
    if act == "end-post":
        words = Ask(_("结束职务"), _("结束职务"), _("职务结束了。"), back, crumbs, refusing=True)
        which = request.GET.get("post", "")[:16]
        return ask(request, words, EndForm(data, actor=actor), actions.end_post, code=code, post_code=which)
    text = _("登记错了才删。有培训或者下基层记录的删不掉，请结束职务。")
    words = Ask(_("删除登记错的干部"), _("删除"), _("删掉了。"), ("desk:officers",), crumbs, text=text, refusing=True)
    return ask(request, words, SureForm(data, actor=actor), actions.remove_officer, code=code)


def _revision(request: HttpRequest, current: int) -> int:
    told = request.POST.get("revision", "")
    return int(told) if told.isdigit() and len(told) < 9 else current


@power(CONTACT)
def phone(request: HttpRequest, kind: str, code: str) -> HttpResponse:
    """A whole phone after a reason; the look is kept."""
    actions.has_phone(actor=request.actor, kind=kind, code=code, now=timezone.now())
    form = forms.LookForm(request.POST or None, actor=request.actor)
    if carried_out(request, form, actions.reveal_phone, kind=kind, code=code):
        return page(request, "desk/field/phone.html", {"number": form.result})
    back = {"officer": "desk:officers", "grid": "desk:grids", "liaison": "desk:liaisons", "chair": "desk:contacts"}[
        kind
    ]
    words = Ask(
        _("查看完整号码"), _("查看，并留下记录"), "", (back,),
        text=_("谁看过、什么时候、为什么，都会记下来；是会员的，本人在手机上看得到。"), cancel=_("不看了"),
    )  # fmt: skip
    return page(request, "desk/field/form.html", {"it": words, "form": form, "back": reverse(back)}, status=wrong(form))


# ------------------------------------------------------------------ trainings


TRAINING_COLUMNS = (
    Shown("title", _("培训"), lambda row: link(reverse("desk:training", args=[row.code]), row.title)),
    Shown("unit", _("哪里办的"), lambda row: row.unit.name),
    Shown("days", _("日期"), lambda row: f"{day(row.since)} – {day(row.until)}"),
    Shown("hours", _("学时"), lambda row: count(row.hours), style="num"),
    Shown("there", _("参加（人次）"), lambda row: count(row.there), style="num"),
    Shown("state", _("状态"), lambda row: _("已取消") if row.cancelled_at else _("签到开着") if row.sign_open else ""),
)


@power(VIEW)
def training_list(request: HttpRequest) -> HttpResponse:
    """Trainings, the latest first."""
    year = year_of(request, today()) if request.GET.get("year") else None
    found = queries.trainings(request.actor, text=text_of(request), year=year, **marks(request))
    words = ListPage(
        _("培训"), _("主席和干部的培训。参加的人用名单登记、现场扫码签到，或者导入表格。"), TRAINING_COLUMNS, _("还没有培训"),
        _("登记一期培训，现场打开签到码就能用。"), _("培训名称"),
    )  # fmt: skip
    acts = (
        Act(_("导入参加名单"), reverse("desk:import_new"), "table-import", "imports.use"),
        Act(_("登记培训"), reverse("desk:training_add"), "plus", EDIT, primary=True),
    )
    return listing(request, words, found, acts=acts)


@power(EDIT)
def training_add(request: HttpRequest) -> HttpResponse:
    form = forms.TrainingForm(request.POST or None, actor=request.actor, initial={"unit_code": post(request).name})
    crumbs = [(_("培训"), reverse("desk:trainings"))]
    words = Ask(_("登记培训"), _("登记"), _("登记好了。"), ("desk:trainings",), crumbs)
    return ask(request, words, form, actions.add_training, to=lambda made: ("desk:training", made.code))


# ------------------------------------------------------------------ visits


def _where(row: Any) -> Any:
    return row.seen_unit.name if row.seen_unit else row.employer.name if row.employer else row.place


def _promise(row: Any) -> Any:
    if not row.due_on:
        return ""
    return _("办结") if row.closed_on else _("%(day)s 前") % {"day": day(row.due_on)}


VISIT_COLUMNS = (
    Shown("on", _("日期"), lambda row: link(reverse("desk:visit", args=[row.code]), day(row.on))),
    Shown("officer", _("谁去的"), lambda row: row.officer.name),
    Shown("kind", _("类型"), lambda row: row.kind),
    Shown("where", _("去了哪里"), _where),
    Shown("days", _("天数"), lambda row: count(row.days), style="num"),
    Shown("promise", _("答应的事"), _promise),
)
PROMISES = (("", _("全部")), ("open", _("答应了还没办结")), ("kept", _("办结的")), ("reversed", _("作废的")))


@power(VIEW)
def visit_list(request: HttpRequest) -> HttpResponse:
    """Visits, and who did how many of which kind this year."""
    state = chosen(request, "state", PROMISES)
    wanted = VisitFilter(
        text=text_of(request), kind=request.GET.get("kind", "")[:40], officer=request.GET.get("officer", "")[:16],
        promise=state if state in {"open", "kept"} else "", reversed=state == "reversed",
    )  # fmt: skip
    found, on = queries.visits(request.actor, wanted, **marks(request)), today()
    year = year_of(request, on)
    counts = queries.visit_counts(request.actor, since=on.replace(year, 1, 1), until=on.replace(year, 12, 31))
    words = ListPage(
        _("下基层"), _("三服务、五进五送五联系、蹲点一周这些。打开一条会留下查看记录。"), VISIT_COLUMNS, _("还没有记录"),
        _("下基层回来登记一次，答应的事会列进清单，到期提醒。"), _("干部、工会或地点"),
    )  # fmt: skip
    acts = (Act(_("登记下基层"), reverse("desk:visit_add"), "plus", EDIT, primary=True),)
    return listing(
        request, words, found, acts=acts, tabs=tabs(request, "state", PROMISES), template="desk/field/visits.html",
        counts=counts, year=year,
    )  # fmt: skip


def _whither(request: HttpRequest) -> dict[str, str]:
    """The union or employer from whose page one came, by its name."""
    try:
        if request.GET.get("unit"):
            return {"unit_code": org.unit(request.actor, request.GET["unit"][:20]).name}
        if request.GET.get("employer"):
            return {"employer_code": org.employer(request.actor, request.GET["employer"][:20]).name}
    except NotFound:
        return {}
    return {}


@power(EDIT)
def visit_add(request: HttpRequest) -> HttpResponse:
    on = today()
    form = forms.VisitForm(
        request.POST or None, actor=request.actor, officers=queries.serving(request.actor, power=EDIT, today=on),
        kinds=queries.visit_kinds(on=on, path=post(request).path), initial={"key": secrets.token_hex(16), **_whither(request)},
    )  # fmt: skip
    crumbs = [(_("下基层"), reverse("desk:visits"))]
    words = Ask(_("登记下基层"), _("登记"), _("登记好了。"), ("desk:visits",), crumbs)
    return ask(request, words, form, actions.record_visit, to=lambda made: ("desk:visit", made.code))


@power(VIEW)
def visit_page(request: HttpRequest, code: str) -> HttpResponse:
    """One visit. A look in the trail."""
    it = actions.open_visit(actor=request.actor, code=code, now=timezone.now())
    may_edit = it.row.reversed_at is None and holds(request.actor, EDIT, it.row.path)
    return page(request, "desk/field/visit.html", {"it": it, "where": _where(it.row), "may_edit": may_edit})


@power(EDIT)
def visit_reverse(request: HttpRequest, code: str) -> HttpResponse:
    """It was written down wrongly."""
    row = queries.visit_row(request.actor, code, power=EDIT)
    words = Ask(
        _("作废这次记录"), _("作废"), _("作废了。"), ("desk:visit", code), [(_("下基层"), reverse("desk:visits"))],
        sub=row.officer.name, text=_("记录和原因留着，不再计入数据。"), refusing=True,
    )  # fmt: skip
    return ask(request, words, WhyForm(request.POST or None, actor=request.actor), actions.reverse_visit, code=code)
