"""Rounds and drives at the desk."""

from __future__ import annotations

import secrets

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from niangjia.fronts.desk import grid_forms as forms
from niangjia.fronts.desk.field_pages import Act, Ask, ListPage, ask, chosen, link, listing, marks, tabs, text_of, went
from niangjia.fronts.desk.papers import papers_of
from niangjia.fronts.desk.places import post
from niangjia.fronts.shell.doors import power
from niangjia.fronts.shell.field_forms import RoundForm
from niangjia.fronts.shell.lists import Shown
from niangjia.fronts.shell.pages import carried_out, done, page, wrong
from niangjia.fronts.shell.templatetags.nj import count, day, share
from niangjia.ground.org import queries as org
from niangjia.kit.calendar import today
from niangjia.kit.powers import NotFound, holds
from niangjia.programmes.organising import actions
from niangjia.programmes.organising.choices.grids import DriveKind, FindingKind
from niangjia.programmes.organising.queries import grids, rounds
from niangjia.programmes.organising.queries.rounds import RoundFilter

VIEW, EDIT, VISIT = "organising.grid_view", "organising.grid_edit", "organising.grid_visit"
KINDS = (("", _("全部")), *FindingKind.choices)
COLUMNS = (
    Shown("on", _("日期"), lambda row: link(reverse("desk:round", args=[row.code]), day(row.on))),
    Shown("employer", _("单位"), lambda row: row.employer.name),
    Shown("grid", _("网格"), lambda row: row.grid.name),
    Shown("by", _("谁去的"), lambda row: row.by_name),
    Shown("found", _("发现（条）"), lambda row: count(row.found), style="num"),
)


@power(VIEW)
def round_list(request: HttpRequest) -> HttpResponse:
    """Rounds, the latest first."""
    wanted = RoundFilter(
        grid=request.GET.get("grid", "")[:16], employer=request.GET.get("employer", "")[:16],
        kind=chosen(request, "kind", KINDS), text=text_of(request), reversed=request.GET.get("state") == "reversed",
    )  # fmt: skip
    found = rounds.rounds(request.actor, wanted, **marks(request))
    words = ListPage(
        _("走访记录"), _("网格员在手机上登记的走访。里面写的情况只在打开时看得到，打开会留下记录。"), COLUMNS, _("还没有走访"),
        _("网格员在手机“我负责的”里登记一次，就会列在这里。"), _("单位或网格员"), (_("网格"), reverse("desk:grids")),
    )  # fmt: skip
    states = tabs(request, "state", (("", _("有效的")), ("reversed", _("作废的"))))
    return listing(request, words, found, tabs=states, kinds=tabs(request, "kind", KINDS))


@power(VIEW)
def round_page(request: HttpRequest, code: str) -> HttpResponse:
    """One round: what was found, what became of it, the photos. A look in the trail."""
    it = actions.open_round(actor=request.actor, code=code, now=timezone.now())
    mine = it.row.by_account_id == request.actor.account_id and holds(request.actor, VISIT, it.row.path)
    may_reverse = it.row.reversed_at is None and (mine or holds(request.actor, EDIT, it.row.path))
    context = {"it": it, "may_reverse": may_reverse, **papers_of(request, "organising.round", code)}
    return page(request, "desk/field/round.html", context)


@power(VISIT)
def round_record(request: HttpRequest, code: str) -> HttpResponse:
    """Record a round at an employer of a grid."""
    employer = org.employer(request.actor, code)
    grid = grids.grid_now(request.actor, employer.pk)
    if grid is None or not holds(request.actor, VISIT, grid.path):
        raise NotFound
    form = RoundForm(request.POST or None, request.FILES or None, initial={"key": secrets.token_hex(16)})
    if request.method == "POST" and carried_out(request, form, actions.record_round, employer_code=code):
        return done(request, _("走访记下了，要办的事已经列进清单。"), "desk:round", form.result.code)
    context = {
        "employer": employer, "grid": grid, "form": form, "blocks": form.blocks(),
        "earlier": rounds.rounds_at(request.actor, employer.pk),
        "drives": rounds.open_drives([employer.pk], today()).get(employer.pk, []),
    }  # fmt: skip
    return page(request, "desk/field/record.html", context, status=wrong(form))


@power(VISIT)
def round_reverse(request: HttpRequest, code: str) -> HttpResponse:
    """It was written down wrongly."""
    row = rounds.round_row(request.actor, code, power=VISIT)
    words = Ask(
        _("作废这次走访"), _("作废"), _("作废了，没有人领办的事一起了结。"), ("desk:round", code),
        [(_("走访记录"), reverse("desk:rounds"))], sub=row.employer.name,
        text=_("记录和原因留着，不再计入数据。写错了就作废，重新登记一次。"), refusing=True,
    )  # fmt: skip
    return ask(
        request, words, forms.WhyForm(request.POST or None, actor=request.actor), actions.reverse_round, code=code
    )


