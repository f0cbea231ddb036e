"""How figures are asked for in an address and shown on a page: numbers, bars, lines, doors."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.formats import date_format
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from niangjia.engines.figures import queries
from niangjia.engines.figures.choices import TreeView
from niangjia.fronts.shell.lists import address
from niangjia.kit.calendar import today
from niangjia.kit.counted import counted
from niangjia.kit.powers import Actor

DOORS = {"people.person": "desk:person", "org.unit": "desk:unit", "org.employer": "desk:employer"}
DOORS |= {
    "organising.grid": "desk:grid",
    "organising.round": "desk:round",
    "organising.drive": "desk:drive",
    "organising.officer": "desk:officer",
    "organising.training": "desk:training",
    "organising.visit": "desk:visit",
    "organising.group_message": "desk:group_message",
    "organising.meeting": "desk:joint_meeting",
    "organising.founding": "desk:founding",
    "organising.term": "desk:unit_terms",
}
BARS = 20


def _day(text: str) -> date | None:
    try:
        return parse_date(text)
    except ValueError:
        return None


@dataclass(frozen=True)
class Asked:
    """What the address asks: where, when, on which tree, from which row on."""

    unit: str
    first: date | None
    last: date
    view: TreeView
    after: int | None
    given: Mapping[str, str]

    @classmethod
    def of(cls, request: HttpRequest, usual: str) -> Asked:
        """Read the address; without a unit, the person's own."""
        told = {name: request.GET[name] for name in ("at", "from", "to", "view") if request.GET.get(name)}
        after = request.GET.get("after", "")
        view = TreeView.IS if told.get("view") == TreeView.IS else TreeView.WAS
        last = _day(told.get("to", "")) or today()
        return cls(
            unit=told.get("at") or usual,
            first=_day(told.get("from", "")) or last.replace(month=1, day=1),
            last=last,
            view=view,
            after=int(after) if after.isdigit() and len(after) < 19 else None,
            given=told,
        )

    def time(self, actor: Actor) -> dict[str, Any]:
        """The period, as queries take it."""
        return {"first": min(self.first or self.last, self.last), "last": self.last}

    def href(self, name: str, figure: str = "", **more: Any) -> str:
        """Another page about the same place and time."""
        query = {**self.given, **{key: value for key, value in more.items() if value is not None}}
        base = reverse(name, args=[figure] if figure else [])
        return f"{base}?{urlencode(query)}" if query else base


def shown_value(figure: Any, value: Any) -> str:
    """A number as people read it: commas, a real minus, per cent with one decimal, nothing divided by nothing as –."""
    if value is None:
        return "–"
    if figure.shape == "ratio" and not str(figure.unit):
        return f"{Decimal(value) * 100:.1f}%"
    number = Decimal(value)
    places = figure.places if figure.shape == "ratio" else (2 if figure.scale != 1 else 0)
    return f"{number:,.{places}f}".replace("-", "−")


@dataclass(frozen=True)
class Door:
    """One figure on the list."""

    label: str
    definition: str
    value: str
    unit: str
    href: str


def doors(entries: Sequence[Any], values: Mapping[str, Any], figures: Mapping[str, Any], asked: Asked) -> list[Door]:
    """The figures of a list, in their order."""
    return [
        Door(
            one.label,
            one.definition,
            shown_value(figures[one.code], values[one.code]),
            one.unit,
            asked.href("desk:figure", one.code),
        )
        for one in entries
    ]


def facts(entry: Any, answer: Any) -> list[tuple[str, str]]:
    """Definition, period, scope and time within one glance."""
    day_only = stock(entry, answer)
    period = (
        f"{answer.time.last:%Y-%m-%d}" if day_only else f"{answer.time.first:%Y-%m-%d} – {answer.time.last:%Y-%m-%d}"
    )
    return [
        (_("怎么数"), entry.definition),
        (_("到哪天") if day_only else _("时期"), period),
        (_("范围"), _("%(unit)s和下级") % {"unit": answer.at.name}),
        (_("组织关系"), str(answer.view.label)),
    ]


def stock(entry: Any, answer: Any) -> bool:
    """Whether the figure is asked for a day rather than for a period."""
    return bool(entry.shape == "stock" or (entry.shape == "ratio" and not answer.time.first))


