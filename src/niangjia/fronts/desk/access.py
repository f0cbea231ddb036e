"""Accounts and appointments: opening, inviting, locking, appointing; one's own account and deputies."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from niangjia.fronts.desk import access_forms as forms
from niangjia.fronts.desk import queue
from niangjia.fronts.desk.org import cursors
from niangjia.fronts.shell.doors import own, power
from niangjia.fronts.shell.lists import pages
from niangjia.fronts.shell.pages import carried_out, done, page, wrong
from niangjia.ground.access import actions, queries
from niangjia.kit.powers import ActorKind

MOST = 500
"""Appointments that one page lists."""


@power("access.view")
def account_list(request: HttpRequest) -> HttpResponse:
    text = request.GET.get("q", "").strip()[:60]
    state = request.GET.get("state", "")
    state = state if state in dict(forms.STATES) else "open"
    found = queries.accounts(request.actor, text=text, state=state, **cursors(request))
    context = {
        "rows": [(one, forms.state_of(one)) for one in found.rows],
        "pages": pages(request, len(found.rows), before=found.before, after=found.after),
        "tabs": [(label, f"?state={value}", value == state) for value, label in forms.STATES],
        "text": text,
        "state": state,
    }
    return page(request, "desk/access/accounts.html", context, part="page")


@power("access.view")
def account(request: HttpRequest, code: str) -> HttpResponse:
    shown = queries.account_page(request.actor, code)
    context = {
        "it": shown,
        "account": shown.account,
        "state": forms.state_of(shown.account),
        "today": timezone.localdate(),
        "mine": shown.account.pk == request.actor.account_id,
    }
    return page(request, "desk/access/account.html", context)


@power("access.account")
def account_add(request: HttpRequest) -> HttpResponse:
    form = forms.AccountForm(request.POST or None, actor=request.actor)
    if carried_out(request, form, actions.create_account):
        return done(request, _("账号已开，接着发启用链接。"), "desk:account", form.result.code)
    return page(request, "desk/access/add.html", {"form": form}, status=wrong(form))


@power("access.account")
@require_POST
def account_invite(request: HttpRequest, code: str) -> HttpResponse:
    """The link is shown this once."""
    token = actions.invite(actor=request.actor, account_code=code, now=timezone.now())
    return _shown_once(request, code, token, _("启用链接"))


@power("access.unlock")
@require_POST
def account_reset(request: HttpRequest, code: str) -> HttpResponse:
    """The second person agrees; the link is shown this once."""
    token = actions.reset_authenticator(actor=request.actor, account_code=code, now=timezone.now())
    return _shown_once(request, code, token, _("重设链接"))


def _shown_once(request: HttpRequest, code: str, token: str, title: str) -> HttpResponse:
    link = request.build_absolute_uri(reverse("invitation", args=[token]))
    shown = queries.account_page(request.actor, code)
    return page(request, "desk/access/link.html", {"link": link, "title": title, "account": shown.account})


@power("access.account")
@require_POST
def account_ask_reset(request: HttpRequest, code: str) -> HttpResponse:
    actions.ask_reset(actor=request.actor, account_code=code, now=timezone.now())
    return done(request, _("已申请，请安全管理员在 24 小时内同意。"), "desk:account", code)


@power("access.account")
@require_POST
def account_close(request: HttpRequest, code: str) -> HttpResponse:
    actions.close_account(actor=request.actor, account_code=code, now=timezone.now())
    return done(request, _("账号已注销。"), "desk:account", code)


@power("access.unlock")
@require_POST
def account_lock(request: HttpRequest, code: str) -> HttpResponse:
    if "unlock" in request.POST:
        actions.unlock_account(actor=request.actor, account_code=code, now=timezone.now())
        return done(request, _("账号已解锁，可以登录了。"), "desk:account", code)
    actions.lock_account(actor=request.actor, account_code=code, now=timezone.now())
    return done(request, _("账号已锁定，登录着的也已退出。"), "desk:account", code)


@power("access.appoint")
def account_appoint(request: HttpRequest, code: str) -> HttpResponse:
    shown = queries.account(request.actor, code, power="access.appoint")
    form = forms.AppointForm(request.POST or None, actor=request.actor)
    preview = None
    if form.is_valid():
        preview = form.preview(queries.what_if_role, code)
        if "sure" in request.POST and carried_out(request, form, actions.appoint, account_code=code):
            return done(request, _("已任命。"), "desk:account", code)
    context = {"form": form, "account": shown, "preview": preview}
    return page(request, "desk/access/appoint.html", context, status=wrong(form))


@power("access.appoint")
def appointment_end(request: HttpRequest, code: str) -> HttpResponse:
    """`code` is the appointment's."""
    one = queries.appointment(request.actor, code)
    form = forms.EndForm(request.POST or None, actor=request.actor)
    if carried_out(request, form, actions.end_appointment, appointment_code=code):
        return done(request, _("任职已免去。"), "desk:account", one.account.code)
    context = {"form": form, "account": one.account, "one": one}
    return page(request, "desk/access/end.html", context, status=wrong(form))


