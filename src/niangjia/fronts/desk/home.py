"""Home: my queue by due date, and figures as doors."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from niangjia.fronts.shell.doors import own
from niangjia.fronts.shell.pages import page
from niangjia.kit.powers import ActorKind


@own(ActorKind.STAFF)
def home(request: HttpRequest) -> HttpResponse:
    return page(request, "desk/home.html", {"now": timezone.localtime()})
