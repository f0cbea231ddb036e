"""The one way in which matters move, for one as for ten thousand: taken up and locked, looked at, written in sets."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import F
from django.utils import timezone

from niangjia.engines.approvals import events, rules
from niangjia.engines.approvals.actions.refusals import WordsTooLong
from niangjia.engines.approvals.choices import MOST_WORDS, WORDS, Act, MatterState, StandState
from niangjia.engines.approvals.models import Matter, Move, Stand
from niangjia.engines.approvals.queries.tellings import asked_of
from niangjia.ground.access import queries as access
from niangjia.ground.audit import actions as audit
from niangjia.kit import bus, vault
from niangjia.kit.calendar import add_working_days, working_days_between
from niangjia.kit.declare import Approval, Outcome, approvals
from niangjia.kit.powers import Actor, Refused


@dataclass
class Row:
    """A matter in hand, locked: its open stop, the one after it, and for whom a deputy acts."""

    matter: Matter
    stand: Stand | None = None
    next: Stand | None = None
    giver: int | None = None

    @property
    def open(self) -> Stand:
        """The open stop of a waiting matter."""
        assert self.stand is not None
        return self.stand


def take(codes: Iterable[str]) -> list[Row]:
    """The matters with these codes, locked in key order, each with its open stop and the next one: two statements."""
    matters = list(Matter.rows.select_for_update().filter(code__in=set(codes)).order_by("pk"))
    by_matter: dict[int, list[Stand]] = defaultdict(list)
    living = Stand.rows.filter(
        matter__in=[one.pk for one in matters], state__in=[StandState.OPEN, StandState.TO_COME]
    ).select_related("unit")
    for stand in living.order_by("matter_id", "position"):
        by_matter[stand.matter_id].append(stand)
    found = []
    for matter in matters:
        stands = by_matter[matter.pk]
        here = next((one for one in stands if one.state == StandState.OPEN), None)
        after = next((one for one in stands if here and one.position > here.position), None)
        found.append(Row(matter, here, after))
    return found


def sealed_words(words: str) -> str:
    """What was written, tidied and sealed. Raises WordsTooLong."""
    text = words.strip()
    if len(text) > MOST_WORDS:
        raise WordsTooLong(length=len(text), most=MOST_WORDS)
    return vault.seal(text, field=WORDS)


def kind_of(matter: Matter) -> Approval | None:
    """What the owner declared of the matter's kind."""
    return approvals().get(matter.kind)


def day_of(now: datetime) -> date:
    """The date in Shanghai."""
    return timezone.localtime(now).date()


# ------------------------------------------------------------------ going on


def settle(actor: Actor, rows: Sequence[Row], outcome: Outcome, now: datetime) -> dict[int, Refused]:
    """Let the owners of the kinds do what the decision means; refusals by the matter's key."""
    refused: dict[int, Refused] = {}
    for kind, mine in by_kind(rows).items():
        told = asked_of([row.matter for row in mine])
        refused |= approvals()[kind].settle(actor=actor, matters=told, outcome=outcome, now=now)
    return refused


def unsettle(actor: Actor, rows: Sequence[Row], outcome: Outcome, now: datetime) -> dict[int, Refused]:
    """Let the owners take back what they did."""
    refused: dict[int, Refused] = {}
    for kind, mine in by_kind(rows).items():
        back = approvals()[kind].unsettle
        assert back is not None
        refused |= back(actor=actor, matters=asked_of([row.matter for row in mine]), outcome=outcome, now=now)
    return refused


def by_kind(rows: Iterable[Row]) -> dict[str, list[Row]]:
    """In sets of one kind."""
    found: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        found[row.matter.kind].append(row)
    return found


def answer(actor: Actor, rows: Sequence[Row], state: StandState, now: datetime, *, reason: str, words: str) -> None:
    """Close the open stops with an answer: a statement for each giver on whose behalf it is done."""
    groups: dict[int | None, list[int]] = defaultdict(list)
    for row in rows:
        groups[row.giver].append(row.open.pk)
    for giver, keys in groups.items():
        Stand.rows.filter(pk__in=keys).update(
            state=state,
            decided_at=now,
            by_account_id=actor.account_id,
            for_account_id=giver,
            reason=reason,
            words_sealed=words,
        )


