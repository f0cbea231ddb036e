"""What can be seen of messages: one's own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from niangjia.engines.messaging.choices import BODY, Channel, OutgoingState
from niangjia.engines.messaging.models import Message, Outgoing, Recipient
from niangjia.kit import vault
from niangjia.kit.declare import Sign
from niangjia.kit.powers import Actor, NotFound

PAGE = 30


class MessageNotFound(NotFound):
    """No such message, or not to the actor."""

    code = "messaging.not_found"
    text = _("没有这条消息，或者它不是发给您的。")


@dataclass(frozen=True)
class Line:
    """A message in the inbox. `subject_kind` and `subject_code` name the record that it is about, if any."""

    code: str
    topic: str
    title: str
    body: str
    subject_kind: str
    subject_code: str
    sent_at: datetime
    read_at: datetime | None


class Inbox(NamedTuple):
    """A page of messages, the newest first; `older` continues as `after`, "" ends."""

    items: Sequence[Line]
    older: str


def inbox(actor: Actor, *, unread_only: bool = False, after: str = "", size: int = PAGE) -> Inbox:
    """The actor's own messages: those to the account and those to the person behind it."""
    found = own(actor).select_related("message").order_by("-pk")
    if unread_only:
        found = found.filter(read_at__isnull=True)
    if after.isdecimal():
        found = found.filter(pk__lt=int(after))
    rows = list(found[: size + 1])
    shown = rows[:size]
    bodies = vault.unseal_many([row.message.body_sealed for row in shown], field=BODY)
    lines = tuple(line_of(row, body) for row, body in zip(shown, bodies, strict=True))
    return Inbox(lines, str(shown[-1].pk) if len(rows) > size else "")


def message(actor: Actor, code: str) -> Line:
    """One of the actor's own messages. Raises MessageNotFound."""
    row = own(actor).select_related("message").filter(message__code=code).first()
    if row is None:
        raise MessageNotFound
    return line_of(row, vault.unseal(row.message.body_sealed, field=BODY))


def line_of(row: Recipient, body: str) -> Line:
    """A recipient's row as it is shown."""
    one = row.message
    return Line(
        one.code, one.topic, one.title, body, one.subject_kind, one.subject_code, one.sent_at, row.read_at
    )  # fmt: skip


def unread(actor: Actor, *, most: int = 100) -> int:
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


# ------------------------------------------------------------------ for programmes that write to many and ask who has read


@dataclass(frozen=True)
class Readers:
    """Accounts and persons who have read one of some messages, as subqueries."""

    accounts: QuerySet[Any, Any]
    persons: QuerySet[Any, Any]


def read_by(codes: Sequence[str]) -> Readers:
    """Who has read one of these messages. Unscoped: the programme that sent them holds them."""
    read = Recipient.objects.filter(message__code__in=list(codes), read_at__isnull=False)
    return Readers(
        read.filter(account__isnull=False).values("account_id"), read.filter(person__isnull=False).values("person_id")
    )


def read_among(codes: Sequence[str]) -> dict[str, set[tuple[str, int]]]:
    """Who has read each of these messages: ("a", account) or ("p", person). Unscoped."""
    found: dict[str, set[tuple[str, int]]] = {}
    rows = Recipient.objects.filter(message__code__in=list(codes), read_at__isnull=False)
    for code, account, person in rows.values_list("message__code", "account_id", "person_id"):
        found.setdefault(code, set()).add(("p", person) if person else ("a", account))
    return found


def body_of(code: str) -> str:
    """What a message says. Unscoped: for the programme that sent it."""
    sealed = Message.objects.filter(code=code).values_list("body_sealed", flat=True).first()
    return vault.unseal(sealed, field=BODY) if sealed else ""


def out_of(codes: Sequence[str]) -> list[tuple[Any, Any, int]]:
    """What became of these messages outside the house: way, state, how many. Unscoped."""
    rows = Outgoing.objects.filter(message__code__in=list(codes)).order_by()
    counted = rows.values_list("channel", "state").annotate(n=Count("pk")).order_by("channel", "state")
    return [(Channel(way).label, OutgoingState(state).label, number) for way, state, number in counted]


def outbox_signs(*, now: datetime) -> list[Sign]:
    """How the outbox is, for the page of the house's health: numbers only."""
    counts = dict(Outgoing.objects.order_by().values_list("state").annotate(Count("pk")))
    waiting, failed = counts.get(OutgoingState.WAITING, 0), counts.get(OutgoingState.FAILED, 0)
    stuck = Outgoing.objects.filter(state=OutgoingState.WAITING, message__sent_at__lt=now - timedelta(hours=1)).count()
    words = _now("等着发 {waiting} 条，没发成 {failed} 条。").format(waiting=waiting, failed=failed)
    advice = _now("有 {stuck} 条等了一小时以上，请看短信通道。").format(stuck=stuck) if stuck else ""
    numbers = {"outbox_waiting": waiting, "outbox_failed": failed, "outbox_stuck": stuck}
    return [Sign("outbox", _("短信和通知"), "late" if stuck else "done", words, advice, numbers)]
