"""Adding, editing, moving, dissolving and restoring one unit by hand."""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import date, datetime
from typing import Any

from django.db import transaction

from niangjia.ground.audit import actions as audit
from niangjia.ground.org import events, rules
from niangjia.ground.org.actions.planting import plant
from niangjia.ground.org.actions.refusals import (
    FutureDay,
    NotDissolved,
    SplitWasUndone,
    StillHasUnits,
    Unfit,
    WasMerged,
    WrongDay,
)
from niangjia.ground.org.actions.shaping import (
    carry,
    check_day,
    count_children,
    day_of,
    editable,
    follow_town,
    reshapable,
    same_name,
    town_above,
    write_down,
)
from niangjia.ground.org.choices import Part, Shape, UnitKind
from niangjia.ground.org.models import Attachment, Reshaped, Reshaping, Unit
from niangjia.ground.org.queries import (
    free_paths,
    hang_reason,
    lock_tree,
    merged_into,
    move_reason,
    parent_of,
    subtree,
)
from niangjia.ground.org.rules import UnitDetails
from niangjia.kit import bus
from niangjia.kit.ids import read_credit_code
from niangjia.kit.powers import Actor, Reason


@transaction.atomic
def add_unit(*, actor: Actor, parent_code: str, details: UnitDetails, now: datetime) -> Unit:
    """Hang a new unit under another one. Its town is that of the town federation above unless said otherwise.

    It counts as having stood there since before our records: only `founded_on` says when it came into being.
    Raises UnitNotFound, MayNotEdit, AlreadyDissolved (the parent), Unfit.
    """
    lock_tree()
    parent = editable(actor, parent_code)
    details = _tidied(details)
    if details.kind == UnitKind.FEDERATION and not details.level:
        details = replace(details, level=rules.level_of(details.name, parent.level))
    Unfit.if_any(
        [
            *_entered(details, day_of(now)),
            hang_reason(details.kind, details.level, parent) if details.kind in UnitKind.values else None,
            same_name(details.name, parent.path),
        ]
    )
    if not details.town:
        details = replace(details, town=town_above(parent, itself=(details.level, details.name)))
    return plant(actor=actor, parent=parent, details=details)


@transaction.atomic
def edit_unit(*, actor: Actor, code: str, revision: int, details: UnitDetails, now: datetime) -> Unit:
    """Change the facts of a unit; its place is changed by `move_unit`. The same facts again change nothing.

    `revision` is that of the unit when the form was opened. Raises UnitNotFound, MayNotEdit, ChangedMeanwhile,
    AlreadyDissolved, Unfit.
    """
    here = editable(actor, code, revision)
    details = _tidied(details)
    after = asdict(details)
    fields = rules.changed({name: getattr(here, name) for name in after}, after)
    if not fields:
        return here
    reasons: list[Reason | None] = [*_entered(details, day_of(now))]
    if "name" in fields:
        reasons.append(same_name(details.name, here.path[: -Unit.steplen], besides=here.pk))
    if {"kind", "level"} & set(fields) and details.kind in UnitKind.values:
        reasons += _still_hangs(here, details)
    Unfit.if_any(reasons)
    for name in fields:
        setattr(here, name, after[name])
    here.revision += 1
    here.save(update_fields=[*fields, "revision"])
    audit.record(
        actor=actor,
        verb="org.unit_edited",
        subject=("org.unit", here.pk),
        path=here.path,
        facts={"fields": fields, "revision": here.revision},
    )
    bus.publish(events.UnitEdited(here.pk, tuple(fields)))
    return here


@transaction.atomic
def move_unit(
    *, actor: Actor, code: str, revision: int, parent_code: str, on: date, document: str = "", now: datetime
) -> Unit:
    """Hang a unit, with everything below it, under another one from a day on (today or earlier).

    Rights follow at once; figures of earlier days keep the old place. Modules that repeat the path (memberships) move
    in the same transaction by the contribution `unit.move`, called as `move(old=…, new=…, on=…)`.
    Raises UnitNotFound, MayNotEdit, MayNotReshape, ChangedMeanwhile, AlreadyDissolved, WrongDay, Unfit.
    """
    lock_tree()
    here = reshapable(actor, code, revision)
    parent = editable(actor, parent_code)
    Unfit.if_any([move_reason(here, parent), same_name(here.name, parent.path)])
    old, new = here.path, free_paths(parent.path)[0]
    check_day(old, on, day_of(now), parent)
    former = parent_of(here)
    follow_town(here, former, parent)
    carry(old, new, on)
    write_down(actor, Shape.MOVE, (here, Part.MOVED, old, new), parent, on, document, now)
    count_children(old[: -Unit.steplen], -1)
    count_children(parent.path, 1)
    facts = {"from": former.pk if former else None, "to": parent.pk, "old_path": old, "on": on.isoformat()}
    audit.record(actor=actor, verb="org.unit_moved", subject=("org.unit", here.pk), path=new, facts=facts)
    bus.publish(events.UnitMoved(here.pk, old, new, on))
    here.refresh_from_db()
    return here


