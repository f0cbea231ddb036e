"""The registry as people see it: the list, one line with its candidates, what it says that ours does not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from niangjia.engines.rulebooks.queries import rule_at
from niangjia.ground.org.queries import Page, declared_workers, page
from niangjia.kit.powers import Actor, NotFound, holds
from niangjia.programmes.organising.choices.registry import EntryState, RegistryList, RegistryStatus
from niangjia.programmes.organising.models import RegistryCandidate, RegistryEntry
from niangjia.programmes.organising.queries.registry_sets import BOOK, differences
from niangjia.programmes.organising.reasons import registry_reason

VIEW, DECIDE = "org.view", "org.edit"


class EntryNotFound(NotFound):
    """No such line, or none of the actor's."""


@dataclass(frozen=True)
class EntryFilter:
    """What the list is narrowed to."""

    text: str = ""
    states: Sequence[str] = ()
    sources: Sequence[str] = ()
    statuses: Sequence[str] = ()
    towns: Sequence[str] = ()


def matching_entries(actor: Actor, wanted: EntryFilter | None = None) -> QuerySet[RegistryEntry]:
    """Lines in the actor's branches that fit the filter."""
    wanted = wanted or EntryFilter()
    lines: QuerySet[RegistryEntry] = RegistryEntry.objects.visible_to(actor, VIEW)
    if wanted.text:
        lines = lines.filter(Q(name__icontains=wanted.text) | Q(credit_code__iexact=wanted.text))
    for field, values in (
        ("state", wanted.states), ("source", wanted.sources), ("status", wanted.statuses), ("town", wanted.towns),
    ):  # fmt: skip
        if values:
            lines = lines.filter(**{f"{field}__in": list(values)})
    return lines


def entries(
    actor: Actor, wanted: EntryFilter | None = None, *, after: str = "", before: str = "", size: int = 50
) -> Page[RegistryEntry]:
    """One page of lines by name; `ours` is the name of the employer that it is, `best` the best score among its candidates."""
    lines = matching_entries(actor, wanted).select_related("employer")
    return page(lines, ("name", "id"), after=after, before=before, size=size)


def entry_counts(actor: Actor) -> dict[str, int]:
    """How many lines are in each state."""
    found = matching_entries(actor).order_by().values_list("state").annotate(number=Count("pk"))
    return {one.value: dict(found).get(one.value, 0) for one in EntryState}


def entry_facets(actor: Actor, wanted: EntryFilter) -> dict[str, list[tuple[str, int]]]:
    """Values of source, status and town among the lines of the chosen states, the most frequent first."""
    base = matching_entries(actor, EntryFilter(states=wanted.states)).order_by()
    return {
        name: list(
            base.exclude(**{name: ""}).values_list(name).annotate(number=Count("pk")).order_by("-number", name)[:60]
        )
        for name in ("source", "status", "town")
    }


def entry_row(actor: Actor, code: str) -> RegistryEntry:
    """One line. Raises EntryNotFound."""
    row: RegistryEntry | None = RegistryEntry.objects.visible_to(actor, VIEW).filter(code=code).first()
    if row is None:
        raise EntryNotFound
    return row


def candidate_of(row: RegistryEntry, employer_code: str) -> RegistryCandidate:
    """One candidate of a line. Raises EntryNotFound."""
    found = RegistryCandidate.objects.filter(entry=row, employer__code=employer_code).first()
    if found is None:
        raise EntryNotFound
    return found


@dataclass(frozen=True)
class Candidate:
    """An employer that a line may be: score, the sentences of its reasons, and its number of workers."""

    employer: Any
    score: int
    reasons: list[tuple[str, int]]
    workers: int | None


@dataclass(frozen=True)
class EntryPage:
    """One line with everything that a person decides by. `changes`: list, its words, ours, theirs. `place`: its number among those
    that wait and how many wait; `next_code`: the one after it."""

    entry: RegistryEntry
    candidates: list[Candidate]
    changes: list[tuple[RegistryList, str, str]]
    may_decide: bool
    by_code: bool
    waiting: int
    next_code: str


def entry_page(actor: Actor, code: str) -> EntryPage:
    """One line. Raises EntryNotFound."""
    row = entry_row(actor, code)
    waiting = matching_entries(actor, EntryFilter(states=[EntryState.OPEN]))
    return EntryPage(
        entry=row,
        candidates=_candidates(row),
        changes=open_changes(row),
        may_decide=holds(actor, DECIDE, row.path),
        by_code=row.state == EntryState.LINKED and row.linked_by_id is None,
        waiting=waiting.count(),
        next_code=next_open(actor, after=(row.name, row.pk)),
    )


def next_open(actor: Actor, *, after: tuple[str, int] = ("", 0)) -> str:
    """The code of the line that waits for a decision after one, else of the first one; "" if none waits."""
    waiting = matching_entries(actor, EntryFilter(states=[EntryState.OPEN])).order_by("name", "pk")
    name, key = after
    later = waiting.filter(Q(name__gt=name) | Q(name=name, pk__gt=key)).values_list("code", flat=True).first()
    return later or waiting.exclude(pk=key).values_list("code", flat=True).first() or ""


def _candidates(row: RegistryEntry) -> list[Candidate]:
    found = list(RegistryCandidate.objects.filter(entry=row).select_related("employer").order_by("-score", "pk"))
    keys = [one.employer_id for one in found]
    counted = declared_workers(keys)
    return [
        Candidate(one.employer, one.score, [_told(reason) for reason in one.reasons], counted.get(one.employer_id))
        for one in found
    ]


def _told(reason: Mapping[str, Any]) -> tuple[str, int]:
    return registry_reason(reason), int(reason["points"])


def open_changes(row: RegistryEntry, *, today: date | None = None) -> list[tuple[RegistryList, str, str]]:
    """What a line says that ours does not: the same rule as the lists of work."""
    if row.state == EntryState.NONE and row.status == RegistryStatus.ALIVE:
        return [(RegistryList.NEW, "", row.name)]
    ours = row.employer
    if ours is None or ours.closed_on is not None:
        return []
    workers = declared_workers([ours.pk]).get(ours.pk)
    told = {
        "status": row.status, "name": row.name, "name_key": row.name_key, "trade": row.trade, "town": row.town,
        "insured": row.insured, "our_name": ours.name, "our_trade": ours.trade, "our_town": ours.town, "workers": workers,
    }  # fmt: skip
    return differences(told, float(rule_at(BOOK, today or timezone.localdate(), row.path).share("workers")))
