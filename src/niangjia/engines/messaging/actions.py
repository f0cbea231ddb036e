"""What can be done with messages: send, deliver what waits in the outbox, mark as read, follow and forget a person."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from niangjia.engines.messaging import channels, events, queries, rules
from niangjia.engines.messaging.choices import BODY, Channel, OutgoingState
from niangjia.engines.messaging.models import Message, Outgoing, Recipient
from niangjia.engines.messaging.policies import SEND
from niangjia.engines.messaging.queries import Line, own
from niangjia.ground.access import queries as access
from niangjia.ground.audit import actions as audit
from niangjia.ground.org import queries as org
from niangjia.ground.people import queries as people
from niangjia.ground.people.choices import Purpose
from niangjia.kit import bus, vault
from niangjia.kit.jobs import enqueue
from niangjia.kit.powers import SYSTEM, Actor, NotAllowed, Refused, holds, known_powers

MOST_ATTEMPTS = 6
WRONG = {
    "name": _("姓名"), "identity": _("证件号码"), "phone": _("手机号"), "born": _("出生日期"), "union": _("所在工会"),
    "work": _("工作单位"), "other": _("别的"),
}  # fmt: skip
"""Parts of a record that a worker may say are wrong."""


class MayNotSend(NotAllowed):
    """The actor writes to nobody."""

    code = "messaging.may_not_send"
    text = _("您没有发送通知的权限。")


class HealthInTitle(Refused):
    """A title would tell of somebody's health."""

    code = "messaging.health_in_title"
    text = _("标题里不能出现与健康有关的字眼（{words}），它会显示在锁屏上。请写进内容里，本人登录后才能看到。")


class NobodyToTell(Refused):
    """No recipient is left."""

    code = "messaging.nobody"
    text = _("没有可以通知的人：您选择的人不在您负责的范围内，或者已经注销。")


class Unsent(Exception):
    """The channel did not take the parcel; the job is tried again."""


@transaction.atomic
def send(
    *,
    actor: Actor,
    topic: str,
    title: str,
    now: datetime,
    body: str = "",
    about: tuple[str, str] = ("", ""),
    accounts: Iterable[int] = (),
    persons: Iterable[int] = (),
    out: Sequence[Channel] = (),
) -> Message:
    """Put a message into inboxes and, for persons who agreed to service messages, into the outbox of the channels `out`.

    `about` names the record that it is about: kind and address code. Staff reach the persons whom they may see and no others; only the machine writes to accounts without the power.
    Raises MayNotSend, HealthInTitle, NobodyToTell.
    """
    if not holds(actor, SEND):
        raise MayNotSend
    told = sorted(set(accounts))
    reached = sorted(people.visible(actor, SEND).filter(pk__in=set(persons)).values_list("pk", flat=True))
    return _write(actor, topic, title, now, body=body, about=about, accounts=told, persons=reached, out=out)


def _write(
    actor: Actor,
    topic: str,
    title: str,
    now: datetime,
    *,
    body: str,
    about: tuple[str, str],
    accounts: Sequence[int],
    persons: Sequence[int] = (),
    out: Sequence[Channel] = (),
) -> Message:
    """The message with its recipients, its outbox, its entry and its event. Raises HealthInTitle, NobodyToTell."""
    words = rules.health_words(title)
    if words:
        raise HealthInTitle(words="、".join(words))
    if not accounts and not persons:
        raise NobodyToTell
    sealed = vault.seal(body, field=BODY)
    kind, code = about
    message = Message.objects.create(
        topic=topic, title=title, body_sealed=sealed, subject_kind=kind, subject_code=code,
        by_account_id=actor.account_id, sent_at=now,
    )  # fmt: skip
    Recipient.objects.bulk_create(
        [Recipient(message=message, account_id=key) for key in accounts]
        + [Recipient(message=message, person_id=key) for key in persons]
    )
    waiting = _put_out(message, persons, out)
    facts = {"topic": topic, "accounts": len(accounts), "persons": len(persons), "outgoing": len(waiting)}
    audit.record(actor=actor, verb="messaging.sent", subject=("messaging.message", message.pk), facts=facts)
    bus.publish(events.MessageSent(message.pk, topic))
    for key in waiting:
        enqueue("messaging.deliver", outgoing_id=key)
    return message


@transaction.atomic
def ask_keepers(*, actor: Actor, about: Sequence[str], words: str, now: datetime | None = None) -> Message:
    """A worker says that something in her record is wrong: told to those nearest to her who keep the roster.

    `about` are the parts that are wrong, `words` how it should be. Raises people.PersonNotFound, NobodyToTell.
    """
    page = people.mine(actor).page
    if actor.person_id is None:
        raise NobodyToTell
    _power, paths = people.person_places(record_id=actor.person_id)
    told = _nearest_keepers(paths)
    body = str(_("会员：{name}\n不对的地方：{parts}\n应该是：{words}"))
    return _write(
        actor,
        "people.wrong",
        str(_("一位会员说自己的资料不对，请核对")),
        now or timezone.now(),
        body=body.format(
            name=page.name, parts="、".join(str(WRONG.get(part, part)) for part in about), words=words or "—"
        ),
        about=("people.person", page.code),
        accounts=told,
    )


