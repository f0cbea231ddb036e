"""What happens to many memberships at once when the tree changes: a union moves, closes, comes back, is
merged; an employer closes.

Set-based, one entry in the trail for each person who is affected. Called by handlers and by org's moves.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Case, F, Q, QuerySet, Value, When
from django.db.models.functions import Concat, Substr

from niangjia.ground.audit import actions as audit
from niangjia.ground.org import queries as org
from niangjia.ground.people import events
from niangjia.ground.people.choices import JoinMode, LeavingReason, MemberState
from niangjia.ground.people.models import Employment, Membership
from niangjia.ground.people.queries.carried import carried
from niangjia.kit import bus
from niangjia.kit.powers import Actor
from niangjia.kit.rows import among

BATCH = 1_000


@transaction.atomic
def follow_move(*, actor: Actor, old: str, new: str, on: date) -> int:
    """Repeat the new paths of a moved branch on its memberships, past ones too; how many. Part of org's act."""
    low, high = old, old + "["
    return Membership.rows.filter(path__gte=low, path__lt=high).update(
        path=Concat(Value(new), Substr("path", len(old) + 1))
    )


@transaction.atomic
def hold_members(*, actor: Actor, unit_id: int, on: date) -> int:
    """A union closed: the one above holds its members from that day (retired ones stay retired); how many.

    Run again it finds nobody left. Members of a union without one above stay, state "held".
    """
    unit = org.unit_by_id(unit_id)
    above = org.parent_of(unit)
    rows = list(
        Membership.rows.select_for_update().filter(unit_id=unit_id, left_on__isnull=True).order_by("person_id", "pk")
    )
    if not rows:
        return 0
    if above is None:
        Membership.rows.filter(pk__in=[row.pk for row in rows]).update(state=_held(F("state")))
    else:
        begun = []
        for row in rows:
            day = max(on, row.joined_on) if row.joined_on else on
            row.left_on, row.leaving = day, LeavingReason.TRANSFER
            begun.append(_continued(row, above.pk, above.path, day))
        Membership.rows.bulk_update(rows, ["left_on", "leaving"], batch_size=BATCH)
        Membership.rows.bulk_create(begun, batch_size=BATCH)
    place = above or unit
    facts = {"unit": unit_id, "holder": place.pk, "on": on.isoformat()}
    _record(actor, "people.held", [row.person_id for row in rows], place.path, facts)
    bus.publish(events.MembersHeld(unit_id, place.pk, on, len(rows)))
    return len(rows)


def _continued(row: Membership, unit_id: int, path: str, day: date) -> Membership:
    return Membership(
        person_id=row.person_id,
        unit_id=unit_id,
        path=path,
        pinyin=row.pinyin,
        joined_on=day,
        mode=JoinMode.TRANSFER,
        state=row.state if row.state == MemberState.RETIRED else MemberState.HELD,
        card_number=row.card_number,
        origin=f"held {row.unit_id}",
    )


def _held(state: F) -> Case:
    return Case(When(Q(state=MemberState.RETIRED), then=state), default=Value(MemberState.HELD))


@transaction.atomic
def return_members(*, actor: Actor, unit_id: int) -> int:
    """A dissolution was taken back as if it had not been: members whom the union above still holds for it are its own
    again, from before; how many. Those who moved on meanwhile stay where they are."""
    unit = org.unit_by_id(unit_id)
    held = Membership.rows.select_for_update().filter(left_on__isnull=True, origin=f"held {unit_id}")
    since = dict(held.order_by("person_id").values_list("person_id", "joined_on"))
    if not since:
        return 0
    old = [
        row
        for row in Membership.rows.filter(unit_id=unit_id, person__in=since, leaving=LeavingReason.TRANSFER)
        if row.left_on == since[row.person_id]
    ]
    back = [row.person_id for row in old]
    held.filter(person__in=back).delete()
    Membership.rows.filter(pk__in=[row.pk for row in old]).update(left_on=None, leaving="")
    _record(actor, "people.returned", back, unit.path, {"unit": unit_id})
    return len(back)


@transaction.atomic
def carry_members(*, actor: Actor, unit_id: int, into_id: int, path: str, on: date, **_more: Any) -> dict[str, Any]:
    """A union was merged into another one: its members go on there from that day, with their state and card. Part of
    org's act; returns how many, for `give_members_back`."""
    here = Membership.rows.filter(unit_id=unit_id, left_on__isnull=True)
    return _carry(actor, here, unit_id, into_id, path, on, "merged")


