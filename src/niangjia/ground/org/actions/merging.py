"""Merging units into another one, and taking a merge back on the same day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from niangjia.ground.audit import actions as audit
from niangjia.ground.org import events, rules
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
    town_above,
)
from niangjia.ground.org.choices import Part, Shape
from niangjia.ground.org.models import Attachment, Placement, Reshaped, Reshaping, Unit
from niangjia.ground.org.queries import free_paths, lock_tree, may_reshape, merge_reasons, subtree
from niangjia.kit import bus
from niangjia.kit.declare import contributions
from niangjia.kit.powers import Actor


@transaction.atomic
def merge_units(
    *,
    actor: Actor,
    codes: Sequence[str],
    into_code: str,
    on: date,
    document: str = "",
    words: str = "",
    revisions: Mapping[str, int],
    now: datetime,
) -> Reshaping:
    """End units in another one from a day on (today or earlier): it takes over what is below them, their employers and
    their members; what is open there follows. `revisions` by code: as the form was opened on.

    The ended units hang under the receiver, dissolved: whoever answers for it sees their records, and figures of the
    tree as it is count their past with it. Other modules take part by the contribution `unit.merge`, called as
    `move(actor=…, unit_id=…, into_id=…, path=…, on=…, now=…)`; what they return is kept for `undo_merge`.
    Raises UnitNotFound, MayNotEdit, MayNotReshape, ChangedMeanwhile, AlreadyDissolved, FutureDay, WrongDay, Unfit.
    """
    lock_tree()
    gone, into = check_merge(actor=actor, codes=codes, into_code=into_code, on=on, revisions=revisions, now=now)
    made = Reshaping.objects.create(
        kind=Shape.MERGE, on=on, document=rules.tidy(document), words=rules.tidy(words), into=into,
        made_at=now, by_account_id=actor.account_id,
    )  # fmt: skip
    parts = [(into, Part.INTO, into.path, into.path)]
    for one in gone:
        parts += _take_over(actor, one, into, made, on, now)
    keep_parts(made, parts)
    made.save(update_fields=["before"])
    facts = {"merged": [one.pk for one in gone], "on": on.isoformat(), "reshaping": made.pk}
    audit.record(actor=actor, verb="org.units_merged", subject=("org.unit", into.pk), path=into.path, facts=facts)
    bus.publish(events.UnitsMerged(made.pk, tuple(one.pk for one in gone), into.pk, on))
    return made


@transaction.atomic
def check_merge(
    *, actor: Actor, codes: Sequence[str], into_code: str, on: date, revisions: Mapping[str, int], now: datetime
) -> tuple[list[Unit], Unit]:
    """The units that would end and the one that would receive them. Writes nothing; raises what `merge_units` raises."""
    into = reshapable(actor, into_code, revisions[into_code])
    gone = [reshapable(actor, code, revisions[code]) for code in dict.fromkeys(codes)]
    Unfit.if_any(merge_reasons(gone, into))
    _check_days(gone, into, on, day_of(now))
    return gone, into


def _check_days(gone: Sequence[Unit], into: Unit, on: date, today: date) -> None:
    """Not in the future; not before any of them was founded or came to where it stands."""
    if on > today:
        raise FutureDay
    here = Placement.objects.filter(unit=into, valid_to__isnull=True).values_list("valid_from", flat=True).first()
    days = [here, into.founded_on, *(one.founded_on for one in gone), first_day([one.path for one in gone])]
    first = rules.first_day_possible(days)
    if first is not None and on < first:
        raise WrongDay(first=first)


def _take_over(actor: Actor, one: Unit, into: Unit, made: Reshaping, on: date, now: datetime) -> list[Piece]:
    """Everything of one unit comes to the receiver; what became of it and of the units directly below."""
    that_day = Placement.objects.filter(subtree(one), valid_from=on, valid_to__isnull=True).order_by("unit_id")
    before: dict[str, Any] = {
        "moved_that_day": list(that_day.values_list("unit_id", flat=True)),
        "town": _follow_town(one, into),
    }
    children = list(Unit.objects.filter(subtree(one), depth=one.depth + 1).order_by("path"))
    beside = one.path[: -Unit.steplen] == into.path
    places = free_paths(into.path, len(children) + 1)
    pieces: list[Piece] = []
    for child, new in zip(children, places, strict=False):
        carry(child.path, new, on)
        pieces.append((child, Part.MOVED, child.path, new))
    last = one.path if beside else places[-1]
    if not beside:
        carry(one.path, last, on)
        count_children(one.path[: -Unit.steplen], -1)
    pieces.append((one, Part.MERGED, one.path, last))
    count_children(into.path, len(children) + (0 if beside else 1))
    Unit.objects.filter(pk=one.pk).update(dissolved_on=on, numchild=0)
    before["employers"] = _follow_employers(one, into, on)
    for part in contributions("unit.merge"):
        if part.move is not None:
            before[part.name] = part.move(
                actor=actor, unit_id=one.pk, into_id=into.pk, old=last, path=into.path, on=on, now=now
            )
    made.before[str(one.pk)] = before
    return pieces


def _follow_town(one: Unit, into: Unit) -> dict[str, Any]:
    """Units below that carried the town of the ended one carry the receiver's; town federations keep their own."""
    old, new = town_above(one), town_above(into)
    rows = Unit.objects.filter(subtree(one), town=old).exclude(pk=one.pk)
    for path in Unit.objects.filter(subtree(one), depth=one.depth + 1).exclude(level="").values_list("path", flat=True):
        rows = rows.exclude(subtree(path))
    keys = list(rows.order_by("pk").values_list("pk", flat=True)) if old != new else []
    Unit.objects.filter(pk__in=keys).update(town=new)
    return {"was": old, "units": keys}


