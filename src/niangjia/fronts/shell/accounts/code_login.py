"""Staff who would rather show a phone than type a password: number, code, then the second factor as always.

Offered only where codes really reach phones (`codes.reach_phones`); elsewhere the addresses are not there. The code
takes the place of the password alone: an authenticator is asked for afterwards, locks hold as they do everywhere.
"""

from __future__ import annotations

from allauth.account.internal.flows.login import record_authentication
from allauth.account.utils import perform_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from niangjia.fronts.shell.accounts import codes, proof
from niangjia.fronts.shell.doors import open_to_all
from niangjia.fronts.shell.pages import page
from niangjia.ground.access import queries as access
from niangjia.ground.access.choices import AccountKind
from niangjia.kit.ids import mask_phone

HOME = "/"


@open_to_all
def number(request: HttpRequest) -> HttpResponse:
    """Ask for the number; a code goes to whatever number it is."""
    _only_where_codes_arrive()
    form = proof.NumberForm(request.POST or None)
    if form.is_valid() and proof.send(request, form, form.cleaned_data["phone"], home=HOME):
        return redirect("account_code_confirm")
    context = {"form": form, "next": proof.safe_next(request, HOME)}
    return page(request, "account/code_number.html", context, status=422 if form.errors else 200)


@open_to_all
def confirm(request: HttpRequest) -> HttpResponse:
    """Compare the code. Only its right answer tells whether the number has a staff account: its holder sits here."""
    _only_where_codes_arrive()
    waiting = proof.waiting(request)
    if waiting is None:
        return redirect("account_code")
    again = request.method == "POST" and "again" in request.POST
    form = proof.CodeForm(request.POST if request.method == "POST" and not again else None)
    if again:
        form = proof.CodeForm({})
        form.errors.clear()
        if proof.send(request, form, waiting.phone, home=HOME):
            return redirect("account_code_confirm")
    elif form.is_valid():
        refusal = proof.compare(request, waiting, form.cleaned_data["code"])
        if refusal is None:
            return _enter(request, waiting)
        form.add_error("code", refusal)
    context = {"form": form, "phone": mask_phone(waiting.phone), "minutes": codes.MINUTES, "over": waiting.over}
    return page(request, "account/code_confirm.html", context, status=422 if form.errors else 200)


def _enter(request: HttpRequest, waiting: proof.Waiting) -> HttpResponse:
    """Through the log-in library, so that locks and second factors hold."""
    proof.keep(request)
    account = access.account_by_phone(waiting.phone)
    proof.forget(request)
    if account is None or account.kind == AccountKind.WORKER:
        return page(request, "account/code_unknown.html", {"phone": mask_phone(waiting.phone)}, status=403)
    record_authentication(request, account, method="code")
    answer: HttpResponse = perform_login(request, account, email_verification="none", redirect_url=waiting.after)
    return answer


def _only_where_codes_arrive() -> None:
    if not codes.reach_phones():
        raise Http404
