"""Routes: written as a draft, published for a day, replaced by the next; every version stays readable."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from niangjia.engines.approvals.actions.refusals import MovedOn, RouteUnfit, UnknownKind
from niangjia.engines.approvals.actions.walking import day_of
from niangjia.engines.approvals.choices import RouteState
from niangjia.engines.approvals.models import Route, RouteStop
from niangjia.engines.approvals.policies import SET_ROUTES
from niangjia.engines.approvals.queries.routes import RouteNotFound, in_numbers, route, stop_of
from niangjia.ground.audit import actions as audit
from niangjia.ground.org import queries as org
from niangjia.ground.org.choices import Level, UnitKind
from niangjia.kit.declare import Approval, Stop, approvals
from niangjia.kit.powers import Actor

MOST_STOPS = 9


@transaction.atomic
def draft_route(*, actor: Actor, unit_code: str, kind: str, now: datetime) -> Route:
    """The draft of a unit's own route of a kind, begun from what is in force there; an existing draft is given back.

    Raises UnitNotFound, UnknownKind.
    """
    here = org.unit(actor, unit_code, power=SET_ROUTES)
    declared = _declared(kind)
    known: Route | None = Route.rows.filter(unit=here, kind=kind, state=RouteState.DRAFT).first()
    if known is not None:
        return known
    old = Route.rows.filter(
        Q(valid_to__isnull=True) | Q(valid_to__gt=day_of(now)),
        unit=here,
        kind=kind,
        state=RouteState.PUBLISHED,
        valid_from__lte=day_of(now),
    ).first()
    path = org.held_paths([here.pk])[here.pk]
    steps = (
        [stop_of(row) for row in old.stops.order_by("position")]
        if old
        else in_numbers(declared.steps, day_of(now), path)
    )
    made: Route = Route.rows.create(unit=here, path=path, kind=kind, by_account_id=actor.account_id)
    _put_stops(made, steps, day_of(now))
    _record(actor, "approvals.route_drafted", made)
    return made


@transaction.atomic
def edit_route(
    *, actor: Actor, code: str, revision: int, document: str, note: str, stops: Sequence[Stop], now: datetime
) -> Route:
    """Write the stops of a draft. Raises RouteNotFound, MovedOn, RouteUnfit (what is wrong, and where)."""
    here = _draft(actor, code, revision)
    _check_stops(_declared(here.kind), stops)
    here.document, here.note = document.strip()[:80], note.strip()[:200]
    here.revision += 1
    here.save(update_fields=["document", "note", "revision"])
    here.stops.all().delete()
    _put_stops(here, stops, day_of(now))
    _record(actor, "approvals.route_edited", here)
    return here


@transaction.atomic
def publish_route(*, actor: Actor, code: str, revision: int, on: date, now: datetime) -> Route:
    """Put a draft in force from a day on, today or later; the version before it ends that day. It names its document.

    Matters on their way keep the stops with which they were asked. Raises RouteNotFound, MovedOn, RouteUnfit.
    """
    here = _draft(actor, code, revision)
    if not here.document:
        raise RouteUnfit(what=_("请先填写依据文号，再发布流程。"), field="document")
    if on < day_of(now):
        raise RouteUnfit(what=_("流程从今天或以后的日期开始执行，请修改日期。"), field="on")
    _check_stops(_declared(here.kind), [stop_of(row) for row in here.stops.order_by("position")])
    others = Route.rows.select_for_update().filter(unit=here.unit, kind=here.kind, state=RouteState.PUBLISHED)
    others.filter(valid_from__gte=on).delete()
    others.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=on)).update(valid_to=on, revision=F("revision") + 1)
    here.state, here.valid_from, here.published_at = RouteState.PUBLISHED, on, now
    here.revision += 1
    here.save(update_fields=["state", "valid_from", "published_at", "revision"])
    _record(actor, "approvals.route_published", here, on=on.isoformat())
    return here


@transaction.atomic
def drop_route(*, actor: Actor, code: str, revision: int, now: datetime) -> None:
    """Throw a draft away. Raises RouteNotFound, MovedOn."""
    here = _draft(actor, code, revision)
    _record(actor, "approvals.route_dropped", here)
    here.delete()


@transaction.atomic
def end_route(*, actor: Actor, code: str, revision: int, on: date, now: datetime) -> Route:
    """End a route in force on a day: from then on that of the unit above holds, or the usual one. One that has not begun
    never comes into force. Raises RouteNotFound, MovedOn, RouteUnfit."""
    here = _locked(actor, code, revision)
    if here.state != RouteState.PUBLISHED or here.valid_to is not None:
        raise RouteUnfit(what=_("这个版本已经停止执行，不用再停一次。"))
    if on < day_of(now):
        raise RouteUnfit(what=_("停止执行的日期是今天或以后，请修改日期。"), field="on")
    here.valid_to = max(on, here.valid_from or on)
    here.revision += 1
    here.save(update_fields=["valid_to", "revision"])
    _record(actor, "approvals.route_ended", here, on=on.isoformat())
    return here


# ------------------------------------------------------------------ parts


def _declared(kind: str) -> Approval:
    found = approvals().get(kind)
    if found is None:
        raise UnknownKind
    return found


def _locked(actor: Actor, code: str, revision: int) -> Route:
    seen = route(actor, code)
    here: Route = Route.rows.select_for_update().get(pk=seen.pk)
    if here.revision != revision:
        raise MovedOn(title=approvals()[here.kind].title)
    return here


def _draft(actor: Actor, code: str, revision: int) -> Route:
    here = _locked(actor, code, revision)
    if here.state != RouteState.DRAFT:
        raise RouteNotFound
    return here


def _put_stops(here: Route, steps: Sequence[Stop], day: date) -> None:
    RouteStop.objects.bulk_create(
        [
            RouteStop(
                route=here,
                position=position,
                name=stop.name,
                title=str(stop.title)[:60],
                where=stop.where,
                power=stop.power,
                days=stop.days_on(day, here.path),
                silence=stop.silence,
                amount_from=stop.amount_from,
                amount_to=stop.amount_to,
                levels=list(stop.levels),
                unit_kinds=list(stop.unit_kinds),
            )
            for position, stop in enumerate(steps)
        ]
    )


def _check_stops(declared: Approval, stops: Sequence[Stop]) -> None:
    """Raises RouteUnfit for the first thing that is wrong; `values` names the row as `stop`."""
    if not stops:
        raise RouteUnfit(what=_("流程至少要有一个环节。"))
    if len(stops) > MOST_STOPS:
        raise RouteUnfit(what=_("流程最多 9 个环节，请合并一些。"))
    if len({stop.name for stop in stops}) != len(stops):
        raise RouteUnfit(what=_("同一个环节出现了两次，请去掉一个。"))
    for number, stop in enumerate(stops):
        wrong = _wrong(declared, stop)
        if wrong is not None:
            raise RouteUnfit(what=wrong, stop=number)


def _wrong(declared: Approval, stop: Stop) -> Any:
    """What is wrong with a stop, in words; None if nothing."""
    if not str(stop.title).strip():
        return _("每个环节都要有名称。")
    if stop.power not in declared.deciding():
        return _("这类审批不能用这项权限，请从列表里选。")
    if stop.where not in {"unit", "next_up", "town", "county", "other"}:
        return _("请选这个环节由谁办。")
    if not callable(stop.days) and not 1 <= stop.days <= 250:
        return _("办理期限在 1 到 250 个工作日之间。")
    if stop.silence not in {"waits", "passes"}:
        return _("请选逾期不答复时怎么办。")
    low, high = stop.amount_from, stop.amount_to
    if (low is not None and low < 0) or (low is not None and high is not None and high <= low):
        return _("金额范围的止额要大于起额。")
    if set(stop.levels) - set(Level.values) or set(stop.unit_kinds) - set(UnitKind.values):
        return _("层级或工会类型不在列表里，请重新选。")
    return None


def _record(actor: Actor, verb: str, here: Route, **facts: Any) -> None:
    told = {"kind": here.kind, "revision": here.revision, "document": here.document, **facts}
    audit.record(actor=actor, verb=verb, subject=("approvals.route", here.pk), path=here.path, facts=told)
