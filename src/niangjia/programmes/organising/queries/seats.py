"""Who holds a post, as a person on record: the one member of the union who bears the name; and the chair as the term says it."""

# ruff: noqa: S608  (the statements are built of the constant pieces of this file; values are always parameters)
from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import polars as pl

from niangjia.kit import rows
from niangjia.programmes.organising.queries.chairs import Chair, by_name

BORNE = (
    "SELECT s.id, MIN(p.id), COUNT(p.id) FROM organising_termseat s JOIN organising_term t ON t.id = s.term_id "
    "JOIN people_membership m ON m.unit_id = t.unit_id AND m.left_on IS NULL "
    "JOIN people_person p ON p.id = m.person_id AND p.name = s.name AND p.merged_into_id IS NULL "
    "WHERE t.ended_on IS NULL AND s.until IS NULL AND s.person_id IS NULL AND s.name <> ''"
)
CHAIRS = (
    "SELECT t.unit_id, s.name, s.person_id FROM organising_term t JOIN organising_termseat s ON s.term_id = t.id AND s.post = 'chair' "
    "JOIN org_unit u ON u.id = t.unit_id AND u.chair_name IN ('', s.name) "
    "WHERE t.since <= %s AND (t.ended_on IS NULL OR t.ended_on > %s) AND s.since <= %s AND (s.until IS NULL OR s.until > %s) AND s.name <> ''"
)


def borne(terms: Sequence[int] | None = None) -> dict[int, int]:
    """Seats in office without a person, of some terms or of all, and the person: exactly one member of the union bears the name. Unscoped."""
    if terms is not None and not terms:
        return {}
    within, given = "", []
    if terms is not None:
        source, one = rows.keys(list(terms))
        within, given = f" AND t.id IN (SELECT k FROM {source})", [one]
    frame = rows.read(f"{BORNE}{within} GROUP BY s.id", given, {"seat": pl.Int64, "person": pl.Int64, "n": pl.Int64})
    return dict(frame.filter(pl.col("n") == 1).select("seat", "person").iter_rows())


def by_term(units: Sequence[int], on: date) -> dict[int, Chair]:
    """The chair as the term of office on a day says, unless the union's facts name another one since (a by-election); where the seat has no person, the member of the union whom its facts name the same."""
    source, given = rows.keys(units)
    frame = rows.read(
        f"{CHAIRS} AND t.unit_id IN (SELECT k FROM {source}) ORDER BY t.id, s.id",
        [on, on, on, on, given],
        {"unit": pl.Int64, "name": pl.String, "person": pl.Int64},
    )
    found = {unit: Chair(name, person) for unit, name, person in frame.iter_rows()}
    open_ = [unit for unit, chair in found.items() if chair.person_id is None]
    for unit, named in (by_name(open_, on) if open_ else {}).items():
        if named.name == found[unit].name:
            found[unit] = named
    return found
