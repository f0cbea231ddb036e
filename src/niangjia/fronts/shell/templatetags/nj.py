"""Tags and filters of all pages: icons, states, numbers, dates, masks, powers, addresses that keep their filters."""

from __future__ import annotations

import json
from datetime import date, datetime
from typing import Any

from django import template
from django.forms.boundfield import BoundField
from django.http import QueryDict
from django.template.context import RequestContext
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html, json_script
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from niangjia.fronts.shell.lists import Shown
from niangjia.fronts.shell.states import state as state_of
from niangjia.kit import money
from niangjia.kit.powers import holds

register = template.Library()


@register.simple_tag
def icon(name: str, tone: str = "") -> SafeString:
    """An outline icon that says nothing by itself."""
    return format_html('<i class="ti ti-{}{}" aria-hidden="true"></i>', name, f" is-{tone}" if tone else "")


@register.simple_tag
def state(code: str, word: Any = "") -> SafeString:
    """A state in a table: icon and word."""
    shown = state_of(code)
    tone = f" is-{shown.tone}" if shown.tone else ""
    return format_html('<span class="nj-state{}">{}{}</span>', tone, icon(shown.icon), word or shown.word)


@register.simple_tag
def tag(code: str, word: Any = "") -> SafeString:
    """A state beside a title."""
    shown = state_of(code)
    tone = f" is-{shown.tone}" if shown.tone else ""
    return format_html('<span class="nj-tag{}">{}{}</span>', tone, icon(shown.icon), word or shown.word)


@register.filter_function
def count(value: Any) -> str:
    """12,317; nothing for nothing."""
    if value is None or value == "":
        return ""
    return f"{int(value):,}"


@register.filter_function
def yuan(fen: Any) -> str:
    """4,800.00 of an amount in fen; nothing for nothing."""
    return money.yuan(int(fen)) if fen not in (None, "") else ""


@register.filter_function
def signed(value: Any) -> str:
    """+57 or −3, with a real minus."""
    number = int(value)
    return f"+{number:,}" if number > 0 else f"−{-number:,}" if number < 0 else "0"


@register.filter_function
def share(part: Any, whole: Any) -> str:
    """33.4% of the whole, one decimal."""
    return f"{100 * float(part) / float(whole):.1f}%" if whole else ""


@register.filter_function
def day(value: date | datetime | None) -> str:
    """2026-11-20, local day."""
    if value is None or value == "":
        return ""
    if isinstance(value, datetime):
        value = timezone.localtime(value)
    return f"{value:%Y-%m-%d}"


@register.filter_function
def short_day(value: date) -> str:
    """11-20 within the year, with the year otherwise."""
    return f"{value:%m-%d}" if value.year == timezone.localdate().year else f"{value:%Y-%m-%d}"


@register.filter_function
def moment(value: datetime | None) -> str:
    """11-20 09:42 within the year, with the year otherwise."""
    if value is None or value == "":
        return ""
    here = timezone.localtime(value)
    return f"{here:%m-%d %H:%M}" if here.year == timezone.localdate().year else f"{here:%Y-%m-%d %H:%M}"


@register.filter_function
def long_day(value: date) -> str:
    """11 月 20 日 in a sentence; 20 November in English."""
    return date_format(value, pgettext("date format", "n 月 j 日"))


@register.filter_function
def dash(value: Any) -> Any:
    """Say that nothing is written instead of leaving a hole."""
    return value if value not in (None, "") else _("没有填")


@register.filter_function
def first_letter(value: str) -> str:
    """The character in the round face."""
    return value[:1]


@register.filter_function
def item(mapping: Any, key: Any) -> Any:
    """One entry of a mapping, for loops over keys."""
    return mapping.get(key, "") if mapping else ""


@register.filter_function
def clock(seconds: Any) -> str:
    """12 秒, 3 分钟."""
    whole = int(seconds or 0)
    if whole < 90:
        return _("%(n)s 秒") % {"n": whole}
    return _("%(n)s 分钟") % {"n": round(whole / 60)}


@register.filter_function
def filesize(number: Any) -> str:
    """1.9 MB."""
    size = float(number or 0)
    for unit in ("B", "KB", "MB"):
        if size < 1024 or unit == "MB":
            return f"{size:.0f} {unit}" if unit == "B" else f"{size:.1f} {unit}"
        size /= 1024
    return ""


@register.simple_tag(takes_context=True)
def may(context: RequestContext, code: str, path: str | None = None) -> bool:
    """Whether the reader holds a power (over that place of the tree). For `{% may "people.edit" unit.path as ok %}`."""
    return holds(context["request"].actor, code, path)


@register.simple_tag(takes_context=True)
def with_query(context: RequestContext, **changes: Any) -> str:
    """The current query with some values replaced; None takes one away. Pages' cursors never survive a new filter."""
    query: QueryDict = context["request"].GET.copy()
    for gone in ("after", "before"):
        query.pop(gone, None)
    for name, value in changes.items():
        if value in (None, ""):
            query.pop(name, None)
        elif isinstance(value, list | tuple):
            query.setlist(name, [str(one) for one in value])
        else:
            query[name] = str(value)
    return f"?{query.urlencode()}" if query else "?"


@register.simple_tag(takes_context=True)
def without_value(context: RequestContext, name: str, value: Any) -> str:
    """The current query without one of the values of a facet."""
    query: QueryDict = context["request"].GET.copy()
    for gone in ("after", "before"):
        query.pop(gone, None)
    query.setlist(name, [one for one in query.getlist(name) if one != str(value)])
    return f"?{query.urlencode()}"


@register.simple_tag
def described(field: BoundField) -> str:
    """Value of `aria-describedby`: the hint and the error, whichever there are."""
    parts = []
    if field.help_text:
        parts.append(f"{field.auto_id}_hint")
    if field.errors:
        parts.append(f"{field.auto_id}_error")
    return " ".join(parts)


@register.simple_tag
def control(field: BoundField, **extra: Any) -> SafeString:
    """A form's control in our look, tied to its hint and its error."""
    widget = field.field.widget
    kind = getattr(widget, "input_type", "")
    if kind == "checkbox":
        style = "nj-check"
    elif kind == "select":
        style = "form-select"
    elif kind in {"radio", "hidden"}:
        style = ""
    else:
        style = "form-control"
    attrs = {"class": f"{style} {extra.pop('class', '')} {widget.attrs.get('class', '')}".strip()}
    about = described(field)
    if about:
        attrs["aria-describedby"] = about
    if field.errors:
        attrs["aria-invalid"] = "true"
    attrs.update({name.replace("_", "-"): value for name, value in extra.items() if value not in ("", None)})
    return SafeString(field.as_widget(attrs=attrs))


@register.filter_function
def as_json_script(value: Any, element_id: str) -> SafeString:
    """Data for a script as a block that the browser never runs."""
    return json_script(value, element_id)


@register.filter_function
def as_json(value: Any) -> str:
    """Plain JSON for an attribute."""
    return json.dumps(value, ensure_ascii=False)


@register.simple_tag
def cell(column: Shown, row: Any) -> SafeString:
    """One cell of a list."""
    return format_html('<td class="{}">{}</td>', column.style or "nowrap", column.cell(row))


@register.simple_tag
def sum_of(rows: list[tuple[Any, Any, int]]) -> str:
    """The numbers of (code, label, number) rows together."""
    return f"{sum(number for _, _, number in rows):,}"