def _follow_employers(one: Unit, into: Unit, on: date) -> dict[str, Any]:
    """Employers hang on the receiver from that day; those that came later simply change their union."""
    rows = Attachment.objects.filter(unit=one, valid_to__isnull=True)
    later = list(rows.filter(valid_from__gte=on).values_list("pk", flat=True))
    earlier = list(rows.exclude(pk__in=later).order_by("pk").values_list("pk", "employer_id"))
    Attachment.objects.filter(pk__in=later).update(unit=into)
    Attachment.objects.filter(pk__in=[pk for pk, __ in earlier]).update(valid_to=on)
    begun = Attachment.objects.bulk_create(
        [Attachment(employer_id=employer, unit=into, valid_from=on) for __, employer in earlier], 500
    )
    return {"moved": later, "ended": [pk for pk, __ in earlier], "begun": [row.pk for row in begun]}


# ------------------------------------------------------------------ taking back


@transaction.atomic
def undo_merge(*, actor: Actor, code: str, now: datetime) -> Reshaping:
    """Take a merge back as if it had not been, on the day on which it was made and as long as nothing was built on it.

    Raises ReshapingNotFound, MayNotEdit, MayNotReshape, UndoTooLate, ReliedOn.
    """
    lock_tree()
    made = Reshaping.objects.select_for_update(of=("self",)).filter(code=code, kind=Shape.MERGE).first()
    if made is None or made.into is None:
        raise ReshapingNotFound
    into = editable(actor, made.into.code, dissolved=True)
    if not may_reshape(actor, into):
        raise MayNotReshape(name=into.name)
    if made.undone_at is not None or timezone.localdate(made.made_at) != day_of(now):
        raise UndoTooLate
    parts = list(Reshaped.objects.filter(reshaping=made).select_related("unit").order_by("-pk"))
    _check_untouched(made, parts, into)
    merged = [row.unit for row in parts if row.part == Part.MERGED]
    for one in merged:
        _give_back(actor, one, into, made.before[str(one.pk)])
    that_day = _moved_that_day(made)
    for row in parts:
        put_back(row, made.on, that_day)
    for row in parts:
        if row.part == Part.MERGED:
            count_anew([into.path, row.old_path, row.old_path[: -Unit.steplen]])
    Unit.objects.filter(pk__in=[one.pk for one in merged]).update(dissolved_on=None)
    Unit.objects.filter(pk__in=[row.unit_id for row in parts]).update(revision=F("revision") + 1)
    made.undone_at, made.undone_by_id = now, actor.account_id
    made.save(update_fields=["undone_at", "undone_by_id"])
    facts = {"merged": [one.pk for one in merged], "reshaping": made.pk}
    audit.record(actor=actor, verb="org.merge_undone", subject=("org.unit", into.pk), path=into.path, facts=facts)
    bus.publish(events.MergeTakenBack(made.pk, tuple(one.pk for one in merged), into.pk))
    return made


def _check_untouched(made: Reshaping, parts: Sequence[Reshaped], into: Unit) -> None:
    """Raises ReliedOn with the first thing that was built on the merge."""
    that_day = _moved_that_day(made)
    for row in parts:
        if row.unit.revision != row.revision or row.unit.path != row.new_path:
            raise ReliedOn(what=_("已修改“%(name)s”") % {"name": row.unit.name})
        ended = ended_places(row, made.on, that_day)
        if row.old_path != row.new_path and begun_places(row.new_path, made.on, ended).count() != ended.count():
            raise ReliedOn(what=_("“%(name)s”下面的工会又作了调整") % {"name": row.unit.name})
    employers = [before["employers"] for before in made.before.values()]
    keys = [key for one in employers for key in (*one["moved"], *one["begun"])]
    if Attachment.objects.filter(pk__in=keys, unit=into, valid_to__isnull=True).count() != len(keys):
        raise ReliedOn(what=_("随同过去的单位又换了工会"))
    for unit_id, before in made.before.items():
        for part in contributions("unit.unmerge"):
            if part.preview is None:
                continue
            for label, number in part.preview(unit_id=int(unit_id), into_id=into.pk, kept=before.get(part.name)):
                if number:
                    raise ReliedOn(what=f"{label} {number}")


def _moved_that_day(made: Reshaping) -> list[int]:
    return [key for before in made.before.values() for key in before["moved_that_day"]]


def _give_back(actor: Actor, one: Unit, into: Unit, before: dict[str, Any]) -> None:
    """Members, employers and open work of one unit are its own again; its paths come afterwards."""
    for part in contributions("unit.unmerge"):
        if part.move is not None:
            part.move(actor=actor, unit_id=one.pk, into_id=into.pk, path=one.path, kept=before.get(part.name))
    employers = before["employers"]
    Attachment.objects.filter(pk__in=employers["begun"]).delete()
    Attachment.objects.filter(pk__in=employers["ended"]).update(valid_to=None)
    Attachment.objects.filter(pk__in=employers["moved"]).update(unit=one)
    Unit.objects.filter(pk__in=before["town"]["units"]).update(town=before["town"]["was"])
