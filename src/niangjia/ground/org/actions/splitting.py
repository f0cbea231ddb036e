"""Splitting a unit: a new one beside it takes over a part of what is its own; and taking that back on the same day.

Other modules take part by three contributions, inside the transaction (docs/modules/org.md): `unit.people` says which
members go along, `unit.split` carries what hangs on them and on the employers, `unit.unsplit` takes that back.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from niangjia.ground.audit import actions as audit
from niangjia.ground.org import events, rules
from niangjia.ground.org.actions.planting import plant
from niangjia.ground.org.actions.refusals import (
    FutureDay,
    MayNotReshape,
    ReliedOn,
    ReshapingNotFound,
    UndoTooLate,
    Unfit,
    WrongDay,
)
from niangjia.ground.org.actions.shaping import (
    Piece,
    begun_places,
    carry,
    count_anew,
    count_children,
    day_of,
    editable,
    ended_places,
    first_day,
    keep_parts,
    put_back,
    reshapable,
    same_name,
    town_above,
)
from niangjia.ground.org.choices import Part, Shape, UnitKind
from niangjia.ground.org.models import Attachment, Placement, Reshaped, Reshaping, Unit
from niangjia.ground.org.queries import free_paths, hang_reason, lock_tree, may_reshape, parent_of, subtree
from niangjia.ground.org.queries.splits import Chosen, chosen_of, people_of
from niangjia.ground.org.rules import Portion, UnitDetails
from niangjia.kit import bus, rows
from niangjia.kit.declare import contributions
from niangjia.kit.powers import Actor, Reason

OWN_TABLES = (Placement, Reshaped, Reshaping)


@transaction.atomic
def check_split(
    *, actor: Actor, code: str, revision: int, details: UnitDetails, portion: Portion, on: date, now: datetime
) -> tuple[Unit, UnitDetails, Chosen]:
    """The unit, what the new one would be, and what would go. Writes nothing; raises what `split_unit` raises."""
    if on > day_of(now):
        raise FutureDay
    here = reshapable(actor, code, revision)
    parent = parent_of(here)
    if parent is None:
        raise Unfit(Reason("org.split_root"))
    details = _as_entered(here, details, on)
    chosen = chosen_of(here, portion)
    nothing = not (chosen.units or chosen.employers or portion.members)
    Unfit.if_any(
        [
            *rules.unit_reasons(details, today=day_of(now)),
            hang_reason(details.kind, details.level, parent) if details.kind in UnitKind.values else None,
            same_name(details.name, parent.path),
            None if rules.may_merge(here.kind, details.kind) else Reason("org.split_kinds", "kind"),
            Reason("org.split_nothing") if nothing else None,
            *_child_reasons(chosen.units, details),
        ]
    )
    _check_day(here, parent, chosen, on)
    return here, details, chosen


@transaction.atomic
def split_unit(
    *,
    actor: Actor,
    code: str,
    revision: int,
    details: UnitDetails,
    portion: Portion,
    on: date,
    document: str = "",
    words: str = "",
    now: datetime,
) -> Reshaping:
    """A new unit beside this one takes over some of its sub-units, employers and members from a day on (today or
    earlier); what is open about them follows. Several new units are several splits of one document.

    Raises UnitNotFound, MayNotEdit, MayNotReshape, ChangedMeanwhile, AlreadyDissolved, FutureDay, WrongDay, Unfit.
    """
    lock_tree()
    here, details, chosen = check_split(
        actor=actor, code=code, revision=revision, details=details, portion=portion, on=on, now=now
    )
    if not details.town:
        details = replace(details, town=here.town)
    new = plant(actor=actor, parent=parent_of(here), details=details, since=on)
    made = Reshaping.objects.create(
        kind=Shape.SPLIT, on=on, document=rules.tidy(document), words=rules.tidy(words), into=new,
        made_at=now, by_account_id=actor.account_id,
    )  # fmt: skip
    people = people_of(here.pk, chosen, portion)
    made.before, pieces = _hand_over(actor, here, new, chosen, people, on, now)
    keep_parts(made, [(here, Part.FROM, here.path, here.path), (new, Part.MADE, new.path, new.path), *pieces])
    made.save(update_fields=["before"])
    facts = {"into": new.pk, "on": on.isoformat(), "reshaping": made.pk, "units": len(pieces), "people": len(people)}
    audit.record(actor=actor, verb="org.unit_split", subject=("org.unit", here.pk), path=here.path, facts=facts)
    bus.publish(events.UnitSplit(made.pk, here.pk, new.pk, on))
    return made


def _as_entered(here: Unit, details: UnitDetails, on: date) -> UnitDetails:
    """Like the unit it comes from, unless said otherwise; it came into being on the day of the split."""
    entered: dict[str, Any] = {
        name: rules.tidy(value) if isinstance(value, str) else value for name, value in vars(details).items()
    }
    entered["founded_on"] = on
    if entered["kind"] == here.kind:
        entered["level"] = entered["level"] or here.level
    return UnitDetails(**entered)


def _child_reasons(units: Sequence[Unit], details: UnitDetails) -> list[Reason]:
    return [
        Reason("org.split_child", "", {"child": one.name})
        for one in units
        if not rules.may_hang(one.kind, one.level, details.kind, details.level)
    ]


def _check_day(here: Unit, parent: Unit, chosen: Chosen, on: date) -> None:
    since = Placement.objects.filter(unit__in=[here.pk, parent.pk], valid_to__isnull=True)
    days = [here.founded_on, parent.founded_on, *since.values_list("valid_from", flat=True)]
    if chosen.units:
        days.append(first_day([one.path for one in chosen.units]))
    first = rules.first_day_possible(days)
    if first is not None and on < first:
        raise WrongDay(first=first)


def _hand_over(
    actor: Actor, here: Unit, new: Unit, chosen: Chosen, people: list[int], on: date, now: datetime
) -> tuple[dict[str, Any], list[Piece]]:
    """Units one by one (each is one `unit.move`), employers and members in sets; what changed, and the pieces."""
    paths = [one.path for one in chosen.units]
    that_day = Placement.objects.filter(subtree(paths), valid_from=on, valid_to__isnull=True).order_by("unit_id")
    before: dict[str, Any] = {
        "moved_that_day": list(that_day.values_list("unit_id", flat=True)),
        "town": _follow_town(here, new, chosen.units),
    }
    pieces: list[Piece] = []
    for one, place in zip(chosen.units, free_paths(new.path, len(paths)), strict=True):
        carry(one.path, place, on)
        pieces.append((one, Part.MOVED, one.path, place))
    count_children(here.path, -len(pieces))
    count_children(new.path, len(pieces))
    before["employers"] = _hand_employers(here, new, chosen.employers, on)
    for part in contributions("unit.split"):
        if part.move is not None:
            before[part.name] = part.move(
                actor=actor, unit_id=here.pk, into_id=new.pk, old=here.path, path=new.path, people=people,
                employers=chosen.employers, on=on, now=now,
            )  # fmt: skip
    return before, pieces


def _follow_town(here: Unit, new: Unit, units: Sequence[Unit]) -> dict[str, Any]:
    """Units that go along and carried the town of the old federation carry the new one's."""
    old, now = town_above(here), new.town or town_above(new)
    paths = [one.path for one in units if not one.level]
    changed = Unit.objects.filter(subtree(paths), town=old) if old != now and paths else Unit.objects.none()
    keys = list(changed.order_by("pk").values_list("pk", flat=True))
    Unit.objects.filter(pk__in=keys).update(town=now)
    return {"was": old, "units": keys}


