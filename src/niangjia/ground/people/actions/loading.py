"""What every act begins and ends with: the person seen, allowed and locked; a membership begun or ended."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from django.utils import timezone

from niangjia.ground.org import queries as org
from niangjia.ground.people import events, rules
from niangjia.ground.people.actions.refusals import (
    AlreadyMember,
    ChangedMeanwhile,
    MayNotEdit,
    PersonDied,
    UnitClosed,
    WrongDay,
)
from niangjia.ground.people.choices import MemberState
from niangjia.ground.people.models import Membership, Person
from niangjia.ground.people.policies import EDIT, VIEW
from niangjia.ground.people.queries.persons import PersonNotFound, one, visible
from niangjia.ground.people.rules import EARLIEST
from niangjia.kit import bus
from niangjia.kit.powers import Actor, NotAllowed, holds

if TYPE_CHECKING:
    from niangjia.ground.org.models import Unit


def day_of(now: datetime) -> date:
    """The day of a moment in Shanghai."""
    return timezone.localtime(now).date()


def is_own(actor: Actor, her: Person) -> bool:
    """Whether the actor is the person herself."""
    return actor.person_id is not None and her.pk == actor.person_id


def hers(
    actor: Actor,
    code: str,
    *,
    power: str = EDIT,
    refusal: type[NotAllowed] = MayNotEdit,
    revision: int | None = None,
    own: bool = False,
) -> Person:
    """The person, locked. Out of reach: PersonNotFound; seen without the power: the refusal; changed since: stale.

    `own`: the act is also open to the person herself.
    """
    if own and actor.person_id is not None:
        mine = Person.objects.select_for_update().filter(pk=actor.person_id, code=code, erased_at__isnull=True).first()
        if mine is not None:
            return mine
    seen = one(actor, code, power=VIEW)
    if not visible(actor, power).filter(pk=seen.pk).exists():
        raise refusal
    her = Person.objects.select_for_update().filter(pk=seen.pk, merged_into__isnull=True).first()
    if her is None:
        raise PersonNotFound
    if revision is not None and her.revision != revision:
        raise ChangedMeanwhile
    return her


def current(her: Person) -> Membership | None:
    """The membership in force, locked with its unit's name at hand."""
    rows = Membership.rows.select_for_update(of=("self",)).select_related("unit")
    return rows.filter(person=her, left_on__isnull=True).first()


def path_of(her: Person) -> str:
    """Where the trail files an act about a person: the place of her membership, "" if she has none."""
    return Membership.rows.filter(person=her, left_on__isnull=True).values_list("path", flat=True).first() or ""


def living_unit(actor: Actor, code: str, *, refusal: NotAllowed | None = None) -> Unit:
    """A union over which the actor keeps the roster. Raises UnitNotFound, MayNotEdit (or the refusal), UnitClosed."""
    here = org.unit(actor, code)
    if not holds(actor, EDIT, here.path):
        raise refusal or MayNotEdit()
    if here.dissolved_on is not None:
        raise UnitClosed(unit=here.name)
    return here


# ------------------------------------------------------------------ the two facts, used by every act


def begin(
    her: Person,
    unit: Unit,
    *,
    on: date | None,
    mode: str,
    today: date,
    state: str = MemberState.ACTIVE,
    card_number: str = "",
    origin: str = "",
) -> Membership:
    """A membership from a day on (None: since before our records). The caller holds the person's lock and records the
    act. Raises AlreadyMember, PersonDied, WrongDay."""
    home = current(her)
    if home is not None:
        raise AlreadyMember(unit=home.unit.name)
    if her.died_on is not None:
        raise PersonDied
    ended = Membership.rows.filter(person=her).order_by("-left_on").values_list("left_on", flat=True).first()
    if not rules.may_begin(on, ended, today):
        raise WrongDay(first=ended or EARLIEST)
    made: Membership = Membership.rows.create(
        person=her,
        unit_id=unit.pk,
        path=unit.path,
        pinyin=her.pinyin,
        joined_on=on,
        mode=mode,
        state=state,
        card_number=card_number,
        origin=origin,
    )
    bus.publish(events.MembershipStarted(made.pk, her.pk, unit.pk, on))
    return made


def end(home: Membership, *, on: date, leaving: str, today: date) -> None:
    """A membership is no longer in force from a day on. Raises WrongDay."""
    if not rules.dates_in_order(home.joined_on, on, today):
        raise WrongDay(first=home.joined_on or EARLIEST)
    home.left_on, home.leaving = on, leaving
    home.save(update_fields=["left_on", "leaving"])
    bus.publish(events.MembershipEnded(home.pk, home.person_id, home.unit_id, on, leaving))
