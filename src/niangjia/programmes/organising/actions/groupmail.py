"""Messages to the chairs of chosen unions: exactly those who were previewed, and reminders to those who have not read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _now

from niangjia.engines.messaging import actions as messaging
from niangjia.engines.messaging.choices import Channel
from niangjia.engines.messaging.queries import body_of
from niangjia.ground.org import queries as org
from niangjia.kit.powers import Actor, reach
from niangjia.programmes.organising.actions.field_parts import day_of, request_of, row_of, trail
from niangjia.programmes.organising.actions.field_refusals import (
    AllHaveRead,
    ChangedSince,
    NobodyReached,
    SameKey,
    TooMany,
)
from niangjia.programmes.organising.models import GroupMessage, GroupReceiver
from niangjia.programmes.organising.policies import CONTACT
from niangjia.programmes.organising.queries.chairs import MOST, ContactFilter, PickedChairs, pick_chairs
from niangjia.programmes.organising.queries.groupmail import unread_of

SUBJECT = "organising.group_message"
TOPIC = "organising.chairs"


@transaction.atomic
def tell_chairs(
    *,
    actor: Actor,
    wanted: ContactFilter,
    codes: Sequence[str] | None,
    digest: str,
    title: str,
    body: str,
    out: Sequence[str] = (),
    key: str,
    now: datetime,
) -> GroupMessage:
    """Write to the chairs who were previewed: into the inbox and, where they agreed, out by the channels. The same content
    under the same key is the same message.

    Raises ChangedSince, TooMany, NobodyReached, SameKey, and what messaging raises (MayNotSend, HealthInTitle, NobodyToTell).
    """
    request = request_of({"codes": codes, "title": title, "body": body, "out": list(out), "by": actor.account_id})
    known = GroupMessage.rows.filter(key=key).first()
    if known is not None:
        return _same(known, request)
    picked = pick_chairs(actor, wanted, codes, on=day_of(now))
    if picked.digest != digest:
        raise ChangedSince
    if picked.more:
        raise TooMany(most=MOST)
    if not picked.reached:
        raise NobodyReached
    unit_id, path = _seat_of(actor, picked)
    row = GroupMessage(
        unit_id=unit_id, path=path, title=title, chosen={**asdict(wanted), "ticked": len(codes or [])}, sent_at=now, sent_on=day_of(now),
        by_account_id=actor.account_id, key=key, request=request,
    )  # fmt: skip
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        return _same(GroupMessage.rows.get(key=key), request)
    # An inbox that belongs to two unions gets it once and stands on the list for both.
    GroupReceiver.objects.bulk_create(
        [
            GroupReceiver(
                message=row, unit_id=one.unit_id, name=one.name, person_id=one.person_id,
                account_id=None if one.person_id else one.account_id,
            )
            for one in picked.reached
        ],
        batch_size=500,
    )  # fmt: skip
    row.sent = [_send(actor, row, title, body, picked.reached, out, now)]
    row.save(update_fields=["sent"])
    trail(actor, "organising.group_told", SUBJECT, [row], number=len(picked.reached), lost=len(picked.lost))
    return row


def _same(known: GroupMessage, request: str) -> GroupMessage:
    if known.request != request:
        raise SameKey
    return known


def _seat_of(actor: Actor, picked: PickedChairs) -> tuple[int, str]:
    """Where the message lies: the sender's own union that reaches all of them, else the first union's."""
    ranges = reach(actor, CONTACT)
    held = [one.unit_id for one in actor.appointments]
    paths = org.held_paths([*held, picked.reached[0].unit_id])
    mine = sorted((paths[key], key) for key in held if any(low <= paths[key] < high for low, high in ranges))
    if mine:
        return mine[0][1], mine[0][0]
    first = picked.reached[0].unit_id
    return first, paths[first]


def _send(
    actor: Actor, row: GroupMessage, title: str, body: str, to: Sequence[object], out: Sequence[str], now: datetime
) -> str:
    made = messaging.send(
        actor=actor,
        topic=TOPIC,
        title=title,
        body=body,
        about=(SUBJECT, row.code),
        persons=[key for one in to if (key := getattr(one, "person_id", None))],
        accounts=[
            key for one in to if not getattr(one, "person_id", None) and (key := getattr(one, "account_id", None))
        ],
        out=[Channel(one) for one in out],
        now=now,
    )
    return made.code


@transaction.atomic
def remind_unread(*, actor: Actor, code: str, out: Sequence[str] = (), now: datetime) -> int:
    """Write once more to those who have not read, and to nobody else; how many. Raises FieldNotFound, AllHaveRead, and as `tell_chairs`."""
    row = row_of(actor, GroupMessage, code, CONTACT)
    left = list(unread_of(row))
    if not left:
        raise AllHaveRead
    title = (_now("请您看一下：%(title)s") % {"title": row.title})[:60]
    sent = _send(actor, row, title, body_of(row.sent[0]), left, out, now)
    row.sent, row.reminded_at = [*row.sent, sent], now
    row.save(update_fields=["sent", "reminded_at"])
    trail(actor, "organising.group_reminded", SUBJECT, [row], number=len(left))
    return len(left)
