"""Messages to chairs as their senders read them: who has read, who has not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, Q, QuerySet

from niangjia.engines.messaging import queries as messaging
from niangjia.ground.access import queries as access
from niangjia.ground.org import queries as org
from niangjia.kit.powers import Actor, NotFound
from niangjia.programmes.organising.models import GroupMessage, GroupReceiver
from niangjia.programmes.organising.policies import CONTACT


class GroupMessageNotFound(NotFound):
    """No such message, or none of the actor's."""


def unread_of(row: GroupMessage) -> QuerySet[GroupReceiver]:
    """The receivers who have read neither the message nor a reminder, by name of their union."""
    read = messaging.read_by(row.sent)
    rows = GroupReceiver.objects.filter(message=row).exclude(
        Q(account_id__in=read.accounts) | Q(person__isnull=False, person_id__in=read.persons)
    )
    return rows.select_related("unit").order_by("unit__name", "pk")


@dataclass(frozen=True)
class GroupLine:
    """One message of the list."""

    code: str
    title: str
    sent_at: Any
    by: str
    number: int
    unread: int


def group_messages(actor: Actor, *, after: str = "", before: str = "", size: int = 30) -> tuple[list[GroupLine], Any]:
    """A page of messages, the latest first, each with how many have not read it."""
    rows = GroupMessage.objects.visible_to(actor, CONTACT).annotate(number=Count("receivers"), mark=F("pk") * -1)
    page: Any = org.page(rows, ("mark",), after=after, before=before, size=size)
    names = access.account_names([one.by_account_id for one in page.rows if one.by_account_id])
    read = messaging.read_among([code for one in page.rows for code in one.sent])
    told: dict[int, list[tuple[int | None, int | None]]] = {}
    receivers = GroupReceiver.objects.filter(message__in=[one.pk for one in page.rows])
    for message, account, person in receivers.values_list("message_id", "account_id", "person_id"):
        told.setdefault(message, []).append((account, person))
    lines = []
    for one in page.rows:
        seen = {key for code in one.sent for key in read.get(code, ())}
        left = sum(
            ("p", person) not in seen if person else ("a", account) not in seen
            for account, person in told.get(one.pk, [])
        )
        lines.append(
            GroupLine(one.code, one.title, one.sent_at, names.get(one.by_account_id or 0, ""), one.number, left)
        )
    return lines, page


def group_message(actor: Actor, code: str) -> GroupMessage:
    """One message. Raises GroupMessageNotFound."""
    found: GroupMessage | None = GroupMessage.objects.visible_to(actor, CONTACT).filter(code=code).first()
    if found is None:
        raise GroupMessageNotFound
    return found


@dataclass(frozen=True)
class GroupPage:
    """One message: how many it went to, who has not read it, and what became of the ways out of the house."""

    row: GroupMessage
    body: str
    number: int
    unread: int
    page: Any
    out: list[tuple[Any, Any, int]]
    by: str


def group_page(actor: Actor, code: str, *, show: str = "unread", after: str = "", before: str = "") -> GroupPage:
    """One message with a page of those who have not read it (or of all). Raises GroupMessageNotFound."""
    row = group_message(actor, code)
    every = GroupReceiver.objects.filter(message=row).select_related("unit")
    left = unread_of(row)
    shown = (left if show == "unread" else every).annotate(union=F("unit__name"))
    page = org.page(shown, ("union", "pk"), after=after, before=before, size=50)
    names = access.account_names([row.by_account_id]) if row.by_account_id else {}
    return GroupPage(
        row, messaging.body_of(row.sent[0]), every.count(), left.count(), page, messaging.out_of(row.sent),
        names.get(row.by_account_id or 0, ""),
    )  # fmt: skip


def unread_rows(actor: Actor, code: str) -> QuerySet[GroupReceiver]:
    """Everybody who has not read a message, for giving the list out. Raises GroupMessageNotFound."""
    return unread_of(group_message(actor, code))