def _nearest_keepers(paths: Sequence[str]) -> list[int]:
    """Accounts that may edit the roster where a person is: those whose unit is nearest, not the whole way up."""
    found = access.seers(known_powers()["people.edit"], paths)
    codes = {why.unit_code for seer in found for why in seer.whys}
    near = {code: len(org.unit(SYSTEM, code).path) for code in codes}
    depth = {seer.account_id: max(near[why.unit_code] for why in seer.whys) for seer in found}
    return sorted(key for key, long in depth.items() if long == max(depth.values()))


def _put_out(message: Message, persons: Sequence[int], out: Sequence[Channel]) -> list[int]:
    """Outbox rows for the persons who agreed; one a channel."""
    if not out or not persons:
        return []
    agreed = sorted(_agreed(message.recipients.filter(person__isnull=False)))
    rows = [
        Outgoing(message=message, person_id=key, channel=channel) for channel in dict.fromkeys(out) for key in agreed
    ]
    return [row.pk for row in Outgoing.objects.bulk_create(rows)]


def _agreed(recipients: Any) -> list[int]:
    """Persons among the recipients whose consent to service messages is in force."""
    return list(
        recipients.filter(
            person__consents__purpose=Purpose.SERVICE_MESSAGES, person__consents__withdrawn_at__isnull=True
        ).values_list("person_id", flat=True)
    )


def deliver(*, actor: Actor, outgoing_id: int, now: datetime) -> None:
    """Hand one row of the outbox to its channel. Done rows stay as they are; consent is asked again.

    Raises Unsent when the channel failed and there is another try; the attempt is kept.
    """
    with transaction.atomic():
        row = Outgoing.objects.select_for_update(of=("self",)).select_related("message").filter(pk=outgoing_id).first()
        if row is None or row.state != OutgoingState.WAITING:
            return
        if not _agreed(Recipient.objects.filter(message=row.message_id, person=row.person_id)):
            _done(row, OutgoingState.WITHHELD, now)
            return
        row.attempts += 1
        fault = _hand_over(row)
        if not fault:
            _done(row, OutgoingState.SENT, now)
        elif row.attempts >= MOST_ATTEMPTS:
            _done(row, OutgoingState.FAILED, now, fault)
        else:
            row.fault = fault
            row.save(update_fields=["attempts", "fault"])
    if row.state == OutgoingState.WAITING:
        raise Unsent(fault)


def _hand_over(row: Outgoing) -> str:
    """Give the parcel to the channel; the kind of the fault, if any. What a provider says may quote people's data."""
    try:
        channels.way_of(row.channel)(channels.Parcel(row.code, row.person_id, row.message.title))
    except Exception as fault:
        return type(fault).__qualname__[:100]
    return ""


def _done(row: Outgoing, state: OutgoingState, now: datetime, fault: str = "") -> None:
    row.state, row.done_at, row.fault = state, now, fault
    row.save(update_fields=["state", "attempts", "done_at", "fault"])


@transaction.atomic
def read(*, actor: Actor, code: str, now: datetime | None = None) -> Line:
    """Open one of the actor's own messages: it is read from then on. Raises MessageNotFound."""
    found = queries.message(actor, code)
    if found.read_at is None:
        own(actor).filter(message__code=code).update(read_at=now or timezone.now())
    return found


@transaction.atomic
def mark_read(*, actor: Actor, now: datetime, codes: Iterable[str] | None = None) -> int:
    """Mark the actor's own messages as read, all of them unless codes are given; how many were unread until now."""
    unread = own(actor).filter(read_at__isnull=True)
    if codes is not None:
        unread = unread.filter(message__code__in=list(codes))
    return unread.update(read_at=now)


# ------------------------------------------------------------------ what other modules' acts do to messages


def follow_merge(*, actor: Actor, keeper_id: int, other_id: int) -> list[int]:
    """Two records are one person: the messages of the other come to the keeper. Returns what moved."""
    held = Recipient.objects.filter(person_id=keeper_id).values("message_id")
    moved = list(Recipient.objects.filter(person_id=other_id).exclude(message_id__in=held).values_list("pk", flat=True))
    Recipient.objects.filter(pk__in=moved).update(person_id=keeper_id)
    return moved


def follow_unmerge(*, actor: Actor, keeper_id: int, other_id: int, moved: list[int]) -> None:
    """They were two after all: what moved goes back."""
    Recipient.objects.filter(pk__in=moved, person_id=keeper_id).update(person_id=other_id)


def forget(*, actor: Actor, person_id: int) -> None:
    """A person is erased: her messages go, those that nobody else received go altogether, and so does what
    was written to others about her record."""
    theirs = list(Recipient.objects.filter(person_id=person_id).values_list("message_id", flat=True))
    Outgoing.objects.filter(person_id=person_id).delete()
    Recipient.objects.filter(person_id=person_id).delete()
    Message.objects.filter(pk__in=theirs, recipients__isnull=True).delete()
    Message.objects.filter(subject_kind="people.person", subject_code=people.code_of(person_id)).delete()


def hand_out(*, actor: Actor, person_id: int) -> list[tuple[Any, list[Any], list[tuple[Any, ...]]]]:
    """A person's messages for the export of her own data: heading, columns, rows."""
    rows = (
        Recipient.objects.filter(person_id=person_id)
        .order_by("pk")
        .values_list("message__sent_at", "message__title", "message__body_sealed", "read_at")
    )
    opened = [(sent, title, vault.unseal(body, field=BODY), seen) for sent, title, body, seen in rows]
    return [(_("收到的通知"), [_("时间"), _("标题"), _("内容"), _("阅读时间")], opened)]
