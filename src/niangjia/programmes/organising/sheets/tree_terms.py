"""The terms of office in a union sheet: judging the four cells, writing terms with the chair's seat, and taking them back."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

import polars as pl

from niangjia.engines.rulebooks.queries import rule_at
from niangjia.kit import vault
from niangjia.kit.calendar import today as _today
from niangjia.kit.powers import Actor
from niangjia.programmes.organising.actions.terms import tie_seats
from niangjia.programmes.organising.choices.founding import Post, TermEnd
from niangjia.programmes.organising.models import Term, TermSeat
from niangjia.programmes.organising.reasons import sentence
from niangjia.programmes.organising.rules.terms import Office, OnRecord, against, office

TABLE = "organising.term"
SEAL = "imports.row"
DATES, NUMBERS = ("term_since", "term_until"), ("term_number", "term_years")
CELLS = ("term_number", "term_since", "term_until", "term_years")
JUDGED = {"_term": pl.String, **{f"was_{name}": pl.String for name in CELLS}}
FACTS = ("number", "since", "until", "years")
BATCH = 500


def tidy(frame: pl.DataFrame) -> list[pl.Expr | pl.Series]:
    """ISO dates and whole numbers, whatever the file had."""
    found: list[pl.Expr | pl.Series] = []
    for name in CELLS:
        if name not in frame.columns:
            found.append(pl.lit(None, dtype=pl.String if name in DATES else pl.Int64).alias(name))
        elif name in DATES:
            day = frame.schema[name] == pl.Date
            found.append(pl.col(name).dt.to_string("%Y-%m-%d") if day else pl.col(name).cast(pl.String))
        else:
            found.append(pl.col(name).cast(pl.Int64))
    return found


# ------------------------------------------------------------------ judging


def judge(given: Sequence[Mapping[str, Any]], result: Mapping[int, dict[str, Any]]) -> None:
    """Fill in what the terms of the rows would do; a row whose term cannot be is wrong as a whole."""
    told = [row for row in given if any(row.get(name) is not None for name in CELLS)]
    if not told:
        return
    on = _today()
    book = rule_at("organising.terms", on, "")
    allowed = (book.integer("short"), book.integer("long"))
    here = on_record([result[row["_row"]]["unit_id"] for row in told if result[row["_row"]]["unit_id"]])
    for row in told:
        _judge(row, result[row["_row"]], here.get(result[row["_row"]]["unit_id"] or 0), allowed, on)


def _judge(
    row: Mapping[str, Any], done: dict[str, Any], here: OnRecord | None, allowed: tuple[int, int], on: date
) -> None:
    if done["_problem"] is not None:
        return
    told = _told(row, allowed, on)
    found = told if isinstance(told, str) else against(told, here) if told else "same"
    if found.startswith("term."):
        first = next(name for name in ("term_since", *CELLS) if row.get(name) is not None)
        values = {"short": allowed[0], "long": allowed[1], "first": here.since if here else ""}
        done.update(_verdict="wrong", _problem=sentence(found, **values), _culprit=first, _value=str(row[first]))
        return
    if here is not None:
        done.update({f"was_term_{name}": _text(getattr(here, name)) for name in FACTS})
    if found != "same":
        changed = [f"term_{name}" for name in FACTS if row.get(f"term_{name}") is not None]
        done["_term"] = found
        done["_changed"] = ",".join(part for part in (done["_changed"], *changed) if part)
        done["_verdict"] = "changed" if done["_verdict"] == "same" else done["_verdict"]


def _told(row: Mapping[str, Any], allowed: Sequence[int], on: date) -> Office | str | None:
    since, until = (date.fromisoformat(row[name]) if row.get(name) else None for name in DATES)
    number, years = (row.get(name) for name in NUMBERS)
    return office(number, since, until, years, allowed=allowed, today=on)


def _text(value: Any) -> str:
    return "" if value is None else str(value)


def on_record(units: Sequence[int]) -> dict[int, OnRecord]:
    """The open terms of unions, by union."""
    found = {}
    for part in _parts(units):
        for one in Term.rows.filter(unit__in=part, ended_on__isnull=True):
            found[one.unit_id] = OnRecord(one.pk, one.since, one.until, one.years, one.number, one.file_id is not None)
    return found


def _parts(keys: Sequence[int]) -> list[list[int]]:
    listed = sorted(set(keys))
    return [listed[at : at + BATCH] for at in range(0, len(listed), BATCH)]


# ------------------------------------------------------------------ writing


def write(
    *, actor: Actor, frame: pl.DataFrame, units: Mapping[int, int], now: datetime
) -> list[tuple[int, str, int, str, str]]:
    """Write the terms of rows that came in; `units` says which union a row is. Gives lines of lineage."""
    given = [row for row in frame.to_dicts() if row["_term"] and row["_row"] in units]
    if not given:
        return []
    book = rule_at("organising.terms", _today(), "")
    allowed = (book.integer("short"), book.integer("long"))
    here = on_record([units[row["_row"]] for row in given])
    known = {one.pk: one for part in _parts([one.id for one in here.values()]) for one in Term.rows.filter(pk__in=part)}
    made: list[tuple[int, Term, str]] = []
    changed: list[tuple[int, Term, str]] = []
    seats = []
    for row in given:
        unit, told = units[row["_row"]], _told(row, allowed, _today())
        if not isinstance(told, Office):
            continue
        before = known[here[unit].id] if unit in here else None
        if row["_term"] == "change" and before is not None:
            image = _image("change", was={name: _text(getattr(before, name)) for name in FACTS})
            before.number, before.since = told.number or before.number, told.since
            before.until, before.years = told.until, told.years
            changed.append((row["_row"], before, image))
            continue
        if before is not None:
            before.ended_on, before.ending = told.since, TermEnd.NEXT
        number = told.number or (before.number + 1 if before and before.number else None)
        term = Term(unit_id=unit, number=number, since=told.since, until=told.until, years=told.years, made_at=now,
                    by_account_id=actor.account_id)  # fmt: skip
        made.append((row["_row"], term, _image("new", ended=before.pk if before else None)))
        chair = row["chair_name"] or row["was_chair_name"] or ""
        if chair:
            seats.append(TermSeat(term=term, post=Post.CHAIR, name=chair, since=told.since))
    _end(known.values())
    Term.rows.bulk_update([one for _row, one, _image in changed], FACTS, batch_size=BATCH)
    Term.rows.bulk_create([one for _row, one, _image in made], batch_size=BATCH)
    TermSeat.objects.bulk_create(seats, batch_size=BATCH)
    tie_seats([one.pk for _row, one, _image in made])
    digests = states([one.pk for _row, one, _image in (*made, *changed)])
    return [(row, TABLE, one.pk, image, digests[one.pk]) for row, one, image in (*made, *changed)]


def _end(terms: Any) -> None:
    ended = [one for one in terms if one.ended_on is not None]
    Term.rows.bulk_update(ended, ["ended_on", "ending"], batch_size=BATCH)
    days = {one.pk: one.ended_on for one in ended}
    for part in _parts(list(days)):
        held = list(TermSeat.objects.filter(term__in=part, until__isnull=True))
        for seat in held:
            seat.until = days[seat.term_id]
        TermSeat.objects.bulk_update(held, ["until"], batch_size=BATCH)


def _image(kind: str, **told: Any) -> str:
    return vault.seal(json.dumps({"kind": kind, **told}, ensure_ascii=False), field=SEAL)


def states(terms: Sequence[int]) -> dict[int, str]:
    """Digest of what stands of each term, its seats with it."""
    found: dict[int, list[Any]] = {}
    for part in _parts(terms):
        for one in Term.rows.filter(pk__in=part):
            found[one.pk] = [*(getattr(one, name) for name in FACTS), one.ended_on, one.file_id]
        seats = TermSeat.objects.filter(term__in=part).order_by("pk")
        for term, post, name, until in seats.values_list("term_id", "post", "name", "until"):
            found[term] += [post, name, until]
    return {key: hashlib.blake2b(repr(told).encode(), digest_size=12).hexdigest() for key, told in found.items()}


# ------------------------------------------------------------------ taking back


def undo(lineage: pl.DataFrame) -> set[int]:
    """Take terms back that stand as they were written: remove new ones and open those again that they had ended. Rows that are done."""
    lines = lineage.filter(pl.col("table") == TABLE).to_dicts()
    digests = states([line["record"] for line in lines])
    intact = [line for line in lines if digests.get(line["record"]) == line["after"]]
    images = [json.loads(text) for text in vault.unseal_many([line["before"] for line in intact], field=SEAL)]
    pairs = list(zip(intact, images, strict=True))
    going = [line["record"] for line, image in pairs if image["kind"] == "new"]
    for part in _parts(going):
        TermSeat.objects.filter(term__in=part).delete()
        Term.rows.filter(pk__in=part).delete()
    _reopen([image["ended"] for _line, image in pairs if image.get("ended")])
    _restore({line["record"]: image["was"] for line, image in pairs if image["kind"] == "change"})
    return {line["row"] for line in intact}


def _reopen(terms: Sequence[int]) -> None:
    for part in _parts(terms):
        for seat_until, one in [(one.ended_on, one) for one in Term.rows.filter(pk__in=part)]:
            TermSeat.objects.filter(term=one, until=seat_until).update(until=None)
        Term.rows.filter(pk__in=part).update(ended_on=None, ending="")


def _restore(was: Mapping[int, Mapping[str, str]]) -> None:
    for part in _parts(list(was)):
        held = list(Term.rows.filter(pk__in=part))
        for one in held:
            told = was[one.pk]
            one.number = int(told["number"]) if told["number"] else None
            one.since, one.until = date.fromisoformat(told["since"]), date.fromisoformat(told["until"])
            one.years = int(told["years"])
        Term.rows.bulk_update(held, FACTS, batch_size=BATCH)
