"""The papers of an application on the page of its matter, and printing it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from niangjia.engines.approvals.queries import Page
from niangjia.fronts.desk.approval_parts import Slot
from niangjia.fronts.desk.papers import papers_of
from niangjia.kit.powers import NotFound, holds
from niangjia.programmes.organising.choices import JOINING


def _fill(request: HttpRequest, it: Page) -> dict[str, Any] | None:
    try:
        shown = papers_of(request, JOINING, it.code)
    except NotFound:
        return None
    return {**shown, "may_print": holds(request.actor, "imports.export", shown["here"].path)}


SLOT = Slot("papers", "desk/printing/matter.html", _fill, kind=JOINING, order=50)
