"""What organising does when approvals announce something: the worker and the deciders are told. Event in, messages out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from niangjia.engines.approvals import events
from niangjia.engines.approvals import queries as approvals
from niangjia.engines.messaging import actions as messaging
from niangjia.kit.powers import SYSTEM
from niangjia.programmes.organising import actions
from niangjia.programmes.organising.choices.changes import CHANGE
from niangjia.programmes.organising.choices.founding import FOUNDING, TERM_ELECTION
from niangjia.programmes.organising.choices.joining import JOINING
from niangjia.programmes.organising.choices.transfers import TRANSFER
from niangjia.programmes.organising.queries.joining import followers

KINDS = (JOINING, TRANSFER, FOUNDING, TERM_ELECTION, CHANGE)


def tell_deciders(event: events.StopOpened) -> None:
    """Matters have come to lie with somebody: one message a decider, however many they are."""
    if event.kind in KINDS:
        _deciders(event.matters, "organising.waits", _("有 %(n)s 件%(kind)s等您审批"), event.kind)


def remind_deciders(event: events.StopDue) -> None:
    """Due on the next working day."""
    if event.kind in KINDS:
        _deciders(event.matters, "organising.due", _("有 %(n)s 件%(kind)s马上到期"), event.kind)


def warn_deciders(event: events.StopOverdue) -> None:
    """Overdue: those who decide, and the asker is told that she may call."""
    if event.kind not in KINDS:
        return
    _deciders(event.matters, "organising.overdue", _("有 %(n)s 件%(kind)s已经逾期"), event.kind)
    if event.kind == JOINING:
        _askers(event.matters, "organising.late", _("您的申请过了期限还没有办，工会已收到催办"))


def tell_asked(event: events.MatterAsked) -> None:
    """A receipt for the worker."""
    if event.kind == JOINING:
        _askers(event.matters, "organising.received", _("入会申请已收到，办好了会告诉您"))
    elif event.kind == TRANSFER:
        _members(event.matters, "organising.transfer_asked", _("您的转会申请已收到，原工会逾期不答复也能转"))


def tell_approved(event: events.MatterApproved) -> None:
    """She is a member."""
    if event.kind == JOINING:
        _askers(event.matters, "organising.joined", _("您已经是工会会员了，在首页能看到会员证"))
    elif event.kind == TRANSFER:
        _members(event.matters, "organising.transferred", _("转会办好了，会龄接着算"))


def tell_returned(event: events.MatterReturned) -> None:
    """Something has to be mended."""
    if event.kind == JOINING:
        _askers(event.matters, "organising.returned", _("入会申请退回来了，请打开“我的申请”改一处"))


def tell_refused(event: events.MatterRefused) -> None:
    """Not taken in."""
    if event.kind == JOINING:
        _askers(event.matters, "organising.refused", _("入会申请没有通过，原因在“我的申请”里"))
    elif event.kind == TRANSFER:
        _members(event.matters, "organising.not_transferred", _("转会申请没有通过，原因在转会申请里"))


def tell_reopened(event: events.MatterReopened) -> None:
    """What was decided a moment ago was taken back: said plainly, for the message before has gone out."""
    if event.kind == JOINING:
        _askers(event.matters, "organising.reopened", _("更正：您的入会申请还在审核，请以这一条为准"))


def close_withdrawn(event: events.MatterWithdrawn) -> None:
    """Withdrawn from the matter's own page."""
    if event.kind == JOINING:
        codes = [one.subject_code for one in approvals.asked(event.matters)]
        actions.close_withdrawn(actor=SYSTEM, codes=codes)
    elif event.kind == TRANSFER:
        codes = [one.subject_code for one in approvals.asked(event.matters)]
        actions.close_withdrawn_transfers(actor=SYSTEM, codes=codes)


def _deciders(matters: Iterable[int], topic: str, title: str, kind: str) -> None:
    counts: dict[int, int] = defaultdict(int)
    for accounts in approvals.deciders(matters).values():
        for account in accounts:
            counts[account] += 1
    by_number: dict[int, list[int]] = defaultdict(list)
    for account, number in counts.items():
        by_number[number].append(account)
    for number, accounts in by_number.items():
        told: Any = {"n": number, "kind": approvals.kind_title(kind)}
        messaging.send(actor=SYSTEM, topic=topic, title=title % told, accounts=accounts, now=timezone.now())


def _askers(matters: Iterable[int], topic: str, title: str) -> None:
    accounts = followers(approvals.asked(matters))
    if accounts:
        messaging.send(actor=SYSTEM, topic=topic, title=title, accounts=accounts, now=timezone.now())


def _members(matters: Iterable[int], topic: str, title: str) -> None:
    persons = [one.person_id for one in approvals.asked(matters) if one.person_id]
    messaging.send(actor=SYSTEM, topic=topic, title=title, persons=persons, now=timezone.now())
