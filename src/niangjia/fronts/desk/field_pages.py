"""What the pages of the field share: a list of rows, and a page with one form and one button."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from niangjia.fronts.shell.lists import Shown, address, pages
from niangjia.fronts.shell.pages import carried_out, done, page, wrong
from niangjia.kit.powers import holds


@dataclass(frozen=True)
class Tab:
    """One tab of a list: the values that stand in the address."""

    label: Any
    href: str
    on: bool
    n: int | None = None


@dataclass(frozen=True)
class Act:
    """A button of a page. Without the power it is not shown."""

    label: Any
    href: str
    icon: str = ""
    power: str = ""
    primary: bool = False
    post: bool = False


@dataclass(frozen=True)
class ListPage:
    """Words of a list."""

    title: Any
    sub: Any
    columns: Sequence[Shown]
    empty: Any
    hint: Any
    search: Any = ""
    crumb: tuple[Any, str] | None = None


def link(href: str, words: Any) -> SafeString:
    """A name that opens its page."""
    return format_html('<a class="nj-link" href="{}">{}</a>', href, words)


def tabs(request: HttpRequest, name: str, choices: Sequence[tuple[str, Any]], usual: str = "") -> list[Tab]:
    """Tabs over the values of one field; the usual one stands for no value in the address."""
    here = request.GET.get(name, "") or usual
    return [
        Tab(label, address(request, **{name: value if value != usual else None}), here == value)
        for value, label in choices
    ]


def chosen(request: HttpRequest, name: str, choices: Sequence[tuple[str, Any]], usual: str = "") -> str:
    """The value of one field, one of the offered ones."""
    told = request.GET.get(name, "")
    return told if told in {value for value, _label in choices} else usual


def text_of(request: HttpRequest) -> str:
    """What is looked for."""
    return request.GET.get("q", "").strip()[:60]


def year_of(request: HttpRequest, today: date) -> int:
    """The year asked for, else this one."""
    told = request.GET.get("year", "")
    return int(told) if told.isdigit() and 2000 <= int(told) <= today.year + 1 else today.year


def marks(request: HttpRequest) -> dict[str, str]:
    """The marks of a page by key."""
    return {"after": request.GET.get("after", ""), "before": request.GET.get("before", "")}


def listing(
    request: HttpRequest,
    words: ListPage,
    found: Any,
    *,
    rows: Sequence[Any] | None = None,
    acts: Sequence[Act] = (),
    tabs: Sequence[Tab] = (),
    template: str = "desk/field/list.html",
    **more: Any,
) -> HttpResponse:
    """The page of a list. `rows` where they are not the page's own."""
    shown = found.rows if rows is None else rows
    context = {
        "it": words,
        "rows": shown,
        "columns": words.columns,
        "tabs": tabs,
        "acts": [one for one in acts if not one.power or holds(request.actor, one.power)],
        "pages": pages(request, len(shown), before=found.before, after=found.after, size=50),
        "q": text_of(request),
        "hidden": [
            (name, value) for name, value in request.GET.items() if name not in {"q", "after", "before", "from"}
        ],
        **more,
    }
    return page(request, template, context, part="page")


@dataclass(frozen=True)
class Ask:
    """Words of a page with one form: its title, what stands below, its button, where it leads when it is done or not."""

    title: Any
    button: Any
    said: Any
    back: tuple[Any, ...]
    """Name of an address and its arguments."""
    crumbs: Sequence[tuple[Any, str]] = ()
    sub: Any = ""
    text: Any = ""
    refusing: bool = False
    cancel: Any = ""


def ask(
    request: HttpRequest,
    words: Ask,
    form: Any,
    act: Callable[..., Any],
    *,
    to: Callable[[Any], tuple[Any, ...]] | None = None,
    **given: Any,
) -> HttpResponse:
    """The page of a form: shown, again with what was wrong, or done."""
    if request.method == "POST" and carried_out(request, form, act, **given):
        return done(request, words.said, *(to(form.result) if to else words.back))
    context = {"it": words, "form": form, "back": reverse(words.back[0], args=words.back[1:])}
    return page(request, "desk/field/form.html", context, status=wrong(form))


def went(request: HttpRequest, name: str, *args: Any) -> HttpResponse:
    """On to another page without a word."""
    return redirect(name, *args)
