"""Adding, opening and removing the papers of a record."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from typing import IO, BinaryIO

from cryptography.hazmat.primitives.hashes import SM3, Hash
from django.db import transaction
from django.utils import timezone

from niangjia.engines.evidence import contents, events, queries, store
from niangjia.engines.evidence.actions import refusals
from niangjia.engines.evidence.choices import LARGEST, MOST_FILES, NAME, FileState, Origin
from niangjia.engines.evidence.models import File
from niangjia.engines.evidence.queries import Subject
from niangjia.ground.audit import actions as audit
from niangjia.ground.people import queries as people
from niangjia.kit import bus, vault
from niangjia.kit.ids import new_code
from niangjia.kit.powers import Actor, ActorKind, holds

LONGEST_NAME = 120


@dataclass(frozen=True)
class About:
    """What is said about a file: what it is called, the printed sheet, its date, until when it holds, the purpose agreed to."""

    name: str = ""
    sheet: str = ""
    dated_on: date | None = None
    expires_on: date | None = None
    consent: str = ""
    origin: str = Origin.UPLOAD


def digest_of(data: bytes) -> str:
    """SM3, hexadecimal."""
    state = Hash(SM3())
    state.update(data)
    return state.finalize().hex()


def add(
    *, actor: Actor, kind: str, subject_id: int, source: IO[bytes], about: About | None = None, now: datetime
) -> File:
    """Take a paper or photo of a record in; what is kept is harmless and sealed. A worker may add to what is her own.

    Raises SubjectNotFound, MayNotAdd, NoSuchSheet, NoConsent, NotTaken (with the sentence that says what to do).
    """
    here = queries.subject(actor, kind, subject_id)
    if not here.may_add:
        raise refusals.MayNotAdd
    data = source.read(LARGEST + 1)
    return keep(actor=actor, here=here, data=data, about=about or About(), now=now)


def keep(*, actor: Actor, here: Subject, data: bytes, about: About, now: datetime) -> File:
    """The same for bytes at hand, once it is known that the actor may add them. For the other rooms of this module."""
    if len(data) > LARGEST:
        raise refusals.NotTaken("large", megabytes=LARGEST // 1024 // 1024)
    if about.sheet and about.sheet not in here.kind.sheets:
        raise refusals.NoSuchSheet
    if about.consent and (here.where.person_id is None or not people.agrees(here.where.person_id, about.consent)):
        raise refusals.NoConsent
    if _there(here) >= MOST_FILES:
        raise refusals.NotTaken("many", most=MOST_FILES)
    try:
        content = contents.read(data)
    except contents.Unfit as unfit:
        raise refusals.NotTaken(unfit.code) from None
    with stored(content) as code, transaction.atomic():
        return _recorded(actor, here, code, content, digest_of(data), about, now)


def _there(here: Subject) -> int:
    rows = File.rows.filter(kind=here.kind.kind, subject_kind=here.kind.subject, subject_id=here.id)
    return rows.exclude(state=FileState.REMOVED).count()


@contextmanager
def stored(content: contents.Content) -> Iterator[str]:
    """The content sealed under a new code; nothing is left of it if what follows fails."""
    code = new_code()
    try:
        store.write(code, store.MAIN, content.data)
        if content.thumbnail:
            store.write(code, store.SMALL, content.thumbnail)
        yield code
    except BaseException:
        store.remove(code)
        raise


def _recorded(
    actor: Actor, here: Subject, code: str, content: contents.Content, came_as: str, about: About, now: datetime
) -> File:
    expires = about.expires_on
    if expires is None and here.kind.valid_days is not None:
        expires = (about.dated_on or timezone.localdate(now)) + timedelta(days=here.kind.valid_days)
    origin = Origin.PHONE if actor.kind == ActorKind.WORKER and about.origin == Origin.UPLOAD else about.origin
    made: File = File.rows.create(
        code=code, kind=here.kind.kind, subject_kind=here.kind.subject, subject_id=here.id, unit_id=here.where.unit_id,
        path=here.path, person_id=here.where.person_id, sheet=about.sheet,
        name_sealed=vault.seal(about.name[:LONGEST_NAME], field=NAME), media_type=content.media_type, size=len(content.data),
        pages=content.pages, digest=digest_of(content.data), came_as=came_as, origin=origin, consent=about.consent,
        dated_on=about.dated_on, expires_on=expires, by_id=actor.account_id, at=now,
    )  # fmt: skip
    facts = {
        "kind": made.kind,
        "record": made.subject_id,
        "sheet": made.sheet,
        "digest": made.digest,
        "origin": str(origin),
    }
    audit.record(actor=actor, verb="evidence.added", subject=("evidence.file", made.pk), path=made.path, facts=facts)
    bus.publish(events.EvidenceAdded(made.pk, made.kind, made.subject_id, made.sheet))
    return made


# ------------------------------------------------------------------ opening


@transaction.atomic
def open_file(*, actor: Actor, code: str, now: datetime) -> tuple[File, str, BinaryIO]:
    """A file, its name and its plain content; a look in the trail, about the person if there is one. Raises FileNotFound, Gone."""
    here = queries.file(actor, code)
    try:
        content = store.open_plain(here.code, store.MAIN)
    except (FileNotFoundError, vault.Broken):
        raise refusals.Gone from None
    audit.record(
        actor=actor, verb="evidence.opened", subject=("evidence.file", here.pk), path=here.path, look=True,
        facts={"kind": here.kind, "record": here.subject_id, "person": here.person_id},
    )  # fmt: skip
    return here, vault.unseal(here.name_sealed, field=NAME), content


def open_small(*, actor: Actor, code: str) -> BinaryIO:
    """The small picture of a file, where its kind allows one. No look of its own: the list was one. Raises FileNotFound."""
    here = queries.file(actor, code)
    if queries.declared(here.kind).private or not store.has(here.code, store.SMALL):
        raise queries.FileNotFound
    return store.open_plain(here.code, store.SMALL)


def whole(*, actor: Actor, code: str) -> bool:
    """Whether the kept content still is what its digest says; for checks. Raises FileNotFound."""
    here = queries.file(actor, code)
    try:
        with store.open_plain(here.code, store.MAIN) as content:
            return digest_of(content.read()) == here.digest
    except (FileNotFoundError, vault.Broken):
        return False


# ------------------------------------------------------------------ removing


@transaction.atomic
def remove(*, actor: Actor, code: str, words: str, now: datetime) -> File:
    """Take a file away: its content is gone, the line with the reason stays.

    Raises FileNotFound, MayNotRemove, WordsMissing, MustKeep.
    """
    here = queries.file(actor, code)
    kind = queries.declared(here.kind)
    if not holds(actor, kind.power_remove, here.path):
        raise refusals.MayNotRemove
    if not words.strip():
        raise refusals.WordsMissing(field="words")
    until = kept_until(here)
    if until is not None and until > timezone.localdate(now):
        raise refusals.MustKeep(law=kind.keep_law, until=until)
    return take_away(actor, here, words.strip()[:300], now)


def kept_until(here: File) -> date | None:
    """The day until which a file may not be removed, by its kind's law."""
    days = queries.declared(here.kind).keep_days
    return timezone.localdate(here.at) + timedelta(days=days) if days is not None else None


def take_away(actor: Actor, here: File, words: str, now: datetime) -> File:
    """The removal itself; the content goes when the transaction is through. For the other rooms of this module."""
    here.state, here.removed_at, here.removed_by_id, here.removed_words = (
        FileState.REMOVED,
        now,
        actor.account_id,
        words,
    )
    here.name_sealed = ""
    here.save(update_fields=["state", "removed_at", "removed_by", "removed_words", "name_sealed"])
    audit.record(
        actor=actor, verb="evidence.removed", subject=("evidence.file", here.pk), path=here.path,
        facts={"kind": here.kind, "record": here.subject_id, "digest": here.digest},
    )  # fmt: skip
    bus.publish(events.EvidenceRemoved(here.pk, here.kind, here.subject_id))
    transaction.on_commit(partial(store.remove, here.code))
    return here
