"""Help: how to begin, the keys, whom to call."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from niangjia.fronts.shell.doors import own
from niangjia.fronts.shell.pages import page
from niangjia.kit.powers import ActorKind


@own(ActorKind.STAFF)
def help_page(request: HttpRequest) -> HttpResponse:
    return page(request, "desk/help.html")
