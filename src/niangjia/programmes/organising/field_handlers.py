"""What the records of the field do when their tasks are done or opened again, and who is told of a task. Event in, one act out."""

from __future__ import annotations

from django.utils import timezone

from niangjia.engines.messaging import actions as messaging
from niangjia.engines.worklists import events
from niangjia.engines.worklists import queries as worklists
from niangjia.kit.counted import counted
from niangjia.kit.powers import SYSTEM
from niangjia.programmes.organising.actions.followups import KINDS, close_followed, reopen_followed


def close_record(event: events.TaskFinished) -> None:
    """The record carries the result."""
    if event.kind in KINDS:
        keys = [one.subject_id for one in worklists.tasks_by_id(event.task_ids) if one.state == "done"]
        on = timezone.localdate()
        close_followed(actor=SYSTEM, kind=event.kind, outcome=event.outcome, keys=keys, on=on)


def reopen_record(event: events.TaskReopened) -> None:
    """The record is open again."""
    if event.kind in KINDS:
        keys = [one.subject_id for one in worklists.tasks_by_id(event.task_ids) if one.state == "open"]
        reopen_followed(actor=SYSTEM, kind=event.kind, keys=keys)


def tell_owner(event: events.TaskAssigned) -> None:
    """Whoever was given a task of the field finds it in the inbox."""
    if event.kind in KINDS:
        title = counted("交给您 %(n)s 件事：%(list)s", len(event.task_ids)) % {
            "n": len(event.task_ids),
            "list": worklists.declared(event.kind).title,
        }
        messaging.send(actor=SYSTEM, topic=event.kind, title=title[:60], accounts=[event.owner_id], now=timezone.now())


def tell_due(event: events.TaskDue) -> None:
    """It is due soon: said to its owner."""
    if event.kind in KINDS and event.owner_id:
        title = counted("%(n)s 件事快到期：%(list)s", len(event.task_ids)) % {
            "n": len(event.task_ids),
            "list": worklists.declared(event.kind).title,
        }
        messaging.send(actor=SYSTEM, topic=event.kind, title=title[:60], accounts=[event.owner_id], now=timezone.now())
