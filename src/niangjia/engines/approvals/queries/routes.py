"""Routes: which way a matter goes, what officials have set, and what a route would do."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from niangjia.engines.approvals import rules
from niangjia.engines.approvals.choices import RouteState
from niangjia.engines.approvals.models import Route, RouteStop
from niangjia.engines.approvals.policies import SET_ROUTES
from niangjia.engines.approvals.rules import Leg, Place
from niangjia.ground.org import queries as org
from niangjia.kit.declare import Approval, Stop, approvals
from niangjia.kit.powers import Actor, NotFound


class RouteNotFound(NotFound):
    """No such route, or not in the actor's branch."""

    code = "approvals.route_not_found"
    text = _("没有这个流程，或者它不在您负责的范围里。")


def stop_of(row: RouteStop) -> Stop:
    """A row as a rule reads it."""
    return Stop(
        name=row.name,
        title=row.title,
        where=row.where,  # type: ignore[arg-type]
        power=row.power,
        days=row.days,
        silence=row.silence,  # type: ignore[arg-type]
        amount_from=row.amount_from,
        amount_to=row.amount_to,
        levels=tuple(row.levels),
        unit_kinds=tuple(row.unit_kinds),
    )


def in_numbers(steps: Iterable[Stop], day: date, path: str) -> tuple[Stop, ...]:
    """Declared stops with the days that they have on a day for a unit, where a rulebook says it."""
    return tuple(replace(one, days=one.days_on(day, path)) for one in steps)


def steps_for(declared: Approval, path: str, day: date) -> tuple[Route | None, tuple[Stop, ...]]:
    """The route in force for a place on a day: that of the nearest unit at or above it, else the declared one."""
    rows = Route.rows.filter(
        Q(valid_to__isnull=True) | Q(valid_to__gt=day),
        kind=declared.kind,
        state=RouteState.PUBLISHED,
        path__in=[*org.above(path), path],
        valid_from__lte=day,
    ).prefetch_related("stops")
    found = max(rows, key=lambda one: (len(one.path), one.valid_from), default=None)
    if found is None:
        return None, in_numbers(declared.steps, day, path)
    return found, tuple(stop_of(row) for row in sorted(found.stops.all(), key=lambda one: one.position))


def chain_of(path: str) -> list[Place]:
    """The living units from the root down to a place, and the place itself whatever its state."""
    return [
        Place(one.pk, one.path, one.kind, one.level)
        for one in org.way(path)
        if one.dissolved_on is None or one.path == path
    ]


def way_of(
    declared: Approval, path: str, *, day: date, other_path: str = "", amount: int = 0
) -> tuple[Route | None, list[Leg]]:
    """The way that a matter of this unit goes if it is asked on a day, with the route that says so (None: the declared one)."""
    route, steps = steps_for(declared, path, day)
    other = chain_of(other_path)[-1] if other_path else None
    return route, rules.plan(steps, chain_of(path), other=other, amount=amount)


# ------------------------------------------------------------------ the pages of those who set them


@dataclass(frozen=True)
class KindLine:
    """A kind with its route in force at a place: the actor's own, one from above, or the declared one."""

    kind: str
    title: Any
    route: Route | None
    steps: tuple[Stop, ...]
    unit: str
    inherited: bool
    draft: Route | None
    coming: Sequence[Route]


def route_kinds(actor: Actor, unit_code: str, *, day: date) -> list[KindLine]:
    """Every kind with the way that it goes in a branch. Raises UnitNotFound."""
    here = org.unit(actor, unit_code, power=SET_ROUTES)
    rows = list(Route.rows.filter(path__in=[*org.above(here.path), here.path]).select_related("unit"))
    found = []
    for kind, declared in approvals().items():
        route, steps = _in_force(rows, declared, day, here.path)
        mine = [one for one in rows if one.kind == kind and one.unit_id == here.pk]
        found.append(
            KindLine(
                kind=kind,
                title=declared.title,
                route=route,
                steps=steps,
                unit=route.unit.name if route else "",
                inherited=route is not None and route.unit_id != here.pk,
                draft=next((one for one in mine if one.state == RouteState.DRAFT), None),
                coming=[
                    one
                    for one in mine
                    if one.state == RouteState.PUBLISHED and one.valid_from is not None and one.valid_from > day
                ],
            )
        )
    return found


def _holds_on(one: Route, day: date) -> bool:
    begun = one.state == RouteState.PUBLISHED and one.valid_from is not None and one.valid_from <= day
    return begun and (one.valid_to is None or one.valid_to > day)


def _in_force(rows: Sequence[Route], declared: Approval, day: date, path: str) -> tuple[Route | None, tuple[Stop, ...]]:
    fit = [one for one in rows if one.kind == declared.kind and _holds_on(one, day)]
    route = max(fit, key=lambda one: (len(one.path), one.valid_from or day), default=None)
    if route is None:
        return None, in_numbers(declared.steps, day, path)
    return route, tuple(stop_of(row) for row in route.stops.order_by("position"))


def versions(actor: Actor, unit_code: str, kind: str) -> list[Route]:
    """The published versions of a unit's own route of a kind, the latest first. Raises UnitNotFound."""
    here = org.unit(actor, unit_code, power=SET_ROUTES)
    rows = Route.rows.filter(unit=here, kind=kind, state=RouteState.PUBLISHED)
    return list(rows.order_by("-valid_from", "-pk"))


def route(actor: Actor, code: str) -> Route:
    """One route of the actor's branches. Raises RouteNotFound."""
    found: Route | None = Route.objects.visible_to(actor, SET_ROUTES).select_related("unit").filter(code=code).first()
    if found is None or found.kind not in approvals():
        raise RouteNotFound
    return found


@dataclass(frozen=True)
class Preview:
    """What a route would do for one unit and amount: the stops in order with their units and due days."""

    unit: str
    amount: int
    legs: Sequence[tuple[Any, str, date]]
    left_out: Sequence[Any]


def preview(actor: Actor, code: str, *, unit_code: str, amount: int = 0, other_code: str = "", day: date) -> Preview:
    """Walk a route, also a draft, for a unit of its branch. Raises RouteNotFound, UnitNotFound."""
    found = route(actor, code)
    here = org.unit(actor, unit_code, power=SET_ROUTES)
    other = org.unit(actor, other_code, power=SET_ROUTES) if other_code else None
    steps = [stop_of(row) for row in found.stops.order_by("position")]
    chain = chain_of(here.path)
    legs = rules.plan(steps, chain, other=Place(other.pk, other.path) if other else None, amount=amount)
    names = org.unit_names(leg.place.unit_id for leg in legs)
    due, lines = day, []
    for leg in legs:
        due = rules.due_day(due, leg.stop.days_on(day, here.path))
        lines.append((leg.stop.title, names[leg.place.unit_id][0], due))
    gone = {leg.stop.name for leg in legs}
    return Preview(here.name, amount, lines, [stop.title for stop in steps if stop.name not in gone])
