"""What every request gets: a number to quote, headers that close doors, the person's looks, the actor, refusals."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.core.exceptions import ObjectDoesNotExist
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.cache import patch_vary_headers

from niangjia.fronts.shell import frames
from niangjia.fronts.shell.doors import NOBODY
from niangjia.fronts.shell.pages import refused, stop
from niangjia.ground.access import queries as access
from niangjia.kit.ids import new_code
from niangjia.kit.powers import Refused

Handle = Callable[[HttpRequest], HttpResponse]

PERMISSIONS = "accelerometer=(), camera=(self), geolocation=(self), gyroscope=(), microphone=(), payment=(), usb=()"


class RealAddress:
    """Behind our own proxies (`NIANGJIA_PROXIES`) the address of the caller is the last one that none of them is."""

    def __init__(self, get_response: Handle) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        ours = set(settings.NIANGJIA_PROXIES)
        if ours and request.META.get("REMOTE_ADDR") in ours:
            way = [one.strip() for one in request.headers.get("X-Forwarded-For", "").split(",") if one.strip()]
            here = next((one for one in reversed(way) if one not in ours), "")
            if here:
                request.META["REMOTE_ADDR"] = here
                request.proxied = True  # type: ignore[attr-defined]
        return self.get_response(request)


class Headers:
    """Gives the request its number and every answer the headers that Django and django-csp do not set."""

    def __init__(self, get_response: Handle) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        code = new_code().upper()
        request.number = f"E-{code[:4]}-{code[4:8]}"
        answer = self.get_response(request)
        answer.headers.setdefault("Permissions-Policy", PERMISSIONS)
        answer.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        answer.headers["X-Request-Id"] = request.number
        if not request.path.startswith(settings.STATIC_URL):
            answer.headers.setdefault("Cache-Control", "no-store")
        return answer


@dataclass(frozen=True)
class Looks:
    """How the person wants to see the pages: cookies, so that it holds before the log-in too."""

    language: str
    theme: str
    large: bool
    elder: bool

    @property
    def html_language(self) -> str:
        """For the `lang` attribute."""
        return "zh-CN" if self.language == "zh-hans" else self.language


class LooksChosen:
    """Language, theme and size of type from the person's own cookies; Chinese until somebody chooses otherwise."""

    def __init__(self, get_response: Handle) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        wanted = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        request.looks = Looks(
            language=wanted if wanted in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE,
            theme="dark" if request.COOKIES.get("nj_theme") == "dark" else "light",
            large=request.COOKIES.get("nj_size") == "large",
            elder=request.COOKIES.get("nj_elder") == "1",
        )
        with translation.override(request.looks.language):
            request.LANGUAGE_CODE = request.looks.language
            answer = self.get_response(request)
        answer.headers.setdefault("Content-Language", request.looks.html_language)
        patch_vary_headers(answer, ["Cookie"])
        return answer


class Acting:
    """`request.actor`: who acts, from the session's account; nobody before the log-in."""

    def __init__(self, get_response: Handle) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.actor = NOBODY
        if request.user.is_authenticated:
            request.actor = access.actor_for(
                request.user.pk, person_id=request.session.get("person"), origin=request.number
            )
        return self.get_response(request)


class CleanAddresses:
    """An address that carries a NUL character is nobody's: PostgreSQL could not even look for it."""

    def __init__(self, get_response: Handle) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "\0" in request.path or "%00" in request.META.get("QUERY_STRING", ""):
            return stop(request, 400)
        return self.get_response(request)


class Refusals:
    """A refusal that no form caught, and bare stops of the framework, become pages in our words."""

    BARE = frozenset({405, 410, 413, 429})

    def __init__(self, get_response: Handle) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        answer = self.get_response(request)
        machine = frames.find(request.path).machine and answer.headers.get("Content-Type") != "application/json"
        if answer.status_code in self.BARE and not answer.streaming and (machine or not answer.content):
            kept = {name: answer.headers[name] for name in ("Allow", "Retry-After") if name in answer.headers}
            answer = stop(request, answer.status_code)
            for name, value in kept.items():
                answer.headers[name] = value
        return answer

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Turn a refusal into its page; anything else is Django's. The log-in library lets a provider or a key that is
        not there through as a missing row."""
        if isinstance(exception, Refused):
            return refused(request, exception)
        if isinstance(exception, ObjectDoesNotExist) and request.path.startswith("/accounts/"):
            return stop(request, 404)
        return None