@power("access.view")
def appointment_list(request: HttpRequest) -> HttpResponse:
    """Who holds what, from the top of the tree down; or what ends soon, the first to end first."""
    soon = request.GET.get("soon") == "1"
    rows = list(queries.appointments(request.actor, ending_by=queue.soon() if soon else None)[: MOST + 1])
    context = {"rows": rows[:MOST], "more": len(rows) > MOST, "soon": soon, "days": queue.SOON.days}
    return page(request, "desk/access/appointments.html", context)


# ------------------------------------------------------------------ one's own


@own(ActorKind.STAFF)
def my_account(request: HttpRequest) -> HttpResponse:
    """What one holds, has lent and borrowed."""
    context: dict[str, Any] = {
        "appointments": queries.own_appointments(request.actor),
        "delegations": queries.own_delegations(request.actor),
        "today": timezone.localdate(),
        "me": request.actor.account_id,
        "name_shown": any(one.value.get("on") for one in queries.kept(request.actor, "name_shown")),
    }
    return page(request, "desk/access/mine.html", context)


@own(ActorKind.STAFF)
def delegate(request: HttpRequest, code: str) -> HttpResponse:
    """Lend one of one's own appointments to a colleague for some days."""
    lent = next((one for one in queries.own_appointments(request.actor) if one.code == code), None)
    if lent is None:
        raise queries.AppointmentNotFound
    deputies = queries.possible_deputies(request.actor, code)
    form = forms.DelegateForm(request.POST or None, actor=request.actor, deputies=deputies)
    if carried_out(request, form, actions.delegate, appointment_code=code):
        return done(request, _("已请人代理，到期自动收回。"), "desk:my_account")
    context = {"form": form, "lent": lent, "deputies": deputies}
    return page(request, "desk/access/delegate.html", context, status=wrong(form))


@own(ActorKind.STAFF)
@require_POST
def withdraw(request: HttpRequest, code: str) -> HttpResponse:
    """Take back what one has lent, give back what one has borrowed; whoever appoints there may, too."""
    ended = actions.withdraw_delegation(actor=request.actor, delegation_code=code, now=timezone.now())
    if request.actor.account_id in {ended.giver_id, ended.receiver_id}:
        return done(request, _("代理已收回。"), "desk:my_account")
    return done(request, _("代理已收回。"), "desk:account", ended.receiver.code)


@own(ActorKind.STAFF)
@require_POST
def show_name(request: HttpRequest) -> HttpResponse:
    """Whether workers see one's name with one's looks and acts."""
    on = request.POST.get("on") == "1"
    actions.keep(actor=request.actor, topic="name_shown", value={"on": on}, now=timezone.now())
    return done(request, _("已保存。"), "desk:my_account")
