"""Renaming a unit or an employer from a day on. A slip in a name is mended by `edit_unit` and `edit_employer`, which keep nothing."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction

from niangjia.ground.audit import actions as audit
from niangjia.ground.org import events, rules
from niangjia.ground.org.actions.employers import editable_employer
from niangjia.ground.org.actions.refusals import FutureDay, Unfit, WrongDay
from niangjia.ground.org.actions.shaping import day_of, editable, same_name
from niangjia.ground.org.models import Employer, FormerName, Unit
from niangjia.ground.org.queries import employer_units
from niangjia.ground.org.rules import UnitDetails
from niangjia.kit import bus
from niangjia.kit.powers import Actor, Reason

NAMES = ("name", "short_name", "seal_name")


@transaction.atomic
def rename_unit(
    *, actor: Actor, code: str, revision: int, name: str, short_name: str = "", seal_name: str = "", on: date,
    document: str = "", now: datetime,
) -> Unit:  # fmt: skip
    """A unit has other names from a day on (today or earlier, not before its last renaming or its founding).

    Raises UnitNotFound, MayNotEdit, ChangedMeanwhile, AlreadyDissolved, FutureDay, WrongDay, Unfit.
    """
    here = editable(actor, code, revision)
    new = {"name": rules.tidy(name), "short_name": rules.tidy(short_name), "seal_name": rules.tidy(seal_name)}
    today = day_of(now)
    entered = UnitDetails(kind=here.kind, level=here.level, name=new["name"])
    same = Reason("org.name_unchanged", "name") if all(getattr(here, one) == new[one] for one in NAMES) else None
    taken = None
    if new["name"] != here.name:
        taken = same_name(new["name"], here.path[: -Unit.steplen], besides=here.pk)
    Unfit.if_any([*rules.unit_reasons(entered, today=today), same, taken])
    _keep_name(here, {"unit": here}, on, today, document, here.founded_on)
    _rename(here, new)
    facts = {"on": on.isoformat(), "revision": here.revision}
    audit.record(actor=actor, verb="org.unit_renamed", subject=("org.unit", here.pk), path=here.path, facts=facts)
    bus.publish(events.UnitRenamed(here.pk, on))
    return here


@transaction.atomic
def rename_employer(
    *, actor: Actor, code: str, revision: int, name: str, on: date, document: str = "", now: datetime
) -> Employer:
    """An employer has another name from a day on. Raises EmployerNotFound, MayNotEdit, ChangedMeanwhile, AlreadyClosed, FutureDay,
    WrongDay, Unfit."""
    here = editable_employer(actor, code, revision)
    new, today = rules.tidy(name), day_of(now)
    same = Reason("org.name_unchanged", "name") if here.name == new else None
    Unfit.if_any([*rules.employer_reasons(rules.EmployerDetails(name=new), today=today), same])
    _keep_name(here, {"employer": here}, on, today, document, here.founded_on)
    _rename(here, {"name": new})
    path = employer_units([here.pk]).get(here.pk, "")
    facts = {"on": on.isoformat(), "revision": here.revision}
    audit.record(actor=actor, verb="org.employer_renamed", subject=("org.employer", here.pk), path=path, facts=facts)
    bus.publish(events.EmployerRenamed(here.pk, on))
    return here


def _keep_name(here: Any, owner: dict[str, Any], on: date, today: date, document: str, founded: date | None) -> None:
    """The name up to now is a former one; a name that was given this very day was a slip and is not kept."""
    if on > today:
        raise FutureDay
    last = FormerName.objects.filter(**owner).order_by("-valid_to").first()
    first = rules.first_day_possible([founded, last.valid_to if last else None])
    if first is not None and on < first:
        raise WrongDay(first=first)
    if last is not None and last.valid_to == on:
        return
    told = {one: getattr(here, one, "") for one in NAMES}
    since = last.valid_to if last else None
    FormerName.objects.create(**owner, **told, valid_from=since, valid_to=on, document=rules.tidy(document))


def _rename(here: Any, new: dict[str, str]) -> None:
    for one, text in new.items():
        setattr(here, one, text)
    here.revision += 1
    here.save(update_fields=[*new, "revision"])
