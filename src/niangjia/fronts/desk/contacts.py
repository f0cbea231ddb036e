"""The chairs' contact list at the desk, messages to them, and who has not read."""

from __future__ import annotations

import secrets
from dataclasses import asdict
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from niangjia.engines.messaging.choices import Channel
from niangjia.fronts.desk import giving
from niangjia.fronts.desk.field_pages import Act, ListPage, link, listing, marks, tabs, text_of, went
from niangjia.fronts.desk.officer_forms import TellForm
from niangjia.fronts.shell.doors import power
from niangjia.fronts.shell.lists import Shown, chips, chosen, facet
from niangjia.fronts.shell.pages import attempt, done, page, wrong
from niangjia.fronts.shell.templatetags.nj import count
from niangjia.ground.org import queries as org
from niangjia.ground.org.choices import UnitKind
from niangjia.kit.calendar import today
from niangjia.kit.counted import counted
from niangjia.kit.powers import NotFound, Refused, holds
from niangjia.programmes.organising import actions
from niangjia.programmes.organising.queries import chairs, groupmail
from niangjia.programmes.organising.queries.chairs import ContactFilter

CONTACT = "organising.contact"
SHOWN_IN_PREVIEW = 500
REACHED = {"person": _("手机和工作台"), "account": _("工作台"), "": _("收不到")}


def _phone(row: Any) -> Any:
    if not row.phone:
        return ""
    return link(reverse("desk:phone", args=["chair", row.unit_code]), row.phone)


COLUMNS = (
    Shown("town", _("镇街"), lambda row: row.town),
    Shown("unit", _("工会"), lambda row: link(reverse("desk:unit", args=[row.unit_code]), row.unit_name)),
    Shown("name", _("主席"), lambda row: row.name),
    Shown("phone", _("手机号"), _phone, style="mask"),
    Shown("office", _("办公电话"), lambda row: row.office),
    Shown("members", _("会员（人）"), lambda row: count(row.members), style="num"),
    Shown("reached", _("通知发到"), lambda row: REACHED[row.reached]),
)


def _number(request: HttpRequest, name: str) -> int | None:
    told = request.GET.get(name, "")
    return int(told) if told.isdigit() and len(told) < 7 else None


def _wanted(request: HttpRequest) -> ContactFilter:
    return ContactFilter(
        text=text_of(request), towns=chosen(request, "town"), kinds=chosen(request, "kind", chairs.KINDS),
        size_from=_number(request, "from_members"), size_to=_number(request, "to_members"),
    )  # fmt: skip


@power(CONTACT)
def contact_list(request: HttpRequest) -> HttpResponse:
    """Chairs by town; ticked ones or all of them can be written to."""
    wanted = _wanted(request)
    found = chairs.contacts(request.actor, wanted, on=today(), **marks(request))
    values = org.unit_facets(request.actor, org.UnitFilter(kinds=chairs.KINDS))
    facets = [
        facet(request, "town", _("镇街"), [(one, one) for one, _n in values["town"]]),
        facet(request, "kind", _("工会类型"), [(one, UnitKind(one).label) for one in chairs.KINDS]),
    ]
    total = chairs.count_contacts(request.actor, wanted)
    words = ListPage(
        _("主席通讯录"), _("号码只显示头尾，点开看完整的会留下记录。"), COLUMNS, _("这些条件下没有工会"),
        _("去掉一两个条件再看。"), _("工会或主席"),
    )  # fmt: skip
    give = f"{reverse('desk:contact_export')}?{request.GET.urlencode()}"
    acts = (
        Act(_("导出 %(n)s 家") % {"n": total}, give, "file-export", "imports.export"),
        Act(_("发过的通知"), reverse("desk:group_messages"), "mail"),
    )
    return listing(
        request, words, found, acts=acts, template="desk/field/contacts.html", facets=facets, total=total,
        chips=chips(request, facets), query=request.GET.urlencode(), sizes=(request.GET.get("from_members", ""), request.GET.get("to_members", "")),
        may_tell=holds(request.actor, "messaging.send"),
    )  # fmt: skip


@power(CONTACT)
def contact_export(request: HttpRequest) -> HttpResponse:
    """Give the contact list out; phones stay masked."""
    if not holds(request.actor, "imports.export"):
        raise Http404
    told = [one for one in (text_of(request), *chosen(request, "town")) if one]
    order = giving.Order("contacts", "organising.contacts", {"filters": asdict(_wanted(request))}, told)
    return giving.give(request, order, COLUMNS)


