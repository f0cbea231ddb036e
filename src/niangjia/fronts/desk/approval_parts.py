"""What the page of a matter shows besides what the engine knows: the record it is about, and slots that fronts of programmes
and engines fill (evidence, papers). A front registers a slot for a kind, or for all of them, when it is ready."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

from niangjia.engines.approvals.queries import Page

Fill = Callable[[HttpRequest, Page], dict[str, Any] | None]
"""`fill(request, page)`: the context of the slot's template; None: nothing to show."""


@dataclass(frozen=True)
class Slot:
    """A sheet on the page of a matter: its template and what fills it. `kind` "": for every kind."""

    name: str
    template: str
    fill: Fill
    kind: str = ""
    order: int = 100


_slots: dict[str, Slot] = {}


def register(*slots: Slot) -> None:
    """Take slots in; twice the same is harmless."""
    for one in slots:
        _slots[f"{one.kind}:{one.name}"] = one


def slots_of(request: HttpRequest, it: Page) -> list[tuple[str, dict[str, Any]]]:
    """Template and context of each slot that has something to show, in order."""
    found = []
    for one in sorted(_slots.values(), key=lambda slot: (slot.order, slot.name)):
        if one.kind in {"", it.kind}:
            filled = one.fill(request, it)
            if filled is not None:
                found.append((one.template, filled))
    return found


def subject_of(request: HttpRequest, it: Page) -> str:
    """Address of the record that the matter is about, where its kind names one."""
    if not it.declared.page or not it.asked.subject_code:
        return ""
    try:
        return reverse(it.declared.page, args=[it.asked.subject_code])
    except NoReverseMatch:
        return ""