def _hand_employers(here: Unit, new: Unit, employers: Sequence[int], on: date) -> dict[str, Any]:
    """Employers hang on the new unit from that day; those that came later simply change their union."""
    hung = Attachment.objects.filter(unit=here, valid_to__isnull=True, employer__in=list(employers))
    later = list(hung.filter(valid_from__gte=on).values_list("pk", flat=True))
    earlier = list(hung.exclude(pk__in=later).order_by("pk").values_list("pk", "employer_id"))
    Attachment.objects.filter(pk__in=later).update(unit=new)
    Attachment.objects.filter(pk__in=[pk for pk, __ in earlier]).update(valid_to=on)
    begun = Attachment.objects.bulk_create(
        [Attachment(employer_id=employer, unit=new, valid_from=on) for __, employer in earlier], 500
    )
    return {"moved": later, "ended": [pk for pk, __ in earlier], "begun": [row.pk for row in begun]}


# ------------------------------------------------------------------ taking back


@transaction.atomic
def undo_split(*, actor: Actor, code: str, now: datetime) -> Reshaping:
    """Take a split back on the day on which it was made, as long as nothing was built on it. The new unit stays, empty
    and ended on the day it began, so that its number and its path never mean another one.

    Raises ReshapingNotFound, MayNotEdit, MayNotReshape, UndoTooLate, ReliedOn.
    """
    lock_tree()
    made = Reshaping.objects.select_for_update(of=("self",)).filter(code=code, kind=Shape.SPLIT).first()
    if made is None or made.into is None:
        raise ReshapingNotFound
    parts = list(Reshaped.objects.filter(reshaping=made).select_related("unit").order_by("-pk"))
    old = next(row.unit for row in parts if row.part == Part.FROM)
    here = editable(actor, old.code, dissolved=True)
    if not may_reshape(actor, here):
        raise MayNotReshape(name=here.name)
    if made.undone_at is not None or timezone.localdate(made.made_at) != day_of(now):
        raise UndoTooLate
    new = made.into
    _check_untouched(made, parts, here, new)
    _give_back(actor, here, new, made, parts)
    _check_empty(new)
    Unit.objects.filter(pk=new.pk).update(dissolved_on=made.on)
    Unit.objects.filter(pk__in=[row.unit_id for row in parts]).update(revision=F("revision") + 1)
    made.undone_at, made.undone_by_id = now, actor.account_id
    made.save(update_fields=["undone_at", "undone_by_id"])
    facts = {"into": new.pk, "reshaping": made.pk}
    audit.record(actor=actor, verb="org.split_undone", subject=("org.unit", here.pk), path=here.path, facts=facts)
    bus.publish(events.SplitTakenBack(made.pk, here.pk, new.pk))
    return made


