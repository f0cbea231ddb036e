"""Who comes in: a key of a partner, or the session of a member of staff. Judged before anything of the call is read.

Stranger or bad key: 401. Without the power: 404, as everywhere. Too often: 429 with Retry-After.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.http import HttpRequest
from django.middleware.csrf import CsrfViewMiddleware
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from ninja.security import HttpBearer

from niangjia.fronts.shell import limits
from niangjia.fronts.shell.doors import OWN, needs_second_factor
from niangjia.ground.access import actions as access_acts
from niangjia.ground.access import queries as access
from niangjia.kit.powers import Actor, ActorKind, NotFound, holds

SAFE = ("GET", "HEAD", "OPTIONS")
BEARER = "bearer "


class Stranger(Exception):
    """No session and no key, or a key that is good for nothing."""


class TooOften(Exception):
    """More calls than the key or the place may make; `seconds` until the window is over."""

    def __init__(self, seconds: int) -> None:
        super().__init__(seconds)
        self.seconds = seconds


class Forged(Exception):
    """A session's call that changes something came without the token against forged requests."""


class SecondFactor(Exception):
    """A member of staff who still has to set up an authenticator."""

    text = _("请先在工作台设好验证器，再用登录状态调用接口。")


class Key(HttpBearer):
    """The door of one call, which names its power. Ninja asks it before it reads the call."""

    def __init__(self, power: str) -> None:
        super().__init__()
        self.power = power

    def __call__(self, request: HttpRequest) -> Any:
        written = request.headers.get("Authorization", "")
        actor = by_key(request, written) if written else by_session(request)
        if self.power == OWN:
            return actor
        if not holds(actor, self.power):
            raise NotFound
        request.actor = replace(actor, under=self.power)  # the trail then knows for whom a deputy acts
        return request.actor

    def authenticate(self, request: HttpRequest, token: str) -> Any:
        """Never asked: `__call__` does it all."""
        raise NotImplementedError


def by_key(request: HttpRequest, written: str) -> Actor:
    """The actor behind the key in the header. Raises Stranger, TooOften."""
    address, now = str(request.META.get("REMOTE_ADDR", "")), timezone.now()
    if not limits.spend("api.place", address):
        raise TooOften(60)
    secret = written[len(BEARER) :].strip() if written.lower().startswith(BEARER) else ""
    behind = access.behind_key(secret, address=address, now=now, origin=getattr(request, "number", ""))
    if behind is None:
        if not limits.spend("api.wrong", address):
            raise TooOften(600)
        raise Stranger
    if not limits.spend("api.key", behind.key):
        raise TooOften(60)
    access_acts.note_use(actor=behind.actor, now=now)
    request.actor = behind.actor
    return behind.actor


def by_session(request: HttpRequest) -> Actor:
    """The member of staff who is logged in. Raises Stranger, Forged, SecondFactor."""
    actor: Actor = request.actor
    if actor.account_id is None or actor.kind is not ActorKind.STAFF:
        raise Stranger
    if needs_second_factor(request):
        raise SecondFactor
    if request.method not in SAFE and _forged(request):
        raise Forged
    return actor


def _forged(request: HttpRequest) -> bool:
    """Whether the framework's own check of the token fails; ninja leaves its views out of the layer that does it."""
    layer = CsrfViewMiddleware(lambda _request: None)  # type: ignore[arg-type, return-value]
    layer.process_request(request)
    return layer.process_view(request, _nobody, (), {}) is not None


def _nobody() -> None:
    """A view without exemption, for the check above."""
