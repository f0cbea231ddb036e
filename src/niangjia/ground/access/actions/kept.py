"""Keeping and forgetting one's own choices: saved filters, columns, size of type. Only sharing goes into the trail."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from django.db import transaction

from niangjia.ground.access.actions.refusals import KeptNotFound, NameTaken, TopicUnknown
from niangjia.ground.access.choices import KEPT_TOPICS
from niangjia.ground.access.models import Kept
from niangjia.ground.audit import actions as audit
from niangjia.ground.org import queries as org
from niangjia.kit.powers import Actor, NotFound, subtree_range, within

LARGEST = 8000
MOST = 200


@transaction.atomic
def keep(
    *,
    actor: Actor,
    topic: str,
    name: str = "",
    value: dict[str, Any],
    shared_unit_code: str = "",
    position: int = 0,
    now: datetime,
) -> Kept:
    """Keep a choice under a name, replacing what was there; share it with the staff of a unit one works in.

    A topic is one of KEPT_TOPICS, optionally followed by ":" and what it is about (`filter:people`).
    Raises TopicUnknown, KeptNotFound (nobody is logged in), UnitNotFound (a unit that one does not work in).
    """
    if actor.account_id is None:
        raise KeptNotFound
    fits = topic.split(":")[0] in KEPT_TOPICS and len(topic) <= 40 and len(name) <= 60
    if not fits or len(json.dumps(value)) > LARGEST:
        raise TopicUnknown
    shared = _own_unit(actor, shared_unit_code) if shared_unit_code else None
    mine = Kept.objects.filter(account_id=actor.account_id)
    before = mine.filter(topic=topic, name=name).first()
    if before is None and mine.count() >= MOST:
        raise TopicUnknown
    made, _ = Kept.objects.update_or_create(
        account_id=actor.account_id,
        topic=topic,
        name=name,
        defaults={"value": value, "shared_unit_id": shared[0] if shared else None, "position": position},
    )
    if shared is not None and (before is None or before.shared_unit_id != shared[0]):
        facts = {"unit": shared[0]}
        audit.record(
            actor=actor, verb="access.kept_shared", subject=("access.kept", made.pk), path=shared[1], facts=facts
        )
    return made


@transaction.atomic
def rename(*, actor: Actor, kept_id: int, name: str, shared_unit_code: str = "", now: datetime) -> Kept:
    """Give one's own kept choice another name, and lend it to a unit or take it back from there.

    Raises KeptNotFound, NameTaken, TopicUnknown, UnitNotFound.
    """
    mine = Kept.objects.select_for_update().filter(account_id=actor.account_id or 0)
    here = mine.filter(pk=kept_id).first()
    if here is None:
        raise KeptNotFound
    if not name or len(name) > 60:
        raise TopicUnknown
    if mine.filter(topic=here.topic, name=name).exclude(pk=here.pk).exists():
        raise NameTaken(name=name)
    here.name = name
    here.save(update_fields=["name"])
    return keep(
        actor=actor, topic=here.topic, name=name, value=here.value, shared_unit_code=shared_unit_code,
        position=here.position, now=now,
    )  # fmt: skip


@transaction.atomic
def forget(*, actor: Actor, kept_id: int, now: datetime) -> None:
    """Forget one's own kept choice; those who borrowed it lose it too. Raises KeptNotFound."""
    gone, _ = Kept.objects.filter(pk=kept_id, account_id=actor.account_id or 0).delete()
    if not gone:
        raise KeptNotFound


def _own_unit(actor: Actor, code: str) -> tuple[int, str]:
    """Key and path of a unit on which, or below which, the actor holds something."""
    found = org.unit(actor, code, power="org.names")
    if not any(within(found.path, [subtree_range(held.path)]) for held in actor.appointments):
        raise NotFound
    return found.pk, found.path
