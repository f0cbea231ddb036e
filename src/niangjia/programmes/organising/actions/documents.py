"""Numbers of documents: gapless, a series for each unit, year and kind, taken in the transaction that issues the paper."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from niangjia.ground.audit import actions as audit
from niangjia.ground.org import queries as org
from niangjia.kit.powers import Actor, NotFound, Refused
from niangjia.programmes.organising.choices.founding import REPLIES, FileState
from niangjia.programmes.organising.choices.founding import SUBJECT as FILE
from niangjia.programmes.organising.models import Document, DocumentSeries, FoundingStage
from niangjia.programmes.organising.policies import REPLY
from niangjia.programmes.organising.rules import founding as rules

SUBJECT = "organising.document"


class DocumentNotFound(NotFound):
    """No such number, or not of the actor's."""


class AlreadyVoid(Refused):
    """A number is made void once."""

    code = "organising.already_void"
    text = _("这个文号已经作废了。")


class StillStands(Refused):
    """The paper stands, so its number does."""

    code = "organising.document_stands"
    text = _("这份批复正在用，文号不能作废。")


class WordMissing(Refused):
    """The word before the year is empty or too long."""

    code = "organising.document_word"
    text = _("发文代字写 2 到 20 个字，例如“永总工”。")


class WordsMissing(Refused):
    """Why a number is void has to be said."""

    code = "organising.document_words"
    text = _("请写明为什么作废，以后查得到。")


@transaction.atomic
def issue(
    *,
    actor: Actor,
    unit_id: int,
    title: str,
    subject: tuple[str, int, str],
    on: date,
    now: datetime,
    kind: str = REPLIES,
) -> Document:
    """Take the next number of a unit's series for a paper. Inside the caller's transaction: if that fails, the number was never
    taken, and whoever waits for the series gets it. `subject`: kind, key and address code of the record that it is about."""
    series = _series(unit_id, on.year, kind)
    made: Document = Document.rows.create(
        unit_id=unit_id, series=series, number=series.last, text=rules.document_text(series.word, series.year, series.last),
        title=title[:200], subject_kind=subject[0], subject_id=subject[1], subject_code=subject[2], on=on, at=now,
        by_account_id=actor.account_id,
    )  # fmt: skip
    path = org.held_paths([unit_id])[unit_id]
    audit.record(actor=actor, verb="organising.document_issued", subject=(SUBJECT, made.pk), path=path)
    return made


def _series(unit_id: int, year: int, kind: str) -> DocumentSeries:
    """The series, counted on by one. The update holds its row until the transaction ends, so that nobody else reads it between."""
    mine = DocumentSeries.rows.filter(unit_id=unit_id, year=year, kind=kind)
    if not mine.exists():
        before = DocumentSeries.rows.filter(unit_id=unit_id, kind=kind).order_by("-year").first()
        word = before.word if before else rules.document_word(org.unit_by_id(unit_id).name)
        fresh = DocumentSeries(unit_id=unit_id, year=year, kind=kind, word=word)
        DocumentSeries.rows.bulk_create([fresh], ignore_conflicts=True)
    mine.update(last=F("last") + 1)
    found: DocumentSeries = mine.get()
    return found


@transaction.atomic
def void_document(*, actor: Actor, code: str, words: str, now: datetime) -> Document:
    """Make a number void: it stays, shown as void, and is never given again. Raises DocumentNotFound, AlreadyVoid, StillStands,
    WordsMissing."""
    row: Document | None = (
        Document.objects.visible_to(actor, REPLY).select_for_update(of=("self",)).filter(code=code).first()
    )
    if row is None:
        raise DocumentNotFound
    if row.void_at is not None:
        raise AlreadyVoid
    if not words.strip():
        raise WordsMissing
    living = FoundingStage.objects.filter(file_id=row.subject_id, document=row.text, undone_at__isnull=True)
    if row.subject_kind == FILE and living.filter(file__state__in=[FileState.OPEN, FileState.DONE]).exists():
        raise StillStands
    void_numbers(
        actor=actor, subject_kind=row.subject_kind, subject_id=row.subject_id, text=row.text, words=words, now=now
    )
    row.refresh_from_db()
    return row


@transaction.atomic
def void_numbers(*, actor: Actor, subject_kind: str, subject_id: int, text: str, words: str, now: datetime) -> int:
    """The paper was taken back: its number is void. How many were."""
    rows = list(Document.rows.filter(subject_kind=subject_kind, subject_id=subject_id, text=text, void_at__isnull=True))
    for row in rows:
        row.void_at, row.void_words = now, words.strip()[:200]
        row.save(update_fields=["void_at", "void_words"])
        path = org.held_paths([row.unit_id])[row.unit_id]
        audit.record(actor=actor, verb="organising.document_voided", subject=(SUBJECT, row.pk), path=path)
    return len(rows)


@transaction.atomic
def set_word(*, actor: Actor, unit_code: str, word: str, now: datetime) -> DocumentSeries:
    """Change the word of a unit's numbers from the next one on; those given out keep theirs. Raises UnitNotFound, WordMissing."""
    unit = org.unit(actor, unit_code, power=REPLY)
    word = "".join(word.split())
    if not 2 <= len(word) <= 20:
        raise WordMissing
    year = timezone.localtime(now).year
    DocumentSeries.rows.bulk_create(
        [DocumentSeries(unit_id=unit.pk, year=year, kind=REPLIES, word=word)], ignore_conflicts=True
    )
    DocumentSeries.rows.filter(unit_id=unit.pk, year=year, kind=REPLIES).update(word=word)
    made: DocumentSeries = DocumentSeries.rows.get(unit_id=unit.pk, year=year, kind=REPLIES)
    audit.record(actor=actor, verb="organising.document_word_set", subject=("org.unit", unit.pk), path=unit.path)
    return made
