"""Terms of office: those of a union, and which of them run out. The lists are unscoped: worklists show each task where it lies."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import polars as pl

from niangjia.engines.rulebooks.queries import books_on, rule_at
from niangjia.ground.org import queries as org
from niangjia.kit import rows
from niangjia.kit.calendar import today as _today
from niangjia.kit.powers import Actor, NotFound, holds
from niangjia.programmes.organising.choices.founding import FileState, Purpose, Stage, TermEnd
from niangjia.programmes.organising.models import Document, DocumentSeries, Founding, Registration, Term
from niangjia.programmes.organising.policies import FILES, FORM, REPLY
from niangjia.programmes.organising.rules import founding as rules

TERMS = """
SELECT u.id, u.code, u.id, u.path, u.name, CAST(t.until AS text), t.years
FROM organising_term t JOIN org_unit u ON u.id = t.unit_id
WHERE t.ended_on IS NULL AND u.dissolved_on IS NULL AND t.until <= %s
"""
CERTIFICATES = """
SELECT u.id, u.code, u.id, u.path, u.name, CAST(r.valid_until AS text), 0
FROM organising_registration r JOIN org_unit u ON u.id = r.unit_id
WHERE r.ended_on IS NULL AND u.dissolved_on IS NULL AND r.valid_until <= %s
"""
COLUMNS = {
    "subject_id": pl.Int64, "subject_code": pl.String, "unit_id": pl.Int64, "path": pl.String, "title": pl.String,
    "due_on": pl.String, "years": pl.Int64,
}  # fmt: skip
WANTED = ("subject_id", "subject_code", "unit_id", "title", "facts", "due_on")
FARTHEST = 24
"""Months: so far ahead a rulebook may look."""


def terms_due(*, today: date, under: str = "") -> pl.DataFrame:
    """Terms in force that run out within the months of the rulebook at their place, or have run out, as `worklists.sync` takes them."""
    frame = rows.read(TERMS, [rules.months_on(today, FARTHEST)], COLUMNS)
    books = books_on("organising.terms", today)
    last = {path: rules.months_on(today, books.at(path).integer("ahead")) for path in frame["path"].unique()}
    return _told(frame, last, today, under)


def certificates_due(*, today: date, under: str = "") -> pl.DataFrame:
    """Certificates of legal persons that run out soon, or have."""
    frame = rows.read(CERTIFICATES, [rules.months_on(today, FARTHEST)], COLUMNS)
    books = books_on("organising.terms", today)
    last = {path: today + timedelta(days=books.at(path).integer("expiring")) for path in frame["path"].unique()}
    return _told(frame, last, today, under)


def _told(frame: pl.DataFrame, last: dict[str, date], today: date, under: str) -> pl.DataFrame:
    """Those that are due at their place, with their facts."""
    if under:
        frame = frame.filter((pl.col("path") >= under) & (pl.col("path") < under + "["))
    bound = pl.col("path").replace_strict(
        {path: day.isoformat() for path, day in last.items()}, return_dtype=pl.String, default=""
    )
    frame = frame.filter(pl.col("due_on") <= bound)
    facts = [
        json.dumps(
            {"until": due, **({"years": years} if years else {}), **({"late": (today - date.fromisoformat(due)).days} if due < today.isoformat() else {})},
            ensure_ascii=False, sort_keys=True,
        )
        for due, years in frame.select("due_on", "years").iter_rows()
    ]  # fmt: skip
    return frame.with_columns(pl.Series("facts", facts, dtype=pl.String)).select(WANTED)


def changes_due(*, today: date, under: str = "") -> pl.DataFrame:
    """Term elections that were replied to and whose change is not registered yet, of unions that are legal persons."""
    found = Founding.rows.filter(purpose=Purpose.TERM, state=FileState.OPEN, stage=Stage.REPLIED).order_by("pk")
    if under:
        found = found.filter(org.subtree(under, "path"))
    given = [
        (
            row.pk,
            row.code,
            row.unit_id,
            row.name,
            json.dumps({"replied": str(row.replied_on)}),
            str(row.due_on or row.replied_on),
        )
        for row in found
    ]
    return pl.DataFrame(given, schema={name: COLUMNS.get(name, pl.String) for name in WANTED}, orient="row")


# ------------------------------------------------------------------ one union


@dataclass(frozen=True)
class TermLine:
    """A term on the page: its seats by post, and whether it is in force or overdue."""

    row: Term
    seats: Sequence[Any]
    open: bool
    overdue: bool


@dataclass(frozen=True)
class UnitTerms:
    """Terms and certificate of one union. `file` is the open term election; `due` whether one has to be prepared."""

    unit: Any
    lines: Sequence[TermLine]
    certificate: Registration | None
    expired: bool
    file: Founding | None
    due: bool
    may_form: bool
    years: tuple[int, int]

    @property
    def current(self) -> TermLine | None:
        """The open one."""
        return next((one for one in self.lines if one.open), None)


def unit_terms(actor: Actor, unit_code: str) -> UnitTerms:
    """The terms of a union, the latest first. Raises UnitNotFound."""
    unit = org.unit(actor, unit_code, power=FILES)
    today = _today()
    book = rule_at("organising.terms", today, unit.path)
    found = (
        Term.rows.filter(unit=unit).exclude(ending=TermEnd.MISTAKE).prefetch_related("seats").order_by("-since", "-pk")
    )
    lines = [
        TermLine(
            row, sorted(row.seats.all(), key=lambda seat: seat.pk), row.ended_on is None, row.ended_on is None and row.until < today
        )
        for row in found
    ]  # fmt: skip
    paper = Registration.rows.filter(unit=unit, ended_on__isnull=True).first()
    current = next((one.row for one in lines if one.open), None)
    return UnitTerms(
        unit=unit,
        lines=lines,
        certificate=paper,
        expired=paper is not None and paper.valid_until < today,
        file=Founding.rows.filter(unit=unit, purpose=Purpose.TERM, state=FileState.OPEN).first(),
        due=current is not None and current.until <= rules.months_on(today, book.integer("ahead")),
        may_form=holds(actor, FORM, unit.path),
        years=(book.integer("short"), book.integer("long")),
    )


# ------------------------------------------------------------------ numbers of documents


def documents(actor: Actor, *, text: str = "", after: str = "", before: str = "", size: int = 50) -> Any:
    """Numbers given out in the actor's reach, the latest of each unit and year last, void ones with them."""
    found = Document.objects.visible_to(actor, REPLY).select_related("unit", "series")
    if text:
        found = found.filter(text__icontains=text) | found.filter(title__icontains=text)
    return org.page(found, ("pk",), after=after, before=before, size=size)


class DocumentNotFound(NotFound):
    """No such number, or not of the actor's."""


def document(actor: Actor, code: str) -> Document:
    """One number. Raises DocumentNotFound."""
    found: Document | None = Document.objects.visible_to(actor, REPLY).select_related("unit").filter(code=code).first()
    if found is None:
        raise DocumentNotFound
    return found


def word_of(actor: Actor, unit_code: str) -> tuple[Any, str]:
    """A unit, and the word that its next number has. Raises UnitNotFound."""
    unit = org.unit(actor, unit_code, power=REPLY)
    last = DocumentSeries.rows.filter(unit=unit).order_by("-year").first()
    return unit, last.word if last else rules.document_word(unit.name)


def term_years(path: str) -> tuple[int, int]:
    """How many years a term may have at a place."""
    book = rule_at("organising.terms", _today(), path)
    return book.integer("short"), book.integer("long")


def words_of(actor: Actor) -> list[DocumentSeries]:
    """This year's series in the actor's reach: whose word and how far it is."""
    found = DocumentSeries.objects.visible_to(actor, REPLY).filter(year=_today().year).select_related("unit")
    return list(found.order_by("unit__path")[:50])
