"""What is told in applications and corrections is kept no longer than the rulebook says: wiped every night."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from functools import lru_cache

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _now

from niangjia.engines.approvals import actions as approvals
from niangjia.engines.rulebooks.queries import books_on
from niangjia.ground.audit import actions as audit
from niangjia.kit.powers import Actor
from niangjia.programmes.organising.actions.changes import drop_proof, sweep_drafts
from niangjia.programmes.organising.choices.changes import CHANGE, ChangeState
from niangjia.programmes.organising.choices.joining import JOINING, SUBJECT, ApplicationState
from niangjia.programmes.organising.models import Application, Change

KIND = "organising.membership"
FEW = 1_000


def forget_answers(*, actor: Actor, now: datetime) -> int:
    """Wipe what was told in refused applications and corrections once the days of the rulebook are over, the names in their titles,
    and the photos of corrections; how many. Run every night; run again it finds nothing."""
    today = timezone.localtime(now).date()
    wiped = _applications(actor, today) + _changes(actor, today)
    _images(today)
    return wiped + _proofs(actor, today, now) + sweep_drafts(actor=actor, now=now)


def _over(rows: Iterable[tuple[int, str, str, date]], today: date, name: str) -> list[tuple[int, str, str]]:
    """Of (key, code, path, decided on) those whose days are over at their place."""
    books = books_on(KIND, today)
    kept = lru_cache(maxsize=None)(lambda path: timedelta(days=books.at(path).integer(name)))
    return [(key, code, path) for key, code, path, decided in rows if decided + kept(path) <= today]


def _applications(actor: Actor, today: date) -> int:
    told = Application.rows.filter(state=ApplicationState.REFUSED).exclude(sealed="").order_by("pk")
    return _in_parts(
        actor, JOINING, SUBJECT, _over(told.values_list("pk", "code", "path", "decided_on"), today, "keep_answers")
    )


def _changes(actor: Actor, today: date) -> int:
    told = Change.rows.filter(state=ChangeState.REFUSED).exclude(sealed="").order_by("pk")
    return _in_parts(
        actor, CHANGE, CHANGE, _over(told.values_list("pk", "code", "path", "decided_on"), today, "keep_answers")
    )


def _in_parts(actor: Actor, kind: str, subject: str, over: list[tuple[int, str, str]]) -> int:
    """Wipe, a transaction a thousand."""
    for start in range(0, len(over), FEW):
        some = over[start : start + FEW]
        keys = [key for key, _code, _path in some]
        with transaction.atomic():
            if kind == JOINING:
                Application.rows.filter(pk__in=keys).update(sealed="", identity_index="", phone_index="")
            else:
                Change.rows.filter(pk__in=keys).update(sealed="", before="", request="")
            approvals.blank(actor=actor, kind=kind, subjects=keys)
            audit.record_many(
                actor=actor,
                verb="organising.answers_wiped",
                subject_kind=subject,
                subjects=[(key, path) for key, _code, path in some],
            )
    return len(over)


def _proofs(actor: Actor, today: date, now: datetime) -> int:
    """Photos of corrections that were decided long enough ago."""
    ended = Change.rows.filter(state__in=[ChangeState.DONE, ChangeState.REFUSED], agreed=True).order_by("pk")
    over = _over(ended.values_list("pk", "code", "path", "decided_on"), today, "keep_papers")
    gone = 0
    for start in range(0, len(over), FEW):
        keys = [key for key, _code, _path in over[start : start + FEW]]
        with transaction.atomic():
            gone += drop_proof(actor=actor, keys=keys, words=_now("保留期满"), now=now)
            Change.rows.filter(pk__in=keys).update(agreed=False)
    return gone


def _images(today: date) -> None:
    """What a correction overwrote is kept for taking it back within ten seconds, and no longer than a day."""
    Change.rows.filter(state=ChangeState.DONE, decided_on__lt=today).exclude(before="").update(before="")
