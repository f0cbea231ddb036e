"""Tags of the desk's frame."""

from __future__ import annotations

from typing import Any

from django import template
from django.template.context import RequestContext
from django.utils.safestring import SafeString

from niangjia.engines.messaging import queries as messages
from niangjia.fronts.desk import places, rooms
from niangjia.fronts.shell.templatetags.nj import state as state_tag
from niangjia.ground.org import choices as org
from niangjia.ground.people import choices as people
from niangjia.programmes.organising.choices import grids

register = template.Library()


@register.inclusion_tag("desk/navigation.html", takes_context=True)
def navigation(context: RequestContext) -> dict[str, Any]:
    """The rooms that this reader may enter."""
    request = context["request"]
    return {"lines": rooms.lines(request.actor, request.path), "hotline": context.get("hotline", "")}


LABELS: dict[str, Any] = {
    "work_form": people.WorkForm,
    "standing": people.StandingKind,
    "purpose": people.Purpose,
    "education": people.Education,
    "document": people.DocumentKind,
    "gender": people.Gender,
    "leaving": people.LeavingReason,
    "unit_kind": org.UnitKind,
    "role": org.Role,
}


@register.simple_tag
def label_of(choices: str, value: str) -> Any:
    """The word of a stored value; a value outside the list is shown as it stands."""
    known = LABELS[choices]
    return known(value).label if value in known.values else value


@register.simple_tag
def membership_state(line: Any) -> SafeString:
    """State of one membership, past or present."""
    if line.left_on:
        return state_tag("left", label_of("leaving", line.leaving))
    return state_tag(line.state)


@register.simple_tag(takes_context=True)
def unread_messages(context: RequestContext) -> str:
    """How many messages the reader has not seen, for the bell."""
    number = messages.unread(context["request"].actor)
    return f"{number}" if number < 100 else "99+"


@register.simple_tag(takes_context=True)
def my_posts(context: RequestContext) -> list[places.Post]:
    """Where the reader works."""
    return places.posts(context["request"])


@register.filter_function
def stage_word(value: str) -> Any:
    """How it stands at an employer of a drive."""
    return grids.Stage(value).label if value in grids.Stage.values else value
