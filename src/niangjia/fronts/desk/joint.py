"""Party-union joint building at the desk: the year, meetings, decisions, liaison persons."""

from __future__ import annotations

import secrets

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from niangjia.fronts.desk import officer_forms as forms
from niangjia.fronts.desk.field_pages import Act, Ask, ListPage, ask, link, listing, marks, tabs, text_of, went, year_of
from niangjia.fronts.desk.grid_forms import WhyForm
from niangjia.fronts.desk.places import post
from niangjia.fronts.shell.doors import power
from niangjia.fronts.shell.lists import Shown
from niangjia.fronts.shell.pages import done, page
from niangjia.fronts.shell.templatetags.nj import count, day
from niangjia.kit.calendar import today
from niangjia.kit.powers import holds
from niangjia.programmes.organising import actions
from niangjia.programmes.organising.queries import joint as queries

VIEW, EDIT = "organising.cadre_view", "organising.cadre_edit"
COLUMNS = (
    Shown("on", _("日期"), lambda row: link(reverse("desk:joint_meeting", args=[row.code]), day(row.on))),
    Shown("party", _("党组织"), lambda row: row.party),
    Shown("unit", _("工会"), lambda row: row.unit.name),
    Shown("agenda", _("议题"), lambda row: row.agenda, style="sub"),
    Shown("all", _("议定（件）"), lambda row: count(row.all), style="num"),
    Shown("done", _("办结（件）"), lambda row: count(row.done), style="num"),
)
LIAISON_COLUMNS = (
    Shown("party", _("党组织"), lambda row: row.party),
    Shown("union", _("工会"), lambda row: row.union),
    Shown("side", _("哪一方"), lambda row: row.side),
    Shown("name", _("姓名"), lambda row: row.name),
    Shown("phone", _("手机号"), lambda row: link(reverse("desk:phone", args=["liaison", row.code]), row.phone) if row.phone else "", style="mask"),
    Shown("since", _("从"), lambda row: day(row.since)),
    Shown("until", _("到"), lambda row: day(row.until)),
)  # fmt: skip


@power(VIEW)
def joint(request: HttpRequest) -> HttpResponse:
    """The year: by union, and its meetings."""
    on = today()
    year = year_of(request, on)
    found = queries.meetings(request.actor, text=text_of(request), year=year, **marks(request))
    words = ListPage(
        _("党工共建"), _("联席会议议定的事，一件一件跟到办结。"), COLUMNS, _("这一年还没有联席会议"),
        _("登记一次会议，议定的事自动列进清单。"), _("党组织、工会或议题"),
    )  # fmt: skip
    acts = (
        Act(_("联络员"), reverse("desk:liaisons"), "address-book"),
        Act(_("登记联席会议"), reverse("desk:joint_add"), "plus", EDIT, primary=True),
    )
    years = tabs(request, "year", [(str(one), str(one)) for one in range(on.year, on.year - 4, -1)], str(on.year))
    return listing(
        request, words, found, acts=acts, tabs=years, template="desk/field/joint.html", year=year,
        lines=queries.joint_year(request.actor, year, today=on),
    )  # fmt: skip


def _crumbs() -> list[tuple[object, str]]:
    return [(_("党工共建"), reverse("desk:joint"))]


@power(EDIT)
def joint_add(request: HttpRequest) -> HttpResponse:
    told = {"key": secrets.token_hex(16), "unit_code": post(request).name}
    form = forms.MeetingForm(request.POST or None, actor=request.actor, initial=told)
    words = Ask(_("登记联席会议"), _("登记会议"), _("登记好了，议定的事已经列进清单。"), ("desk:joint",), _crumbs())
    return ask(request, words, form, actions.record_meeting, to=lambda made: ("desk:joint_meeting", made.code))


@power(VIEW)
def joint_meeting(request: HttpRequest, code: str) -> HttpResponse:
    """One meeting and what became of its decisions."""
    it = queries.meeting_page(request.actor, code)
    may_edit = it.row.reversed_at is None and holds(request.actor, EDIT, it.row.path)
    return page(request, "desk/field/meeting.html", {"it": it, "may_edit": may_edit, "today": today()})


@power(EDIT)
def joint_act(request: HttpRequest, code: str, act: str) -> HttpResponse:
    """One more decision, or taking the whole record back."""
    it = queries.meeting_page(request.actor, code)
    back, data = ("desk:joint_meeting", code), request.POST or None
    if act == "decide":
        words = Ask(_("添加议定事项"), _("添加"), _("添加好了，列进了清单。"), back, _crumbs(), sub=it.row.party)
        form = forms.DecisionForm(data, actor=request.actor)
        return ask(request, words, form, actions.add_decision, meeting_code=code)
    text = _("记录和原因留着，不再计入数据；没有人领办的议定事项一起了结。")
    words = Ask(
        _("作废这次会议"), _("作废"), _("作废了。"), back, _crumbs(), sub=it.row.party, text=text, refusing=True
    )
    return ask(request, words, WhyForm(data, actor=request.actor), actions.reverse_meeting, code=code)


@power(VIEW)
def decision(request: HttpRequest, code: str) -> HttpResponse:
    """On to the meeting that decided it."""
    return went(request, "desk:joint_meeting", queries.meeting_of_decision(request.actor, code))


@power(VIEW)
def liaison_list(request: HttpRequest) -> HttpResponse:
    """Liaison persons."""
    former = request.GET.get("state") == "former"
    lines, found = queries.liaisons(request.actor, text=text_of(request), former=former, **marks(request))
    words = ListPage(
        _("共建联络员"), _("党组织和工会双方各自的联络员。"), LIAISON_COLUMNS, _("还没有联络员"),
        _("登记以后，号码加密保存，只显示头尾。"), _("姓名、党组织或工会"), (_("党工共建"), reverse("desk:joint")),
    )  # fmt: skip
    acts = (Act(_("登记联络员"), reverse("desk:liaison_add"), "plus", EDIT, primary=True),)
    states = tabs(request, "state", (("", _("现任")), ("former", _("以前的"))))
    return listing(
        request, words, found, rows=lines, acts=acts, tabs=states, template="desk/field/liaisons.html",
        may_edit=holds(request.actor, EDIT), former=former,
    )  # fmt: skip


@power(EDIT)
def liaison_add(request: HttpRequest) -> HttpResponse:
    form = forms.LiaisonForm(request.POST or None, actor=request.actor, initial={"unit_code": post(request).name})
    crumbs = [*_crumbs(), (_("联络员"), reverse("desk:liaisons"))]
    words = Ask(_("登记联络员"), _("登记"), _("登记好了。"), ("desk:liaisons",), crumbs)
    return ask(request, words, form, actions.add_liaison)


@power(EDIT)
@require_POST
def liaison_end(request: HttpRequest, code: str) -> HttpResponse:
    """No longer a liaison person; pressed again on the same day it is taken back."""
    row = actions.end_liaison(actor=request.actor, code=code, now=timezone.now())
    return done(
        request,
        _("从今天起不再联络。点错了，今天之内在“以前的”里能恢复。") if row.until else _("恢复了。"),
        "desk:liaisons",
    )
