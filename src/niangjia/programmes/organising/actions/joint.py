"""Party-union joint building: liaison persons, joint meetings, and decisions that are followed up to their result."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction

from niangjia.kit.powers import Actor
from niangjia.programmes.organising.actions.field_parts import (
    account_of,
    day_of,
    in_order,
    phone_of,
    place_of,
    request_of,
    row_of,
    trail,
    words_of,
)
from niangjia.programmes.organising.actions.field_refusals import AlreadyReversed, SameKey, WordsNeeded, WrongDays
from niangjia.programmes.organising.actions.followups import follow_up, hand_to
from niangjia.programmes.organising.choices.grids import DECISION_TASK
from niangjia.programmes.organising.choices.officers import LIAISON_PHONE
from niangjia.programmes.organising.models import Decision, Liaison, Meeting
from niangjia.programmes.organising.policies import CADRE_EDIT

LIAISON, MEETING, DECISION = "organising.liaison", "organising.meeting", "organising.decision"


@dataclass(frozen=True)
class MeetingDetails:
    """What is told about a joint meeting."""

    on: date
    party: str
    place: str
    present: str
    agenda: str


@dataclass(frozen=True)
class Decided:
    """One decision: what, who does it (an account by log-in name, or somebody by name), until when."""

    words: str
    owner: str
    due_on: date
    username: str = ""


@transaction.atomic
def add_liaison(
    *,
    actor: Actor,
    unit_code: str,
    party: str,
    side: str,
    name: str,
    phone: str,
    since: date | None = None,
    now: datetime,
) -> Liaison:
    """A liaison person of a union and a party organisation. Raises UnitNotFound, BadPhone."""
    unit, path = place_of(actor, unit_code, CADRE_EDIT)
    token, _index = phone_of(phone, LIAISON_PHONE)
    made: Liaison = Liaison.rows.create(
        unit=unit, path=path, party=party.strip(), side=side, name=" ".join(name.split()), phone_sealed=token,
        since=since or day_of(now),
    )  # fmt: skip
    trail(actor, "organising.liaison_added", LIAISON, [made])
    return made


@transaction.atomic
def end_liaison(*, actor: Actor, code: str, now: datetime) -> Liaison:
    """No longer a liaison person from today on; pressed again on the same day it is taken back. Raises FieldNotFound, WrongDays."""
    row = row_of(actor, Liaison, code, CADRE_EDIT)
    today = day_of(now)
    if row.until is not None and row.until != today:
        raise WrongDays
    row.until = None if row.until else max(row.since, today)
    row.save(update_fields=["until"])
    trail(actor, "organising.liaison_ended", LIAISON, [row], ended=row.until is not None)
    return row


@transaction.atomic
def record_meeting(
    *,
    actor: Actor,
    unit_code: str,
    details: MeetingDetails,
    decisions: Sequence[Decided] = (),
    key: str,
    now: datetime,
) -> Meeting:
    """A joint meeting with what it decided; each decision is a task with an owner and a day. The same content under the
    same key is the same meeting. Raises UnitNotFound, WrongDays, WordsNeeded, NoSuchAccount, NotTheirs, SameKey.
    """
    unit, path = place_of(actor, unit_code, CADRE_EDIT)
    request = request_of({"unit": unit_code, **asdict(details), "decisions": [asdict(one) for one in decisions]})
    known = Meeting.rows.filter(key=key).first()
    if known is not None:
        return _same(known, request)
    in_order(details.on, day_of(now))
    row = Meeting(unit=unit, path=path, key=key, request=request, **asdict(details))
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        return _same(Meeting.rows.get(key=key), request)
    for one in decisions:
        _decide(actor, row, one, now)
    trail(actor, "organising.meeting_recorded", MEETING, [row], decisions=len(decisions))
    return row


def _same(known: Meeting, request: str) -> Meeting:
    if known.request != request:
        raise SameKey
    return known


@transaction.atomic
def add_decision(*, actor: Actor, meeting_code: str, decided: Decided, now: datetime) -> Decision:
    """Another decision of a meeting. Raises FieldNotFound, AlreadyReversed, WordsNeeded, WrongDays, NoSuchAccount, NotTheirs."""
    row = row_of(actor, Meeting, meeting_code, CADRE_EDIT)
    if row.reversed_at is not None:
        raise AlreadyReversed
    made = _decide(actor, row, decided, now)
    trail(actor, "organising.decision_added", DECISION, [made], meeting=row.pk)
    return made


def _decide(actor: Actor, row: Meeting, one: Decided, now: datetime) -> Decision:
    if not one.words.strip():
        raise WordsNeeded(field="words")
    in_order(row.on, one.due_on)
    account = account_of(one.username)
    owner = one.owner.strip() or (account.name if account else "")
    if not owner:
        raise WordsNeeded(field="owner")
    made: Decision = Decision.rows.create(
        unit_id=row.unit_id, path=row.path, meeting=row, words=one.words.strip()[:200], owner=owner[:60],
        owner_account=account, due_on=one.due_on,
    )  # fmt: skip
    follow_up(DECISION_TASK, row.path, now)
    if account is not None:
        hand_to(actor, DECISION_TASK, made.pk, account, now)
    return made


@transaction.atomic
def reverse_meeting(*, actor: Actor, code: str, words: str, now: datetime) -> Meeting:
    """It was written down wrongly: it stays with the reason and counts no more, nor do its decisions.

    Raises FieldNotFound, WordsNeeded, AlreadyReversed.
    """
    row = row_of(actor, Meeting, code, CADRE_EDIT)
    told = words_of(words)
    if row.reversed_at is not None:
        raise AlreadyReversed
    row.reversed_at, row.reversed_words = now, told
    row.save(update_fields=["reversed_at", "reversed_words"])
    follow_up(DECISION_TASK, row.path, now)
    trail(actor, "organising.meeting_reversed", MEETING, [row])
    return row