def narrowing(request: HttpRequest, entry: Any) -> dict[str, str]:
    """The chosen values of breakdowns in the address."""
    return {name: request.GET[name] for name in entry.breakdowns if name in request.GET}


def narrowed_facts(entry: Any, where: Mapping[str, str]) -> list[tuple[str, str]]:
    """The same in words: label and value."""
    return [
        (entry.breakdowns[name], entry.choices.get(name, {}).get(value, value) or _("未填写"))
        for name, value in where.items()
        if name in entry.breakdowns
    ]


def stored_conditions(actor: Actor, one: Any) -> list[tuple[str, str]]:
    """What a signed figure was narrowed to, in words."""
    entry = next((entry for entry in queries.catalogue(actor) if entry.code == one.figure), None)
    return narrowed_facts(entry, one.where) if entry else list(one.where.items())


def number(text: str) -> Decimal | None:
    """A number out of a hidden field; None if it is none."""
    try:
        return Decimal(text)
    except InvalidOperation:
        return None


def presets(asked: Asked, figure: str, *, day_only: bool, kept: Mapping[str, str]) -> list[tuple[str, str, bool]]:
    """The usual days or periods: (words, address, whether it is the one shown)."""
    now = today()
    month, year = now.replace(day=1), now.replace(month=1, day=1)
    ended = month - timedelta(days=1)
    old = year - timedelta(days=1)
    if day_only:
        ways = [
            (_("今天"), year, now),
            (_("上月底"), ended.replace(month=1, day=1), ended),
            (_("去年底"), old.replace(month=1, day=1), old),
        ]
    else:
        ways = [
            (_("今年以来"), year, now), (_("本月"), month, now), (_("上月"), ended.replace(day=1), ended),
            (_("去年"), old.replace(month=1, day=1), old),
        ]  # fmt: skip
    found = []
    for words, first, last in ways:
        on = asked.last == last and (day_only or asked.first == first)
        span = {"from": f"{first:%Y-%m-%d}", "to": f"{last:%Y-%m-%d}", **kept}
        found.append((words, asked.href("desk:figure", figure, **span), on))
    return found


@dataclass(frozen=True)
class Bar:
    """One line of a breakdown: its share of the widest line for the eye, its share of the whole in words."""

    label: str
    value: str
    share: str
    width: float
    href: str
    rest: bool = False


def bars(answer: Any, asked: Asked, by: str, figure: str) -> dict[str, Any]:
    """The breakdown: the largest lines, the rest together in grey, the sum below."""
    ratio = answer.figure.shape == "ratio"
    parts = [part for part in answer.parts if part.value]
    if by == "unit":
        parts = sorted(parts, key=lambda part: -Decimal(part.value))
    widest = max((abs(Decimal(part.value)) for part in parts), default=Decimal(1)) or Decimal(1)
    whole = Decimal(answer.value or 0)
    lines = [
        Bar(
            part.label,
            shown_value(answer.figure, part.value),
            "" if ratio or not whole else f"{100 * Decimal(part.value) / whole:.1f}%",
            float(max(Decimal(0), 100 * Decimal(part.value) / widest)),
            _into(part, asked, by, figure),
        )
        for part in parts
    ]
    head, tail = (lines, parts[:0]) if len(lines) <= BARS + 1 or ratio else (lines[:BARS], parts[BARS:])
    if tail:
        more = sum(Decimal(part.value) for part in tail)
        label = counted("另外 %(n)s 项", len(tail)) % {"n": len(tail)}
        href = asked.href("desk:figure_table", figure=figure) if by == "unit" else ""
        share = f"{100 * more / whole:.1f}%" if whole else ""
        width = float(min(Decimal(100), 100 * more / widest))
        head = [*head, Bar(label, shown_value(answer.figure, more), share, width, href, rest=True)]
    return {
        "head": head,
        "sum": "" if ratio else shown_value(answer.figure, answer.total),
        "ratio": ratio,
    }


def _into(part: Any, asked: Asked, by: str, figure: str) -> str:
    """Where a line of a breakdown opens to."""
    if part.key == "overlap":
        return ""
    if by == "unit":
        return Asked.href(asked, "desk:figure", figure, at=part.key)
    return asked.href("desk:figure", figure, **{by: part.key, "by": by})


