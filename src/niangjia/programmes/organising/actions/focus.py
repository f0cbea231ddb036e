"""Groups of the new forms of employment: made, ended, filled with unions; plans with phases and targets."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q, Value
from django.db.models.functions import Concat, Substr
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from niangjia.ground.audit import actions as audit
from niangjia.ground.org import queries as org
from niangjia.kit.powers import Actor, Refused, subtree_range
from niangjia.programmes.organising.choices.focus import EIGHT, EIGHT_SOURCE, GROUP, PLAN, Measure, PhaseKind
from niangjia.programmes.organising.models import FocusGroup, FocusPhase, FocusPlace, FocusPlan, FocusTarget
from niangjia.programmes.organising.queries.focus import EDIT, fitting, group_row, groups_on, plan_row


class GroupThere(Refused):
    """A group of this name is in force."""

    code = "organising.group_there"
    text = _("已经有“{name}”这个群体，请核对；要改依据或识别的词，请在它的页面里改。")


class PhasesOutOfOrder(Refused):
    """Phases follow each other."""

    code = "organising.phases_out_of_order"
    text = _("三个阶段要一个接一个，后一个的开始不能早于前一个的结束。请核对日期。")


class TargetThere(Refused):
    """There is such a target in the phase."""

    code = "organising.target_there"
    text = _("这个阶段已经有同样的目标，请先删掉旧的再写。")


@transaction.atomic
def adopt_groups(*, actor: Actor, unit_code: str, now: datetime) -> int:
    """Take the eight national groups in, those that are not there yet; how many. Raises UnitNotFound."""
    unit = org.unit(actor, unit_code, power=EDIT)
    known = set(groups_on(_day(now), [unit.path]).values_list("name", flat=True))
    with override(settings.LANGUAGE_CODE):
        document = str(EIGHT_SOURCE)
    made = [
        FocusGroup(unit=unit, path=unit.path, name=name, words=list(words), document=document)
        for name, words in EIGHT
        if name not in known
    ]
    FocusGroup.rows.bulk_create(made)
    audit.record(
        actor=actor,
        verb="organising.groups_adopted",
        subject=("org.unit", unit.pk),
        path=unit.path,
        facts={"made": len(made)},
    )
    return len(made)


@transaction.atomic
def add_group(
    *, actor: Actor, unit_code: str, name: str, words: Sequence[str], document: str = "", since: date | None = None, now: datetime
) -> FocusGroup:  # fmt: skip
    """A group of the county's own, from a day on. Raises UnitNotFound, GroupThere."""
    unit = org.unit(actor, unit_code, power=EDIT)
    name = " ".join(name.split())
    if groups_on(_day(now), [unit.path]).filter(name=name).exists():
        raise GroupThere(name=name)
    row = FocusGroup.rows.create(
        unit=unit, path=unit.path, name=name, words=_words(words), document=document.strip(), valid_from=since
    )
    _record(actor, "organising.group_added", GROUP, row, name=name)
    return row  # type: ignore[no-any-return]


@transaction.atomic
def end_group(*, actor: Actor, code: str, on: date, now: datetime) -> FocusGroup:
    """A group is no more from a day on; unions leave it that day. Raises FocusNotFound."""
    row = group_row(actor, code)
    row.valid_to = max(on, row.valid_from) if row.valid_from else on
    row.save(update_fields=["valid_to"])
    places = FocusPlace.objects.filter(group=row, valid_to__isnull=True)
    places.filter(valid_from__gte=on).delete()
    left = places.update(valid_to=on)
    _record(actor, "organising.group_ended", GROUP, row, on=on.isoformat(), places=left)
    return row


@transaction.atomic
def place_units(*, actor: Actor, code: str, unit_codes: Iterable[str], since: date | None, now: datetime) -> int:
    """Unions belong to a group from a day on (empty: since ever), which is the one under which they are counted; how many were not
    in it. Raises FocusNotFound, UnitNotFound."""
    row = group_row(actor, code)
    units = [org.unit(actor, one, power=EDIT).pk for one in dict.fromkeys(unit_codes)]
    return _place(actor, row, units, since)


@transaction.atomic
def place_fitting(*, actor: Actor, unit_code: str, now: datetime) -> int:
    """Every union that belongs to no group goes to the one that fits; how many. Raises UnitNotFound."""
    unit = org.unit(actor, unit_code, power=EDIT)
    found: dict[int, tuple[FocusGroup, list[int]]] = {}
    for one, group in fitting(actor, unit, today=_day(now)):
        found.setdefault(group.pk, (group, []))[1].append(one.pk)
    return sum(_place(actor, group, keys, None) for group, keys in found.values())


