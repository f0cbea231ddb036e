"""A page in the workers' frame: the tab it belongs to, and how many messages wait."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Concatenate, ParamSpec

from django.http import HttpRequest, HttpResponse

from niangjia.engines.messaging import queries as messaging
from niangjia.fronts.shell.doors import own
from niangjia.fronts.shell.pages import page
from niangjia.kit.powers import ActorKind

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]

personal: Callable[[View[P]], View[P]] = own(ActorKind.WORKER, ActorKind.STAFF)
"""Pages about oneself: workers, and members of staff who are workers too."""


def framed(
    request: HttpRequest, template: str, context: Mapping[str, Any] | None = None, *, tab: str = "me", status: int = 200
) -> HttpResponse:
    """The page with its tab and the number of unread messages."""
    return page(
        request,
        f"mobile/{template}",
        {"tab": tab, "unread": messaging.unread(request.actor), **(context or {})},
        status=status,
    )
