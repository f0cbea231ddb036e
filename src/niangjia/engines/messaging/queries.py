"""What can be seen of messages: one's own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from niangjia.engines.messaging.models import Recipient
from niangjia.kit.powers import Actor, NotFound

PAGE = 30


@dataclass(frozen=True)
class Line:
    """A message in the inbox. `id` continues the list."""

    id: int
    code: str
    topic: str
    title: str
    body: str
    link: str
    sent_at: datetime
    is_read: bool


@dataclass(frozen=True)
class Inbox:
    """A page of messages, the newest first; `before` continues, None ends."""

    items: tuple[Line, ...]
    before: int | None


def inbox(actor: Actor, *, unread_only: bool = False, before: int | None = None, size: int = PAGE) -> Inbox:
    """The actor's own messages: those to the account and those to the person behind it."""
    found = own(actor).select_related("message").order_by("-pk")
    if unread_only:
        found = found.filter(read_at__isnull=True)
    if before is not None:
        found = found.filter(pk__lt=before)
    rows = list(found[: size + 1])
    items = tuple(_line(row) for row in rows[:size])
    return Inbox(items, items[-1].id if len(rows) > size else None)


class MessageNotFound(NotFound):
    """No such message, or none of the actor's."""


def message(actor: Actor, code: str) -> Line:
    """One of the actor's own messages. Raises MessageNotFound, whether it is missing or merely not the actor's."""
    row = own(actor).select_related("message").filter(message__code=code).first()
    if row is None:
        raise MessageNotFound
    return _line(row)


def _line(row: Recipient) -> Line:
    said = row.message
    return Line(row.pk, said.code, said.topic, said.title, said.body, said.link, said.sent_at, row.read_at is not None)


def unread_count(actor: Actor, *, most: int = 100) -> int:
    """How many of the actor's messages are unread, counted up to `most`."""
    return own(actor).filter(read_at__isnull=True)[:most].count()


def own(actor: Actor) -> QuerySet[Recipient]:
    """The actor's own places in the recipients; nobody's for the machine. Read by the actions of this module, too."""
    mine = Q(pk__in=[])
    if actor.account_id is not None:
        mine |= Q(account_id=actor.account_id)
    if actor.person_id is not None:
        mine |= Q(person_id=actor.person_id)
    return Recipient.objects.filter(mine)
