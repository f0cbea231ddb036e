"""Filling in one card, and correcting it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from niangjia.engines.scorecards import events, queries, rules
from niangjia.engines.scorecards.actions import refusals
from niangjia.engines.scorecards.choices import MOST_WORDS, VersionState
from niangjia.engines.scorecards.models import Sheet, Version
from niangjia.ground.audit import actions as audit
from niangjia.ground.org import queries as org
from niangjia.kit import bus
from niangjia.kit.powers import Actor


@transaction.atomic
def version_at(*, actor: Actor, kind: str, on: date, path: str = "", now: datetime) -> Version:
    """The version that holds on a day at a place; the one that ships with the product is written down when it is first used.

    Raises UnknownScorecard.
    """
    found = queries.published_at(kind, on, path)
    if found is not None:
        return found
    title, document, items, grades, basis, digest = queries.as_shipped(kind)
    first, _made = Version.objects.get_or_create(
        kind=kind,
        first=True,
        digest=digest,
        defaults={
            "title": title, "document": document, "items": items, "grades": grades, "basis": basis,
            "state": VersionState.PUBLISHED, "made_at": now,
        },
    )  # fmt: skip
    return first


@transaction.atomic
def fill(
    *,
    actor: Actor,
    kind: str,
    subject_id: int,
    subject_code: str,
    unit_id: int,
    title: str,
    answers: Mapping[str, Any],
    remarks: Mapping[str, str] | None = None,
    version_code: str = "",
    on: date | None = None,
    now: datetime,
) -> Sheet:
    """Hand in a card about a record. `answers` by item as they are typed or ticked (photos: a list of codes); `version_code` is the
    version that was on the screen.

    Raises MayNotFill, OldVersion, Incomplete.
    """
    path = org.held_paths([unit_id]).get(unit_id)
    if path is None or not queries.may_fill(actor, kind, path):
        raise refusals.MayNotFill
    day = on or timezone.localdate(now)
    version = version_at(actor=actor, kind=kind, on=day, path=path, now=now)
    if version_code and version_code != version.code:
        raise refusals.OldVersion
    made = _written(version, answers, remarks or {})
    made.kind, made.subject_kind, made.subject_id, made.subject_code = (
        kind,
        queries.declared(kind).subject,
        subject_id,
        subject_code,
    )
    made.unit_id, made.path, made.title = unit_id, path, title[:120]
    made.on, made.by_id, made.at, made.checked_at = day, actor.account_id, now, now
    _replace(made)
    _told(actor, made, "filled")
    return made


@transaction.atomic
def correct(
    *,
    actor: Actor,
    code: str,
    answers: Mapping[str, Any],
    remarks: Mapping[str, str] | None = None,
    words: str,
    now: datetime,
) -> Sheet:
    """Hand a card in again because it was wrong, against the version that it answered; the wrong one stays.

    Raises SheetNotFound, MayNotFill, AlreadyCorrected, WordsMissing, Incomplete.
    """
    old = queries.sheet(actor, code)
    if not queries.may_fill(actor, old.kind, old.path):
        raise refusals.MayNotFill
    if not words.strip():
        raise refusals.WordsMissing(field="words")
    if not Sheet.rows.select_for_update().filter(pk=old.pk, current=True).exists():
        raise refusals.AlreadyCorrected
    made = _written(old.version, answers, remarks or {})
    for name in ("kind", "subject_kind", "subject_id", "subject_code", "unit_id", "path", "title", "on"):
        setattr(made, name, getattr(old, name))
    made.corrects, made.words, made.by_id, made.at, made.checked_at = (
        old,
        words.strip()[:MOST_WORDS],
        actor.account_id,
        now,
        now,
    )
    _replace(made)
    _told(actor, made, "corrected")
    return made


def _written(version: Version, answers: Mapping[str, Any], remarks: Mapping[str, str]) -> Sheet:
    """A sheet with its answers, score and grade. Raises Incomplete with a sentence for each answer that does not fit."""
    items = queries.items_of(version)
    wrong = queries.check_answers(version, answers)
    if wrong:
        raise refusals.Incomplete(wrong)
    values = {item.code: rules.read_answer(item, answers.get(item.code))[0] for item in items}
    scored = rules.score(items, values, version.basis)
    known = {item.code for item in items}
    said = {
        code: str(text).strip()[:MOST_WORDS] for code, text in remarks.items() if code in known and str(text).strip()
    }
    return Sheet(
        version=version, values=values, remarks=said, score=scored, grade=rules.grade(queries.grades_of(version), scored),
        digest=digest_of(version.pk, values, said),
    )  # fmt: skip


def digest_of(version_id: int, values: Mapping[str, Any], remarks: Mapping[str, str]) -> str:
    """The same for the same answers to the same version only."""
    told = json.dumps([version_id, values, remarks], sort_keys=True, ensure_ascii=False)
    return hashlib.blake2b(told.encode(), digest_size=16).hexdigest()


def _replace(made: Sheet) -> None:
    """The sheet is the one that counts from now on."""
    same = Sheet.rows.filter(kind=made.kind, subject_kind=made.subject_kind, subject_id=made.subject_id, current=True)
    same.update(current=False)
    made.save(force_insert=True)


def _told(actor: Actor, made: Sheet, verb: str) -> None:
    audit.record(
        actor=actor, verb=f"scorecards.{verb}", subject=("scorecards.sheet", made.pk), path=made.path,
        facts={"card": made.kind, "version": made.version_id, "score": made.score, "digest": made.digest},
    )  # fmt: skip
    bus.publish(events.SheetFilled(made.pk, made.kind, made.subject_id, made.grade))
