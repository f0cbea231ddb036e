"""The front door, the log-in page, and what to do when the key to it is lost."""

from __future__ import annotations

from typing import Any

from allauth.account.views import LoginView
from allauth.socialaccount.adapter import get_adapter
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from niangjia.fronts.shell import demonstration
from niangjia.fronts.shell.accounts import codes
from niangjia.fronts.shell.accounts.adapter import HOMES
from niangjia.fronts.shell.doors import open_to_all
from niangjia.fronts.shell.pages import page
from niangjia.ground.org import queries as org


@open_to_all
def front_door(request: HttpRequest) -> HttpResponse:
    """Staff go to the desk, workers to their site, strangers to the log-in."""
    if request.actor.account_id is None:
        return HttpResponseRedirect(reverse("account_login"))
    return HttpResponseRedirect(HOMES[request.actor.kind])


class Login(LoginView):  # type: ignore[misc]
    """The log-in page with the county's name, the configured providers and, in the demonstration, its accounts."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        context["providers"] = [
            {"name": one.name, "address": one.get_login_url(self.request, process="login")}
            for one in get_adapter().list_providers(self.request)
            if one.app
        ]
        context["county"] = org.house().name
        context["demo_accounts"] = demonstration.seats()
        context["demo_password"] = demonstration.PASSWORD
        context["by_code"] = codes.reach_phones()
        return context


login = Login.as_view()


@open_to_all
def lost_authenticator(request: HttpRequest) -> HttpResponse:
    """Whom to ask: nobody gets in by answering questions."""
    return page(request, "account/lost.html")