def _place(actor: Actor, row: FocusGroup, units: list[int], since: date | None) -> int:
    there = FocusPlace.objects.filter(group=row, unit__in=units, valid_to__isnull=True)
    new = [key for key in units if key not in set(there.values_list("unit_id", flat=True))]
    held = FocusPlace.objects.filter(unit__in=new, valid_to__isnull=True, main=True)
    if since is None:
        held.update(main=False)
    else:
        held.filter(valid_from__gte=since).delete()
        held.update(valid_to=since)
    FocusPlace.objects.bulk_create([FocusPlace(group=row, unit_id=key, valid_from=since) for key in new], 500)
    _record(actor, "organising.units_placed", GROUP, row, units=len(new))
    return len(new)


# ------------------------------------------------------------------ plans


Days = Mapping[str, tuple[date, date]]


@transaction.atomic
def add_plan(
    *, actor: Actor, unit_code: str, name: str, phases: Days, document: str = "", key: str = "", now: datetime
) -> FocusPlan:
    """A plan with its phases (`PhaseKind` → first and last day); the same key again gives the same plan.

    Raises UnitNotFound, PhasesOutOfOrder.
    """
    unit = org.unit(actor, unit_code, power=EDIT)
    known: FocusPlan | None = FocusPlan.rows.filter(~Q(key=""), key=key).first()
    if known is not None:
        return known
    told = [phases[one] for one in PhaseKind.values if one in phases]
    ends = [day for span in told for day in span]
    if ends != sorted(ends):
        raise PhasesOutOfOrder
    row = FocusPlan.rows.create(
        unit=unit, path=unit.path, name=" ".join(name.split()), document=document.strip(), made_at=now,
        by_account_id=actor.account_id, key=key,
    )  # fmt: skip
    FocusPhase.objects.bulk_create(
        [FocusPhase(plan=row, kind=kind, first=first, last=last) for kind, (first, last) in phases.items()]
    )
    _record(actor, "organising.plan_added", PLAN, row)
    return row  # type: ignore[no-any-return]


@transaction.atomic
def set_target(
    *, actor: Actor, code: str, phase: str, measure: str, number: int, group_code: str = "", town: str = "", now: datetime
) -> FocusTarget:  # fmt: skip
    """What a phase is to reach. Raises FocusNotFound, TargetThere."""
    plan = plan_row(actor, code, power=EDIT)
    at = FocusPhase.objects.get(plan=plan, kind=PhaseKind(phase))
    group = groups_on(_day(now), [plan.path]).filter(code=group_code).first() if group_code else None
    if FocusTarget.objects.filter(phase=at, group=group, town=town.strip(), measure=measure).exists():
        raise TargetThere
    row = FocusTarget.objects.create(phase=at, group=group, town=town.strip(), measure=Measure(measure), number=number)
    _record(actor, "organising.target_set", PLAN, plan, phase=phase, measure=measure, number=number)
    return row


@transaction.atomic
def drop_target(*, actor: Actor, code: str, target_id: int, now: datetime) -> None:
    """A target was wrong. Raises FocusNotFound."""
    plan = plan_row(actor, code, power=EDIT)
    gone, _all = FocusTarget.objects.filter(phase__plan=plan, pk=target_id).delete()
    _record(actor, "organising.target_dropped", PLAN, plan, targets=gone)


@transaction.atomic
def follow_move_of_focus(*, actor: Actor, old: str, new: str, on: date) -> None:
    """Repeat the new paths of a moved branch."""
    low, high = subtree_range(old)
    for table in (FocusGroup, FocusPlan):
        rows = table.rows.filter(path__gte=low, path__lt=high)
        rows.update(path=Concat(Value(new), Substr("path", len(old) + 1)))


def _words(words: Iterable[str]) -> list[str]:
    return [word for word in dict.fromkeys(" ".join(one.split()) for one in words) if word]


def _day(now: datetime) -> date:
    return timezone.localtime(now).date()


def _record(actor: Actor, verb: str, kind: str, row: Any, **facts: Any) -> None:
    audit.record(actor=actor, verb=verb, subject=(kind, row.pk), path=row.path, facts=facts)
