"""Who may open an address: `@power("people.view")`, `@own`, and the short reviewed list of addresses open to all.

Every view names its power; tests/architecture walks all addresses. Not yours and not there are the same 404.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import resolve_url
from django.urls import reverse
from django.utils.http import urlencode

from niangjia.fronts.shell import frames
from niangjia.kit.powers import Actor, ActorKind, holds

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]

NOBODY = Actor(ActorKind.WORKER)
"""Somebody who has not logged in: no account, no reach."""

OWN = "own"
"""Marks a page about oneself (home, help, sessions): no power is needed, a log-in is."""

OPEN_TO_ALL = frozenset(
    {
        # the outside of the house
        "front_door",
        "healthz",
        "readyz",
        "metrics",
        "looks",
        # what the API offers, for whoever writes a program; no record in it
        "api:document",
        "api:docs",
        # log-in, step by step: nobody has a power yet
        "account_login",
        "account_code",
        "account_code_confirm",
        "account_logout",
        "account_signup",
        "account_inactive",
        "mfa_authenticate",
        "mfa_login_webauthn",
        "invitation",
        "lost_authenticator",
        "openid_connect_login",
        "openid_connect_callback",
        "dingtalk_login",
        "dingtalk_callback",
        "weixin_login",
        "weixin_callback",
        "socialaccount_login_cancelled",
        "socialaccount_login_error",
        "socialaccount_signup",
        # the workers' log-in: number, code, name, and what to do when none of them helps
        "mobile:login",
        "mobile:code",
        "mobile:name",
        "mobile:other_ways",
        # asking to join: names of unions that take applications, and one's own draft in one's own session
        "mobile:join_search",
        "mobile:join",
        "mobile:join_step",
        "mobile:join_check",
        "mobile:join_drop",
    }
)
"""Names of the addresses that anybody may call. Every line is reviewed: nothing here reads a record."""

SIGNED_IN = frozenset(
    {
        "account_reauthenticate",
        "account_change_password",
        "mfa_index",
        "mfa_reauthenticate",
        "mfa_activate_totp",
        "mfa_deactivate_totp",
        "mfa_view_recovery_codes",
        "mfa_generate_recovery_codes",
        "mfa_download_recovery_codes",
        "mfa_list_webauthn",
        "mfa_add_webauthn",
        "mfa_remove_webauthn",
        "mfa_edit_webauthn",
        "mfa_reauthenticate_webauthn",
        "usersessions_list",
        "socialaccount_connections",
    }
)
"""Pages of the log-in library about one's own account; the library itself asks for a log-in."""


def power(code: str) -> Callable[[View[P]], View[P]]:
    """The view needs the power somewhere in the tree. Not logged in: to the log-in; without the power: 404."""

    def guard(view: View[P]) -> View[P]:
        @wraps(view)
        def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            turned = _to_the_door(request)
            if turned:
                return turned
            if not holds(request.actor, code):
                raise Http404
            request.actor = replace(request.actor, under=code)  # the trail then knows for whom a deputy acts
            return view(request, *args, **kwargs)

        guarded.power = code  # type: ignore[attr-defined]
        return guarded

    return guard


def own(*kinds: ActorKind) -> Callable[[View[P]], View[P]]:
    """The view is about the person herself: a log-in is enough. With kinds, others get 404."""

    def guard(view: View[P]) -> View[P]:
        @wraps(view)
        def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            turned = _to_the_door(request)
            if turned:
                return turned
            if kinds and request.actor.kind not in kinds:
                raise Http404
            return view(request, *args, **kwargs)

        guarded.power = OWN  # type: ignore[attr-defined]
        return guarded

    return guard


def open_to_all(view: View[P]) -> View[P]:
    """Marks a view of our own that stands in OPEN_TO_ALL."""
    view.power = ""  # type: ignore[attr-defined]
    return view


def _to_the_door(request: HttpRequest) -> HttpResponse | None:
    """The way to the log-in for a stranger, to the second factor for staff who have not set one up yet."""
    if request.actor.account_id is None:
        door = resolve_url(frames.find(request.path).login or settings.LOGIN_URL)
        return send(request, f"{door}?{urlencode({'next': _here(request)})}", status=401)
    if request.actor.kind is not ActorKind.WORKER and needs_second_factor(request):
        return send(request, reverse("mfa_activate_totp"), status=403)
    return None


def needs_second_factor(request: HttpRequest) -> bool:
    """Whether this member of staff still has to set up an authenticator. Remembered in the session once it is there."""
    if not settings.STAFF_SECOND_FACTOR or request.session.get("second_factor") or request.user.demo:
        return False
    if is_mfa_enabled(request.user):
        request.session["second_factor"] = True
        return False
    return True


def send(request: HttpRequest, address: str, *, status: int = 302) -> HttpResponse:
    """Send the browser elsewhere, also when HTMX asked (`status` is what HTMX is told)."""
    if request.headers.get("HX-Request"):
        return HttpResponse(status=status, headers={"HX-Redirect": address})
    return HttpResponseRedirect(address)


def _here(request: HttpRequest) -> str:
    """The page that the person was on: for a part, the page around it."""
    if request.method != "GET":
        return "/"
    current: Any = getattr(request, "htmx", None)
    return (current and current.current_url_abs_path) or request.get_full_path()
