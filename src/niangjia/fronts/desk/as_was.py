"""The switch "as it was on": a day in the address, the band that says so, and the way back to today."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.http import HttpRequest, QueryDict

from niangjia.kit.calendar import today


def day_of(query: QueryDict | Mapping[str, str]) -> date | None:
    """The past day that an address asks for; today, a day to come and what is no day are none."""
    try:
        on = date.fromisoformat(str(query.get("on", ""))[:10])
    except ValueError:
        return None
    return on if on < today() else None


def iso(query: QueryDict) -> str:
    """The same as the text of a filter."""
    on = day_of(query)
    return on.isoformat() if on else ""


def context(request: HttpRequest) -> dict[str, Any]:
    """What the band shows: the day, the address of today, the rest of the address for the form that chooses a day."""
    back = request.GET.copy()
    for name in ("on", "after", "before"):
        back.pop(name, None)
    address = f"{request.path}?{back.urlencode()}" if back else request.path
    on = day_of(request.GET)
    then = {"then": f"&on={on}" if on else "", "then_only": f"?on={on}" if on else ""}
    return {**then, "as_was": on, "as_is": address, "as_kept": [(k, v) for k in back for v in back.getlist(k)]}