@transaction.atomic
def dissolve_unit(*, actor: Actor, code: str, revision: int, on: date, document: str = "", now: datetime) -> Unit:
    """End a unit on a day (today or earlier); employers on it are taken off that day, its members wait for transfer.

    Raises UnitNotFound, MayNotEdit, MayNotReshape, ChangedMeanwhile, AlreadyDissolved, StillHasUnits, FutureDay,
    WrongDay (before the founding).
    """
    lock_tree()
    here = reshapable(actor, code, revision)
    if on > day_of(now):
        raise FutureDay
    if here.founded_on and on < here.founded_on:
        raise WrongDay(first=here.founded_on)
    below = Unit.objects.filter(subtree(here), dissolved_on__isnull=True).exclude(pk=here.pk).order_by("path")
    count = below.count()
    if count:
        raise StillHasUnits(name=here.name, count=count, example=below[0].name)
    here.dissolved_on = on
    here.save(update_fields=["dissolved_on"])
    write_down(actor, Shape.DISSOLVE, (here, Part.ENDED, here.path, here.path), parent_of(here), on, document, now)
    here.revision += 1
    open_rows = Attachment.objects.filter(unit=here, valid_to__isnull=True)
    open_rows.filter(valid_from__gte=on).delete()
    taken_off = open_rows.update(valid_to=on)
    audit.record(
        actor=actor,
        verb="org.unit_dissolved",
        subject=("org.unit", here.pk),
        path=here.path,
        facts={"on": on.isoformat(), "employers": taken_off},
    )
    bus.publish(events.UnitDissolved(here.pk, on))
    return here


@transaction.atomic
def restore_unit(*, actor: Actor, code: str, revision: int, now: datetime) -> Unit:
    """Take a wrong dissolution back as if it had not been; employers that hang nowhere since come back to it.

    A union that is founded anew is a new unit. Raises UnitNotFound, MayNotEdit, MayNotReshape, ChangedMeanwhile,
    NotDissolved, WasMerged, Unfit (the unit above is dissolved, or the name was taken meanwhile).
    """
    lock_tree()
    here = reshapable(actor, code, revision, dissolved=True)
    if here.dissolved_on is None:
        raise NotDissolved(name=here.name)
    receiver = merged_into([here.pk]).get(here.pk)
    if receiver is not None:
        raise WasMerged(name=here.name, into=receiver.name)
    if Reshaped.objects.filter(unit=here, part=Part.MADE, reshaping__undone_at__isnull=False).exists():
        raise SplitWasUndone(name=here.name)
    above = parent_of(here)
    gone = Reason("org.parent_dissolved", "", {"parent": above.name}) if above and above.dissolved_on else None
    Unfit.if_any([gone, same_name(here.name, here.path[: -Unit.steplen], besides=here.pk)])
    taken_off = Attachment.objects.filter(unit=here, valid_to=here.dissolved_on)
    elsewhere = Attachment.objects.filter(valid_to__isnull=True).values("employer")
    back = taken_off.exclude(employer__in=elsewhere).exclude(employer__closed_on__isnull=False).update(valid_to=None)
    mine = Reshaped.objects.filter(unit=here, part=Part.ENDED).values("reshaping")
    Reshaping.objects.filter(pk__in=mine, undone_at__isnull=True).update(undone_at=now, undone_by_id=actor.account_id)
    here.dissolved_on = None
    here.revision += 1
    here.save(update_fields=["dissolved_on", "revision"])
    facts = {"employers": back}
    audit.record(actor=actor, verb="org.unit_restored", subject=("org.unit", here.pk), path=here.path, facts=facts)
    bus.publish(events.UnitRestored(here.pk))
    return here


# ------------------------------------------------------------------ checking


def _tidied(details: UnitDetails) -> UnitDetails:
    entered: dict[str, Any] = {
        name: rules.tidy(value) if isinstance(value, str) else value for name, value in asdict(details).items()
    }
    return UnitDetails(**entered)


def _entered(details: UnitDetails, today: date) -> list[Reason]:
    found = rules.unit_reasons(details, today=today)
    if details.credit_code and read_credit_code(details.credit_code).error:
        found.append(Reason("org.credit_code", "credit_code"))
    return found


def _still_hangs(here: Unit, details: UnitDetails) -> list[Reason | None]:
    """Reasons against another kind or level, from the unit above and those directly below."""
    above = parent_of(here)
    found: list[Reason | None] = [hang_reason(details.kind, details.level, above)] if above else []
    low = Unit.objects.filter(subtree(here), depth=here.depth + 1, dissolved_on__isnull=True).order_by("path")
    for kind, level, name in low.values_list("kind", "level", "name"):
        if not rules.may_hang(kind, level, details.kind, details.level):
            return [*found, Reason("org.children_would_not_fit", "kind", {"child": name})]
    return found