@power(CONTACT)
def group_new(request: HttpRequest) -> HttpResponse:
    """First exactly whom it would meet, then it is sent."""
    if request.method != "POST":
        return went(request, "desk:contacts")
    wanted, whole = _wanted(request), request.POST.get("all") == "1"
    codes = None if whole else request.POST.getlist("pick")[: chairs.MOST]
    picked = chairs.pick_chairs(request.actor, wanted, codes, on=today())
    if not picked.seats:
        messages.warning(request, _("还没有选。请勾选，或者选筛出的全部。"))
        return went(request, "desk:contacts")
    sure = "sure" in request.POST
    form = TellForm(request.POST if sure else None, actor=request.actor, initial={"key": secrets.token_hex(16)})
    if sure and form.is_valid():
        given = {"wanted": wanted, "codes": codes, "digest": request.POST.get("digest", ""), **form.given()}
        if attempt(form, actions.tell_chairs, actor=request.actor, now=timezone.now(), **given):
            said = counted("发给了 %(n)s 位主席。", len(picked.reached)) % {"n": len(picked.reached)}
            return done(request, said, "desk:group_message", form.result.code)
    context = {
        "picked": picked, "form": form, "whole": whole, "codes": codes or [], "query": request.GET.urlencode(),
        "shown": picked.reached[:SHOWN_IN_PREVIEW], "rest": max(0, len(picked.reached) - SHOWN_IN_PREVIEW),
    }  # fmt: skip
    return page(request, "desk/field/tell.html", context, status=wrong(form))


MESSAGE_COLUMNS = (
    Shown("title", _("标题"), lambda row: link(reverse("desk:group_message", args=[row.code]), row.title)),
    Shown("at", _("发出"), lambda row: f"{timezone.localtime(row.sent_at):%Y-%m-%d %H:%M}"),
    Shown("by", _("谁发的"), lambda row: row.by),
    Shown("number", _("收到的主席（人）"), lambda row: count(row.number), style="num"),
    Shown("unread", _("没有看（人）"), lambda row: count(row.unread), style="num"),
)


@power(CONTACT)
def group_list(request: HttpRequest) -> HttpResponse:
    """What was sent, and how many have not read."""
    lines, found = groupmail.group_messages(request.actor, **marks(request))
    words = ListPage(
        _("给主席的通知"), _("谁看了、谁没有看，都在里面。"), MESSAGE_COLUMNS, _("还没有发过"),
        _("在通讯录里勾选，或者按条件全选，就能群发。"), "", (_("主席通讯录"), reverse("desk:contacts")),
    )  # fmt: skip
    return listing(request, words, found, rows=lines)


@power(CONTACT)
def group_message(request: HttpRequest, code: str) -> HttpResponse:
    """One message: who has not read it, reminding only those, giving the list out."""
    show = "all" if request.GET.get("show") == "all" else "unread"
    it = groupmail.group_page(request.actor, code, show=show, **marks(request))
    words = ListPage(it.row.title, "", (), "", "")
    states = tabs(request, "show", (("", _("没有看的")), ("all", _("全部"))))
    return listing(
        request, words, it.page, template="desk/field/message.html", tabs=states, message=it, show=show,
        may_give=holds(request.actor, "imports.export"),
    )  # fmt: skip


@power(CONTACT)
@require_POST
def group_remind(request: HttpRequest, code: str) -> HttpResponse:
    """Write once more to those who have not read."""
    out = [one for one in request.POST.getlist("out") if one in Channel.values]
    try:
        number = actions.remind_unread(actor=request.actor, code=code, out=out, now=timezone.now())
    except NotFound:
        raise
    except Refused as refusal:
        messages.error(request, refusal.sentence)
        return went(request, "desk:group_message", code)
    return done(request, counted("又提醒了 %(n)s 位没有看的主席。", number) % {"n": number}, "desk:group_message", code)


@power(CONTACT)
def group_unread(request: HttpRequest, code: str) -> HttpResponse:
    """Give the list of those who have not read out."""
    if not holds(request.actor, "imports.export"):
        raise Http404
    row = groupmail.group_message(request.actor, code)
    order = giving.Order("unread", "organising.unread", {"filters": {"message": row.code}}, [row.title])
    return giving.give(request, order, UNREAD_COLUMNS)


UNREAD_COLUMNS = (
    Shown("town", _("镇街"), lambda row: row.unit.town),
    Shown("unit", _("工会"), lambda row: row.unit.name),
    Shown("name", _("主席"), lambda row: row.name),
)