def splits(request: HttpRequest, entry: Any, by: str) -> list[tuple[str, str, bool]]:
    """Ways to split: (label, address, whether it is the one shown)."""
    ways = {"unit": _("按下级工会"), **{name: _("按%s") % label for name, label in entry.breakdowns.items()}}
    return [(label, address(request, by=name), name == by) for name, label in ways.items()]


def narrowed(request: HttpRequest, entry: Any, where: Mapping[str, str]) -> list[tuple[str, str]]:
    """Chosen values of breakdowns as (words, address without it)."""
    return [
        (
            f"{entry.breakdowns[name]}：{entry.choices.get(name, {}).get(value, value) or _('未填写')}",
            address(request, **{name: None}),
        )
        for name, value in where.items()
    ]


def opened(rows: Any) -> dict[str, Any]:
    """The rows behind the number with their doors; those of a ratio are its terms."""
    door = DOORS.get(rows.figure.subject, "")
    return {
        "it": rows,
        "lines": [(one, reverse(door, args=[one.code]) if door and one.code else "") for one in rows.items],
        "titles": [(shown.name, shown.title) for shown in rows.figure.columns],
        "agrees": rows.figure.distinct or bool(rows.figure.value) or rows.total == rows.count,
        "terms": [opened(term) for term in rows.terms],
        "summed": bool(rows.figure.value),
    }


# ------------------------------------------------------------------ a line over twelve months

WIDTH, HEIGHT, LEFT, BOTTOM, TOP = 560, 190, 8, 30, 26


def line(series: Sequence[Any], asked: Asked, figure: str) -> dict[str, Any]:
    """Points of a line in an SVG of our own: no script, every point opens its month."""
    known = [Decimal(one.value) if one.value is not None else None for one in series]
    values = [one for one in known if one is not None]
    low, high = (min(values), max(values)) if values else (Decimal(0), Decimal(1))
    room = (high - low) or max(abs(high), Decimal(1))
    step = (WIDTH - 2 * LEFT - 40) / max(1, len(series) - 1)
    points = []
    for place, (one, value) in enumerate(zip(series, known, strict=True)):
        if value is None:
            continue
        x = LEFT + 20 + place * step
        y = TOP + float((high - value) / room) * (HEIGHT - TOP - BOTTOM)
        points.append(
            {
                "x": f"{x:.1f}",
                "y": f"{y:.1f}",
                "label": date_format(one.time.last, pgettext("date format", "n月"))
                if place % 2 == len(series) % 2 or place == len(series) - 1
                else "",
                "text": shown_value(one.figure, value),
                "said": place in {0, len(series) - 1},
                "over": f"{y - 10:.1f}",
                "month": f"{one.time.last:%Y-%m}",
                "href": asked.href(
                    "desk:figure", figure, **{"from": f"{one.time.first:%Y-%m-%d}", "to": f"{one.time.last:%Y-%m-%d}"}
                ),
            }
        )
    return {
        "points": points,
        "path": "M" + "L".join(f"{point['x']} {point['y']}" for point in points) if points else "",
        "base": HEIGHT - BOTTOM + 0.5,
        "width": WIDTH,
        "height": HEIGHT,
        "sentence": "，".join(f"{point['month']} {point['text']}" for point in points),
        "cut": low != 0,
    }


# ------------------------------------------------------------------ all units side by side


def chosen_codes(request: HttpRequest, entries: Sequence[Any]) -> list[str]:
    """The figures in columns: six at most, the first ones if none is chosen."""
    known = [one.code for one in entries]
    wanted = [code for code in request.GET.getlist("figure") if code in known][:8]
    usual = ["organising.unions", "organising.employers_covered", "organising.workers_covered", "people.members"]
    return wanted or [code for code in usual if code in known] or known[:4]


def table_rows(counted: Any, asked: Asked) -> list[dict[str, Any]]:
    """Units down, figures across; every number opens at its unit."""
    ordered = list(counted.units.values())
    top = min((len(one.path) for one in ordered), default=0)
    return [
        {
            "unit": unit,
            "deep": (len(unit.path) - top) // 4,
            "cells": [
                (
                    shown_value(figure, value),
                    asked.href("desk:figure", figure.code, at=unit.code),
                )
                for figure, value in zip(counted.figures, counted.values[unit.id], strict=True)
            ],
        }
        for unit in ordered
    ]
