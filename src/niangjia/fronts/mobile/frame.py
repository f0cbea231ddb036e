"""A page in the workers' frame: the tab it belongs to, and how many messages wait."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, Concatenate, ParamSpec

from django.http import HttpRequest, HttpResponse

from niangjia.engines.messaging import queries as messaging
from niangjia.fronts.shell.doors import own
from niangjia.fronts.shell.pages import page
from niangjia.ground.people.queries import person_of
from niangjia.kit.powers import ActorKind

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]

personal: Callable[[View[P]], View[P]] = own(ActorKind.WORKER, ActorKind.STAFF)
"""Pages about oneself: workers, and members of staff who are workers too."""


def tie(request: HttpRequest) -> None:
    """Somebody who was taken in since she logged in: her record is hers from now on, without another log-in."""
    if request.actor.person_id is None and request.actor.account_id is not None:
        person = person_of(request.actor.account_id)
        if person is not None:
            request.session["person"] = person
            request.actor = replace(request.actor, person_id=person)


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