def _check_untouched(made: Reshaping, parts: Sequence[Reshaped], here: Unit, new: Unit) -> None:
    that_day = made.before["moved_that_day"]
    for row in parts:
        if row.unit.revision != row.revision or row.unit.path != row.new_path:
            raise ReliedOn(what=_("已修改“%(name)s”") % {"name": row.unit.name})
        ended = ended_places(row, made.on, that_day)
        if row.part == Part.MOVED and begun_places(row.new_path, made.on, ended).count() != ended.count():
            raise ReliedOn(what=_("“%(name)s”下面的工会又作了调整") % {"name": row.unit.name})
    keys = [*made.before["employers"]["moved"], *made.before["employers"]["begun"]]
    if Attachment.objects.filter(pk__in=keys, unit=new, valid_to__isnull=True).count() != len(keys):
        raise ReliedOn(what=_("随同过去的单位又换了工会"))
    for part in contributions("unit.unsplit"):
        if part.preview is not None:
            for label, number in part.preview(unit_id=here.pk, into_id=new.pk, kept=made.before.get(part.name)):
                if number:
                    raise ReliedOn(what=f"{label} {number}")


def _give_back(actor: Actor, here: Unit, new: Unit, made: Reshaping, parts: Sequence[Reshaped]) -> None:
    for part in contributions("unit.unsplit"):
        if part.move is not None:
            part.move(actor=actor, unit_id=here.pk, into_id=new.pk, path=here.path, kept=made.before.get(part.name))
    employers, town = made.before["employers"], made.before["town"]
    Attachment.objects.filter(pk__in=employers["begun"]).delete()
    Attachment.objects.filter(pk__in=employers["ended"]).update(valid_to=None)
    Attachment.objects.filter(pk__in=employers["moved"]).update(unit=here)
    Unit.objects.filter(pk__in=town["units"]).update(town=town["was"])
    for row in parts:
        if row.part == Part.MOVED:
            put_back(row, made.on, made.before["moved_that_day"])
    count_anew([here.path, new.path])


def _check_empty(new: Unit) -> None:
    """Raises ReliedOn if anything hangs on the new unit that did not come with the split."""
    if Unit.objects.filter(subtree(new)).exclude(pk=new.pk).exists():
        raise ReliedOn(what=_("“%(name)s”下面又有了工会") % {"name": new.name})
    for model, _table, column, _goes in rows.named_by(Unit):
        if model not in OWN_TABLES and model._base_manager.filter(**{column: new.pk}).exists():
            raise ReliedOn(what=_("“%(name)s”已经办了自己的事") % {"name": new.name})