@transaction.atomic
def carry_some(
    *, actor: Actor, unit_id: int, into_id: int, path: str, people: Sequence[int], on: date, **_more: Any
) -> dict[str, Any]:
    """A union was split: these members go on in the new one from that day, with their state and card. Part of org's act."""
    here = Membership.rows.filter(unit_id=unit_id, left_on__isnull=True, person__in=among(people))
    return _carry(actor, here, unit_id, into_id, path, on, "split")


def _carry(
    actor: Actor, here: QuerySet[Membership], unit_id: int, into_id: int, path: str, on: date, word: str
) -> dict[str, Any]:
    rows = list(here.select_for_update().order_by("person_id", "pk"))
    day = Case(When(joined_on__gt=on, then=F("joined_on")), default=Value(on))
    here.update(left_on=day, leaving=LeavingReason.TRANSFER)
    Membership.rows.bulk_create([_carried(row, into_id, path, on, word) for row in rows], batch_size=BATCH)
    facts = {"unit": unit_id, "holder": into_id, "on": on.isoformat()}
    _record(actor, "people.carried", [row.person_id for row in rows], path, facts)
    bus.publish(events.MembersCarried(unit_id, into_id, on, len(rows)))
    return {"members": len(rows)}


def _carried(row: Membership, into_id: int, path: str, on: date, word: str) -> Membership:
    return Membership(
        person_id=row.person_id,
        unit_id=into_id,
        path=path,
        pinyin=row.pinyin,
        joined_on=max(on, row.joined_on) if row.joined_on else on,
        mode=JoinMode.TRANSFER,
        state=row.state,
        card_number=row.card_number,
        origin=f"{word} {row.unit_id}",
    )


@transaction.atomic
def give_members_back(
    *, actor: Actor, unit_id: int, into_id: int, path: str, word: str = "merged", **_more: Any
) -> int:
    """A merge (or a split) is taken back as if it had not been: its members are the union's own again, from before; how
    many."""
    pairs = carried(unit_id, into_id, word)
    Membership.rows.filter(pk__in=[new.pk for _old, new in pairs]).delete()
    Membership.rows.filter(pk__in=[old.pk for old, _new in pairs]).update(left_on=None, leaving="")
    _record(actor, "people.returned", [old.person_id for old, _new in pairs], path, {"unit": unit_id})
    return len(pairs)


@transaction.atomic
def employer_closed(*, actor: Actor, employer_id: int, on: date) -> int:
    """An employer closed: employments there end that day, active members become "unemployed" and stay in their union;
    how many lost their work."""
    rows = list(Employment.objects.select_for_update().filter(employer_id=employer_id, valid_to__isnull=True))
    for row in rows:
        row.valid_to = max(on, row.valid_from) if row.valid_from else on
    Employment.objects.bulk_update(rows, ["valid_to"], batch_size=BATCH)
    people = sorted(row.person_id for row in rows)
    idle = Membership.rows.filter(person__in=people, left_on__isnull=True, state=MemberState.ACTIVE)
    idle.update(state=MemberState.UNEMPLOYED)
    places = dict(Membership.rows.filter(person__in=people, left_on__isnull=True).values_list("person_id", "path"))
    facts = {"employer": employer_id, "on": on.isoformat()}
    subjects = [(person, places.get(person, "")) for person in people]
    audit.record_many(
        actor=actor, verb="people.work_ended", subject_kind="people.person", subjects=subjects, facts=facts
    )
    return len(rows)


def _record(actor: Actor, verb: str, people: list[int], path: str, facts: dict[str, Any]) -> None:
    subjects = [(person, path) for person in people]
    audit.record_many(actor=actor, verb=verb, subject_kind="people.person", subjects=subjects, facts=facts)


def unchanged(pairs: Sequence[tuple[int, int]], unit_id: int) -> int:
    """How many memberships that an act began (the second of each pair) are still in force in that union, with the state and
    card of those that it ended: nothing was done about them since."""
    news = Membership.rows.filter(pk__in=among([new for _old, new in pairs]), unit_id=unit_id, left_on__isnull=True)
    olds = Membership.rows.filter(pk__in=among([old for old, _new in pairs]))
    told = ("pk", "person_id", "state", "card_number")
    now, was = ({row[0]: row[1:] for row in rows.values_list(*told)} for rows in (news, olds))
    return sum(new in now and old in was and now[new] == was[old] for old, new in pairs)
