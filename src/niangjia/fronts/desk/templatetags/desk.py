"""Tags of the desk's frame."""

from __future__ import annotations

from typing import Any

from django import template
from django.template.context import RequestContext

from niangjia.fronts.desk import rooms

register = template.Library()


@register.inclusion_tag("desk/navigation.html", takes_context=True)
def navigation(context: RequestContext) -> dict[str, Any]:
    """The rooms that this reader may enter."""
    request = context["request"]
    return {"lines": rooms.lines(request.actor, request.path), "hotline": context.get("hotline", "")}
