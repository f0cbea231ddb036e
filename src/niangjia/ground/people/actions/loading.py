"""Finding the person of an act: seen, allowed, locked."""

from __future__ import annotations

from datetime import date, datetime

from django.utils import timezone

from niangjia.ground.org import queries as org
from niangjia.ground.org.models import Unit
from niangjia.ground.people.actions.refusals import ChangedMeanwhile, MayNotEdit, UnitClosed
from niangjia.ground.people.models import Membership, Person
from niangjia.ground.people.policies import EDIT, VIEW
from niangjia.ground.people.queries.persons import PersonNotFound, one, visible
from niangjia.kit.powers import Actor, NotAllowed, holds


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
    return Membership.rows.select_for_update(of=("self",)).select_related("unit").filter(
        person=her, left_on__isnull=True
    ).first()


def path_of(her: Person) -> str:
    """Where the trail files an act about a person: the place of her membership, "" if she has none."""
    return (
        Membership.rows.filter(person=her, left_on__isnull=True).values_list("path", flat=True).first() or ""
    )


def living_unit(actor: Actor, code: str, *, refusal: NotAllowed | None = None) -> Unit:
    """A union over which the actor keeps the roster. Raises UnitNotFound, MayNotEdit (or the refusal), UnitClosed."""
    here = org.unit(actor, code)
    if not holds(actor, EDIT, here.path):
        raise refusal or MayNotEdit()
    if here.dissolved_on is not None:
        raise UnitClosed(unit=here.name)
    return here
