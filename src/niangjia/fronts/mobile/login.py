"""How a worker gets in: number, code, and the first time her name.

Nothing is looked up before the code is right, so the answers to a number are the same for everybody (G16). Whoever
shows the code holds the phone; the name keeps out the next holder of a number that was given away.
"""

from __future__ import annotations

from allauth.account.internal.flows.login import record_authentication
from allauth.account.utils import perform_login
from allauth.socialaccount.adapter import get_adapter
from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from niangjia.fronts.mobile.forms import CleanForm
from niangjia.fronts.shell import limits
from niangjia.fronts.shell.accounts import codes, proof
from niangjia.fronts.shell.accounts.proof import CodeForm, NumberForm
from niangjia.fronts.shell.doors import open_to_all
from niangjia.fronts.shell.pages import page
from niangjia.ground.access.choices import AccountKind
from niangjia.ground.access.queries.logins import account_by_id
from niangjia.ground.people.actions import logins as people
from niangjia.kit.ids import mask_phone

HOME = "/m/"
MONTH = 30 * 24 * 3600
"""A worker stays logged in on her own phone; she sees her devices and can end each of them."""


class NameForm(CleanForm):
    """The name on the roster."""

    name = forms.CharField(label=_("姓名"), max_length=60, error_messages={"required": _("请输入您的姓名。")})
    name.widget.attrs = {"autocomplete": "name"}


@open_to_all
def login(request: HttpRequest) -> HttpResponse:
    """Ask for the number, send a code to whatever number it is."""
    if request.actor.account_id is not None:
        return redirect("mobile:home")
    form = NumberForm(request.POST or None)
    if form.is_valid() and proof.send(request, form, form.cleaned_data["phone"], home=HOME):
        return redirect("mobile:code")
    providers = [
        {"name": one.name, "address": one.get_login_url(request, process="login")}
        for one in get_adapter().list_providers(request)
        if one.app
    ]
    after = proof.safe_next(request, HOME)
    return page(request, "mobile/login/number.html", {"form": form, "providers": providers, "next": after})


@open_to_all
def code(request: HttpRequest) -> HttpResponse:
    """Compare the code; then in, or on to the name."""
    waiting = proof.waiting(request)
    if waiting is None:
        return redirect("mobile:login")
    again = request.method == "POST" and "again" in request.POST
    form = CodeForm(request.POST if request.method == "POST" and not again else None)
    if again:
        form = CodeForm({})
        form.full_clean()
        form.errors.clear()
        if proof.send(request, form, waiting.phone, home=HOME):
            return redirect("mobile:code")
    elif form.is_valid():
        refusal = proof.compare(request, waiting, form.cleaned_data["code"])
        if refusal is None:
            return _proved(request, waiting)
        form.add_error("code", refusal)
    context = {"form": form, "phone": mask_phone(waiting.phone), "minutes": codes.MINUTES, "over": waiting.over}
    context["printed"] = codes.shown_here()
    return page(request, "mobile/login/code.html", context)


def _proved(request: HttpRequest, waiting: proof.Waiting) -> HttpResponse:
    """The phone is hers. Known and in use: in. Else her name first."""
    proof.keep(request)
    account_id = people.enter_by_phone(actor=request.actor, phone=waiting.phone, now=timezone.now())
    if account_id is None:
        return redirect("mobile:name")
    return enter(request, account_id, waiting.after)


@open_to_all
def name(request: HttpRequest) -> HttpResponse:
    """The first time, and after half a year: the name that the roster has for this number."""
    waiting = proof.proved(request)
    if waiting is None:
        return redirect("mobile:login")
    form = NameForm(request.POST or None)
    if form.is_valid():
        if not (limits.spend("name.tried", waiting.phone) and limits.spend("name.place", proof.place(request))):
            return page(request, "mobile/login/unknown.html", {"why": "often", "phone": mask_phone(waiting.phone)})
        try:
            account_id = people.claim_login(
                actor=request.actor, phone=waiting.phone, name=form.cleaned_data["name"], now=timezone.now()
            )
        except people.PhoneUnknown:
            return page(request, "mobile/login/unknown.html", {"why": "unknown", "phone": mask_phone(waiting.phone)})
        except people.PhoneShared:
            return page(request, "mobile/login/unknown.html", {"why": "shared", "phone": mask_phone(waiting.phone)})
        return enter(request, account_id, waiting.after)
    return page(request, "mobile/login/name.html", {"form": form, "phone": mask_phone(waiting.phone)})


@open_to_all
def other_ways(request: HttpRequest) -> HttpResponse:
    """No text message, no phone, a new number: who helps, and where."""
    return page(request, "mobile/login/other_ways.html", {})


def enter(request: HttpRequest, account_id: int, after: str) -> HttpResponse:
    """Through the log-in library, so that locks, second factors of staff and the list of devices all hold."""
    account = account_by_id(account_id)
    proof.forget(request)
    record_authentication(request, account, method="code")
    answer = perform_login(request, account, email_verification="none", redirect_url=after)
    if request.user.is_authenticated and account.kind == AccountKind.WORKER:
        request.session.set_expiry(MONTH)
    return answer
