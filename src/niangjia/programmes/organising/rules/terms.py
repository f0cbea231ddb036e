"""Pure rules of terms of office: what the four cells of a spreadsheet say of a term, and whether it goes with the one on record."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from niangjia.programmes.organising.rules.founding import months_on, term_end

LEEWAY = 31
"""Days by which the last day in a spreadsheet may differ from the one that is reckoned: 2021-03-01 to 2026-02-28 is five years, too."""


@dataclass(frozen=True)
class Office:
    """A term: `since` to `until`, its length and its number if that is known."""

    since: date
    until: date
    years: int
    number: int | None = None


def office(
    number: int | None,
    since: date | None,
    until: date | None,
    years: int | None,
    *,
    allowed: Sequence[int],
    today: date,
) -> Office | str | None:
    """The term that the cells tell; None where they are empty, else the code of what is wrong with them."""
    if number is None and since is None and until is None and years is None:
        return None
    if since is None and until is not None and years is not None and years in allowed:
        since = months_on(until, -12 * years)
    if since is None:
        return "term.no_start"
    if since > today:
        return "term.future"
    if years is None:
        years = next((one for one in allowed if until and abs((term_end(since, one) - until).days) <= LEEWAY), None)
        if years is None:
            return "term.length" if until else "term.no_end"
    if years not in allowed:
        return "term.length"
    until = until or term_end(since, years)
    if abs((term_end(since, years) - until).days) > LEEWAY:
        return "term.mismatch"
    return Office(since, until, years, number)


@dataclass(frozen=True)
class OnRecord:
    """The open term of a union. `elected`: an election in the system wrote it."""

    id: int
    since: date
    until: date
    years: int
    number: int | None
    elected: bool


def against(told: Office, here: OnRecord | None) -> Literal["new", "next", "change", "same"] | str:
    """What a spreadsheet's term does to the one on record, or the code of why it cannot."""
    if here is None:
        return "new"
    if told.since > here.since:
        return "next"
    if told.since < here.since:
        return "term.older"
    differs = (told.until, told.years, told.number or here.number) != (here.until, here.years, here.number)
    if not differs:
        return "same"
    return "term.elected" if here.elected else "change"