def open_stands(stands: Iterable[tuple[int, int]], now: datetime) -> None:
    """Open stops, given as (key, days): they lie there from now on, due in so many working days."""
    groups: dict[int, list[int]] = defaultdict(list)
    for key, days in stands:
        groups[days].append(key)
    for days, keys in groups.items():
        due = add_working_days(day_of(now), days)
        Stand.rows.filter(pk__in=keys).update(state=StandState.OPEN, since=now, due_on=due)


def pass_on(rows: Sequence[Row], now: datetime) -> None:
    """Matters whose stop agreed go on to the next one."""
    open_stands([(row.next.pk, row.next.days) for row in rows if row.next], now)
    groups: dict[int, list[int]] = defaultdict(list)
    for row in rows:
        if row.next:
            groups[row.next.position].append(row.matter.pk)
    for position, keys in groups.items():
        Matter.rows.filter(pk__in=keys).update(position=position, revision=F("revision") + 1)


def finish(rows: Sequence[Row], state: MatterState, now: datetime) -> None:
    """Matters come to their end, with the working days that they took; what was still to come drops out."""
    today = day_of(now)
    groups: dict[date | None, list[int]] = defaultdict(list)
    for row in rows:
        groups[row.matter.asked_on].append(row.matter.pk)
    for asked_on, keys in groups.items():
        taken = working_days_between(asked_on, today) if asked_on and state != MatterState.WITHDRAWN else None
        Matter.rows.filter(pk__in=keys).update(
            state=state,
            decided_at=now,
            decided_on=today,
            working_days=max(0, taken) if taken is not None else None,
            revision=F("revision") + 1,
        )
    drop([row.matter.pk for row in rows])


def drop(matters: Sequence[int]) -> None:
    """Stops that were open or to come are not gone through."""
    living = Stand.rows.filter(matter__in=matters, state__in=[StandState.OPEN, StandState.TO_COME])
    living.update(state=StandState.DROPPED, since=None, due_on=None, holder_id=None)


# ------------------------------------------------------------------ what remains of it


def note(actor: Actor, rows: Sequence[Row], act: Act, now: datetime, **told: Any) -> None:
    """A line in each history: one statement for all."""
    Move.objects.bulk_create(
        [
            Move(
                matter_id=row.matter.pk,
                stand_id=row.stand.pk if row.stand else None,
                act=act,
                at=now,
                by_kind=actor.kind.value,
                by_account_id=actor.account_id,
                for_account_id=row.giver,
                by_person_id=actor.person_id,
                **told,
            )
            for row in rows
        ],
        batch_size=1_000,
    )


def record(actor: Actor, rows: Sequence[Row], verb: str, **facts: Any) -> None:
    """One entry in the trail for a set (for each on whose behalf it is done), with the digest of codes and revisions."""
    groups: dict[int | None, list[Row]] = defaultdict(list)
    for row in rows:
        groups[row.giver].append(row)
    for giver, mine in groups.items():
        acting = replace_giver(actor, giver)
        path = rules.common_path((row.stand or row.matter).path for row in mine)
        kinds = sorted({row.matter.kind for row in mine})
        if len(mine) == 1:
            one = mine[0].matter
            told = {"kind": one.kind, "revision": one.revision, **facts}
            audit.record(actor=acting, verb=verb, subject=("approvals.matter", one.pk), path=path, facts=told)
            continue
        digest = rules.selection_digest((row.matter.code, row.matter.revision) for row in mine)
        told = {"kinds": kinds, "number": len(mine), "digest": digest, **facts}
        audit.record(actor=acting, verb=verb, path=path, facts=told)


def replace_giver(actor: Actor, giver: int | None) -> Actor:
    """The actor as the trail should name it. `under` is left out: the giver is already known."""
    return Actor(
        actor.kind, actor.account_id, actor.person_id, giver or actor.for_account_id, actor.origin, actor.appointments
    )


def announce(event: Any, rows: Sequence[Row], **more: Any) -> None:
    """The event for each kind among the rows."""
    for kind, mine in by_kind(rows).items():
        bus.publish(event(kind=kind, matters=tuple(row.matter.pk for row in mine), **more))


def announce_opened(rows: Sequence[Row], stands: Mapping[int, str]) -> None:
    """Tell at which stops matters have come to lie: `stands` gives the stop's name by the matter's key."""
    groups: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        groups[stands[row.matter.pk]].append(row)
    for name, mine in groups.items():
        announce(events.StopOpened, mine, stop=name)


def giver_of(actor: Actor, power: str, path: str) -> int | None:
    """For whom a deputy acts at a place, if the power over it is only borrowed."""
    return access.on_behalf(actor, power, path).for_account_id
