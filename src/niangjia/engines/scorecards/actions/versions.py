"""Writing, publishing and withdrawing versions; what moves and erasure do to sheets."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.db.models import Value
from django.db.models.functions import Concat, Substr
from django.utils import timezone

from niangjia.engines.scorecards import events, queries, reasons, rules
from niangjia.engines.scorecards.actions import refusals
from niangjia.engines.scorecards.actions.filling import version_at
from niangjia.engines.scorecards.choices import MOST_ITEMS, VersionState
from niangjia.engines.scorecards.models import Sheet, Version
from niangjia.engines.scorecards.policies import EDIT, PUBLISH
from niangjia.ground.audit import actions as audit
from niangjia.ground.org import queries as org
from niangjia.ground.org.scoped import may_write
from niangjia.kit import bus
from niangjia.kit.declare import Grade, Item
from niangjia.kit.declare.scorecards import grade_json, item_json
from niangjia.kit.powers import Actor, giver

PERSON = "people.person"
GONE = "——"


def _mine(actor: Actor, code: str, power: str) -> Version:
    seen = queries.version(actor, code)
    if not may_write(actor, power, seen.path):
        raise refusals.MayNotWrite
    return Version.objects.select_for_update().get(pk=seen.pk)


def _hands(actor: Actor, path: str) -> list[int]:
    return sorted({key for key in (actor.account_id, giver(actor, path)) if key is not None})


def _record(actor: Actor, verb: str, here: Version) -> None:
    audit.record(
        actor=actor, verb=f"scorecards.{verb}", subject=("scorecards.version", here.pk), path=here.path,
        facts={"card": here.kind, "digest": here.digest},
    )  # fmt: skip


@transaction.atomic
def draft(*, actor: Actor, kind: str, unit_code: str = "", now: datetime) -> Version:
    """Begin a version for a unit and everything below it, or for the whole house, with what holds there now.

    Raises UnknownScorecard, UnitNotFound, MayNotWrite.
    """
    queries.declared(kind)
    unit = org.unit(actor, unit_code) if unit_code else None
    path = unit.path if unit else ""
    if not may_write(actor, EDIT, path):
        raise refusals.MayNotWrite
    held = version_at(actor=actor, kind=kind, on=timezone.localdate(now), path=path, now=now)
    here = Version.objects.create(
        kind=kind, unit=unit, path=path, title=held.title, items=held.items, grades=held.grades, basis=held.basis,
        digest=held.digest, hands=_hands(actor, path), made_by_id=actor.account_id, made_at=now,
    )  # fmt: skip
    _record(actor, "drafted", here)
    return here


@transaction.atomic
def edit(
    *,
    actor: Actor,
    code: str,
    revision: int,
    items: Sequence[Item],
    grades: Sequence[Grade],
    title: str = "",
    document: str = "",
    valid_from: date | None = None,
    now: datetime,
) -> Version:
    """Write a draft. Raises VersionNotFound, MayNotWrite, NoDraft, ChangedMeanwhile, Unfit."""
    here = _mine(actor, code, EDIT)
    if here.state != VersionState.DRAFT:
        raise refusals.NoDraft
    if here.revision != revision:
        raise refusals.ChangedMeanwhile
    wrong = rules.fault(items, grades, MOST_ITEMS)
    if wrong:
        raise refusals.Unfit(sentence=reasons.FAULTS[wrong])
    here.items, here.grades = [item_json(one) for one in items], [grade_json(one) for one in grades]
    here.digest = queries.digest_of(here.kind, here.items, here.grades, here.basis)
    here.title, here.document, here.valid_from = title or here.title, document.strip(), valid_from
    here.hands = sorted({*here.hands, *_hands(actor, here.path)})
    here.made_by_id = actor.account_id
    here.revision += 1
    here.save()
    _record(actor, "edited", here)
    return here


@transaction.atomic
def discard(*, actor: Actor, code: str, now: datetime) -> None:
    """Throw a draft away. Raises VersionNotFound, MayNotWrite, NoDraft."""
    here = _mine(actor, code, EDIT)
    if here.state != VersionState.DRAFT:
        raise refusals.NoDraft
    _record(actor, "discarded", here)
    here.delete()


@transaction.atomic
def publish(*, actor: Actor, code: str, revision: int, now: datetime) -> Version:
    """Let a version hold from its day on, today at the earliest.

    Raises VersionNotFound, MayNotWrite, NotNow, ChangedMeanwhile, SameHand, NoDay, PastDay, Unfit, DayTaken.
    """
    here = _mine(actor, code, PUBLISH)
    if here.state != VersionState.DRAFT:
        raise refusals.NotNow
    if here.revision != revision:
        raise refusals.ChangedMeanwhile
    hands = _hands(actor, here.path)
    if actor.account_id is None or set(hands) & set(here.hands):
        raise refusals.SameHand
    if here.valid_from is None or not here.document:
        raise refusals.NoDay
    if here.valid_from < timezone.localdate(now):
        raise refusals.PastDay
    wrong = rules.fault(queries.items_of(here), queries.grades_of(here), MOST_ITEMS)
    if wrong:
        raise refusals.Unfit(sentence=reasons.FAULTS[wrong])
    same = Version.objects.filter(
        kind=here.kind, path=here.path, state=VersionState.PUBLISHED, valid_from=here.valid_from
    )
    if same.exists():
        raise refusals.DayTaken
    here.state, here.published_by_id, here.published_at = VersionState.PUBLISHED, actor.account_id, now
    here.revision += 1
    here.save()
    _record(actor, "published", here)
    bus.publish(events.VersionPublished(here.pk, here.kind))
    return here


@transaction.atomic
def withdraw(*, actor: Actor, code: str, now: datetime) -> Version:
    """Take a version back before its day. Raises VersionNotFound, MayNotWrite, NotNow."""
    here = _mine(actor, code, PUBLISH)
    if "withdraw" not in queries.acts_on(actor, here, today=timezone.localdate(now)):
        raise refusals.NotNow
    here.state = VersionState.WITHDRAWN
    here.revision += 1
    here.save(update_fields=["state", "revision"])
    _record(actor, "withdrawn", here)
    return here


# ------------------------------------------------------------------ other modules' acts


@transaction.atomic
def follow_move(*, actor: Actor, old: str, new: str, on: date) -> int:
    """Repeat the new paths of a moved branch on its sheets and versions; how many. Part of org's act."""
    step = Concat(Value(new), Substr("path", len(old) + 1))
    return sum(rows.filter(org.subtree(old)).update(path=step) for rows in (Sheet.rows, Version.objects))


@transaction.atomic
def forget(*, actor: Actor, person_id: int) -> None:
    """A person is erased: what was written about her on cards goes; scores stay, for figures still hold."""
    Sheet.rows.filter(subject_kind=PERSON, subject_id=person_id).update(
        title=GONE, remarks={}, words="", values={}, digest=""
    )
