"""Where the person works: the units of her appointments, for the frame and as the usual scope of lists and figures."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from niangjia.ground.org import queries as org
from niangjia.ground.org.choices import Role


@dataclass(frozen=True)
class Post:
    """One appointment as the frame shows it."""

    name: str
    code: str
    path: str
    role: Any


def posts(request: HttpRequest) -> list[Post]:
    """The person's appointments, highest unit first; one query a request."""
    known: list[Post] | None = getattr(request, "posts", None)
    if known is None:
        held = sorted(request.actor.appointments, key=lambda one: (len(one.path), one.path))
        names = org.unit_names({one.unit_id for one in held}) if held else {}
        known = [
            Post(names[one.unit_id][0], names[one.unit_id][1], one.path, Role(one.role).label)
            for one in held
            if one.unit_id in names
        ]
        request.posts = known  # type: ignore[attr-defined]
    return known


NOWHERE = Post(_("没有任职"), "", "", "")


def post(request: HttpRequest) -> Post:
    """The highest of them."""
    mine = posts(request)
    return mine[0] if mine else NOWHERE
