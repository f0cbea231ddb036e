"""How coverage is shown: rates, rows of a breakdown, lines of a list."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from niangjia.engines.worklists.queries import HomeCount
from niangjia.fronts.desk.figure_views import Asked, shown_value
from niangjia.programmes.organising.choices import CoverageList

CODES = (
    "organising.employers_due",
    "organising.employers_covered_of_due",
    "organising.employers_formed_of_due",
    "organising.due_coverage_rate",
    "organising.due_forming_rate",
)
SHEET = (*CODES[:3], "organising.unions", "organising.due_coverage_rate")


def totals(answers: Sequence[Any], asked: Asked) -> list[tuple[str, str, str, str]]:
    """The figures of the whole unit: label, value, word, address."""
    return [
        (
            one.figure.label,
            shown_value(one.figure, one.value),
            one.figure.unit,
            asked.href("desk:figure", one.figure.code),
        )
        for one in answers
    ]


def rows(answers: Sequence[Any], asked: Asked, by: str) -> list[dict[str, Any]]:
    """A row for each town or trade, the most employers first; every number opens."""
    values = [{part.key: part.value for part in one.parts} for one in answers]
    known = [part for part in answers[0].parts if part.value]
    return [
        {
            "label": part.label,
            "cells": [
                (
                    shown_value(one.figure, found.get(part.key, 0 if one.figure.shape == "stock" else None)),
                    asked.href("desk:figure", one.figure.code, **{by: part.key, "by": by}),
                )
                for one, found in zip(answers, values, strict=True)
            ],
        }
        for part in sorted(known, key=lambda part: -part.value)
    ]


def total_last(table: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """As a sheet is read on paper: the units, then their total."""
    return [*table[1:], *table[:1]]


@dataclass(frozen=True)
class ListLine:
    """One list with its numbers."""

    title: Any
    href: str
    count: HomeCount | None


def lists(counts: Iterable[HomeCount]) -> list[ListLine]:
    """The lists of coverage, also those that are empty."""
    return list_lines(CoverageList, counts)


def list_lines(kinds: Iterable[Any], counts: Iterable[HomeCount]) -> list[ListLine]:
    """A line for each list of a field."""
    found = {one.kind: one for one in counts}
    return [
        ListLine(
            one.label, f"{reverse('desk:work')}?kind={one.value}",
            found.get(one.value),
        )
        for one in kinds
    ]  # fmt: skip
