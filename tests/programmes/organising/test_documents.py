"""Numbers of documents: no gap and no double however many take one at once; what a failure leaves; void ones stay."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest
from django.db import DatabaseError, connection, connections, transaction
from django.utils import timezone

from niangjia.kit.powers import SYSTEM
from niangjia.programmes.organising import actions
from niangjia.programmes.organising.actions import documents
from niangjia.programmes.organising.actions.documents import issue
from niangjia.programmes.organising.models import Document, DocumentSeries
from tests import factories as make
from tests.programmes.organising import founding as given
from tests.programmes.organising.founding import NOW, TODAY


def take(unit_id: int, key: int) -> Document:
    return issue(
        actor=SYSTEM, unit_id=unit_id, title="批复", subject=("organising.founding", key, "x"), on=TODAY, now=NOW
    )


HANDS, PAPERS = 6, 5


@contextmanager
def on_disk(folder: Path) -> Iterator[None]:
    """SQLite in memory is one for all threads and knows no waiting; a file is what the product has."""
    if connection.vendor == "postgresql":
        yield
        return
    name = connections.settings["default"]["NAME"]
    connection.cursor().execute(f"VACUUM INTO '{folder / 'copy.sqlite3'}'")
    connections.settings["default"]["NAME"] = str(folder / "copy.sqlite3")
    try:
        yield
    finally:
        connections.settings["default"]["NAME"] = name


def race(unit_id: int) -> tuple[list[int], int, list[BaseException]]:
    """Six hands, five papers each; every other hand fails once after it has taken its number. Numbers that stand, the count of the
    series, and what went wrong."""
    start = Barrier(HANDS)

    def work(hand: int) -> list[BaseException]:
        found: list[BaseException] = []
        start.wait()
        for paper in range(PAPERS):
            try:
                with transaction.atomic():
                    take(unit_id, hand * 100 + paper)
                    if paper == 2 and hand % 2:
                        raise ZeroDivisionError
            except ZeroDivisionError:
                continue
            except DatabaseError as fault:
                found.append(fault)
        connections.close_all()
        return found

    def look() -> tuple[list[int], int]:
        try:
            return sorted(Document.rows.values_list("number", flat=True)), DocumentSeries.rows.get().last
        finally:
            connections.close_all()

    with ThreadPoolExecutor(HANDS) as pool:
        faults = [fault for some in pool.map(work, range(HANDS)) for fault in some]
        return *pool.submit(look).result(), faults


@pytest.mark.django_db(transaction=True)
def test_no_gap_and_no_double(tmp_path: Path) -> None:
    unit = make.town(make.county())
    with on_disk(tmp_path):
        numbers, last, faults = race(unit.pk)
    kept = HANDS * PAPERS - HANDS // 2
    assert (faults, numbers, last) == ([], list(range(1, kept + 1)), kept)


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite lets one write at a time")
def test_read_first_and_written_afterwards_it_would_go_wrong(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Control: a series that is read before it is counted on gives a number twice, which the constraint refuses."""

    def loose(unit_id: int, year: int, kind: str) -> DocumentSeries:
        row: Any = DocumentSeries.rows.get_or_create(
            unit_id=unit_id, year=year, kind=kind, defaults={"word": "永总工"}
        )[0]
        row.last += 1
        row.save()
        return row

    unit = make.town(make.county())
    monkeypatch.setattr(documents, "_series", loose)
    assert race(unit.pk)[2] != []


@pytest.mark.django_db
def test_a_series_for_each_unit_and_year() -> None:
    county = make.county()
    town = make.town(county)
    texts = [take(town.pk, 1).text, take(county.pk, 2).text, take(town.pk, 3).text]
    year = TODAY.year
    assert texts == [f"芝英镇总工〔{year}〕1号", f"永总工〔{year}〕1号", f"芝英镇总工〔{year}〕2号"]


@pytest.mark.django_db
def test_another_word_holds_from_the_next_number_on() -> None:
    at = given.place()
    take(at.town.pk, 1)
    with pytest.raises(actions.WordMissing):
        actions.set_word(actor=at.replier, unit_code=at.town.code, word="芝", now=NOW)
    actions.set_word(actor=at.replier, unit_code=at.town.code, word="芝总工", now=NOW)
    assert take(at.town.pk, 2).text == f"芝总工〔{TODAY.year}〕2号"
    assert Document.rows.get(number=1).text.startswith("芝英镇总工")


@pytest.mark.django_db
def test_a_paper_that_stands_is_not_void_and_a_void_one_stays() -> None:
    at = given.place()
    row = given.founded(at)
    number = Document.rows.get(number=2)
    with pytest.raises(actions.StillStands):
        actions.void_document(actor=at.replier, code=number.code, words="印错了", now=NOW)
    other: Any = take(at.town.pk, row.pk + 7)
    actions.void_document(actor=at.replier, code=other.code, words="印错了", now=NOW)
    with pytest.raises(actions.AlreadyVoid):
        actions.void_document(actor=at.replier, code=other.code, words="印错了", now=NOW)
    other.refresh_from_db()
    assert (other.void_words, take(at.town.pk, 1).number) == ("印错了", 4)
    assert timezone.is_aware(other.void_at)
