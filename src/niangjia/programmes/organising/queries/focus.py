"""Groups of the new forms of employment, which unions would belong to which, and plans with the state against each target."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from niangjia.engines.figures import queries as figures
from niangjia.ground.org import queries as org
from niangjia.ground.org.choices import COUNTED
from niangjia.ground.org.queries import UnitFilter
from niangjia.kit.powers import Actor, NotFound, holds
from niangjia.programmes.organising.choices.focus import FIGURES, Measure, PhaseKind
from niangjia.programmes.organising.models import FocusGroup, FocusPlace, FocusPlan, FocusTarget
from niangjia.programmes.organising.rules.focus import group_of

VIEW, EDIT = "figures.read", "org.edit"
MOST = 5_000


class FocusNotFound(NotFound):
    """No such group or plan, or none that the actor sees."""


def groups_on(day: date, paths: Sequence[str]) -> QuerySet[FocusGroup]:
    """Groups in force on a day that hold at some places: those kept there, above or below."""
    ways = {way for path in paths for way in (*org.above(path), path)}
    here = Q(path__in=ways)
    for path in paths:
        here |= org.subtree(path)
    in_force = (Q(valid_from__isnull=True) | Q(valid_from__lte=day)) & (Q(valid_to__isnull=True) | Q(valid_to__gt=day))
    rows: QuerySet[FocusGroup] = FocusGroup.rows.filter(in_force & here).order_by("pk")
    return rows


def group_row(actor: Actor, code: str) -> FocusGroup:
    """A group that the actor keeps. Raises FocusNotFound."""
    row: FocusGroup | None = FocusGroup.objects.visible_to(actor, EDIT).filter(code=code).first()
    if row is None:
        raise FocusNotFound
    return row


@dataclass(frozen=True)
class GroupLine:
    """A group with its figures on a day."""

    group: FocusGroup
    unions: int
    members: int


@dataclass(frozen=True)
class FocusPage:
    """Groups at a unit with their figures, their totals, unions that no group has yet but one would fit, and the plans."""

    unit: Any
    lines: list[GroupLine]
    unions: int
    members: int
    fitting: int
    plans: list[FocusPlan]
    may_edit: bool
    own: frozenset[str] = frozenset()
    """Codes of the groups that the actor may end and of the plans that she may open; the others were made further above."""


def focus_page(actor: Actor, unit_code: str, *, today: date) -> FocusPage:
    """The page of the groups. Raises UnitNotFound."""
    unit = org.unit(actor, unit_code, power=VIEW)
    groups = list(groups_on(today, [unit.path]))
    asked: list[tuple[str, date, dict[str, str]]] = [
        (code, today, where) for code in FIGURES.values() for where in [{}, *({"group": one.name} for one in groups)]
    ]
    numbers = [int(number or 0) for number in figures.several(actor, asked, unit.code, today=today)]
    half = len(groups) + 1
    unions, members = numbers[:half], numbers[half:]
    lines = [GroupLine(*row) for row in zip(groups, unions[1:], members[1:], strict=True)]
    rows = FocusPlan.rows.filter(Q(path__in=[*org.above(unit.path), unit.path]) | org.subtree(unit.path))
    plans = list(rows.order_by("-pk"))
    own = {one.code for one in groups if holds(actor, EDIT, one.path)} | {
        one.code for one in plans if holds(actor, VIEW, one.path)
    }
    return FocusPage(
        unit, lines, unions[0], members[0], len(fitting(actor, unit, today=today)), plans,
        holds(actor, EDIT, unit.path), frozenset(own),
    )  # fmt: skip


def fitting(actor: Actor, unit: Any, *, today: date) -> list[tuple[Any, FocusGroup]]:
    """Unions of a branch that belong to no group and that one would fit by name, trade or field of focus."""
    groups = {one.pk: one for one in groups_on(today, [unit.path])}
    words = {key: list(one.words) for key, one in groups.items()}
    placed = FocusPlace.objects.filter(valid_to__isnull=True, main=True, unit__isnull=False).values("unit")
    wanted = UnitFilter(under=unit.code, kinds=COUNTED)
    rows = org.matching(actor, wanted).exclude(pk__in=placed).order_by("path")[:MOST]
    found = [(one, group_of((one.name, one.trade, one.focus), words)) for one in rows]
    return [(one, groups[key]) for one, key in found if key is not None]


def groups_of_unit(unit_id: int, day: date) -> list[tuple[str, bool]]:
    """Names of the groups to which a union belongs on a day, and whether it counts there. Unscoped: for its page."""
    rows = FocusPlace.objects.filter(
        Q(valid_from__isnull=True) | Q(valid_from__lte=day),
        Q(valid_to__isnull=True) | Q(valid_to__gt=day),
        unit_id=unit_id,
    )
    return list(rows.order_by("-main", "group_id").values_list("group__name", "main"))


# ------------------------------------------------------------------ plans


@dataclass(frozen=True)
class TargetLine:
    """A target with its state, on the last day of the phase or today: `share` of the target, from 0 to 1 and beyond."""

    target: FocusTarget
    group: str
    on: date
    reached: int
    share: float
    met: bool
    figure: str
    where: dict[str, str]


@dataclass(frozen=True)
class PhaseLine:
    """A phase with its targets. `stage`: `past`, `now` or `ahead`."""

    phase: Any
    label: Any
    stage: str
    targets: list[TargetLine]
    met: int


@dataclass(frozen=True)
class PlanPage:
    """A plan as the leader sees it."""

    plan: FocusPlan
    phases: list[PhaseLine]
    groups: list[FocusGroup]
    may_edit: bool


def plan_row(actor: Actor, code: str, *, power: str = VIEW) -> FocusPlan:
    """A plan that holds where the actor works, or below. Raises FocusNotFound."""
    row: FocusPlan | None = FocusPlan.rows.select_related("unit").filter(code=code).first()
    if row is None or not holds(actor, power, row.path):
        raise FocusNotFound
    return row


def plan_page(actor: Actor, code: str, *, today: date) -> PlanPage:
    """A plan with the state against each target, computed from the records. Raises FocusNotFound."""
    plan = plan_row(actor, code)
    phases = list(plan.phases.order_by("first", "pk"))
    targets = list(FocusTarget.objects.filter(phase__plan=plan).select_related("group", "phase").order_by("pk"))
    asked = [(FIGURES[Measure(one.measure)], min(one.phase.last, today), _where(one)) for one in targets]
    numbers = figures.several(actor, asked, plan.unit.code, today=today) if asked else []
    lines: dict[int, list[TargetLine]] = {}
    for one, (code_, on, where), number in zip(targets, asked, numbers, strict=True):
        reached = int(number or 0)
        group = one.group.name if one.group else ""
        share = reached / one.number if one.number else 1.0
        lines.setdefault(one.phase_id, []).append(
            TargetLine(one, group, on, reached, share, reached >= one.number, code_, where)
        )
    return PlanPage(
        plan,
        [_phase(one, lines.get(one.pk, []), today) for one in phases],
        list(groups_on(today, [plan.path])),
        holds(actor, EDIT, plan.path),
    )


def _where(one: FocusTarget) -> dict[str, str]:
    told = {"group": one.group.name if one.group else "", "town": one.town}
    return {name: value for name, value in told.items() if value}


def _phase(one: Any, targets: list[TargetLine], today: date) -> PhaseLine:
    stage = "past" if one.last < today else "ahead" if one.first > today else "now"
    return PhaseLine(one, PhaseKind(one.kind).label, stage, targets, sum(line.met for line in targets))