@power("worklists.view")
def finding(request: HttpRequest, code: str) -> HttpResponse:
    """On to the round on which it was found; for those who may not see it, the finding alone."""
    it = actions.open_finding(actor=request.actor, code=code, now=timezone.now())
    if it.round_code:
        return went(request, "desk:round", it.round_code)
    return page(request, "desk/field/finding.html", {"it": it})


# ------------------------------------------------------------------ drives


DRIVE_COLUMNS = (
    Shown("title", _("专项行动"), lambda row: link(reverse("desk:drive", args=[row.code]), row.title)),
    Shown("kind", _("内容"), lambda row: DriveKind(row.kind).label),
    Shown("unit", _("哪里组织的"), lambda row: row.unit.name),
    Shown("days", _("日期"), lambda row: f"{day(row.since)} – {day(row.until)}"),
    Shown("all", _("单位（家）"), lambda row: count(row.all), style="num"),
    Shown("seen", _("看过"), lambda row: count(row.seen), style="num"),
    Shown("share", _("进度"), lambda row: share(row.seen, row.all), style="num"),
    Shown("reached", _("做到或签订"), lambda row: count(row.reached), style="num"),
)
DRIVE_STATES = (("on", _("进行中")), ("over", _("结束的")), ("cancelled", _("取消的")))


@power(VIEW)
def drive_list(request: HttpRequest) -> HttpResponse:
    """Drives with their progress."""
    state = chosen(request, "state", DRIVE_STATES, "on")
    found = rounds.drives(request.actor, state=state, **marks(request))
    words = ListPage(
        _("专项行动"), _("一次行动选定网格和日期，进度从走访记录里自动算出来。"), DRIVE_COLUMNS, _("没有专项行动"),
        _("公开督查、民主管理督查、集体合同集中签约，都可以在这里组织。"), "", (_("网格"), reverse("desk:grids")),
    )  # fmt: skip
    acts = (Act(_("组织专项行动"), reverse("desk:drive_add"), "plus", EDIT, primary=True),)
    return listing(request, words, found, acts=acts, tabs=tabs(request, "state", DRIVE_STATES, "on"))


@power(EDIT)
def drive_add(request: HttpRequest) -> HttpResponse:
    mine = grids.open_grids(request.actor)
    told = {"key": secrets.token_hex(16), "unit_code": post(request).name}
    form = forms.DriveForm(request.POST or None, actor=request.actor, grids=mine, initial=told)
    words = Ask(
        _("组织专项行动"),
        _("开始行动"),
        _("开始了，网格员走访时会看到。"),
        ("desk:drives",),
        [(_("专项行动"), reverse("desk:drives"))],
    )
    return ask(request, words, form, actions.begin_drive, to=lambda made: ("desk:drive", made.code))


@power(VIEW)
def drive_page(request: HttpRequest, code: str) -> HttpResponse:
    """One drive by grid, and its employers."""
    left = request.GET.get("show") == "left"
    it = rounds.drive_page(request.actor, code, grid=request.GET.get("grid", "")[:16], left=left, **marks(request))
    words = ListPage(it.row.title, it.kind, (), "", "")
    states = tabs(request, "show", (("", _("全部单位")), ("left", _("还没有看的"))))
    on = it.row.ended_on is None and it.row.cancelled_at is None
    return listing(
        request, words, it.targets, template="desk/field/drive.html", tabs=states, drive=it,
        may_edit=on and holds(request.actor, EDIT, it.row.path), may_visit=holds(request.actor, VISIT, it.row.path),
    )  # fmt: skip


@power(EDIT)
def drive_act(request: HttpRequest, code: str, act: str) -> HttpResponse:
    """End it, or cancel what was begun by mistake."""
    it = rounds.drive_page(request.actor, code)
    crumbs = [(_("专项行动"), reverse("desk:drives")), (it.row.title, reverse("desk:drive", args=[code]))]
    form = forms.SureForm(request.POST if request.method == "POST" else None, actor=request.actor)
    if act == "end":
        text = _("结束以后进度不再变动，计入“结束的专项行动”。")
        words = Ask(_("结束专项行动"), _("结束行动"), _("行动结束了。"), ("desk:drive", code), crumbs, text=text)
        return ask(request, words, form, actions.end_drive, code=code)
    text = _("组织错了才取消。取消以后不计入数据，走访记录还在。")
    words = Ask(
        _("取消专项行动"), _("取消行动"), _("行动取消了。"), ("desk:drive", code), crumbs, text=text, refusing=True
    )
    return ask(request, words, form, actions.cancel_drive, code=code)
