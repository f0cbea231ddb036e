"""Icons from the sprite, states in the phone's shape, days in sentences. Load with `{% load mobile %}`."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django import template
from django.forms.boundfield import BoundField
from django.templatetags.static import static
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from niangjia.fronts.shell.states import state as state_of

register = template.Library()


@register.simple_tag
def ic(name: str, style: str = "") -> SafeString:
    """An outline icon of the sprite; it says nothing by itself."""
    return format_html(
        '<svg class="ic{}" aria-hidden="true"><use href="{}#{}"/></svg>',
        f" {style}" if style else "",
        static("vendored/icons.svg"),
        name,
    )


@register.simple_tag
def shown_state(code: str, word: Any = "") -> SafeString:
    """A state as a small tag: icon and word."""
    shown = state_of(code)
    tone = f" is-{shown.tone}" if shown.tone else ""
    return format_html('<span class="nj-tag{}">{}{}</span>', tone, ic(shown.icon), word or shown.word)


@register.filter
def when(value: datetime | date | None) -> str:
    """今天 09:41, 昨天 17:30, 11 月 20 日, 2025 年 3 月 5 日."""
    if not value:
        return ""
    today = timezone.localdate()
    clock = ""
    if isinstance(value, datetime):
        here = timezone.localtime(value)
        clock = f" {here:%H:%M}"
        value = here.date()
    days = (today - value).days
    if days == 0:
        return _("今天") + clock
    if days == 1:
        return _("昨天") + clock
    return written_day(value)


@register.filter
def written_day(value: date | datetime | None) -> str:
    """11 月 20 日 within the year, 2025 年 3 月 5 日 otherwise."""
    if not value:
        return ""
    if isinstance(value, datetime):
        value = timezone.localtime(value).date()
    if value.year == timezone.localdate().year:
        return date_format(value, pgettext("date format", "n 月 j 日"))
    return date_format(value, pgettext("date format", "Y 年 n 月 j 日"))


@register.simple_tag
def input_of(field: BoundField, **extra: Any) -> SafeString:
    """A form's control in the phone's shape, tied to its hint and its error."""
    attrs: dict[str, Any] = {"class": "nj-input"}
    about = []
    if field.help_text:
        about.append(f"{field.auto_id}_hint")
    if field.errors:
        about.append(f"{field.auto_id}_error")
        attrs["aria-invalid"] = "true"
    if about:
        attrs["aria-describedby"] = " ".join(about)
    attrs.update({name.replace("_", "-"): value for name, value in extra.items() if value not in ("", None)})
    return SafeString(field.as_widget(attrs=attrs))
